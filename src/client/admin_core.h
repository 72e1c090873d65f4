// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "link/link.h"
#include "uc8/admin.h"

namespace uc8 {

enum class AdminEventKind : uint8_t { none, done, interrupted, failed, closed };

struct AdminEvent {
  AdminEventKind kind = AdminEventKind::none;
  bool found = false;         ///< Of `done`.
  Interruption interruption;  ///< Of `interrupted`; its `fault` also of `failed`.
};

/// What a StreamAdmin does, without I/O: one operation at a time, each of one or more requests.
class AdminCore final : private LinkUser, private HttpBody, private StreamListReader::Visitor {
 public:
  /// `visitor` is told the streams of a list, from inside next_event().
  AdminCore(const Account& account, const Timeouts& timeouts, const StreamAdminMemory& memory,
            Entropy& entropy, StreamListReader::Visitor& visitor);

  enum class Operation : uint8_t { create, exists, list, remove };
  Error start(Operation operation, const StreamName& stream, bool force, Millis now);
  void close(Millis now) { link_.stop(now); }

  void fill(Millis) {}
  AdminEvent next_event(Millis now);
  Millis deadline() const { return link_.deadline(); }
  void tick(Millis now) { link_.tick(now); }

  Link& link() { return link_; }
  const Link& link() const { return link_; }

 private:
  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  HttpBody* body_for_rest() override;
  Error on_body(Bytes piece) override;
  void on_stream(Bytes full_name) override;

  AdminEvent on_response(Millis now);
  AdminEvent on_created(Millis now);
  AdminEvent on_listed(Millis now);
  AdminEvent done(bool found, Millis now);
  bool is_listing() const;
  Place place() const { return {&account_, link_.tenant(), stream_}; }

  const Account& account_;
  StreamAdminMemory memory_;
  StreamListReader::Visitor& visitor_;
  Link link_;
  StreamListReader list_;
  StreamName stream_;
  Operation operation_ = Operation::exists;
  bool force_ = false;
  bool created_ = false;  // `create`: the server took it; what is left is to see it listed.
  bool was_there_ = false;
  bool found_ = false;
};

}  // namespace uc8
