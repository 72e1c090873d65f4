// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

// An outage that lasts so long is told without being asked.
constexpr uint64_t kOutageMs = 5'000;

std::string reason_of(const Fault& fault) {
  const std::string evidence = evidence_of(fault);
  return evidence.empty() ? words_of(fault.error) : evidence + " (" + words_of(fault.error) + ")";
}

}  // namespace

Progress::Progress(uv_loop_t& loop, const Log& log, const Report& report, std::string subject)
    : loop_(loop), log_(log), report_(report), subject_(without_controls(subject)) {
  uv_timer_init(&loop, &retry_);
  retry_.data = this;
  outage_start_ms_ = uv_now(&loop);
}

void Progress::step(const char* state, const std::string& reason) {
  log_.step(std::string(state) + " " + subject_ + (reason.empty() ? "" : " " + reason));
}

void Progress::connecting() {
  step("connecting");
}

void Progress::open() {
  if (uv_is_active(reinterpret_cast<uv_handle_t*>(&retry_)) != 0) on_retry(&retry_);
  if (told_) log_.notice("connected to " + report_.place() + " again");
  open_ = true;
  told_ = false;
  trouble_.clear();
  step("open");
}

void Progress::on_retry(uv_timer_t* timer) {
  uv_timer_stop(timer);
  static_cast<Progress*>(timer->data)->connecting();
}

void Progress::interrupted(const Interruption& interruption, Bytes last_words) {
  const uint64_t now = uv_now(&loop_);
  if (open_) outage_start_ms_ = now;
  open_ = false;
  trouble_ = report_.line(interruption.fault, last_words);
  std::string reason = reason_of(interruption.fault);
  if (last_words.size > 0) reason += " \"" + report_.quoted(last_words) + "\"";
  step("interrupted", reason + ", again in " + std::to_string(interruption.retry_in_ms) + " ms");
  uv_timer_start(&retry_, on_retry, interruption.retry_in_ms, 0);
  if (!told_ && now - outage_start_ms_ >= kOutageMs) {
    told_ = true;
    log_.notice("still trying: " + trouble_);
  }
}

void Progress::closed() {
  uv_timer_stop(&retry_);
  step("closed");
}

void Progress::failed(const Fault& fault, Bytes last_words) {
  uv_timer_stop(&retry_);
  std::string reason = reason_of(fault);
  if (last_words.size > 0) reason += " \"" + report_.quoted(last_words) + "\"";
  step("failed", reason);
}

std::string Progress::last_trouble() const {
  if (!trouble_.empty()) return trouble_;
  return "no answer from " + report_.place() + ": check the address and the network";
}

}  // namespace uc8::cli
