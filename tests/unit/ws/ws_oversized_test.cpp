// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "unit/ws/ws_player.h"

using namespace uc8;
using std::string_view;

namespace {

constexpr uint8_t kFin = WsWire::kFin;
constexpr size_t kCapacities[] = {16, 64, 300, 512, 1024};

WsPlayer player;
WsWire wire;
Script want;
char filler[1 << 17];

void expect(size_t capacity) {
  if (plays_as(player, capacity, wire.view(), want.view())) return;
  fail_msg("capacity %zu, got %.*s\nwant %.*s", capacity, static_cast<int>(player.script().size()),
           player.script().data(), static_cast<int>(want.view().size()), want.view().data());
}

void want_message(string_view payload) {
  want.add("message(");
  add_payload(payload, want);
  want.add(") ");
}

void want_oversized(size_t capacity, size_t size) {
  const size_t prefix = capacity / 2 < WsChannel::kPrefixMax ? capacity / 2 : WsChannel::kPrefixMax;
  want.add("oversized(");
  add_payload({filler, prefix}, want);
  want.add("/");
  want.add_number(size);
  want.add(") ");
}

void fill() {
  for (size_t i = 0; i < sizeof filler; ++i) filler[i] = static_cast<char>('a' + i % 26);
}

void a_message_may_fill_the_buffer_but_not_exceed_it(void**) {
  fill();
  for (const size_t capacity : kCapacities) {
    for (const size_t size : {capacity - 1, capacity, capacity + 1, 10 * capacity}) {
      wire.clear().text({filler, size}).text("next").frame(kFin | 10, "p").text({filler, size});
      want.clear();
      if (size <= capacity) want_message({filler, size});
      if (size > capacity) want_oversized(capacity, size);
      want.add("message(next) pong(p) ");
      if (size <= capacity) want_message({filler, size});
      if (size > capacity) want_oversized(capacity, size);
      expect(capacity);
    }
  }
}

void fragments_are_counted_together(void**) {
  fill();
  for (const size_t capacity : kCapacities) {
    for (size_t size = capacity - 2; size <= capacity + 2; ++size) {
      for (const size_t first : {size_t{0}, size_t{1}, size / 2, size - 1}) {
        wire.clear().frame(1, {filler, first}).frame(kFin | 10, "p");
        wire.frame(kFin, {filler + first, size - first}).text("next");
        want.clear();
        want.add("pong(p) ");
        if (size <= capacity) want_message({filler, size});
        if (size > capacity) want_oversized(capacity, size);
        want.add("message(next) ");
        expect(capacity);
      }
    }
  }
}

void a_full_buffer_before_the_last_frame_is_oversized(void**) {
  fill();
  for (const size_t capacity : kCapacities) {
    wire.clear().frame(1, {filler, capacity}).frame(kFin | 10, "p").frame(kFin, "").text("next");
    want.clear();
    want.add("pong(p) ");
    want_oversized(capacity, capacity);
    want.add("message(next) ");
    expect(capacity);
  }
}

void control_frames_are_served_within_what_is_skipped(void**) {
  fill();
  for (const size_t capacity : kCapacities) {
    wire.clear().frame(1, {filler, 3000}).frame(kFin | 10, "p").frame(0, {filler, 3000});
    wire.frame(kFin | 9, "q").frame(kFin, {filler, 70000}).close(1000, "");
    want.clear();
    want.add("pong(p) ");
    want_oversized(capacity, 76000);
    want.add("closed(1000) ");
    expect(capacity);
    assert_true(player.sent() == "pong(q) ");
  }
}

void a_message_that_never_ends_takes_no_more_than_its_prefix(void**) {
  fill();
  using namespace std::string_view_literals;
  player.begin(512);
  player.feed("\x81\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv);  // 2^63 - 1 bytes.
  for (int i = 0; i < 10; ++i) player.feed({filler, sizeof filler});
  assert_true(player.script() == "");
  assert_int_equal(player.in.message().size, WsChannel::kPrefixMax);
  assert_int_equal(player.in.space().size, 512 - WsChannel::kPrefixMax);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(a_message_may_fill_the_buffer_but_not_exceed_it),
      cmocka_unit_test(fragments_are_counted_together),
      cmocka_unit_test(a_full_buffer_before_the_last_frame_is_oversized),
      cmocka_unit_test(control_frames_are_served_within_what_is_skipped),
      cmocka_unit_test(a_message_that_never_ends_takes_no_more_than_its_prefix),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
