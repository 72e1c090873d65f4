// SPDX-License-Identifier: Apache-2.0
#include "gdn/otp_store.h"

namespace uc8::gateway {

void OtpStore::issue(const std::string& otp, const std::string& tenant, int64_t now_ms) {
  forget_expired(now_ms);
  otps_[otp] = Entry{tenant, now_ms + lifetime_ms_};
  by_age_.emplace_back(now_ms + lifetime_ms_, otp);
  ++counters_.issued;
}

OtpStore::Verdict OtpStore::spend(const std::string& otp, const std::string& tenant,
                                  int64_t now_ms) {
  const auto found = otps_.find(otp);
  if (found == otps_.end()) {
    ++counters_.refused;
    return Verdict::unknown;
  }
  const Entry entry = found->second;
  otps_.erase(found);
  if (entry.expires_ms <= now_ms) {
    ++counters_.expired;
    return Verdict::expired;
  }
  if (entry.tenant != tenant) {
    ++counters_.refused;
    return Verdict::other_tenant;
  }
  ++counters_.used;
  return Verdict::accepted;
}

void OtpStore::refuse(const std::string& otp) {
  otps_.erase(otp);
  ++counters_.refused;
}

// One lifetime after their end they are forgotten: until then they are told apart from unknown
// ones.
void OtpStore::forget_expired(int64_t now_ms) {
  while (!by_age_.empty() && by_age_.front().first + lifetime_ms_ <= now_ms) {
    otps_.erase(by_age_.front().second);
    by_age_.pop_front();
  }
}

}  // namespace uc8::gateway
