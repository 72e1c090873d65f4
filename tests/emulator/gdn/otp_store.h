// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace uc8::gateway {

// The one-time passwords that are out. Each opens one WebSocket of its tenant, and soon.
class OtpStore {
 public:
  enum class Verdict { accepted, unknown, expired, other_tenant };

  struct Counters {
    uint64_t issued = 0;
    uint64_t used = 0;
    uint64_t refused = 0;
    uint64_t expired = 0;
  };

  explicit OtpStore(int64_t lifetime_ms) : lifetime_ms_(lifetime_ms) {}

  // `otp` is the caller's random text.
  void issue(const std::string& otp, const std::string& tenant, int64_t now_ms);
  // Whatever the verdict, that password is spent.
  Verdict spend(const std::string& otp, const std::string& tenant, int64_t now_ms);
  // Refused for another reason than its own.
  void refuse(const std::string& otp);

  const Counters& counters() const { return counters_; }
  size_t outstanding() const { return otps_.size(); }

 private:
  struct Entry {
    std::string tenant;
    int64_t expires_ms;
  };

  void forget_expired(int64_t now_ms);

  int64_t lifetime_ms_;
  std::unordered_map<std::string, Entry> otps_;
  std::deque<std::pair<int64_t, std::string>> by_age_;
  Counters counters_;
};

}  // namespace uc8::gateway
