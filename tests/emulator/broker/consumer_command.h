// SPDX-License-Identifier: Apache-2.0
// What a consumer's or reader's client says: one JSON object, read as Pulsar's Jackson does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace uc8::emulator {

struct ConsumerCommand {
  // unreadable: not JSON, no object, or a member of the wrong kind; nothing: JSON null.
  enum class Form { object, nothing, unreadable };
  Form form = Form::unreadable;
  std::optional<std::string> type;
  std::optional<std::string> message_id;
  std::optional<int32_t> permit_messages;
};

ConsumerCommand read_consumer_command(std::string_view text);

}  // namespace uc8::emulator
