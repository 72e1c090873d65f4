// SPDX-License-Identifier: Apache-2.0
#include "broker/consumer_command.h"

#include <limits>

#include "broker/coercion.h"
#include "broker/json.h"

namespace uc8::emulator {

ConsumerCommand read_consumer_command(std::string_view text) {
  ConsumerCommand command;
  const JsonParsed parsed = parse_json_prefix(text);
  if (!parsed.ok) return command;
  if (parsed.value.is_null()) {
    command.form = ConsumerCommand::Form::nothing;
    return command;
  }
  std::optional<int64_t> permits;
  if (!parsed.value.is_object() || !coerce_string(parsed.value.find("type"), command.type) ||
      !coerce_string(parsed.value.find("messageId"), command.message_id) ||
      !coerce_integer(parsed.value.find("permitMessages"), permits)) {
    return command;
  }
  if (permits) {
    using Limits = std::numeric_limits<int32_t>;
    if (*permits < Limits::min() || *permits > Limits::max()) return command;
    command.permit_messages = static_cast<int32_t>(*permits);
  }
  command.form = ConsumerCommand::Form::object;
  return command;
}

}  // namespace uc8::emulator
