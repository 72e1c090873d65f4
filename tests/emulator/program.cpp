// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "broker/json_writer.h"
#include "gdn/account_api.h"
#include "http/http_peer.h"
#include "text_file.h"

namespace uc8::gateway {
namespace {

// How long clients may take to answer the Close frames at the end.
constexpr uint64_t kFarewellMs = 1000;

emulator::BrokerOptions broker_options(const Options& options, const Faults& faults,
                                       int64_t now_ms) {
  emulator::BrokerOptions broker;
  broker.auto_create = options.auto_create;
  broker.election =
      faults.election == "v3" ? emulator::ElectionProfile::v3 : emulator::ElectionProfile::legacy;
  broker.failover_delay_ms = faults.failover_delay_ms;
  broker.deduplication = faults.dedup != 0;
  // As a Pulsar does, no start gives out the ids of an earlier one: what a client acknowledges late
  // must not hit a new message.
  constexpr int64_t kYear2020Ms = 1577836800000;
  broker.last_ledger_id = static_cast<uint64_t>(std::max<int64_t>(0, now_ms - kYear2020Ms));
  return broker;
}

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string export_line(const char* name, const std::string& value) {
  return std::string("export ") + name + "=" + shell_quoted(value) + "\n";
}

}  // namespace

Program::Program(const Options& options, Faults& faults) : options_(options), faults_(faults) {
  uv_loop_init(&loop_);
  uv_signal_init(&loop_, &terminate_);
  uv_signal_init(&loop_, &interrupt_);
  terminate_.data = this;
  interrupt_.data = this;
  timers_ = std::make_unique<LoopTimers>(&loop_);
}

Program::~Program() {
  if (listener_) {
    listener_->drop_all();
    // Twice: since 1.45 libuv's timers, which may close something too, come last in a turn.
    for (int turn = 0; turn < 2; ++turn) uv_run(&loop_, UV_RUN_NOWAIT);
  }
  listener_.reset();
  drop_later_calls();
  gateway_.reset();
  pulsar_backend_.reset();
  pulsar_catalogue_.reset();
  pulsar_admin_.reset();
  broker_.reset();
  timers_.reset();
  leave_.reset();
  uv_walk(
      &loop_,
      [](uv_handle_t* handle, void*) {
        if (uv_is_closing(handle) == 0) uv_close(handle, nullptr);
      },
      nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  uv_loop_close(&loop_);
}

std::string Program::start() {
  if (!options_.plain) {
    const std::string problem = prepare_tls();
    if (!problem.empty()) return problem;
  }
  credentials_.api_keys = options_.api_keys;
  credentials_.account = options_.account;
  credentials_.jwt_lifetime_s = options_.jwt_lifetime_s;
  credentials_.jwt_secret =
      options_.jwt_secret.empty() ? random_text(random_, 32) : options_.jwt_secret;
  const std::string cannot = prepare_streams();
  if (!cannot.empty()) return cannot;
  gateway_ = std::make_unique<Gateway>(Gateway::House{
      &loop_, *timers_, *broker_, *backend_, *catalogue_, faults_, credentials_, random_,
      options_.fabrics, options_.otp_lifetime_ms,
      [this](emulator::JsonWriter& json) { write_connections(json); }, options_.verbose});
  gateway_->fault_switch().apply();
  listener_ = std::make_unique<Listener>(&loop_, tls_.get(), faults_,
                                         [this](Connection& connection) -> std::unique_ptr<Peer> {
                                           return std::make_unique<HttpPeer>(connection, *gateway_);
                                         });
  const std::string problem = listener_->listen(options_.host, options_.port);
  return problem.empty() ? announce() : problem;
}

std::string Program::prepare_streams() {
  broker_ = std::make_unique<emulator::Broker>(broker_options(options_, faults_, timers_->now_ms()),
                                               *timers_);
  if (options_.pulsar.port != 0) return prepare_pulsar();
  broker_backend_ = std::make_unique<BrokerBackend>(*broker_);
  broker_catalogue_ = std::make_unique<BrokerCatalogue>(*broker_);
  backend_ = broker_backend_.get();
  catalogue_ = broker_catalogue_.get();
  return std::string();
}

std::string Program::prepare_pulsar() {
  pulsar_home_.web_socket = options_.pulsar;
  pulsar_home_.admin = options_.pulsar_admin.port != 0 ? options_.pulsar_admin : options_.pulsar;
  if (!options_.pulsar_token_file.empty()) {
    const auto token = read_file(options_.pulsar_token_file);
    if (!token) return "cannot read " + options_.pulsar_token_file;
    pulsar_home_.token = token->substr(0, token->find_first_of(" \r\n"));
  }
  std::vector<std::string> tenants = {credentials_.account.tenant()};
  for (const std::string& key : options_.api_keys) tenants.push_back(tenant_of_key(key));
  pulsar_admin_ =
      std::make_unique<HttpClient>(&loop_, pulsar_home_.admin, pulsar_home_.authorization());
  pulsar_catalogue_ =
      std::make_unique<PulsarCatalogue>(&loop_, *pulsar_admin_, faults_, tenants, options_.fabrics);
  pulsar_backend_ = std::make_unique<PulsarBackend>(
      &loop_, random_, faults_, pulsar_home_,
      [this](const emulator::TopicKey& key, std::function<void(const emulator::Refusal&)> verdict) {
        pulsar_catalogue_->admit(key, options_.auto_create, std::move(verdict));
      });
  pulsar_catalogue_->set_backend(*pulsar_backend_);
  backend_ = pulsar_backend_.get();
  catalogue_ = pulsar_catalogue_.get();
  return std::string();
}

std::string Program::prepare_tls() {
  Certificate certificate;
  std::string problem;
  if (!options_.cert.empty()) {
    const auto pem = read_file(options_.cert);
    const auto key = read_file(options_.key);
    if (!pem) return "cannot read " + options_.cert;
    if (!key) return "cannot read " + options_.key;
    certificate = Certificate{*pem, *key};
  } else {
    std::vector<std::string> names = {"localhost", "api-localhost", "127.0.0.1", "::1"};
    for (const std::string& name : options_.names) {
      names.push_back(name);
      names.push_back("api-" + name);
    }
    problem = authority_.prepare(random_, options_.ca_dir, names, &certificate);
    if (!problem.empty()) return problem;
  }
  tls_ = std::make_unique<TlsServer>(random_);
  return tls_->load(certificate.pem, certificate.key_pem);
}

std::string Program::announce() {
  const std::string url = std::string(options_.plain ? "http" : "https") +
                          "://localhost:" + std::to_string(listener_->port());
  if (!options_.env_file.empty()) {
    const std::string ca_file = options_.plain          ? std::string()
                                : options_.cert.empty() ? authority_.ca_file()
                                                        : absolute_path(options_.cert);
    std::string text = export_line("UC8_URL", url);
    if (!ca_file.empty()) text += export_line("UC8_CA_FILE", ca_file);
    text += export_line("UC8_API_KEY", options_.api_keys.front());
    if (!ca_file.empty()) text += export_line("NODE_EXTRA_CA_CERTS", ca_file);
    const std::string problem = write_file(options_.env_file, text, 0600);
    if (!problem.empty()) return problem;
  }
  const auto on_signal = [](uv_signal_t* handle, int) {
    static_cast<Program*>(handle->data)->on_signal();
  };
  uv_signal_start(&terminate_, on_signal, SIGTERM);
  uv_signal_start(&interrupt_, on_signal, SIGINT);
  std::printf("ready %s\n", url.c_str());
  return std::fflush(stdout) == 0 ? std::string() : "cannot write to stdout";
}

void Program::run() {
  uv_run(&loop_, UV_RUN_DEFAULT);
}

void Program::write_connections(emulator::JsonWriter& json) {
  json.key("connections").begin_object().member("accepted", listener_->accepted());
  json.member("open", listener_->open()).end_object();
  const TlsServer::Counters none;
  const TlsServer::Counters& tls = tls_ ? tls_->counters() : none;
  json.key("handshakes").begin_object().member("full", tls.full);
  json.member("resumed", tls.resumed).member("failed", tls.failed).end_object();
}

void Program::on_signal() {
  if (leave_) {  // the second one does not wait
    leave_at_ms_ = 0;
    leave_when_quiet();
    return;
  }
  listener_->stop();
  gateway_->shut_down();
  leave_at_ms_ = uv_now(&loop_) + kFarewellMs;
  leave_ = std::make_unique<Timer>(&loop_, [this] { leave_when_quiet(); });
  leave_->start(1);
}

void Program::leave_when_quiet() {
  if (gateway_->sessions().size() > 0 && uv_now(&loop_) < leave_at_ms_) {
    leave_->start(10);
    return;
  }
  listener_->close_all();
  uv_stop(&loop_);
}

}  // namespace uc8::gateway
