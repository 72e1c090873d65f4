// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gdn/credentials.h"
#include "gdn/otp_store.h"
#include "http/request.h"
#include "http/response.h"
#include "net/tls_server.h"

namespace uc8::gateway {

// The endpoints around the streams: login, user, keys, data centre, one-time passwords.

HttpResponse login_answer(const Credentials& credentials, const HttpRequest& request,
                          int64_t now_s);
HttpResponse user_answer(const Identity& who, const BuiltInAccount& account);
HttpResponse key_answer(const Credentials& credentials, const HttpRequest& request, int64_t now_s);
// `tags` say under which name the client reaches us, from its Host header.
HttpResponse datacenter_answer(std::string_view host_header);
HttpResponse otp_answer(OtpStore& otps, Random& random, const Identity& who, int64_t now_ms);

// `n` random characters that a URL takes as they are.
std::string random_text(Random& random, size_t n);
// The host that a client means, without `api-`; the port stays.
std::string plain_host(std::string_view host_header);

}  // namespace uc8::gateway
