// SPDX-License-Identifier: Apache-2.0
// What is stored in one topic: messages at positions that only grow, and the ledgers their ids come
// from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker/message_id.h"

namespace uc8::emulator {

using Properties = std::vector<std::pair<std::string, std::string>>;

struct Message {
  MessageId id;  // given by the log
  std::string payload;
  Properties properties;
  std::optional<std::string> key;
  int64_t publish_time_ms = 0;
  std::optional<int64_t> event_time_ms;
  int64_t deliver_at_ms = 0;

  size_t bytes() const;  // in memory, about
};

using MessagePtr = std::shared_ptr<const Message>;
using Position = uint64_t;  // counts the topic's messages from 0, over all ledgers

class MessageLog {
 public:
  MessageLog(uint64_t ledger_id, int partition, int64_t now_ms);

  Position begin() const { return begin_; }
  Position end() const { return begin_ + messages_.size(); }
  size_t bytes() const { return bytes_; }
  const MessagePtr& at(Position position) const;

  MessagePtr append(Message message);
  // The next message's id comes from this ledger.
  void roll(uint64_t ledger_id, int64_t now_ms);
  // Forgets the oldest message.
  void drop_first();

  // Where this id is or was, if it was ever given.
  std::optional<Position> find(const MessageId& id) const;
  // The first position whose id is greater.
  Position after(const MessageId& id) const;

  struct Ledger {
    uint64_t id = 0;
    Position first = 0;
    int64_t created_ms = 0;
  };
  const std::vector<Ledger>& ledgers() const { return ledgers_; }

 private:
  std::vector<Ledger> ledgers_;  // ids and positions ascend
  std::deque<MessagePtr> messages_;
  Position begin_ = 0;
  size_t bytes_ = 0;
  int partition_;
};

}  // namespace uc8::emulator
