// SPDX-License-Identifier: Apache-2.0
#include "wire/rest_reply.h"

#include <string.h>

#include "base/text.h"
#include "json/json_reader.h"
#include "wire/member.h"

namespace uc8 {

namespace {

class OtpMembers : public JsonMembers {
 public:
  Bytes otp;
  Error error = Error::ok;

  bool on_member(MutableBytes key, JsonValue value) override {
    if (equal({key.data, key.size}, "otp")) error = read_text(value, otp);
    return error == Error::ok;
  }
};

/// The GDN's streams say `errorMessage`, its gateway and Pulsar's web server `message`.
class WordsMembers : public JsonMembers {
 public:
  Bytes message;
  Bytes error_message;

  bool on_member(MutableBytes key, JsonValue value) override {
    const Bytes name = {key.data, key.size};
    if (equal(name, "errorMessage")) (void)read_text(value, error_message);
    if (equal(name, "message")) (void)read_text(value, message);
    return true;
  }
};

}  // namespace

Error read_one_time_password(MutableBytes body, OneTimePassword& out) {
  OtpMembers members;
  const Error error = read_json_object(body, members);
  if (error != Error::ok || members.error != Error::ok) return Error::protocol_violation;
  const Bytes otp = members.otp;
  if (otp.size == 0 || otp.size > OneTimePassword::kTextMax) return Error::protocol_violation;
  memcpy(out.text, otp.data, otp.size);
  out.size = static_cast<uint8_t>(otp.size);
  return Error::ok;
}

Bytes error_words(MutableBytes body) {
  WordsMembers members;
  if (read_json_object(body, members) == Error::ok) {
    if (members.error_message.size > 0) return members.error_message;
    if (members.message.size > 0) return members.message;
  }
  Bytes words = {body.data, body.size};
  while (words.size > 0 && (words.data[0] == ' ' || (words.data[0] >= 9 && words.data[0] <= 13))) {
    ++words.data;
    --words.size;
  }
  return words;
}

}  // namespace uc8
