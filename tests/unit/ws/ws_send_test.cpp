// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include <initializer_list>

#include "support/cmocka.h"
#include "unit/ws/ws_player.h"

using namespace uc8;
using std::string_view;

namespace {

WsPlayer player;
GuardPage out_page;
Script script;
Script want;
char filler[1 << 17];
uint8_t sent[1 << 18];
size_t sent_size;

Bytes bytes_in(string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

void take_all(ByteBuffer& out) {
  const Bytes pending = out.pending();
  memcpy(sent + sent_size, pending.data, pending.size);
  sent_size += pending.size;
  out.consume(pending.size);
}

void begin() {
  player.begin(64);
  script.clear();
  want.clear();
  sent_size = 0;
  for (size_t i = 0; i < sizeof filler; ++i) filler[i] = static_cast<char>(i * 7 + i / 256);
}

string_view decoded() {
  script.clear();
  decode_client_frames({sent, sent_size}, script);
  return script.view();
}

void want_text(string_view payload) {
  want.add("text(");
  add_payload(payload, want);
  want.add(") ");
}

/// Sends a message in pieces of at most `piece` bytes through a buffer that is emptied when full.
void send(string_view message, size_t piece, ByteBuffer& out) {
  player.ws.begin_text(message.size());
  size_t rounds = 0;
  while (player.ws.is_sending()) {
    const size_t taken = player.ws.send_text(out, bytes_in(message.substr(0, piece)));
    message.remove_prefix(taken);
    if (taken == 0) take_all(out);
    assert_true(++rounds < 1000000);
  }
  assert_int_equal(message.size(), 0);
}

void texts_of_every_length_pass_through_every_buffer(void**) {
  constexpr size_t kSizes[] = {0,   1,    2,    3,    4,     5,     125,  126,
                               127, 4095, 4096, 4097, 65535, 65536, 70001};
  constexpr size_t kCapacities[] = {1, 2, 3, 5, 6, 7, 13, 14, 15, 64, 256, 4096};
  for (const size_t size : kSizes) {
    for (const size_t capacity : kCapacities) {
      if (size / capacity > 5000) continue;
      for (const size_t piece : {size_t{1}, size_t{3}, size_t{1000}, size + 1}) {
        if (size / piece > 5000) continue;
        begin();
        ByteBuffer out(out_page.place_blank(capacity));
        send({filler, size}, piece, out);
        send({filler + 1, size}, piece, out);
        take_all(out);
        want_text({filler, size});
        want_text({filler + 1, size});
        if (decoded() != want.view()) fail_msg("%zu bytes by %zu, room %zu", size, piece, capacity);
      }
    }
  }
}

void every_frame_has_a_mask_of_its_own(void**) {
  begin();
  ByteBuffer out(out_page.place_blank(1024));
  const uint32_t before = player.entropy.calls;
  send("same", 9, out);
  send("same", 9, out);
  take_all(out);
  assert_int_equal(player.entropy.calls, before + 2);
  assert_int_equal(sent_size, 20);
  assert_memory_not_equal(sent + 2, sent + 12, 4);
  assert_memory_not_equal(sent + 6, "same", 4);
}

void as_much_is_taken_as_there_is_room_for(void**) {
  begin();
  ByteBuffer out(out_page.place_blank(20));
  player.ws.begin_text(100);
  assert_int_equal(player.ws.send_text(out, bytes_in({filler, 100})), 14);  // 6 of the header.
  assert_int_equal(player.ws.send_text(out, bytes_in({filler + 14, 86})), 0);
  assert_true(player.ws.is_sending());
  take_all(out);
  assert_int_equal(player.ws.send_text(out, bytes_in({filler + 14, 5})), 5);
  assert_int_equal(player.ws.send_text(out, bytes_in({filler + 19, 81})), 15);
}

void a_header_alone_may_be_sent_before_its_bytes_are_there(void**) {
  begin();
  ByteBuffer out(out_page.place_blank(64));
  player.ws.begin_text(2);
  assert_int_equal(player.ws.send_text(out, {}), 0);
  assert_int_equal(out.pending().size, 6);
  assert_true(player.ws.is_sending());
  assert_int_equal(player.ws.send_text(out, bytes_in("hi")), 2);
  assert_false(player.ws.is_sending());
  take_all(out);
  assert_true(decoded() == "text(hi) ");
}

void control_frames_wait_for_the_end_of_the_text(void**) {
  for (size_t before = 0; before <= 5; ++before) {
    begin();
    ByteBuffer out(out_page.place_blank(256));
    player.feed("\x89\x01p");
    player.ws.begin_text(5);
    if (before > 0) {
      assert_int_equal(player.ws.send_text(out, bytes_in(string_view("hello").substr(0, before))),
                       before);
    }
    player.ws.request_ping(bytes_in("12345678"));
    player.ws.request_close(1000);
    const size_t size = out.pending().size;
    if (before < 5) {
      player.ws.send_control(out);
      assert_int_equal(out.pending().size, size);
      assert_true(player.ws.has_control());
      const size_t rest = 5 - before;
      assert_int_equal(player.ws.send_text(out, bytes_in(string_view("hello").substr(before))),
                       rest);
    }
    assert_false(player.ws.is_close_sent());
    player.ws.send_control(out);
    assert_false(player.ws.has_control());
    assert_true(player.ws.is_close_sent());
    take_all(out);
    assert_true(decoded() == "text(hello) pong(p) ping(12345678) close(1000) ");
  }
}

void control_frames_are_written_whole_or_not_at_all(void**) {
  // Pong 6 + 2, ping 6 + 3, close 6 + 2.
  const struct {
    size_t room;
    string_view script;
  } rows[] = {{0, ""},
              {7, ""},
              {8, "pong(pp) "},
              {16, "pong(pp) "},
              {17, "pong(pp) ping(abc) "},
              {24, "pong(pp) ping(abc) "},
              {25, "pong(pp) ping(abc) close(1001) "},
              {99, "pong(pp) ping(abc) close(1001) "}};
  for (const auto& row : rows) {
    begin();
    ByteBuffer out(out_page.place_blank(row.room));
    player.feed("\x89\x02pp");
    player.ws.request_ping(bytes_in("abc"));
    player.ws.request_close(1001);
    player.ws.send_control(out);
    take_all(out);
    if (decoded() != row.script) fail_msg("room %zu", row.room);
    const bool all = row.room >= 25;
    assert_int_equal(player.ws.has_control(), !all);
    assert_int_equal(player.ws.is_close_sent(), all);
    ByteBuffer rest(out_page.place_blank(200));
    player.ws.send_control(rest);
    take_all(rest);
    // A ping that fits before a pong that does not is not in the rows: the order is kept above.
    if (row.room >= 8) assert_true(decoded() == "pong(pp) ping(abc) close(1001) ");
    assert_false(player.ws.has_control());
  }
}

void a_newer_ping_replaces_one_that_waits(void**) {
  begin();
  player.ws.request_ping(bytes_in("old"));
  player.ws.request_ping(bytes_in("n"));
  assert_true(player.sent() == "ping(n) ");
  player.ws.request_ping({});
  assert_true(player.sent() == "ping(n) ping() ");
}

void nothing_follows_a_close(void**) {
  const uint16_t codes[] = {0, 1000, 1002, 1007};
  for (const uint16_t code : codes) {
    begin();
    player.ws.request_close(code);
    want.add("close(");
    if (code != 0) want.add_number(code);
    want.add(") ");
    assert_true(player.sent() == want.view());
    player.feed("\x89\x01p");
    player.ws.request_ping(bytes_in("x"));
    player.ws.request_close(1000);
    assert_false(player.ws.has_control());
    assert_true(player.sent() == want.view());
    // Messages of the server still arrive.
    player.feed("\x81\x01m");
    assert_true(player.script() == "message(m) ");
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(texts_of_every_length_pass_through_every_buffer),
      cmocka_unit_test(every_frame_has_a_mask_of_its_own),
      cmocka_unit_test(as_much_is_taken_as_there_is_room_for),
      cmocka_unit_test(a_header_alone_may_be_sent_before_its_bytes_are_there),
      cmocka_unit_test(control_frames_wait_for_the_end_of_the_text),
      cmocka_unit_test(control_frames_are_written_whole_or_not_at_all),
      cmocka_unit_test(a_newer_ping_replaces_one_that_waits),
      cmocka_unit_test(nothing_follows_a_close),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
