// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/entropy.h"
#include "link/link.h"
#include "uc8/port/runtime.h"
#include "uc8/port/transport.h"

namespace uc8 {

/// The dice of the core, thrown by the Runtime.
class RuntimeEntropy final : public Entropy {
 public:
  explicit RuntimeEntropy(Runtime& runtime) : runtime_(runtime) {}
  /// A system without entropy cannot keep the promises of TLS or WebSocket: panics.
  void fill(MutableBytes out) override;

 private:
  Runtime& runtime_;
};

/// Drives one core from the loop: moves bytes between its Link and a Transport, keeps its one
/// deadline armed, and lets it tell its events.
///
/// **Everything happens in run(), which only the loop calls; the application's calls end in
/// wake().** So all that one loop turn wants to send leaves as one write, and no callback comes
/// from inside a call of the application.
class Driver : private Transport::Waker, private Runtime::Deadline {
 public:
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Something is to be done: runs on the next loop turn. Nothing is, and nothing is armed, while
  /// the object is at rest: the application may destroy it then.
  void wake();
  /// The same, unless a call of the application failed.
  Error wake_after(Error error) {
    if (error == Error::ok) wake();
    return error;
  }
  /// Before a call of the application that depends on the time.
  void look_at_clock() { link_->set_now(runtime_.now()); }

 protected:
  Driver(Transport& transport, Runtime& runtime)
      : entropy_(runtime), transport_(transport), runtime_(runtime) {}
  ~Driver() = default;

  Entropy& entropy() { return entropy_; }

  /// Once, before anything else: what to drive.
  void attach(ClientCore& core, Link& link) {
    core_ = &core;
    link_ = &link;
  }

  /// Calls the application; the last event of a run comes when nothing else is to be done, and the
  /// object may be gone after.
  virtual void tell(Event event) = 0;
  /// After the last event of a run, before anything is written.
  virtual void end_batch() {}

 private:
  void on_ready() override { run(); }
  void on_deadline() override { run(); }

  void run();
  bool run_commands();
  bool open_transport();
  bool read();
  bool write();
  void lose(Error error);
  bool tell_all();
  void arm();

  ClientCore* core_ = nullptr;
  Link* link_ = nullptr;
  RuntimeEntropy entropy_;
  Transport& transport_;
  Runtime& runtime_;
  bool running_ = false;
  bool up_ = false;           // The Transport is open and has answered no error: it may be written.
  bool again_ = false;        // Run once more on the next loop turn.
  Event last_ = Event::none;  // Not `none`: the object is at rest, and this is still to be told.
};

}  // namespace uc8
