// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "cli/failure.h"
#include "cli/message_source.h"
#include "cli/options.h"
#include "uc8/producer.h"

namespace uc8::cli {

/// The memory of the Producer: some MiB, which the system gives as they are touched.
class ProduceMemory {
 public:
  /// Throws a Failure: key and properties are too large.
  explicit ProduceMemory(const Options& options) : metadata_max_(options.key.size()) {
    for (const auto& [name, value] : options.properties) {
      metadata_max_ += name.size() + value.size() + 2;
    }
    if (metadata_max_ > kMetadataMax) {
      throw usage("key and properties are larger than 65535 bytes together: shorten them");
    }
  }

  ProducerMemory view() {
    return {{receive_.get(), kReceive},
            {transmit_.get(), kTransmit},
            {window_.get(), kWindow},
            kPayloadMax,
            metadata_max_,
            kInFlightMax};
  }

 private:
  static constexpr size_t kMetadataMax = 65'535;
  static constexpr size_t kReceive = 4096;
  static constexpr size_t kTransmit = 16'384;
  static constexpr size_t kWindow = 4 << 20;
  static constexpr uint16_t kInFlightMax = 500;  // Well below the server's own queue.

  // Not value-initialised: memory that is never used is never touched.
  std::unique_ptr<uint8_t[]> receive_{new uint8_t[kReceive]};
  std::unique_ptr<uint8_t[]> transmit_{new uint8_t[kTransmit]};
  std::unique_ptr<uint8_t[]> window_{new uint8_t[kWindow]};
  size_t metadata_max_;
};

}  // namespace uc8::cli
