// SPDX-License-Identifier: Apache-2.0
#include "contract/rig.h"

namespace uc8::test {

Error Probe::open() {
  inside_ = true;
  const Error error = rig_.transport().open(rig_.endpoint(), *this);
  inside_ = false;
  if (error == Error::would_block) armed_ = true;
  return error;
}

Result<size_t> Probe::read(MutableBytes to) {
  inside_ = true;
  const Result<size_t> result = rig_.transport().read(to);
  inside_ = false;
  if (result.error() == Error::would_block) armed_ = true;
  return result;
}

Result<size_t> Probe::write(Bytes from) {
  inside_ = true;
  const Result<size_t> result = rig_.transport().write(from);
  inside_ = false;
  if (result.error() == Error::would_block) armed_ = true;
  if (result.ok() && result.value() == 0 && from.size > 0) violation = "write() took 0 bytes";
  if (result.ok() && result.value() > from.size) violation = "write() took more than there is";
  return result;
}

void Probe::close() {
  inside_ = true;
  rig_.transport().close();
  inside_ = false;
  armed_ = false;
}

void Probe::on_ready() {
  ++wakes;
  if (inside_) violation = "on_ready() from inside a call";
  if (!armed_) violation = "on_ready() that no would_block had armed";
  armed_ = false;
}

bool turn_until_woken(Rig& rig, Probe& probe) {
  const int before = probe.wakes;
  for (int i = 0; i < kTurnsMax && probe.wakes == before; ++i) rig.turn();
  return probe.wakes > before;
}

Error open_fully(Rig& rig, Probe& probe) {
  const int before = rig.peer().connections();
  Error error = probe.open();
  while (error == Error::would_block && turn_until_woken(rig, probe)) error = probe.open();
  for (int i = 0; i < kTurnsMax && error == Error::ok; ++i) {
    if (rig.peer().connections() > before && rig.peer().connected()) break;
    rig.turn();
  }
  return error;
}

void settle(Rig& rig) {
  for (int i = 0; i < 20; ++i) rig.turn();
}

}  // namespace uc8::test
