// SPDX-License-Identifier: Apache-2.0
#include "ws/session_list.h"

#include "faults/faults.h"
#include "ws/stream_session.h"

namespace uc8::gateway {

void SessionList::close(const Faults& faults, int code) {
  const std::unordered_set<StreamSession*> sessions = sessions_;
  for (StreamSession* session : sessions) {
    if (session->selected(faults)) session->end(code, "");
  }
}

void SessionList::drop(const Faults& faults) {
  const std::unordered_set<StreamSession*> sessions = sessions_;
  for (StreamSession* session : sessions) {
    if (session->selected(faults)) session->drop();
  }
}

void SessionList::drop_name(const std::string& name) {
  const std::unordered_set<StreamSession*> sessions = sessions_;
  for (StreamSession* session : sessions) {
    if (session->label().name == name) session->drop();
  }
}

void SessionList::update_silent(const Faults& faults) {
  const std::unordered_set<StreamSession*> sessions = sessions_;
  for (StreamSession* session : sessions) session->update_silent(faults);
}

void SessionList::shut_down() {
  const std::unordered_set<StreamSession*> sessions = sessions_;
  for (StreamSession* session : sessions) session->abandon(1001, "Shutdown");
}

}  // namespace uc8::gateway
