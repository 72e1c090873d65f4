// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "link/link.h"
#include "uc8/admin.h"

namespace uc8 {

/// What a StreamAdmin does, without I/O: one operation at a time, each of one or more requests.
class AdminCore final : public ClientCore, private HttpBody, private StreamListReader::Visitor {
 public:
  /// `visitor` is told the streams of a list, from inside next_event().
  AdminCore(const Account& account, const Timeouts& timeouts, const StreamAdminMemory& memory,
            Entropy& entropy, StreamListReader::Visitor& visitor);

  enum class Operation : uint8_t { create, exists, list, remove };
  Error start(Operation operation, const StreamName& stream, bool force);
  void close() { link_.stop(); }

  void tick() override { link_.tick(); }
  void fill() override {}
  Event next_event() override;
  /// Of `done`: see StreamAdminHandler::on_done().
  bool answer() const { return answer_; }
  Millis deadline() const override { return link_.deadline(); }

  Link& link() { return link_; }
  const Link& link() const { return link_; }

 private:
  void write_request_line(WindowWriter& to, LinkRequest request, Bytes otp) override;
  HttpBody* body_for_rest() override;
  Error on_body(Bytes piece) override;
  void on_stream(Bytes full_name) override;
  Bytes words_of(Bytes refusal);

  // Of the answer to a request: whether the operation is done.
  bool on_response();
  bool on_listed();
  bool is_listing() const;
  Place place() const { return {&account_, link_.tenant(), stream_}; }

  const Account& account_;
  StreamListReader::Visitor& visitor_;
  Operation operation_ = Operation::exists;
  bool force_ = false;
  bool created_ = false;  // `create`: the server took it; what is left is to see it listed.
  bool was_there_ = false;
  bool found_ = false;
  bool answer_ = false;
  StreamName stream_;
  StreamAdminMemory memory_;
  StreamListReader list_;
  Link link_;
};

}  // namespace uc8
