// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace uc8::gateway {

// The request kinds that faults tell apart.
enum class Step { create, otp, upgrade, other };
constexpr int kStepCount = 4;
const char* step_name(Step step);

// A fault that a counter drives: 0 never, N the next N times, -1 always.
struct Countdown {
  int64_t left = 0;
  bool pending() const { return left != 0; }
  // True when it strikes now; counts down.
  bool take() {
    if (left == 0) return false;
    if (left > 0) --left;
    return true;
  }
};

// What can go wrong with one kind of request.
struct StepFaults {
  Countdown fail;
  int64_t fail_status = 503;
  int64_t fail_retry_after = 0;
  Countdown redirect;
  Countdown close_after;
  int64_t delay_ms = 0;
};

// Every misbehaviour the emulator knows, as data. The command line, `GET /_emulator/faults` and
// `PUT /_emulator/faults` all go through fields(), so a new fault is a member here and a line
// there.
class Faults {
 public:
  struct Field {
    std::string name;  // with dashes, as on the command line
    std::string help;
    int64_t* number = nullptr;  // exactly one of these two is set
    std::string* text = nullptr;
    int64_t min = -1;
    int64_t max = INT64_C(1) << 40;
    std::vector<std::string> choices;  // for text, when not free
    bool action = false;               // acts once when set, and reads as 0 or empty again
    bool fixed = false;                // only the command line can set it
    std::string pulsars_own;           // why it cannot be had from a Pulsar; empty: it can
  };

  Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  const std::vector<Field>& fields() const { return fields_; }
  // Underscores and dashes are the same; null when there is none.
  const Field* find(std::string_view name) const;

  // Each answers an error text, empty when done. Neither calls on_change.
  std::string set_number(const Field& field, int64_t value);
  std::string set_text(const Field& field, const std::string& value);
  // For the command line: a number is read from the text.
  std::string set(const Field& field, const std::string& value);

  // Why this one cannot be set where the streams are; empty: it can.
  std::string obstacle(const Field& field) const;

  StepFaults& step(Step step) { return steps_[static_cast<int>(step)]; }

  // Whether the faults of WebSockets touch this one.
  bool selects(std::string_view stream, std::string_view subscription, std::string_view name) const;

  bool pulsar_behind = false;  // the streams are a real Pulsar's

  // One-time passwords and streams
  Countdown refuse_otp;
  int64_t visible_after_ms = 0;
  std::string redirect_location = "https://elsewhere.invalid/";

  // Connections
  Countdown mute_accept;
  Countdown close_accept;
  Countdown close_handshake;
  Countdown close_request;
  Countdown close_reuse;
  Countdown close_half;
  Countdown garbage_http;
  std::string close_with = "fin";
  std::string close_step;
  int64_t chop_bytes = 0;
  int64_t chop_ms = 0;
  int64_t throttle_bytes = 0;

  // WebSockets
  std::string only_stream;
  std::string only_subscription;
  std::string only_name;
  Countdown wrong_accept;
  Countdown frame_garbage;
  Countdown frame_oversized;
  Countdown frame_masked;
  Countdown frame_reserved_opcode;
  Countdown frame_reserved_bit;
  Countdown frame_bad_utf8;
  int64_t fragment_bytes = 0;
  Countdown close_opened;
  int64_t close_after_ms = 0;
  int64_t close_code = 1001;
  int64_t close_now = 0;
  int64_t drop_now = 0;
  std::string drop_name;
  std::string silent_name;
  Countdown swallow_pings;
  int64_t ping_ms = 0;

  // Producers
  Countdown send_error;
  int64_t send_error_code = 8;
  Countdown queue_full;
  Countdown drop_confirmations;
  Countdown duplicate_confirmations;
  Countdown reorder_confirmations;
  int64_t delay_confirmations_ms = 0;

  // Consumers and readers
  Countdown deliver_malformed;
  Countdown deliver_without_id;
  Countdown deliver_oversized;
  int64_t deliver_oversized_bytes = 2097152;
  Countdown duplicate_deliveries;
  Countdown swallow_acks;

  // The broker
  std::string commands = "ws28";
  std::string election = "legacy";
  int64_t dedup = 0;
  int64_t idle_timeout_ms = 300000;
  int64_t failover_delay_ms = 1000;
  std::string unload;
  std::string terminate;

 private:
  void number(const char* name, int64_t* value, int64_t min, int64_t max, const char* help);
  void count(const std::string& name, Countdown* value, const std::string& help);
  void text(const char* name, std::string* value, const char* help,
            std::vector<std::string> choices = {});
  void action() { fields_.back().action = true; }
  void fixed() { fields_.back().fixed = true; }
  void not_with_pulsar(const char* why) { fields_.back().pulsars_own = why; }

  void add_steps();
  void add_connections();
  void add_websockets();
  void add_streams();

  StepFaults steps_[kStepCount];
  std::vector<Field> fields_;
};

}  // namespace uc8::gateway
