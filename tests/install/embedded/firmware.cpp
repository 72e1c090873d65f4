// SPDX-License-Identifier: Apache-2.0
//
// A firmware before its port is written: it links, and says what the library answers.
#include <stdio.h>

#include "uc8/admin.h"
#include "uc8/port/none.h"

namespace {

uc8::Account account;  // Without an address.
uc8::StreamAdminStorage<> memory;
uc8::NoRuntime no_runtime;
uc8::NoTransport no_transport;

class Silence final : public uc8::StreamAdminHandler {};

}  // namespace

int main() {
  Silence handler;
  uc8::StreamAdmin admin(account, uc8::Timeouts(), memory.view(), no_transport, no_runtime,
                         handler);
  const uc8::Error error = admin.create({"demo", uc8::Scope::global});
  puts(error == uc8::Error::invalid_configuration ? "invalid_configuration" : "something else");
}
