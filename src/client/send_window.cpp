// SPDX-License-Identifier: Apache-2.0
#include "client/send_window.h"

#include "base/assert.h"
#include "base/utf8_check.h"

namespace uc8 {

static_assert(sizeof(SendSlot) <= ProducerMemory::kSlotOverhead, "the storage reserves less");

namespace {

// The server refuses a text message above this (webSocketMaxTextFrameSize of Pulsar).
constexpr size_t kTextMax = 1'048'576;

size_t size_of_slots(const ProducerMemory& memory) {
  return memory.in_flight_max * sizeof(SendSlot);
}

/// What stands behind the slots.
MutableBytes bodies(const ProducerMemory& memory) {
  const size_t slots = size_of_slots(memory);
  if (memory.window.size < slots) return {};
  return {memory.window.data + slots, memory.window.size - slots};
}

}  // namespace

SendWindow::SendWindow(const ProducerMemory& memory)
    : slots_(reinterpret_cast<SendSlot*>(memory.window.data)),
      in_flight_max_(memory.in_flight_max),
      payload_max_(memory.payload_max),
      metadata_max_(memory.metadata_max),
      ring_(bodies(memory)) {
  const bool aligned = reinterpret_cast<uintptr_t>(slots_) % alignof(SendSlot) == 0;
  is_usable_ = aligned && in_flight_max_ > 0 && ring_.capacity() >= payload_max_ &&
               ring_.capacity() >= ProducerMemory::kSlotBodyMin;
  if (!is_usable_) in_flight_max_ = 0;  // Nothing is accepted, and open() answers for it.
}

SendSlot& SendWindow::slot(size_t index) {
  UC8_ASSERT(index < count_);
  return slots_[(first_ + index) % in_flight_max_];
}

Error SendWindow::check(const OutgoingMessage& message, size_t& metadata) const {
  if (message.payload.size > payload_max_) return Error::payload_too_large;
  if (!is_utf8(message.key)) return Error::invalid_configuration;
  metadata = message.key.size;
  for (size_t i = 0; i < message.property_count; ++i) {
    const Property& property = message.properties[i];
    if (property.name == nullptr || property.value == nullptr) return Error::invalid_configuration;
    const Bytes name = bytes_of(property.name);
    const Bytes value = bytes_of(property.value);
    if (!is_utf8(name) || !is_utf8(value)) return Error::invalid_configuration;
    metadata += name.size + value.size + 2;
  }
  if (metadata > metadata_max_ || metadata > 0xffff) return Error::metadata_too_large;
  return Error::ok;
}

Error SendWindow::push(const OutgoingMessage& message, SendTicket ticket, Millis now) {
  size_t metadata = 0;
  const Error error = check(message, metadata);
  if (error != Error::ok) return error;
  size_t body = message.payload.size + metadata;
  if (body < ProducerMemory::kSlotBodyMin) body = ProducerMemory::kSlotBodyMin;
  if (count_ >= in_flight_max_ || body > ring_.room()) return Error::window_full;
  const size_t begin = ring_.size();
  ring_.push(message.payload);
  ring_.push(message.key);
  for (size_t i = 0; i < message.property_count; ++i) {
    const Bytes name = bytes_of(message.properties[i].name);
    const Bytes value = bytes_of(message.properties[i].value);
    ring_.push({name.data, name.size + 1});
    ring_.push({value.data, value.size + 1});
  }
  ring_.push_blank(body - (ring_.size() - begin));
  ++count_;
  SendSlot& slot = this->slot(count_ - 1);
  slot = SendSlot();
  slot.tag = message.tag;
  slot.accepted_at = now;
  slot.message.position = popped_ + static_cast<uint32_t>(begin);
  slot.message.payload_size = static_cast<uint32_t>(message.payload.size);
  slot.message.key_size = static_cast<uint16_t>(message.key.size);
  slot.message.properties_size = static_cast<uint16_t>(metadata - message.key.size);
  slot.message.event_time_ms = message.event_time_ms;
  slot.message.context = ticket;
  // What JSON makes of key and properties can grow sixfold: the size on the wire is known only now.
  WindowWriter dry({}, 0);
  write_publish(dry, ring_, stored_message(count_ - 1));
  if (dry.total() <= kTextMax) return Error::ok;
  ring_.unpush(body);
  --count_;
  return Error::payload_too_large;
}

void SendWindow::pop() {
  const uint32_t size = position(1);
  ring_.pop(size);
  popped_ += size;
  first_ = (first_ + 1) % in_flight_max_;
  --count_;
}

uint32_t SendWindow::position(size_t index) const {
  if (index == count_) return static_cast<uint32_t>(ring_.size());
  return slot(index).message.position - popped_;
}

StoredMessage SendWindow::stored_message(size_t index) const {
  StoredMessage message = slot(index).message;
  message.position = position(index);
  return message;
}

void SendWindow::park_id(size_t index, const MessageId& id) {
  if (id.size > position(index + 1) - position(index)) return;
  slot(index).id_size = id.size;
  ring_.overwrite(position(index), {reinterpret_cast<const uint8_t*>(id.text), id.size});
}

void SendWindow::read_id(size_t index, MessageId& out) const {
  out.size = slot(index).id_size;
  ring_.copy_out(position(index), {reinterpret_cast<uint8_t*>(out.text), out.size});
}

}  // namespace uc8
