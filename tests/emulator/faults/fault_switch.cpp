// SPDX-License-Identifier: Apache-2.0
#include "faults/fault_switch.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "broker/json_writer.h"

namespace uc8::gateway {

using emulator::JsonValue;

std::string FaultSwitch::change(const JsonValue& changes) {
  if (!changes.is_object()) return "expecting a JSON object";
  std::vector<std::pair<int64_t, std::string>> before;
  for (const Faults::Field& field : faults_.fields()) {
    before.emplace_back(field.number == nullptr ? 0 : *field.number,
                        field.text == nullptr ? "" : *field.text);
  }
  std::string problem;
  for (const auto& [name, value] : changes.members) {
    problem = set(name, value);
    if (!problem.empty()) break;
  }
  if (!problem.empty()) {
    for (size_t at = 0; at < before.size(); ++at) {
      const Faults::Field& field = faults_.fields()[at];
      if (field.number != nullptr) *field.number = before[at].first;
      if (field.text != nullptr) *field.text = before[at].second;
    }
    return problem;
  }
  apply();
  run_actions();
  return std::string();
}

std::string FaultSwitch::set(const std::string& name, const JsonValue& value) {
  const Faults::Field* field = faults_.find(name);
  if (field == nullptr) return "unknown fault " + name;
  if (value.is_string()) {
    if (field->fixed && value.text != *field->text) return name + " is set by its flag only";
    return faults_.set_text(*field, value.text);
  }
  if (value.is(JsonValue::Type::boolean)) return faults_.set_number(*field, value.boolean ? 1 : 0);
  const std::optional<int64_t> number = value.as_integer();
  if (!number) return name + " takes a number, a text, true or false";
  return faults_.set_number(*field, *number);
}

std::string FaultSwitch::as_json() const {
  emulator::JsonWriter json;
  json.begin_object();
  for (const Faults::Field& field : faults_.fields()) {
    std::string name = field.name;
    std::replace(name.begin(), name.end(), '-', '_');
    if (field.number != nullptr) {
      json.member(name, *field.number);
    } else {
      json.member(name, *field.text);
    }
  }
  return json.end_object().take();
}

void FaultSwitch::apply() {
  broker_.set_commands(faults_.commands == "ws27" ? emulator::CommandSet::ws27
                                                  : emulator::CommandSet::ws28);
  broker_.set_failover_delay_ms(faults_.failover_delay_ms);
  if (broker_.options().deduplication != (faults_.dedup != 0)) {
    broker_.set_deduplication(faults_.dedup != 0);
  }
  broker_.faults().confirm_delay_ms = faults_.delay_confirmations_ms;
  broker_.faults().topic_appears_after_ms = faults_.visible_after_ms;
  sessions_.update_silent(faults_);
}

void FaultSwitch::run_actions() {
  if (std::exchange(faults_.close_now, 0) != 0) {
    sessions_.close(faults_, static_cast<int>(faults_.close_code));
  }
  if (std::exchange(faults_.drop_now, 0) != 0) sessions_.drop(faults_);
  const std::string name = std::exchange(faults_.drop_name, "");
  if (!name.empty()) sessions_.drop_name(name);
  const std::string unloaded = std::exchange(faults_.unload, "");
  const std::string terminated = std::exchange(faults_.terminate, "");
  if (unloaded.empty() && terminated.empty()) return;
  const auto act = [this, unloaded,
                    terminated](const Outcome<std::vector<emulator::TopicKey>>& all) {
    for (const emulator::TopicKey& key : all.value) {
      if (key.name == unloaded) catalogue_.unload(key, [](const emulator::AdminStatus&) {});
      if (key.name == terminated) catalogue_.terminate(key, [](const emulator::AdminStatus&) {});
    }
  };
  catalogue_.list({}, act);
}

}  // namespace uc8::gateway
