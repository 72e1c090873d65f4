// SPDX-License-Identifier: Apache-2.0
//
// Lines, whatever way the bytes come.
#include <string.h>

#include <string>
#include <vector>

#include "cli/line_splitter.h"
#include "support/cmocka.h"

using namespace uc8::cli;

namespace {

constexpr size_t kLineMax = 4;

/// `[a][b]`, and `!3` for a third line that is too long.
std::string split(const std::vector<std::string>& pieces) {
  LineSplitter lines(kLineMax);
  std::string told;
  std::string_view line;
  const auto drain = [&] {
    while (lines.next(line)) told += "[" + std::string(line) + "]";
  };
  for (const std::string& piece : pieces) {
    if (lines.too_long() != 0) break;
    lines.feed(piece);
    drain();
  }
  lines.end();
  drain();
  if (lines.too_long() != 0) return told + "!" + std::to_string(lines.too_long());
  return lines.at_end() ? told : told + " and more";
}

bool is(const std::vector<std::string>& pieces, const char* wanted) {
  const std::string told = split(pieces);
  if (told == wanted) return true;
  print_error("told %s, not %s\n", told.c_str(), wanted);
  return false;
}

bool splits_in_every_way(const std::string& text, const char* wanted) {
  std::vector<std::string> bytes;
  for (const char c : text) bytes.push_back(std::string(1, c));
  bool right = is({text}, wanted) && is(bytes, wanted);
  for (size_t at = 0; at <= text.size(); ++at) {
    right = is({text.substr(0, at), text.substr(at)}, wanted) && right;
  }
  return right;
}

void lines_are_the_same_however_they_arrive(void**) {
  const struct {
    const char* text;
    const char* wanted;
  } rows[] = {
      {"", ""},
      {"\n", "[]"},
      {"a", "[a]"},
      {"a\n", "[a]"},
      {"a\n\nb\n", "[a][][b]"},
      {"a\nb", "[a][b]"},
      {"a\r\n", "[a\r]"},
      {"1234\n1234", "[1234][1234]"},
      {"12345", "!1"},
      {"12345\n", "!1"},
      {"a\nb\n123456789\nc\n", "[a][b]!3"},
      {"a\n\n12345", "[a][]!3"},
  };
  for (const auto& row : rows) assert_true(splits_in_every_way(row.text, row.wanted));
}

bool zero_bytes_pass() {
  LineSplitter lines(kLineMax);
  lines.feed(std::string_view("a\0b\n", 4));
  std::string_view line;
  return lines.next(line) && line == std::string_view("a\0b", 3);
}

void a_line_may_hold_any_byte(void**) {
  assert_true(zero_bytes_pass());
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_the_same_however_they_arrive),
      cmocka_unit_test(a_line_may_hold_any_byte),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
