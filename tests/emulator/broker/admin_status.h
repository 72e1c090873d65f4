// SPDX-License-Identifier: Apache-2.0
// How a REST operation on topics ended.
#pragma once

#include <string>

namespace uc8::emulator {

// `code` is the HTTP status and the `code` of the body; for 400 and up, `error_num` and `message`
// are its `errorNum` and `errorMessage`:
//   400/1208 bad name · 404/100016 stream not found · 404/100017 subscription not found · 409/1210
//   stream exists · 412/100018 subscription has active consumers · 503/100019 memory is full ·
//   409/100020 publish to a terminated stream
// (1210 and 100016 are the GDN's own numbers; nobody has published the others.)
struct AdminStatus {
  int code = 200;
  int error_num = 0;
  std::string message;

  bool ok() const { return code < 400; }
};

}  // namespace uc8::emulator
