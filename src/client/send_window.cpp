// SPDX-License-Identifier: Apache-2.0
#include "client/send_window.h"

#include "base/assert.h"
#include "base/text.h"

namespace uc8 {

static_assert(sizeof(SendSlot) <= ProducerMemory::kSlotOverhead, "the storage reserves less");

namespace {

// The server refuses a text message above this (webSocketMaxTextFrameSize of Pulsar).
constexpr size_t kTextMax = 1'048'576;

template <class T>
MutableBytes bytes_of_object(T& object) {
  return {reinterpret_cast<uint8_t*>(&object), sizeof object};
}

}  // namespace

Error SendWindow::check(const OutgoingMessage& message, size_t& metadata) const {
  if (message.payload.size > limits_.payload_max) return Error::payload_too_large;
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
  if (metadata > limits_.metadata_max || metadata > 0xffff) return Error::metadata_too_large;
  return Error::ok;
}

Error SendWindow::push(const OutgoingMessage& message, Millis now) {
  size_t metadata = 0;
  const Error error = check(message, metadata);
  if (error != Error::ok) return error;
  size_t body = message.payload.size + metadata;
  if (body < ProducerMemory::kSlotBodyMin) body = ProducerMemory::kSlotBodyMin;
  if (count_ >= limits_.in_flight_max || sizeof(SendSlot) + body > ring_.room()) {
    return Error::window_full;
  }
  SendSlot slot;
  slot.tag = message.tag;
  slot.event_time_ms = message.event_time_ms;
  slot.accepted_at = now;
  slot.payload_size = static_cast<uint32_t>(message.payload.size);
  slot.body_size = static_cast<uint32_t>(body);
  slot.key_size = static_cast<uint16_t>(message.key.size);
  slot.properties_size = static_cast<uint16_t>(metadata - message.key.size);
  const size_t begin = ring_.size();
  ring_.push(Bytes{bytes_of_object(slot).data, sizeof slot});
  ring_.push(message.payload);
  ring_.push(message.key);
  for (size_t i = 0; i < message.property_count; ++i) {
    const Bytes name = bytes_of(message.properties[i].name);
    const Bytes value = bytes_of(message.properties[i].value);
    ring_.push({name.data, name.size + 1});
    ring_.push({value.data, value.size + 1});
  }
  ring_.push_blank(sizeof(SendSlot) + body - (ring_.size() - begin));
  ++count_;
  // What JSON makes of key and properties can grow sixfold: the size on the wire is known only now.
  WindowWriter dry({}, 0);
  write_publish(dry, ring_, stored_message({count_ - 1, begin}, ~uint32_t{0}));
  if (dry.total() <= kTextMax) return Error::ok;
  ring_.unpush(ring_.size() - begin);
  --count_;
  return Error::payload_too_large;
}

void SendWindow::pop() {
  UC8_ASSERT(count_ > 0);
  ring_.pop(sizeof(SendSlot) + read(front()).body_size);
  --count_;
}

SendSlot SendWindow::read(const Cursor& at) const {
  UC8_ASSERT(!at_end(at));
  SendSlot slot;
  ring_.copy_out(at.position, bytes_of_object(slot));
  return slot;
}

void SendWindow::write(const Cursor& at, const SendSlot& slot) {
  UC8_ASSERT(!at_end(at));
  ring_.overwrite(at.position, {reinterpret_cast<const uint8_t*>(&slot), sizeof slot});
}

SendWindow::Cursor SendWindow::next(const Cursor& at) const {
  return {at.index + 1, at.position + sizeof(SendSlot) + read(at).body_size};
}

SendWindow::Cursor SendWindow::at_index(size_t index) const {
  Cursor at;
  while (at.index < index) at = next(at);
  return at;
}

StoredMessage SendWindow::stored_message(const Cursor& at, uint32_t context) const {
  const SendSlot slot = read(at);
  StoredMessage message;
  message.payload_position = at.position + sizeof(SendSlot);
  message.payload_size = slot.payload_size;
  message.key_position = message.payload_position + slot.payload_size;
  message.key_size = slot.key_size;
  message.properties_position = message.key_position + slot.key_size;
  message.properties_size = slot.properties_size;
  message.event_time_ms = slot.event_time_ms;
  message.context = context;
  return message;
}

void SendWindow::park_id(const Cursor& at, SendSlot& slot, const MessageId& id) {
  slot.id_size = id.size <= slot.body_size ? id.size : uint8_t{0};
  if (slot.id_size == 0) return;
  ring_.overwrite(at.position + sizeof(SendSlot),
                  {reinterpret_cast<const uint8_t*>(id.text), slot.id_size});
}

MessageId SendWindow::parked_id(const Cursor& at, const SendSlot& slot) const {
  MessageId id;
  id.size = slot.id_size;
  ring_.copy_out(at.position + sizeof(SendSlot),
                 {reinterpret_cast<uint8_t*>(id.text), slot.id_size});
  return id;
}

}  // namespace uc8
