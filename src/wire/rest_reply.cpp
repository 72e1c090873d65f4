// SPDX-License-Identifier: Apache-2.0
#include "wire/rest_reply.h"

#include <string.h>

#include "wire/member.h"

namespace uc8 {

Error read_one_time_password(MutableBytes body, OneTimePassword& out) {
  MutableBytes otp[1];
  const Error error = read_members(body, "$otp\0", otp);
  const size_t size = otp[0].size;
  if (error != Error::ok || size == 0 || size > OneTimePassword::kTextMax) {
    return Error::protocol_violation;
  }
  memcpy(out.text, otp[0].data, size);
  out.size = static_cast<uint8_t>(size);
  return Error::ok;
}

Bytes error_words(MutableBytes body) {
  // The GDN's streams say `errorMessage`, its gateway and Pulsar's web server `message`.
  // Pulsar's admin REST says `reason`.
  MutableBytes found[3];
  if (read_members(body, "$errorMessage\0$message\0$reason\0", found) == Error::ok) {
    for (const MutableBytes& words : found) {
      if (words.size > 0) return words;
    }
  }
  while (body.size > 0 && (body.data[0] == ' ' || (body.data[0] >= 9 && body.data[0] <= 13))) {
    ++body.data;
    --body.size;
  }
  return body;
}

}  // namespace uc8
