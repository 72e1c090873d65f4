// SPDX-License-Identifier: Apache-2.0
#include "broker/message_log.h"

namespace uc8::emulator {

size_t Message::bytes() const {
  constexpr size_t kBookkeeping = sizeof(Message) + 64;
  size_t sum = kBookkeeping + payload.size() + (key ? key->size() : 0);
  for (const auto& [name, value] : properties) {
    sum += sizeof(Properties::value_type) + name.size() + value.size();
  }
  return sum;
}

MessageLog::MessageLog(uint64_t ledger_id, int partition, int64_t now_ms) : partition_(partition) {
  roll(ledger_id, now_ms);
}

const MessagePtr& MessageLog::at(Position position) const {
  return messages_[position - begin_];
}

MessagePtr MessageLog::append(Message message) {
  message.id.ledger_id = ledgers_.back().id;
  message.id.entry_id = end() - ledgers_.back().first;
  message.id.partition = partition_;
  bytes_ += message.bytes();
  messages_.push_back(std::make_shared<const Message>(std::move(message)));
  return messages_.back();
}

void MessageLog::roll(uint64_t ledger_id, int64_t now_ms) {
  ledgers_.push_back({ledger_id, end(), now_ms});
}

void MessageLog::drop_first() {
  bytes_ -= messages_.front()->bytes();
  messages_.pop_front();
  ++begin_;
}

std::optional<Position> MessageLog::find(const MessageId& id) const {
  for (size_t i = 0; i < ledgers_.size(); ++i) {
    if (ledgers_[i].id != id.ledger_id) continue;
    const Position limit = i + 1 < ledgers_.size() ? ledgers_[i + 1].first : end();
    if (id.entry_id >= limit - ledgers_[i].first) return std::nullopt;
    return ledgers_[i].first + id.entry_id;
  }
  return std::nullopt;
}

Position MessageLog::after(const MessageId& id) const {
  for (size_t i = 0; i < ledgers_.size(); ++i) {
    if (ledgers_[i].id < id.ledger_id) continue;
    if (ledgers_[i].id > id.ledger_id) return ledgers_[i].first;
    const Position limit = i + 1 < ledgers_.size() ? ledgers_[i + 1].first : end();
    const uint64_t entries = limit - ledgers_[i].first;
    return id.entry_id < entries ? ledgers_[i].first + id.entry_id + 1 : limit;
  }
  return end();
}

}  // namespace uc8::emulator
