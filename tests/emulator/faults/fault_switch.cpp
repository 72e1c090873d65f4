// SPDX-License-Identifier: Apache-2.0
#include "faults/fault_switch.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "broker/json_writer.h"

namespace uc8::gateway {

using emulator::JsonValue;

void FaultSwitch::change(const JsonValue& changes, StreamCatalogue::Done done) {
  const std::string problem = try_change(changes);
  if (!problem.empty()) return done({400, 400, problem});
  apply();
  run_actions(std::move(done));
}

std::string FaultSwitch::try_change(const JsonValue& changes) {
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
  if (problem.empty()) return problem;
  for (size_t at = 0; at < before.size(); ++at) {
    const Faults::Field& field = faults_.fields()[at];
    if (field.number != nullptr) *field.number = before[at].first;
    if (field.text != nullptr) *field.text = before[at].second;
  }
  return problem;
}

std::string FaultSwitch::set(const std::string& name, const JsonValue& value) {
  const Faults::Field* field = faults_.find(name);
  if (field == nullptr) return "unknown fault " + name;
  const std::string obstacle = faults_.obstacle(*field);
  if (!obstacle.empty()) return name + " " + obstacle;
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
    if (!faults_.obstacle(field).empty()) continue;
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

void FaultSwitch::run_actions(StreamCatalogue::Done done) {
  if (std::exchange(faults_.close_now, 0) != 0) {
    sessions_.close(faults_, static_cast<int>(faults_.close_code));
  }
  if (std::exchange(faults_.drop_now, 0) != 0) sessions_.drop(faults_);
  const std::string name = std::exchange(faults_.drop_name, "");
  if (!name.empty()) sessions_.drop_name(name);
  const std::string unloaded = std::exchange(faults_.unload, "");
  const std::string terminated = std::exchange(faults_.terminate, "");
  if (unloaded.empty() && terminated.empty()) return done({});
  const auto act = [this, unloaded, terminated,
                    done](const Outcome<std::vector<emulator::TopicKey>>& all) {
    if (!all.status.ok()) return done(all.status);
    act_on_streams(unloaded, terminated, all.value, done);
  };
  catalogue_.list({}, act);
}

// The streams of that name in every tenant and fabric.
void FaultSwitch::act_on_streams(const std::string& unloaded, const std::string& terminated,
                                 const std::vector<emulator::TopicKey>& all,
                                 StreamCatalogue::Done done) {
  const auto named = [&all](const std::string& name) {
    return std::count_if(all.begin(), all.end(),
                         [&name](const auto& key) { return key.name == name; });
  };
  for (const std::string& name : {unloaded, terminated}) {
    if (!name.empty() && named(name) == 0) return done({404, 100016, "no stream " + name});
  }
  struct Rest {
    int64_t acts;
    emulator::AdminStatus status;
  };
  auto rest = std::make_shared<Rest>(Rest{named(unloaded) + named(terminated), {}});
  const auto acted = [rest, done](const emulator::AdminStatus& status) {
    if (!status.ok()) rest->status = status;
    if (--rest->acts == 0) done(rest->status);
  };
  for (const emulator::TopicKey& key : all) {
    if (key.name == unloaded) catalogue_.unload(key, acted);
    if (key.name == terminated) catalogue_.terminate(key, acted);
  }
}

}  // namespace uc8::gateway
