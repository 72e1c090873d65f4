// SPDX-License-Identifier: Apache-2.0
#include "client/admin_core.h"

#include <string.h>

#include "base/text.h"

namespace uc8 {

namespace {

// The link reads into the first half of the receive memory, the list's elements stand in the other.
MutableBytes first_half(MutableBytes memory) {
  return {memory.data, memory.size / 2};
}
MutableBytes second_half(MutableBytes memory) {
  return {memory.data + memory.size / 2, memory.size - memory.size / 2};
}

bool is_success(uint16_t status) {
  return status >= 200 && status < 300;
}

/// A Pulsar lists the partitions of a topic, `TOPIC-partition-0` and so on, and not itself.
bool is_partition_of(Bytes name, Bytes topic) {
  return name.size > topic.size && equal({name.data, topic.size}, topic) &&
         starts_with({name.data + topic.size, name.size - topic.size}, "-partition-");
}

}  // namespace

AdminCore::AdminCore(const Account& account, const Timeouts& timeouts,
                     const StreamAdminMemory& memory, Entropy& entropy,
                     StreamListReader::Visitor& visitor)
    : account_(account),
      visitor_(visitor),
      memory_(memory),
      list_(second_half(memory.receive), *this),
      link_(account, timeouts, *this, entropy, first_half(memory.receive), memory.transmit) {}

Error AdminCore::start(Operation operation, const StreamName& stream, bool force) {
  const bool fits = memory_.receive.size >= StreamAdminMemory::kReceiveMin &&
                    memory_.transmit.size >= StreamAdminMemory::kTransmitMin;
  if (!fits) return Error::invalid_configuration;
  if (operation != Operation::list) {
    const Error error = check_stream_name(stream, account_.service);
    if (error != Error::ok) return error;
  }
  const Error error = link_.start(LinkRequest::rest);
  if (error != Error::ok) return error;
  operation_ = operation;
  stream_ = stream;
  force_ = force;
  created_ = was_there_ = found_ = false;
  return Error::ok;
}

bool AdminCore::is_listing() const {
  return operation_ == Operation::list || operation_ == Operation::exists ||
         (operation_ == Operation::create && created_);
}

void AdminCore::write_request_line(WindowWriter& to, LinkRequest, Bytes) {
  if (is_listing()) {
    to.text("GET ");
    write_list_target(to, place());
  } else if (operation_ == Operation::create) {
    write_create_line(to, place());
  } else {
    to.text("DELETE ");
    write_delete_target(to, place(), force_);
  }
}

HttpBody* AdminCore::body_for_rest() {
  if (!is_listing()) return nullptr;
  list_.reset(account_.service);
  return this;
}

// The body of a refusal is no list; its beginning is kept for last_words() as it comes.
Error AdminCore::on_body(Bytes piece) {
  if (!is_success(link_.rest_status())) {
    if (link_.last_words().size == 0) link_.set_last_words(words_of(piece));
    return Error::ok;
  }
  return list_.feed(piece);
}

/// What a person should read of it; it stands where the list, which did not come, would have.
Bytes AdminCore::words_of(Bytes refusal) {
  const MutableBytes room = second_half(memory_.receive);
  const size_t size = refusal.size < room.size ? refusal.size : room.size;
  memcpy(room.data, refusal.data, size);
  return error_words({room.data, size});
}

void AdminCore::on_stream(Bytes full_name) {
  if (operation_ == Operation::list) {
    // The application may close in the middle of a piece of the body.
    if (!link_.is_ending()) visitor_.on_stream(full_name);
    return;
  }
  uint8_t topic[256];
  WindowWriter writer({topic, sizeof topic}, 0);
  write_topic(writer, stream_, account_.service);
  if (writer.written() < writer.total()) return;
  const Bytes wanted = {topic, writer.written()};
  if (equal(full_name, wanted) ||
      (account_.service == Service::pulsar && is_partition_of(full_name, wanted))) {
    found_ = true;
  }
}

Event AdminCore::next_event() {
  for (;;) {
    const Event event = link_.next_event();
    if (event != Event::response) return event;
    if (on_response()) {
      link_.rest_finish();
      return Event::done;
    }
  }
}

bool AdminCore::on_response() {
  const uint16_t status = link_.rest_status();
  answer_ = true;
  if (operation_ == Operation::create && !created_ && (is_success(status) || status == 409)) {
    created_ = true;
    was_there_ = status == 409;
    link_.rest_next();
  } else if (!is_success(status)) {
    link_.rest_refused();
  } else {
    return !is_listing() || on_listed();
  }
  return false;
}

bool AdminCore::on_listed() {
  if (list_.finish() != Error::ok) {
    link_.rest_retry(Error::protocol_violation);
  } else if (operation_ == Operation::create && !found_) {
    link_.rest_retry(Error::not_yet);  // Creation is asynchronous.
  } else {
    if (operation_ == Operation::exists) answer_ = found_;
    if (operation_ == Operation::create) answer_ = was_there_;
    return true;
  }
  return false;
}

}  // namespace uc8
