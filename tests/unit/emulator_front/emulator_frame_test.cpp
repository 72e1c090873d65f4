// SPDX-License-Identifier: Apache-2.0
#include "ws/frame.h"

#include <string>

#include "unit/emulator_front/expect.h"
#include "ws/upgrade.h"
#include "ws/utf8.h"

using namespace uc8::gateway;

namespace {

using Status = FrameHeadReader::Status;

constexpr size_t kNever = 1000;

std::string head_of(unsigned char first, uint64_t size, int length_bytes) {
  std::string head(1, static_cast<char>(first));
  const int marker = length_bytes == 0 ? static_cast<int>(size) : length_bytes == 2 ? 126 : 127;
  head += static_cast<char>(0x80 | marker);
  for (int at = length_bytes - 1; at >= 0; --at) head += static_cast<char>(size >> (8 * at) & 0xff);
  return head + "\x01\x02\x03\x04";
}

// Reads it byte by byte; how many bytes until a verdict, and which.
Status read_slowly(const std::string& bytes, size_t* used, FrameHead* head) {
  FrameHeadReader reader;
  for (*used = 1; *used <= bytes.size(); ++*used) {
    std::string_view one(bytes.data() + *used - 1, 1);
    const Status status = reader.take(&one);
    if (status != Status::more) {
      *head = reader.head();
      return status;
    }
  }
  *used = kNever;
  return Status::more;
}

void a_head_is_read_byte_by_byte_in_all_three_length_forms() {
  struct Row {
    uint64_t size;
    int length_bytes;
  };
  for (const Row& row : {Row{0, 0}, Row{125, 0}, Row{126, 2}, Row{65535, 2}, Row{65536, 8},
                         Row{UINT64_C(0x7fffffffffffffff), 8}}) {
    FrameHead head;
    size_t used = 0;
    const std::string bytes = head_of(0x81, row.size, row.length_bytes);
    EXPECT(read_slowly(bytes, &used, &head) == Status::complete);
    EXPECT_EQUAL(used, bytes.size());
    EXPECT(head.size == row.size);
    EXPECT(head.fin);
    EXPECT(head.opcode == Opcode::text);
    EXPECT_EQUAL(head.mask[3], 4);
  }
}

void what_rfc_6455_forbids_in_a_head_is_invalid() {
  const std::string rows[] = {
      std::string("\x81\x02", 2),  // no mask
      head_of(0xc1, 2, 0),         // RSV1
      head_of(0xa1, 2, 0),         // RSV2
      head_of(0x91, 2, 0),         // RSV3
      head_of(0x83, 2, 0),         // reserved data opcode
      head_of(0x8b, 2, 0),         // reserved control opcode
      head_of(0x09, 2, 0),         // a ping in fragments
      head_of(0x89, 126, 2),       // a ping that is too long
      head_of(0x81, 125, 2),       // 125 in the 16-bit form
      head_of(0x81, 65535, 8),     // 65535 in the 64-bit form
      head_of(0x81, UINT64_C(1) << 63, 8),
  };
  for (const std::string& row : rows) {
    FrameHead head;
    size_t used = 0;
    EXPECT(read_slowly(row, &used, &head) == Status::invalid);
  }
}

void the_reader_takes_one_head_and_leaves_the_rest() {
  const std::string bytes = head_of(0x81, 3, 0) + "abc";
  std::string_view rest = bytes;
  FrameHeadReader reader;
  EXPECT(reader.take(&rest) == Status::complete);
  EXPECT_EQUAL(rest.size(), 3);
}

void a_mask_goes_on_where_the_payload_was_split() {
  // The RFC's own example, section 5.7.
  const uint8_t rfc_mask[4] = {0x37, 0xfa, 0x21, 0x3d};
  std::string hello = "\x7f\x9f\x4d\x51\x58";
  apply_mask(rfc_mask, 0, &hello);
  EXPECT_TEXT(hello, "Hello");
  const uint8_t mask[4] = {1, 2, 3, 4};
  std::string whole = "hello, world";
  std::string left = whole.substr(0, 5);
  std::string right = whole.substr(5);
  apply_mask(mask, 0, &whole);
  apply_mask(mask, 0, &left);
  apply_mask(mask, 5, &right);
  EXPECT(left + right == whole);
}

void frames_are_written_in_the_shortest_form() {
  EXPECT(write_frame(Opcode::pong, "x") == std::string("\x8a\x01x", 3));
  EXPECT(write_frame(Opcode::text, "x", false) == std::string("\x01\x01x", 3));
  EXPECT(write_frame(Opcode::text, std::string(126, 'a')).substr(0, 4) ==
         std::string("\x81\x7e\x00\x7e", 4));
  EXPECT(write_frame(Opcode::text, std::string(65536, 'a')).substr(0, 10) ==
         std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

void a_close_payload_survives_the_round_trip() {
  const auto note = read_close_payload(write_close_payload(1011, "why"));
  EXPECT(note && note->code == 1011 && note->reason == "why");
  const auto none = read_close_payload(write_close_payload(0, "unheard"));
  EXPECT(none && none->code == 0);
}

void a_close_reason_is_cut_between_characters() {
  const std::string payload = write_close_payload(1001, std::string(122, 'a') + "\xc3\xa9");
  EXPECT_EQUAL(payload.size(), 2 + 122);
  EXPECT(is_utf8(payload.substr(2)));
}

void close_payloads_that_break_the_protocol_are_refused() {
  for (const char* code :
       {"\x03\xe7", "\x03\xec", "\x03\xed", "\x03\xee", "\x03\xf7", "\x07\xd0", "\x13\x88"}) {
    EXPECT(!read_close_payload(std::string(code, 2)).has_value());
  }
  EXPECT(!read_close_payload("\x03").has_value());
  EXPECT(!read_close_payload("\x03\xe8\xff").has_value());
  EXPECT(read_close_payload("\x0b\xb8").has_value());
}

void utf8_is_checked_the_same_whole_and_byte_by_byte() {
  struct Row {
    const char* text;
    bool valid;
  };
  const Row rows[] = {
      {"plain", true},
      {"\xc3\xa9", true},
      {"\xe2\x82\xac", true},
      {"\xf0\x9f\x98\x80", true},
      {"\xf4\x8f\xbf\xbf", true},
      {"\xc0\x80", false},
      {"\xed\xa0\x80", false},
      {"\xf4\x90\x80\x80", false},
      {"\xe0\x80\x80", false},
      {"\xf0\x80\x80\x80", false},
      {"\x80", false},
      {"\xc3", false},
      {"\xe2\x82", false},
      {"\xff", false},
      {"\xc3\x28", false},
  };
  for (const Row& row : rows) {
    Utf8Check slow;
    for (const char* c = row.text; *c != '\0'; ++c) (void)slow.take(std::string_view(c, 1));
    EXPECT_EQUAL(slow.complete(), row.valid);
    EXPECT_EQUAL(is_utf8(row.text), row.valid);
  }
}

void the_accept_value_is_that_of_the_rfc() {
  EXPECT_TEXT(accept_value("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(a_head_is_read_byte_by_byte_in_all_three_length_forms),
      CHECKED_TEST(what_rfc_6455_forbids_in_a_head_is_invalid),
      CHECKED_TEST(the_reader_takes_one_head_and_leaves_the_rest),
      CHECKED_TEST(a_mask_goes_on_where_the_payload_was_split),
      CHECKED_TEST(frames_are_written_in_the_shortest_form),
      CHECKED_TEST(a_close_payload_survives_the_round_trip),
      CHECKED_TEST(a_close_reason_is_cut_between_characters),
      CHECKED_TEST(close_payloads_that_break_the_protocol_are_refused),
      CHECKED_TEST(utf8_is_checked_the_same_whole_and_byte_by_byte),
      CHECKED_TEST(the_accept_value_is_that_of_the_rfc),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
