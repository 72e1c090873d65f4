// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.h"
#include "unit/emulator_front/expect.h"

#include <string>

using namespace uc8::gateway;

namespace {

using Status = RequestParser::Status;

// What a parser makes of `bytes`, given `part` bytes at a time: a line for each request.
std::string parsed(const std::string& bytes, size_t part) {
  RequestParser parser;
  std::string told;
  std::string waiting;
  size_t given = 0;
  while (given < bytes.size() || !waiting.empty()) {
    if (waiting.empty()) {
      waiting = bytes.substr(given, part);
      given += waiting.size();
    }
    size_t used = 0;
    const Status status = parser.parse(waiting, &used);
    waiting.erase(0, used);
    if (status == Status::failed) return told + "failed " + std::to_string(parser.failure());
    if (status != Status::complete) continue;
    const HttpRequest request = parser.take();
    told += (request.head_only ? "HEAD as " : "") + request.method + " " + request.target.path +
            " (" + request.body + ")";
    told += request.keep_alive ? " keep" : " close";
    if (parser.upgrade()) return told + " upgrade+" + waiting + bytes.substr(given);
    told += "\n";
  }
  return told;
}

std::string long_head(size_t size) {
  return "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(size, 'x') + "\r\n\r\n";
}

struct Row {
  const char* name;
  std::string bytes;
  std::string told;
};

void requests_read_the_same_whole_and_in_parts_of_any_size() {
  const Row rows[] = {
      {"no body", "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a () keep\n"},
      {"an empty body", "POST /apid/otp HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
       "POST /apid/otp () keep\n"},
      {"a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", "POST / (hi) keep\n"},
      {"a chunked body",
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
       "chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n",
       "POST / (hi!) keep\n"},
      {"close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / () close\n"},
      {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / () close\n"},
      {"pipelined",
       "GET /a HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: "
       "1\r\n\r\nx",
       "GET /a () keep\nPOST /b (x) keep\n"},
      {"an upgrade",
       "GET /w HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x80",
       "GET /w () keep upgrade+\x81\x80"},
      {"HEAD", "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD as GET /a () keep\n"},
      {"an absolute target", "GET http://b:1/a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a () keep\n"},
      {"no host", "GET / HTTP/1.1\r\n\r\n", "failed 400"},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "failed 400"},
      {"an expectation of 1.0", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n", "GET / () close\n"},
      {"an unknown expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", "failed 417"},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "failed 505"},
      {"not HTTP", "hello\r\n\r\n", "failed 400"},
      {"a broken escape", "GET /%zz HTTP/1.1\r\n\r\n", "failed 400"},
      {"a head of 16 KiB", long_head(16000), "GET / () keep\n"},
      {"a longer one", long_head(16500), "failed 431"},
      {"a body of too many bytes", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097153\r\n\r\n",
       "failed 413"},
  };
  for (const Row& row : rows) {
    for (const size_t part : {row.bytes.size(), size_t{1}, size_t{2}, size_t{7}, size_t{100}}) {
      const std::string told = parsed(row.bytes, part);
      if (told != row.told) print_error("%s in parts of %zu: %s\n", row.name, part, told.c_str());
      EXPECT(told == row.told);
    }
  }
}

void a_chunked_body_is_bounded_too() {
  std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string chunk = "80000\r\n" + std::string(0x80000, 'x') + "\r\n";
  for (int count = 0; count < 5; ++count) bytes += chunk;
  EXPECT_TEXT(parsed(bytes, bytes.size()), "failed 413");
}

void who_expects_a_word_before_the_body_is_told_of_once() {
  RequestParser parser;
  size_t used = 0;
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n";
  EXPECT(parser.parse(head, &used) == Status::more);
  EXPECT(!parser.take_expectation());
  EXPECT(parser.parse("\r\n", &used) == Status::more);
  EXPECT(parser.take_expectation());
  EXPECT(!parser.take_expectation());
  EXPECT(parser.parse("hi", &used) == Status::complete);
  EXPECT_TEXT(parser.take().body, "hi");
  EXPECT(parser.parse("GET / HTTP/1.1\r\nHost: a\r\n", &used) == Status::more);
  EXPECT(!parser.take_expectation());
}

void header_names_lose_their_case_and_token_lists_are_searched() {
  RequestParser parser;
  size_t used = 0;
  EXPECT(parser.parse(
             "GET / HTTP/1.1\r\nHost: a\r\nCONNECTION: keep-alive, UPGRADE\r\nX-A:  b \r\n\r\n",
             &used) == Status::complete);
  const HttpRequest request = parser.take();
  EXPECT(request.header_has_token("connection", "upgrade"));
  EXPECT(!request.header_has_token("connection", "upgrad"));
  EXPECT(trimmed(request.header("x-a")) == "b");
  EXPECT(request.has_header("x-a"));
  EXPECT(!request.has_header("x-b"));
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(requests_read_the_same_whole_and_in_parts_of_any_size),
      CHECKED_TEST(a_chunked_body_is_bounded_too),
      CHECKED_TEST(who_expects_a_word_before_the_body_is_told_of_once),
      CHECKED_TEST(header_names_lose_their_case_and_token_lists_are_searched),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
