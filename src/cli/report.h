// SPDX-License-Identifier: Apache-2.0
//
// A Fault in words: what happened, where, and what to do.
#pragma once

#include <string>
#include <vector>

#include "uc8/bytes.h"
#include "uc8/error.h"
#include "uc8/stream.h"

namespace uc8::cli {

/// The hundreds digit.
inline int exit_code_of(Error error) {
  return static_cast<int>(error) / 100;
}

/// `unauthorized`, `stream not found`, …
std::string words_of(Error error);
/// The raw code in words: `HTTP 401`, `close 1008 policy violation`, `Connection refused`; empty
/// if there is none.
std::string evidence_of(const Fault& fault);
/// What to do about it, in one sentence without a full stop.
std::string advice_for(Error error, Service service = Service::gdn);

/// A report of a Fault: everything it says can be shown to anyone.
class Report {
 public:
  Report(std::string place, std::vector<std::string> secrets, Service service = Service::gdn)
      : place_(std::move(place)), secrets_(std::move(secrets)), service_(service) {}

  /// `unauthorized (HTTP 401) from api-x: check …; the server says "…"`.
  std::string line(const Fault& fault, Bytes last_words) const;
  const std::string& place() const { return place_; }
  /// What a server said, on one line, short, without our secrets and without HTML's escapes, which
  /// a Pulsar puts into JSON as well.
  std::string quoted(Bytes last_words) const;

 private:
  std::string place_;
  std::vector<std::string> secrets_;
  Service service_;
};

}  // namespace uc8::cli
