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

  /// Something is to be done: runs on the next loop turn.
  void wake();
  Millis now() { return runtime_.now(); }

 protected:
  /// What deliver() answers.
  enum class Told : uint8_t {
    nothing,
    event,
    last  ///< The object is at rest; tell_last() is to be called, after which it may be gone.
  };

  Driver(Transport& transport, Runtime& runtime)
      : entropy_(runtime), transport_(transport), runtime_(runtime) {}
  ~Driver() = default;

  Entropy& entropy() { return entropy_; }

  virtual Link& link() = 0;
  virtual void fill(Millis now) = 0;
  virtual void tick(Millis now) = 0;
  virtual Millis deadline() const = 0;
  virtual Told deliver(Millis now) = 0;
  /// After the last event of a run, before anything is written.
  virtual void end_batch() = 0;
  virtual void tell_last() = 0;

 private:
  void on_ready() override { run(); }
  void on_deadline() override { run(); }

  void run();
  bool run_commands(Millis now);
  bool open_transport(Millis now);
  bool read(Millis now);
  bool write(Millis now);
  void lose(Error error, Millis now);
  bool deliver_all(Millis now);
  void arm(Millis now);

  RuntimeEntropy entropy_;
  Transport& transport_;
  Runtime& runtime_;
  bool running_ = false;
  bool again_ = false;    // Run once more on the next loop turn.
  bool at_rest_ = false;  // deliver() answered `last`.
};

}  // namespace uc8
