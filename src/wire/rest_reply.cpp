// SPDX-License-Identifier: Apache-2.0
#include "wire/rest_reply.h"

#include <string.h>

#include "wire/member.h"

namespace uc8 {

Error read_one_time_password(MutableBytes body, OneTimePassword& out) {
  Member members[] = {{"otp", JsonType::string}};
  const Error error = read_members(body, members);
  const Bytes otp = members[0].view();
  if (error != Error::ok || otp.size == 0 || otp.size > OneTimePassword::kTextMax) {
    return Error::protocol_violation;
  }
  memcpy(out.text, otp.data, otp.size);
  out.size = static_cast<uint8_t>(otp.size);
  return Error::ok;
}

Bytes error_words(MutableBytes body) {
  // The GDN's streams say `errorMessage`, its gateway and Pulsar's web server `message`.
  Member members[] = {{"errorMessage", JsonType::string}, {"message", JsonType::string}};
  if (read_members(body, members) == Error::ok) {
    if (members[0].text.size > 0) return members[0].view();
    if (members[1].text.size > 0) return members[1].view();
  }
  Bytes words = {body.data, body.size};
  while (words.size > 0 && (words.data[0] == ' ' || (words.data[0] >= 9 && words.data[0] <= 13))) {
    ++words.data;
    --words.size;
  }
  return words;
}

}  // namespace uc8
