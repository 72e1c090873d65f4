// SPDX-License-Identifier: Apache-2.0
#include "client/admin_core.h"

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

}  // namespace

AdminCore::AdminCore(const Account& account, const Timeouts& timeouts,
                     const StreamAdminMemory& memory, Entropy& entropy,
                     StreamListReader::Visitor& visitor)
    : account_(account),
      memory_(memory),
      visitor_(visitor),
      link_(account, timeouts, *this, entropy, first_half(memory.receive), memory.transmit),
      list_(second_half(memory.receive), *this) {}

Error AdminCore::start(Operation operation, const StreamName& stream, bool force, Millis now) {
  const bool fits = memory_.receive.size >= StreamAdminMemory::kReceiveMin &&
                    memory_.transmit.size >= StreamAdminMemory::kTransmitMin;
  if (!fits) return Error::invalid_configuration;
  if (operation != Operation::list) {
    const Error error = check_stream_name(stream, account_.service);
    if (error != Error::ok) return error;
  }
  const Error error = link_.start(LinkRequest::rest, now);
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
    const Scope scope = operation_ == Operation::list ? stream_.scope : scope_of(stream_);
    write_list_target(to, place(), scope);
  } else if (operation_ == Operation::create) {
    write_create_line(to, place());
  } else {
    to.text("DELETE ");
    write_delete_target(to, place(), force_);
  }
}

HttpBody* AdminCore::body_for_rest() {
  if (!is_listing()) return nullptr;
  list_.reset();
  if (account_.service == Service::pulsar) list_.expect_plain_array();
  return this;
}

// The body of a refusal is no list; its beginning is kept for last_words() as it comes.
Error AdminCore::on_body(Bytes piece) {
  if (!is_success(link_.rest_status())) {
    if (link_.last_words().size == 0) link_.set_last_words(piece);
    return Error::ok;
  }
  return list_.feed(piece);
}

void AdminCore::on_stream(Bytes full_name) {
  if (operation_ == Operation::list) {
    visitor_.on_stream(full_name);
    return;
  }
  uint8_t topic[256];
  WindowWriter writer({topic, sizeof topic}, 0);
  write_topic(writer, stream_, account_.service);
  if (writer.written() == writer.total() && equal(full_name, Bytes{topic, writer.written()})) {
    found_ = true;
  }
}

AdminEvent AdminCore::next_event(Millis now) {
  for (;;) {
    const LinkEvent event = link_.next_event(now);
    AdminEvent told;
    told.interruption = event.interruption;
    switch (event.kind) {
      case LinkEventKind::none:
        return {};
      case LinkEventKind::response:
        told = on_response(now);
        break;
      case LinkEventKind::interrupted:
        told.kind = AdminEventKind::interrupted;
        break;
      case LinkEventKind::failed:
        told.kind = AdminEventKind::failed;
        break;
      case LinkEventKind::closed:
        told.kind = AdminEventKind::closed;
        break;
      default:
        break;
    }
    if (told.kind != AdminEventKind::none) return told;
  }
}

AdminEvent AdminCore::on_response(Millis now) {
  const uint16_t status = link_.rest_status();
  if (operation_ == Operation::create && !created_ && (is_success(status) || status == 409)) {
    return on_created(now);
  }
  if (!is_success(status)) {
    link_.rest_refused(now);
    return {};
  }
  if (is_listing()) return on_listed(now);
  return done(true, now);
}

AdminEvent AdminCore::on_created(Millis now) {
  created_ = true;
  was_there_ = link_.rest_status() == 409;
  link_.rest_next(now);
  return {};
}

AdminEvent AdminCore::on_listed(Millis now) {
  if (list_.finish() != Error::ok) {
    link_.rest_retry(Error::protocol_violation, now);
    return {};
  }
  if (operation_ == Operation::create && !found_) {
    link_.rest_retry(Error::not_yet, now);  // Creation is asynchronous.
    return {};
  }
  return done(
      operation_ == Operation::create ? was_there_ : found_ || operation_ == Operation::list, now);
}

AdminEvent AdminCore::done(bool found, Millis now) {
  link_.rest_finish(now);
  AdminEvent told;
  told.kind = AdminEventKind::done;
  told.found = found;
  return told;
}

}  // namespace uc8
