// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

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

  // A JSON object of names and values. All of it or, with 400 as answer, nothing. `done` hears when
  // those that act have acted, and which could not.
  void change(const emulator::JsonValue& changes, StreamCatalogue::Done done);
  // All names that can be set, with their values.
  std::string as_json() const;
  // Tells the broker and the open WebSockets what the values are now.
  void apply();

 private:
  std::string try_change(const emulator::JsonValue& changes);
  std::string set(const std::string& name, const emulator::JsonValue& value);
  void run_actions(StreamCatalogue::Done done);
  void act_on_streams(const std::string& unloaded, const std::string& terminated,
                      const std::vector<emulator::TopicKey>& all, StreamCatalogue::Done done);

  Faults& faults_;
  emulator::Broker& broker_;
  StreamCatalogue& catalogue_;
  SessionList& sessions_;
};

}  // namespace uc8::gateway
