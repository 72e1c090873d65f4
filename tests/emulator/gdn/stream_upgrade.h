// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "gdn/credentials.h"
#include "gdn/otp_store.h"
#include "http/exchange.h"
#include "ws/stream_session.h"

namespace uc8::gateway {

// `/_ws/ws/v2/{producer|consumer|reader}/…`: from the request to the open WebSocket.
class StreamUpgrade {
 public:
  // What of the gateway it needs.
  struct Needs {
    StreamSession::Surroundings surroundings;
    const Credentials& credentials;
    OtpStore& otps;
    std::function<int64_t()> now_ms;
    std::function<bool(std::string_view)> has_fabric;
    std::function<void(Exchange&, HttpResponse)> respond;  // with the gateway's own headers
  };

  explicit StreamUpgrade(Needs needs) : needs_(std::move(needs)) {}

  static bool owns(const Target& target);
  void answer(const std::shared_ptr<Exchange>& exchange);

 private:
  // HTTP status and words of a refusal; status 0: go on.
  using Refused = emulator::Refusal;

  Refused check_credentials(const HttpRequest& request, const emulator::OpenRequest& open);
  Refused check_otp(const std::string& otp, const std::string& tenant);
  Refused check_place(const emulator::OpenRequest& open) const;
  void refuse(const std::shared_ptr<Exchange>& exchange, const Refused& refusal);
  void open(const std::shared_ptr<Exchange>& exchange, emulator::OpenRequest request);
  void switch_over(const std::shared_ptr<Exchange>& exchange,
                   std::unique_ptr<StreamSession> session);

  Needs needs_;
};

}  // namespace uc8::gateway
