// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "support/cmocka.h"
#include "unit/ws/ws_player.h"

using namespace uc8;
using std::string_view;

namespace {

constexpr uint8_t kFin = WsWire::kFin;

WsPlayer player;
WsWire wire;
Script want;
char filler[1 << 16];

void expect(string_view input, string_view script) {
  if (plays_as(player, 256, input, script)) return;
  fail_msg("got  %.*s\nwant %.*s", static_cast<int>(player.script().size()), player.script().data(),
           static_cast<int>(script.size()), script.data());
}

void frames_a_server_must_not_send_are_protocol_errors(void**) {
  using namespace std::string_view_literals;
  const string_view frames[] = {
      "\x81\x82\x01\x02\x03\x04hi"sv,        // Masked.
      "\x81\x80\x01\x02\x03\x04"sv,          // Masked and empty.
      "\x8A\x80\x01\x02\x03\x04"sv,          // Masked control frame.
      "\x88\x82\x00\x00\x00\x00\x03\xE8"sv,  // Masked close.
      "\xC1\x01h"sv,
      "\xA1\x01h"sv,
      "\x91\x01h"sv,  // Reserved bits.
      "\xC9\x00"sv,
      "\xA8\x00"sv,
      "\x9A\x00"sv,  // ... of control frames.
      "\x83\x00"sv,
      "\x84\x00"sv,
      "\x85\x00"sv,
      "\x86\x00"sv,
      "\x87\x01x"sv,  // Reserved opcodes.
      "\x8B\x00"sv,
      "\x8C\x00"sv,
      "\x8D\x00"sv,
      "\x8E\x00"sv,
      "\x8F\x01x"sv,
      "\x08\x00"sv,
      "\x09\x00"sv,
      "\x0A\x01x"sv,  // Fragmented control frames.
      "\x89\x7E\x00\x7E"sv,
      "\x88\x7E\x00\x02\x03\xE8"sv,
      "\x8A\x7F\x00\x00\x00\x00\x00\x00\x00\x01x"sv,
      "\x81\x7E\x00\x7Dx"sv,                          // 125 in 16 bits.
      "\x81\x7E\x00\x00"sv,                           // 0 in 16 bits.
      "\x81\x7F\x00\x00\x00\x00\x00\x00\xFF\xFFx"sv,  // 65535 in 64 bits.
      "\x81\x7F\x80\x00\x00\x00\x00\x00\x00\x00x"sv,  // 2^63.
      "\x81\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFx"sv,
      "\x80\x01x"sv,
      "\x00\x01x"sv,  // Continuations of nothing.
      "\x81\x01x\x80\x01y"sv,
      "\x88\x01\x03"sv,  // Half a close code.
  };
  for (const string_view frame : frames) {
    // A good message may come first; nothing that follows counts.
    const bool first_is_good = frame.substr(0, 3) == "\x81\x01x"sv;
    expect(wire.clear().raw(frame).text("no").view(),
           first_is_good ? "message(x) violation(1002) " : "violation(1002) ");
    expect(wire.clear().text("yes").frame(kFin | 10, "p").raw(frame).text("no").view(),
           first_is_good ? "message(yes) pong(p) message(x) violation(1002) "
                         : "message(yes) pong(p) violation(1002) ");
  }
}

void half_a_close_code_is_not_completed_by_what_came_before(void**) {
  wire.clear().frame(kFin | 10, "\x03\xE8").frame(kFin | 8, "\x03");
  expect(wire.view(), "pong(\x03\xE8) violation(1002) ");
}

void messages_do_not_begin_within_messages(void**) {
  const uint8_t outers[] = {1, 2};
  const uint8_t inners[] = {1, 2, kFin | 1, kFin | 2};
  for (const uint8_t outer : outers) {
    for (const uint8_t inner : inners) {
      expect(wire.clear().frame(outer, "a").frame(inner, "b").view(), "violation(1002) ");
      expect(wire.clear().frame(outer, "").frame(inner, "").view(), "violation(1002) ");
    }
  }
}

void texts_that_are_not_utf8_are_invalid(void**) {
  const string_view texts[] = {"\xFF",         "a\x80",        "\xC0\xAF",         "\xED\xA0\x80",
                               "\xE2\x82",     "\xF0\x9F\x98", "\xF4\x90\x80\x80", "ab\xC3",
                               "\xF8\x88\x80", "\xE2z\xAC"};
  for (const string_view text : texts) {
    expect(wire.clear().text(text).text("no").view(), "violation(1007) ");
    for (size_t cut = 0; cut <= text.size(); ++cut) {
      wire.clear().frame(1, text.substr(0, cut)).frame(kFin, text.substr(cut));
      expect(wire.view(), "violation(1007) ");
    }
    // Also in the part of a message that does not fit.
    memset(filler, 'f', sizeof filler);
    wire.clear().frame(1, {filler, 1000}).frame(kFin, text);
    expect(wire.view(), "violation(1007) ");
    expect(wire.clear().close(1000, text).text("no").view(), "violation(1007) ");
  }
}

void an_invalid_text_is_noticed_before_it_ends(void**) {
  player.begin(256);
  player.feed(wire.clear().frame(1, "good \xFF").view());
  assert_true(player.script() == "violation(1007) ");
}

void close_codes_are_valid_only_where_the_registry_says_so(void**) {
  const uint16_t registered[] = {1000, 1001, 1002, 1003, 1007, 1008,
                                 1009, 1010, 1011, 1012, 1013, 1014};
  for (uint32_t code = 0; code < 65536; ++code) {
    bool valid = code / 1000 == 3 || code / 1000 == 4;
    for (const uint16_t known : registered) valid = valid || code == known;
    want.clear();
    want.add(valid ? "closed(" : "violation(");
    want.add_number(valid ? code : 1002);
    want.add(valid ? "why) " : ") ");
    player.begin(256);
    player.feed(wire.clear().close(static_cast<uint16_t>(code), "why").view());
    if (player.script() != want.view()) fail_msg("close code %u", static_cast<unsigned>(code));
  }
}

void the_longest_close_reason_arrives(void**) {
  memset(filler, 'r', 123);
  want.clear();
  want.add("closed(1008");
  add_payload({filler, 123}, want);
  want.add(") ");
  expect(wire.clear().close(1008, {filler, 123}).view(), want.view());
}

void after_the_end_everything_is_swallowed(void**) {
  memset(filler, 0x55, sizeof filler);
  wire.clear().frame(1, "part of a message").close(1000, "").raw({filler, 20000});
  expect(wire.view(), "closed(1000) ");
  assert_int_equal(player.in.message().size, 0);
  assert_int_equal(player.in.space().size, 256);
  wire.clear().frame(1, "part of a message").raw({filler, 20000});
  expect(wire.view(), "violation(1002) ");
  assert_int_equal(player.in.message().size, 0);
  assert_int_equal(player.in.space().size, 256);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(frames_a_server_must_not_send_are_protocol_errors),
      cmocka_unit_test(half_a_close_code_is_not_completed_by_what_came_before),
      cmocka_unit_test(messages_do_not_begin_within_messages),
      cmocka_unit_test(texts_that_are_not_utf8_are_invalid),
      cmocka_unit_test(an_invalid_text_is_noticed_before_it_ends),
      cmocka_unit_test(close_codes_are_valid_only_where_the_registry_says_so),
      cmocka_unit_test(the_longest_close_reason_arrives),
      cmocka_unit_test(after_the_end_everything_is_swallowed),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
