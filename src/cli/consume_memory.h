// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>

#include "cli/options.h"
#include "uc8/consumer.h"

namespace uc8::cli {

/// The memory of the Consumer: some MiB, which the system gives as they are touched.
class ConsumeMemory {
 public:
  explicit ConsumeMemory(const Options& options) {
    // Without acknowledgements the window is all that ever comes; with -C no more is asked for
    // than will be taken, so that the rest stays for others.
    uint64_t window = options.acknowledge ? kWindow : kUnacknowledgedMax;
    if (options.count) window = std::min(window, *options.count);
    window_ = static_cast<uint16_t>(window);
  }

  ConsumerMemory view() {
    return {{receive_.get(), kReceive},
            {transmit_.get(), kTransmit},
            {acknowledgements_.get(), window_ * ConsumerMemory::kSlotBytes},
            window_};
  }

 private:
  static constexpr size_t kReceive = 8 << 20;  // A broker's 5 MiB in base64, and more.
  static constexpr size_t kTransmit = 16'384;
  static constexpr uint64_t kWindow = 500;

  uint16_t window_;
  // Not value-initialised: memory that is never used is never touched.
  std::unique_ptr<uint8_t[]> receive_{new uint8_t[kReceive]};
  std::unique_ptr<uint8_t[]> transmit_{new uint8_t[kTransmit]};
  std::unique_ptr<uint8_t[]> acknowledgements_{
      new uint8_t[kUnacknowledgedMax * ConsumerMemory::kSlotBytes]};
};

}  // namespace uc8::cli
