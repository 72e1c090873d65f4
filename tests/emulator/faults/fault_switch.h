// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "broker/broker.h"
#include "broker/json.h"
#include "faults/faults.h"
#include "gdn/stream_catalogue.h"
#include "ws/session_list.h"

namespace uc8::gateway {

// Changes faults while the emulator runs, and carries out those that act at once.
class FaultSwitch {
 public:
  FaultSwitch(Faults& faults, emulator::Broker& broker, StreamCatalogue& catalogue,
              SessionList& sessions)
      : faults_(faults), broker_(broker), catalogue_(catalogue), sessions_(sessions) {}

  // A JSON object of names and values. All of it or, with an error text as answer, nothing.
  std::string change(const emulator::JsonValue& changes);
  // All names with their values.
  std::string as_json() const;
  // Tells the broker and the open WebSockets what the values are now.
  void apply();

 private:
  std::string set(const std::string& name, const emulator::JsonValue& value);
  void run_actions();

  Faults& faults_;
  emulator::Broker& broker_;
  StreamCatalogue& catalogue_;
  SessionList& sessions_;
};

}  // namespace uc8::gateway
