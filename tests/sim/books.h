// SPDX-License-Identifier: Apache-2.0
//
// What was promised and what was done: every check that needs both ends of the wire.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/content.h"
#include "sim/findings.h"
#include "uc8/producer.h"

namespace uc8::sim {

/// The books of one run. Applications and the model of the server report what they do, each its
/// own; the books compare. Processes are numbered, a session is the number of its connection.
class Books {
 public:
  explicit Books(Findings& findings) : findings_(findings) {}

  // A producer's application.
  int produced(int process, const Content& content);  ///< Answers the message's number.
  const Content& content(int process, int number) const {
    return sends_.at(process)[at(number)].content;
  }
  /// A new object: its tickets begin at 1.
  void begin_producer(int process) { last_told_[process] = 0; }
  void accepted(int process, int number, SendTicket ticket);
  /// An outcome. `number`: of its tag.
  void told(int process, int number, const SendResult& result);
  /// The process is gone, and what it knew.
  void forget(int process);
  size_t untold() const;
  size_t untold(int process) const;
  void check_untold(int process);
  std::vector<int> untold_messages(int process) const;

  // The server's log.
  /// Which message this content is; false: nobody's.
  bool find(const Content& content, int& process, int& number) const;
  void stored(const Entry& entry, bool once);
  void refused_for_now(int process, int number) {
    sends_[process][at(number)].refused_for_now = true;
  }
  /// Whether the server refuses it for good: decided at its first coming, by `refuses`.
  bool refused_for_good(int process, int number, bool refuses);
  const std::vector<Entry>& log() const { return log_; }
  /// Where the entry of that id stands; false: there is none.
  bool place_of(const std::string& id, size_t* index) const;

  // The server's refusals, to know whether a failure has a cause.
  void refused(int process, int status) { ++refusals_[process][status]; }
  /// `on_failed()`: there must have been enough of them.
  void failed(int process, Fault fault);

  // A consumer's application, and what the server dispatched to its sessions.
  void dispatched(int session, size_t index) { frames_[session].push_back(index); }
  /// The application was given the next message of a session. Answers its place in the log.
  size_t delivered(int process, const std::string& subscription, int session,
                   const std::string& id);
  bool is_delivered(const std::string& subscription, size_t index) const;
  /// `is_live`: on the connection that brought it, before close(): so it must get there.
  void acknowledged(const std::string& subscription, int session, size_t index, bool is_live);
  /// A Close frame of the client has come: all that it acknowledged of this session was before it.
  void closed_cleanly(int session, const std::set<size_t>& acked_at_server);
  /// A number for a new connection.
  int next_session() { return ++sessions_; }
  void set_healthy(bool is_healthy) { is_healthy_ = is_healthy; }

 private:
  struct Send {
    Content content;
    SendTicket ticket = 0;
    bool is_accepted = false;  ///< ... and its outcome not told.
    bool was_accepted = false;
    bool is_settled = false;  ///< Told for good, or its process is gone.
    bool refused_for_now = false;
    bool refused_for_good = false;
    bool is_judged = false;
    int stored = 0;
  };
  static size_t at(int number) { return static_cast<size_t>(number); }
  void check_order(int process, int number);

  Findings& findings_;
  bool is_healthy_ = false;
  int sessions_ = 0;
  std::map<int, std::vector<Send>> sends_;
  std::map<std::string, std::pair<int, int>> names_;
  std::map<int, SendTicket> last_told_;
  std::vector<Entry> log_;
  std::map<std::string, size_t> ids_;
  std::map<int, std::map<int, int>> refusals_;
  std::map<int, std::vector<size_t>> frames_;
  std::map<int, size_t> next_frame_;
  std::map<std::string, std::set<size_t>> delivered_;
  std::map<std::string, std::set<size_t>> acknowledged_;
  std::map<int, std::set<size_t>> acked_in_session_;
};

}  // namespace uc8::sim
