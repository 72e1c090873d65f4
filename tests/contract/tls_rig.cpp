// SPDX-License-Identifier: Apache-2.0
#include "contract/tls_rig.h"

#include <stdlib.h>

namespace uc8::test {

TlsServerOptions good_server() {
  static const Identity identity = [] {
    Subject subject;
    subject.dns = "memory";
    subject.other_dns = "other";
    subject.ip = std::string("\x7f\0\0\1", 4);
    return Authority::shared().issue(subject);
  }();
  TlsServerOptions options;
  options.identity = identity;
  return options;
}

TlsRig::TlsRig(Rig* below, const TlsServerOptions& options, bool trusting)
    : below_(below),
      endpoint_(below->endpoint()),
      trust(runtime),
      tls(below->transport(), trust),
      server(below->peer(), options) {
  const std::string& authority = Authority::shared().certificate();
  if (trusting && trust.add_authorities(authority.c_str()) != Error::ok) abort();
}

TlsRig::~TlsRig() {
  tls.close();
  trust.close();
}

void TlsRig::turn() {
  server.turn();
  below_->turn();
}

}  // namespace uc8::test
