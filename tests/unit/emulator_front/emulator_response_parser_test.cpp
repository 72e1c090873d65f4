// SPDX-License-Identifier: Apache-2.0
#include "http/response_parser.h"

#include <string>

#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

using Status = ResponseParser::Status;

struct Row {
  const char* name;
  const char* bytes;
  int status;
  const char* body;
  const char* rest;  // what belongs to the next protocol
};

constexpr Row kRows[] = {
    {"a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", ""},
    {"no content", "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n", 204, "", ""},
    {"chunks", "HTTP/1.1 409 C\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 409,
     "hi", ""},
    {"an upgrade",
     "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
     "WebSocket\r\n\r\n\x81\x01x",
     101, "", "\x81\x01x"},
};

void an_answer_reads_the_same_at_every_split() {
  for (const Row& row : kRows) {
    const std::string bytes = row.bytes;
    for (size_t split = 0; split <= bytes.size(); ++split) {
      ResponseParser parser;
      std::string rest;
      Status status = Status::more;
      for (const std::string& piece : {bytes.substr(0, split), bytes.substr(split)}) {
        size_t used = 0;
        if (status == Status::more) {
          status = parser.parse(piece, &used);
        }
        rest += piece.substr(used);
      }
      if (status != Status::complete) print_error("%s, split at %zu\n", row.name, split);
      EXPECT(status == Status::complete);
      EXPECT_EQUAL(parser.reply().status, row.status);
      EXPECT_TEXT(parser.reply().body, row.body);
      EXPECT_TEXT(rest, row.rest);
    }
  }
}

void an_answer_without_a_length_ends_with_its_connection() {
  ResponseParser parser;
  size_t used = 0;
  EXPECT(parser.parse("HTTP/1.1 500 E\r\nContent-Type: a/b\r\n\r\nwords", &used) == Status::more);
  EXPECT(parser.end() == Status::complete);
  EXPECT_TEXT(parser.reply().body, "words");
  EXPECT_TEXT(parser.reply().header("content-type"), "a/b");
  EXPECT_TEXT(parser.reply().header("location"), "");
}

void what_is_cut_short_or_no_answer_fails() {
  size_t used = 0;
  ResponseParser cut;
  EXPECT(cut.parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", &used) == Status::more);
  EXPECT(cut.end() == Status::failed);
  ResponseParser other;
  EXPECT(other.parse("220 mail.example ESMTP\r\n", &used) == Status::failed);
  ResponseParser large;
  const std::string head = "HTTP/1.1 200 OK\r\nX: " + std::string(HeadFields::kSizeMax, 'x');
  EXPECT(large.parse(head, &used) == Status::failed);
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(an_answer_reads_the_same_at_every_split),
      CHECKED_TEST(an_answer_without_a_length_ends_with_its_connection),
      CHECKED_TEST(what_is_cut_short_or_no_answer_fails),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
