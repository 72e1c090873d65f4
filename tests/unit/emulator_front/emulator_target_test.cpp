// SPDX-License-Identifier: Apache-2.0
#include "http/target.h"

#include <string>

#include "gdn/account_api.h"
#include "unit/emulator_front/expect.h"

using namespace uc8::gateway;

namespace {

std::string shown(const std::optional<Target>& target) {
  if (!target) return "none";
  std::string text;
  for (const std::string& segment : target->segments) text += "[" + segment + "]";
  for (const auto& [name, value] : target->query) text += " " + name + "=" + value;
  return text;
}

void targets_are_taken_apart() {
  struct Row {
    const char* target;
    const char* shown;
  };
  const Row rows[] = {
      {"/a/b", "[a][b]"},
      {"//_ws/ws", "[_ws][ws]"},
      {"///a", "[a]"},
      {"/", "[]"},
      {"/a/", "[a][]"},
      {"/a//b", "[a][][b]"},
      {"/a%2Fb/c", "[a/b][c]"},
      {"/a+b%20c%2B", "[a b c+]"},
      {"/a?x=1&y=a%2Fb%2Bc%3D", "[a] x=1 y=a/b+c="},
      {"/a?x=1&x=2&z&=3&", "[a] x=1 x=2 z= =3"},
      {"/a?b=c?d", "[a] b=c?d"},
      {"/a%", "none"},
      {"/a%2", "none"},
      {"/%zz", "none"},
      {"/%ff", "none"},
      {"/a?x=%c3%28", "none"},
      {"/%c3%a9", "[\xc3\xa9]"},
      {"/a?x=%G1", "none"},
      {"a", "none"},
      {"", "none"},
  };
  for (const Row& row : rows) {
    EXPECT_TEXT(shown(parse_target(row.target)), row.shown);
  }
}

void the_first_value_of_a_repeated_parameter_counts() {
  const auto target = parse_target("/a?x=1&x=2");
  EXPECT(target.has_value());
  EXPECT_TEXT(target->parameter("x")->c_str(), "1");
  EXPECT(target->parameter("y") == nullptr);
}

void the_path_keeps_its_escapes_and_loses_the_query() {
  EXPECT_TEXT(parse_target("//a%20b?otp=secret")->path.c_str(), "/a%20b");
}

void the_plain_host_loses_api_and_keeps_the_port() {
  EXPECT_TEXT(plain_host("api-play.paas.macrometa.io"), "play.paas.macrometa.io");
  EXPECT_TEXT(plain_host("api-localhost:8443"), "localhost:8443");
  EXPECT_TEXT(plain_host("localhost"), "localhost");
  EXPECT_TEXT(plain_host(""), "localhost");
}

}  // namespace

int main() {
  const CMUnitTest tests[] = {
      CHECKED_TEST(targets_are_taken_apart),
      CHECKED_TEST(the_first_value_of_a_repeated_parameter_counts),
      CHECKED_TEST(the_path_keeps_its_escapes_and_loses_the_query),
      CHECKED_TEST(the_plain_host_loses_api_and_keeps_the_port),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
