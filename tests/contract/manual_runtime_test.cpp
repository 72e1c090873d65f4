// SPDX-License-Identifier: Apache-2.0
#include "support/manual_runtime.h"
#include "contract/runtime_contract.h"

namespace {

class ManualRig final : public uc8::test::RuntimeRig {
 public:
  uc8::Runtime& runtime() override { return runtime_; }
  void turn() override { runtime_.advance(1); }

 private:
  uc8::test::ManualRuntime runtime_;
};

uc8::test::RuntimeRig* make() {
  return new ManualRig;
}

}  // namespace

int main() {
  return uc8::test::run_runtime_contract("virtual time", make);
}
