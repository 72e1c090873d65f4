// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>
#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "unit/ws/ws_player.h"

using namespace uc8;
using std::string_view;

#ifdef UC8_WSLAY_SOURCE
extern "C" void* uc8_wslay_malloc(size_t size);
#endif

namespace {

constexpr uint8_t kFin = WsWire::kFin;

WsPlayer player;
WsWire wire;
Script want;
char filler[1 << 17];

void expect(size_t capacity, string_view script) {
  if (plays_as(player, capacity, wire.view(), script)) return;
  fail_msg("got  %.*s\nwant %.*s", static_cast<int>(player.script().size()), player.script().data(),
           static_cast<int>(script.size()), script.data());
}

void conversations_are_understood_however_they_are_cut(void**) {
  wire.clear().text("hello");
  expect(64, "message(hello) ");
  wire.clear().text("").text("").text("a");
  expect(64, "message() message() message(a) ");
  wire.clear().frame(1, "").frame(0, "").frame(kFin, "");
  expect(64, "message() ");
  wire.clear().frame(1, "he").frame(0, "").frame(0, "ll").frame(kFin, "o").text("!");
  expect(64, "message(hello) message(!) ");
  wire.clear().frame(kFin | 10, "x").frame(kFin | 10, "").text("a").close(1000, "bye").text("no");
  expect(64, "pong(x) pong() message(a) closed(1000bye) ");
  wire.clear().frame(kFin | 8, "").text("no");
  expect(64, "closed(0) ");
  wire.clear().frame(1, "half").close(1001, "").text("no");
  expect(64, "closed(1001) ");
  wire.clear().frame(1, "\xE2").frame(0, "\x82").frame(kFin, "\xAC");
  expect(64, "message(\xE2\x82\xAC) ");
}

void an_event_comes_with_the_last_byte_of_its_frame(void**) {
  const struct {
    uint8_t first;
    string_view payload, script;
  } rows[] = {{kFin | 1, "hello", "message(hello) "},
              {kFin | 1, "", "message() "},
              {kFin | 10, "", "pong() "},
              {kFin | 10, "p", "pong(p) "},
              {kFin | 8, "", "closed(0) "},
              {kFin | 8, "\x03\xE8", "closed(1000) "}};
  for (const auto& row : rows) {
    const string_view input = wire.clear().frame(row.first, row.payload).view();
    player.begin(64);
    player.feed(input.substr(0, input.size() - 1));
    assert_int_equal(player.script().size(), 0);
    player.feed(input.substr(input.size() - 1));
    assert_true(player.script() == row.script);
  }
}

void every_length_of_payload_arrives(void**) {
  memset(filler, 'f', sizeof filler);
  constexpr size_t kSizes[] = {1,    125,  126,  127,  511,   512,  513,
                               4095, 4096, 4097, 8192, 65535, 65536};
  for (const size_t size : kSizes) {
    const string_view payload(filler, size);
    // Never before its last byte, behind a frame and before another.
    wire.clear().text("before").text(payload).text("after");
    want.clear();
    want.add("message(before) message(");
    add_payload(payload, want);
    want.add(") message(after) ");
    expect(65536, want.view());
  }
}

void every_control_frame_is_served_between_every_pair_of_fragments(void**) {
  const string_view fragments[] = {"\xCE", "\xB1 and \xF0\x9F", "\x98", "\x80"};
  const struct {
    uint8_t first;
    string_view payload, script;
    bool ends;
  } controls[] = {{kFin | 9, "ping", "", false},
                  {kFin | 9, "", "", false},
                  {kFin | 10, "pong", "pong(pong) ", false},
                  {kFin | 10, "", "pong() ", false},
                  {kFin | 8, "\x03\xE9why", "closed(1001why) ", true},
                  {kFin | 8, "", "closed(0) ", true}};
  for (const auto& control : controls) {
    for (uint8_t where = 1; where < 1 << 4; ++where) {  // Bit i: behind fragment i.
      wire.clear();
      want.clear();
      bool ended = false;
      for (size_t i = 0; i < 4; ++i) {
        const uint8_t opcode = i == 0 ? 1 : 0;
        wire.frame(i == 3 ? kFin | opcode : opcode, fragments[i]);
        if (i == 3 && !ended) want.add("message(\xCE\xB1 and \xF0\x9F\x98\x80) ");
        if ((where >> i & 1) == 0) continue;
        wire.frame(control.first, control.payload);
        if (!ended) want.add(control.script);
        if (control.ends) ended = true;
      }
      expect(64, want.view());
      want.clear();
      if ((control.first & 15) == 9) {
        want.add("pong(");
        want.add(control.payload);
        want.add(") ");
      }
      assert_true(player.sent() == want.view());
    }
  }
}

void a_message_that_stands_stops_everything(void**) {
  player.begin(64);
  wire.clear().text("one").frame(kFin | 10, "p").text("two");
  const MutableBytes space = player.in.space();
  memcpy(space.data, wire.view().data(), wire.view().size());
  player.in.received(wire.view().size());
  assert_int_equal(player.ws.receive(player.in), WsEvent::message);
  const size_t raw = player.in.raw().size;
  assert_int_equal(raw, 8);  // Nothing of what follows was taken.
  for (int i = 0; i < 3; ++i) assert_int_equal(player.ws.receive(player.in), WsEvent::none);
  assert_int_equal(player.in.raw().size, raw);
  assert_memory_equal(player.in.message().data, "one", 3);
  // More may be read meanwhile, as much as there is room for.
  const MutableBytes more = player.in.space();
  assert_int_equal(more.size, 64 - 3 - raw);
  memset(more.data, 0, more.size);
  memcpy(more.data, "\x81\x05three", 7);
  player.in.received(7);
  player.in.clear_message();
  assert_int_equal(player.ws.receive(player.in), WsEvent::pong);
  assert_int_equal(player.ws.receive(player.in), WsEvent::message);
  assert_memory_equal(player.in.message().data, "two", 3);
  player.in.clear_message();
  assert_int_equal(player.ws.receive(player.in), WsEvent::message);
  assert_memory_equal(player.in.message().data, "three", 5);
}

void raw_bytes_that_fill_the_buffer_leave_room_for_the_message(void**) {
  memset(filler, 'm', sizeof filler);
  player.begin(512);
  // The buffer is full of raw bytes whenever the channel looks at it.
  for (int i = 0; i < 40; ++i) wire.clear().text({filler, 300}).frame(1, {filler, 200});
  wire.clear();
  want.clear();
  for (int i = 0; i < 40; ++i) {
    wire.text({filler, 300})
        .frame(1, {filler, 200})
        .frame(kFin | 10, "p")
        .frame(kFin, {filler, 312});
    want.add("message(");
    add_payload({filler, 300}, want);
    want.add(") pong(p) message(");
    add_payload({filler, 512}, want);
    want.add(") ");
  }
  player.feed(wire.view());
  assert_true(player.script() == want.view());
}

void binary_messages_are_skipped(void**) {
  memset(filler, 0xFF, sizeof filler);
  wire.clear().frame(kFin | 2, "\xFF").frame(2, {filler, 300}).frame(kFin | 10, "p");
  wire.frame(kFin, {filler, 300}).frame(kFin | 2, "").text("t");
  expect(64, "pong(p) message(t) ");
}

void the_newest_ping_is_answered_once(void**) {
  wire.clear().frame(kFin | 9, "first").frame(kFin | 9, "second").text("t");
  player.begin(64);
  player.feed(wire.view());
  assert_true(player.ws.has_control());
  assert_true(player.sent() == "pong(second) ");
  assert_false(player.ws.has_control());
  // A ping that is still arriving does not spoil the answer to the one before.
  wire.clear().frame(kFin | 9, "whole").frame(kFin | 9, "parts");
  player.begin(64);
  player.feed(wire.view().substr(0, wire.view().size() - 1));
  assert_true(player.sent() == "pong(whole) ");
  player.feed(wire.view().substr(wire.view().size() - 1));
  assert_true(player.sent() == "pong(whole) pong(parts) ");
  memset(filler, 'p', 125);
  player.begin(64);
  player.feed(wire.clear().frame(kFin | 9, {filler, 125}).view());
  want.clear();
  want.add("pong(");
  add_payload({filler, 125}, want);
  want.add(") ");
  assert_true(player.sent() == want.view());
}

void a_new_connection_forgets_the_last(void**) {
  const string_view inputs[] = {string_view("\x81", 1),        string_view("\x81\x7E\x01", 3),
                                string_view("\x01\x02h", 3),   string_view("\x89\x04pi", 4),
                                string_view("\x88\x00", 2),    string_view("\xFF\x00", 2),
                                string_view("\x01\x01\xE2", 3)};
  for (const string_view input : inputs) {
    player.begin(64);
    player.feed(input);
    player.ws.request_close(1000);
    player.begin(64);
    assert_false(player.ws.has_control() || player.ws.is_close_sent() || player.ws.is_sending());
    player.feed(wire.clear().text("new").view());
    assert_true(player.script() == "message(new) ");
    assert_true(player.sent() == "");
  }
  player.ws.end();
  player.ws.end();
}

void the_storage_of_the_frame_layer_is_large_enough(void**) {
  assert_int_equal(player.ws.begin(), Error::ok);
#ifdef UC8_WSLAY_SOURCE
  assert_null(uc8_wslay_malloc(SIZE_MAX));
  assert_non_null(uc8_wslay_malloc(1));
#endif
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(conversations_are_understood_however_they_are_cut),
      cmocka_unit_test(an_event_comes_with_the_last_byte_of_its_frame),
      cmocka_unit_test(every_length_of_payload_arrives),
      cmocka_unit_test(every_control_frame_is_served_between_every_pair_of_fragments),
      cmocka_unit_test(a_message_that_stands_stops_everything),
      cmocka_unit_test(raw_bytes_that_fill_the_buffer_leave_room_for_the_message),
      cmocka_unit_test(binary_messages_are_skipped),
      cmocka_unit_test(the_newest_ping_is_answered_once),
      cmocka_unit_test(a_new_connection_forgets_the_last),
      cmocka_unit_test(the_storage_of_the_frame_layer_is_large_enough),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
