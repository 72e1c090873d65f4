// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <uv.h>

#include <memory>
#include <string>

#include "authority_folder.h"
#include "gdn/broker_catalogue.h"
#include "gdn/gateway.h"
#include "net/listener.h"
#include "options.h"
#include "pulsar/pulsar_backend.h"
#include "pulsar/pulsar_catalogue.h"

namespace uc8::gateway {

// The emulator from its start to the signal that ends it.
class Program {
 public:
  Program(const Options& options, Faults& faults);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Listens and announces it. Empty: done; else what is wrong.
  std::string start();
  // Until a signal came and all WebSockets are closed.
  void run();

 private:
  std::string prepare_tls();
  // The streams: here, or at a Pulsar.
  std::string prepare_streams();
  std::string prepare_pulsar();
  std::string announce();
  void write_connections(emulator::JsonWriter& json);
  void on_signal();
  void leave_when_quiet();

  const Options& options_;
  Faults& faults_;
  uv_loop_t loop_;
  uv_signal_t terminate_;
  uv_signal_t interrupt_;
  Random random_;
  std::unique_ptr<TlsServer> tls_;
  AuthorityFolder authority_;
  Credentials credentials_;
  std::unique_ptr<LoopTimers> timers_;
  std::unique_ptr<emulator::Broker> broker_;
  std::unique_ptr<BrokerBackend> broker_backend_;
  std::unique_ptr<BrokerCatalogue> broker_catalogue_;
  PulsarHome pulsar_home_;
  std::unique_ptr<HttpClient> pulsar_admin_;
  std::unique_ptr<PulsarCatalogue> pulsar_catalogue_;
  std::unique_ptr<PulsarBackend> pulsar_backend_;
  StreamBackend* backend_ = nullptr;
  StreamCatalogue* catalogue_ = nullptr;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Timer> leave_;
  uint64_t leave_at_ms_ = 0;
};

}  // namespace uc8::gateway
