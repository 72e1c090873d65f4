// SPDX-License-Identifier: Apache-2.0
#include "unit/emulator_front/expect.h"
#include "ws/message_reader.h"

#include <string>

using namespace uc8::gateway;

namespace {

constexpr size_t kTextMax = 16;

// Writes down what it is told.
class Diary : public MessageReader::Receiver {
 public:
  void on_text_message(const std::string& text) override { told += "text(" + text + ")"; }
  void on_ping(std::string_view payload) override { told += "ping(" + std::string(payload) + ")"; }
  void on_pong(std::string_view payload) override { told += "pong(" + std::string(payload) + ")"; }
  void on_close_frame(const CloseNote& note) override {
    told += "close(" + std::to_string(note.code) + ")";
  }
  void on_violation(int code, const std::string&) override {
    told += "violation(" + std::to_string(code) + ")";
  }

  std::string told;
};

std::string frame(unsigned char first, const std::string& payload) {
  std::string bytes(1, static_cast<char>(first));
  bytes += static_cast<char>(0x80 | payload.size());
  bytes += "\x11\x22\x33\x44";
  std::string masked = payload;
  const uint8_t mask[4] = {0x11, 0x22, 0x33, 0x44};
  apply_mask(mask, 0, &masked);
  return bytes + masked;
}

struct Row {
  const char* name;
  std::string bytes;
  const char* told;
};

const Row* all_rows(size_t* count) {
  static const Row kRows[] = {
      {"one text", frame(0x81, "hi"), "text(hi)"},
      {"an empty text", frame(0x81, ""), "text()"},
      {"two texts", frame(0x81, "a") + frame(0x81, "b"), "text(a)text(b)"},
      {"fragments", frame(0x01, "a") + frame(0x00, "b") + frame(0x80, "c"), "text(abc)"},
      {"a ping between fragments", frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "b"),
       "ping(p)text(ab)"},
      {"a pong", frame(0x8a, "x"), "pong(x)"},
      {"binary is skipped", frame(0x82, std::string("\xff\x00", 2)) + frame(0x81, "t"), "text(t)"},
      {"binary in fragments", frame(0x02, "\xff") + frame(0x80, "\xfe") + frame(0x81, "t"),
       "text(t)"},
      {"a character across fragments", frame(0x01, "\xc3") + frame(0x80, "\xa9"), "text(\xc3\xa9)"},
      {"bad UTF-8", frame(0x81, "\xc3\x28") + frame(0x81, "t"), "violation(1007)"},
      {"a cut character", frame(0x81, "\xc3"), "violation(1007)"},
      {"the largest text", frame(0x81, "0123456789abcdef"), "text(0123456789abcdef)"},
      {"one byte more", frame(0x81, "0123456789abcdefg"), "violation(1009)"},
      {"too large in fragments", frame(0x01, "0123456789abcdef") + frame(0x80, "g"),
       "violation(1009)"},
      {"a continuation of nothing", frame(0x80, "a"), "violation(1002)"},
      {"a text inside a text", frame(0x01, "a") + frame(0x81, "b"), "violation(1002)"},
      {"a close", frame(0x88, "\x03\xe8") + frame(0x81, "late"), "close(1000)"},
      {"a close without a code", frame(0x88, ""), "close(0)"},
      {"a bad close", frame(0x88, "\x03"), "violation(1002)"},
  };
  *count = sizeof kRows / sizeof kRows[0];
  return kRows;
}

void every_stream_reads_the_same_whole_and_byte_by_byte_and_split_in_two() {
  size_t count = 0;
  const Row* rows = all_rows(&count);
  for (size_t at = 0; at < count; ++at) {
    const Row& row = rows[at];
    for (size_t split = 0; split <= row.bytes.size(); ++split) {
      Diary diary;
      MessageReader reader(diary, kTextMax);
      reader.take(row.bytes.substr(0, split));
      reader.take(row.bytes.substr(split));
      if (diary.told != row.told) print_error("%s, split at %zu\n", row.name, split);
      EXPECT_TEXT(diary.told, row.told);
    }
    Diary slow;
    MessageReader reader(slow, kTextMax);
    for (const char& byte : row.bytes) reader.take(std::string_view(&byte, 1));
    EXPECT_TEXT(slow.told, row.told);
  }
}

void a_text_that_is_too_large_is_refused_before_it_has_come() {
  Diary diary;
  MessageReader reader(diary, kTextMax);
  reader.take(frame(0x81, "0123456789abcdefg").substr(0, 6));
  EXPECT_TEXT(diary.told, "violation(1009)");
}

void nothing_is_read_after_stop() {
  Diary diary;
  MessageReader reader(diary, kTextMax);
  reader.stop();
  reader.take(frame(0x81, "late"));
  EXPECT_TEXT(diary.told, "");
}

void a_servers_frames_are_read_by_who_is_its_client() {
  Diary diary;
  MessageReader reader(diary, kTextMax, Sender::server);
  const std::string bytes = write_frame(Opcode::text, "hi") + write_frame(Opcode::ping, "p") +
                            write_frame(Opcode::text, "") + write_frame(Opcode::close, "\x03\xe8");
  for (const char& byte : bytes) reader.take(std::string_view(&byte, 1));
  EXPECT_TEXT(diary.told, "text(hi)ping(p)text()close(1000)");
}

void a_masked_frame_is_no_servers_and_an_unmasked_one_no_clients() {
  Diary diary;
  MessageReader from_server(diary, kTextMax, Sender::server);
  from_server.take(frame(0x81, "hi"));
  MessageReader from_client(diary, kTextMax);
  from_client.take(write_frame(Opcode::text, "hi"));
  EXPECT_TEXT(diary.told, "violation(1002)violation(1002)");
}

void what_a_client_writes_is_read_again() {
  for (const size_t size : {size_t{0}, size_t{125}, size_t{126}, size_t{70000}}) {
    Diary diary;
    MessageReader reader(diary, 100000);
    const uint8_t mask[4] = {0x9a, 0, 0xff, 7};
    reader.take(write_masked_frame(Opcode::text, std::string(size, 'x'), mask));
    EXPECT_TEXT(diary.told, "text(" + std::string(size, 'x') + ")");
  }
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(every_stream_reads_the_same_whole_and_byte_by_byte_and_split_in_two),
      CHECKED_TEST(a_text_that_is_too_large_is_refused_before_it_has_come),
      CHECKED_TEST(nothing_is_read_after_stop),
      CHECKED_TEST(a_servers_frames_are_read_by_who_is_its_client),
      CHECKED_TEST(a_masked_frame_is_no_servers_and_an_unmasked_one_no_clients),
      CHECKED_TEST(what_a_client_writes_is_read_again),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
