// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>

namespace uc8::gateway {

class Faults;
class StreamSession;

// The WebSockets that are there, silent ones included, for the faults that act on all of them now.
class SessionList {
 public:
  void add(StreamSession* session) { sessions_.insert(session); }
  void remove(StreamSession* session) { sessions_.erase(session); }
  size_t size() const { return sessions_.size(); }

  // Each with a Close frame of this code (0: none), where `faults` selects it.
  void close(const Faults& faults, int code);
  // RST.
  void drop(const Faults& faults);
  void drop_name(const std::string& name);
  // Makes those silent that `faults.silent_name` names, and resets those that were and are not.
  void update_silent(const Faults& faults);
  // The end of the program: every one, with 1001, without a word to the back end.
  void shut_down();

 private:
  std::unordered_set<StreamSession*> sessions_;
};

}  // namespace uc8::gateway
