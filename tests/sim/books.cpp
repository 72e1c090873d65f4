// SPDX-License-Identifier: Apache-2.0
#include "sim/books.h"

namespace uc8::sim {

namespace {

/// Every message carries its name: in the key, or else at the beginning of the payload.
std::string name_in(const Content& content) {
  if (!content.key.empty()) return content.key;
  return content.payload.substr(0, content.payload.find(':') + 1);
}

}  // namespace

int Books::produced(int process, const Content& content) {
  std::vector<Send>& sends = sends_[process];
  const int number = static_cast<int>(sends.size());
  sends.emplace_back();
  sends.back().content = content;
  names_[name_in(content)] = {process, number};
  return number;
}

void Books::accepted(int process, int number, SendTicket ticket) {
  Send& send = sends_[process][at(number)];
  if (send.is_accepted) findings_.violated("model", "message %d was sent twice at once", number);
  send.ticket = ticket;
  send.is_accepted = send.was_accepted = true;
  send.is_settled = false;
}

void Books::told(int process, int number, const SendResult& result) {
  Send& send = sends_[process][at(number)];
  const SendTicket expected = last_told_[process] + 1;
  if (!send.is_accepted || result.ticket != send.ticket || result.ticket != expected) {
    findings_.violated("one_outcome", "producer %d: ticket %u told, %u expected, message %d has %u",
                       process, result.ticket, expected, number, send.ticket);
    return;
  }
  last_told_[process] = result.ticket;
  send.is_accepted = false;
  send.is_settled = true;
  const Error error = result.fault.error;
  if (error == Error::message_refused && !send.refused_for_good) {
    findings_.violated("fails_with_cause", "message %d refused by nobody", number);
  }
  if (error != Error::ok) return;
  if (send.stored == 0) {
    findings_.violated("confirmed_is_stored", "producer %d, message %d", process, number);
  }
  if (result.duplicate || result.id.size == 0) return;
  size_t index = 0;
  const bool is_right = place_of(std::string(result.id.text, result.id.size), &index) &&
                        log_[index].producer == process && log_[index].number == number;
  if (!is_right) {
    findings_.violated("confirmed_is_stored", "producer %d, message %d: the id is another's",
                       process, number);
  }
}

void Books::forget(int process) {
  for (Send& send : sends_[process]) {
    if (send.is_accepted) send.is_settled = true;
    send.is_accepted = false;
  }
}

std::vector<int> Books::untold_messages(int process) const {
  std::vector<int> out;
  const auto found = sends_.find(process);
  if (found == sends_.end()) return out;
  for (size_t i = 0; i < found->second.size(); ++i) {
    if (found->second[i].is_accepted) out.push_back(static_cast<int>(i));
  }
  return out;
}

size_t Books::untold(int process) const {
  return untold_messages(process).size();
}

size_t Books::untold() const {
  size_t count = 0;
  for (const auto& [process, sends] : sends_) count += untold(process);
  return count;
}

void Books::check_untold(int process) {
  if (untold(process) == 0) return;
  findings_.violated("one_outcome", "producer %d: %zu sends have none at its end", process,
                     untold(process));
}

bool Books::find(const Content& content, int& process, int& number) const {
  const auto found = names_.find(name_in(content));
  if (found == names_.end()) return false;
  process = found->second.first;
  number = found->second.second;
  return sends_.at(process)[at(number)].content == content;
}

void Books::stored(const Entry& entry, bool once) {
  ids_[entry.id] = log_.size();
  log_.push_back(entry);
  int process = 0;
  int number = 0;
  if (!find(entry.content, process, number)) {
    findings_.violated("stored_as_produced", "entry %zu is no message of anybody", log_.size() - 1);
    return;
  }
  Send& send = sends_[process][at(number)];
  if (!send.was_accepted)
    findings_.violated("stored_as_produced", "message %d was not sent", number);
  ++send.stored;
  if (once && send.stored > 1) {
    findings_.violated("stored_once", "producer %d, message %d", process, number);
  }
  check_order(process, number);
}

bool Books::refused_for_good(int process, int number, bool refuses) {
  Send& send = sends_[process][at(number)];
  if (!send.is_judged) send.refused_for_good = refuses;
  send.is_judged = true;
  return send.refused_for_good;
}

bool Books::place_of(const std::string& id, size_t* index) const {
  const auto found = ids_.find(id);
  if (found == ids_.end()) return false;
  *index = found->second;
  return true;
}

// Nothing may be stored while an older message of its producer is not: unless the server refused
// that, or its outcome was told (or forgotten) before.
void Books::check_order(int process, int number) {
  const std::vector<Send>& sends = sends_[process];
  for (int older = 0; older < number; ++older) {
    const Send& send = sends[at(older)];
    if (send.stored > 0 || send.is_settled || send.refused_for_now || send.refused_for_good)
      continue;
    findings_.violated("producer_order", "producer %d: message %d was stored before %d", process,
                       number, older);
    return;
  }
}

void Books::failed(int process, Fault fault) {
  std::map<int, int>& refusals = refusals_[process];
  int struck = 0;
  switch (fault.error) {
    case Error::unauthorized:
      struck = refusals[401] - 1;  // The first is forgiven.
      break;
    case Error::not_found:
      struck = refusals[404];
      break;
    case Error::rejected:
      struck = refusals[400];
      break;
    default:
      break;
  }
  refusals.clear();
  if (struck > 0) return;
  findings_.violated("fails_with_cause", "process %d failed: %s, detail %d", process,
                     name_of(fault.error), static_cast<int>(fault.detail));
}

size_t Books::delivered(int process, const std::string& subscription, int session,
                        const std::string& id) {
  size_t index = 0;
  if (!place_of(id, &index)) {
    findings_.violated("delivered_as_stored", "consumer %d: no id of the server's", process);
    return 0;
  }
  const std::vector<size_t>& frames = frames_[session];
  size_t& next = next_frame_[session];
  if (next >= frames.size() || frames[next] != index) {
    findings_.violated("consumer_order", "consumer %d: delivery %zu of the session is entry %zu",
                       process, next, index);
  }
  ++next;
  if (is_healthy_ && acknowledged_[subscription].count(index) > 0) {
    findings_.violated("no_redelivery", "consumer %d: entry %zu was acknowledged before", process,
                       index);
  }
  delivered_[subscription].insert(index);
  return index;
}

bool Books::is_delivered(const std::string& subscription, size_t index) const {
  const auto found = delivered_.find(subscription);
  return found != delivered_.end() && found->second.count(index) > 0;
}

void Books::acknowledged(const std::string& subscription, int session, size_t index, bool is_live) {
  if (!is_live) return;
  acknowledged_[subscription].insert(index);
  acked_in_session_[session].insert(index);
}

void Books::closed_cleanly(int session, const std::set<size_t>& acked_at_server) {
  for (const size_t index : acked_in_session_[session]) {
    if (acked_at_server.count(index) > 0) continue;
    findings_.violated("lost_ack", "session %d closed, entry %zu is not acknowledged", session,
                       index);
    return;
  }
}

}  // namespace uc8::sim
