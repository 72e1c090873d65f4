// SPDX-License-Identifier: Apache-2.0
// The broker's small parts: JSON, base64, message ids, times, hashes.
#include "broker/base64.h"
#include "broker/election.h"
#include "broker/iso_time.h"
#include "broker/json.h"
#include "broker/json_writer.h"
#include "broker/message_id.h"
#include "broker/message_log.h"
#include "broker/murmur3.h"
#include "broker/producer_message.h"
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

#define SAME(got, wanted) rig->expect_same(got, wanted, __FILE__, __LINE__)

std::string echo(const JsonValue& value) {
  JsonWriter json;
  switch (value.type) {
    case JsonValue::Type::null:
      return "null";
    case JsonValue::Type::boolean:
      return value.boolean ? "true" : "false";
    case JsonValue::Type::number:
      return value.text;
    case JsonValue::Type::string:
      return json.string(value.text).take();
    case JsonValue::Type::array:
      json.begin_array();
      for (const JsonValue& item : value.items) json.raw(echo(item));
      return json.end_array().take();
    case JsonValue::Type::object:
      json.begin_object();
      for (const auto& [name, member] : value.members) json.key(name).raw(echo(member));
      return json.end_object().take();
  }
  return {};
}

std::string reread(std::string_view text) {
  const JsonParsed parsed = parse_json(text);
  return parsed.ok ? echo(parsed.value) : "error";
}

void json_is_read_strictly(void**) {
  static const char* kTable[][2] = {
      {" {\"a\" : [1, -2.5e+3, true, null, \"x\"] } ", R"({"a":[1,-2.5e+3,true,null,"x"]})"},
      {"{}", "{}"},
      {"[]", "[]"},
      {"\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\"é😀\\n/\""},
      {"\"\\ud83d\"", "\"\xef\xbf\xbd\""},
      {"\"\\ud83d\\u0041\"",
       "\"\xef\xbf\xbd"
       "A\""},
      {"0", "0"},
      {"", "error"},
      {"{,}", "error"},
      {"{\"a\"}", "error"},
      {"{\"a\":1,}", "error"},
      {"[1,]", "error"},
      {"[1 2]", "error"},
      {"trux", "error"},
      {"truex", "error"},
      {"01", "error"},
      {"1.", "error"},
      {"-", "error"},
      {"+1", "error"},
      {"\"a\nb\"", "error"},
      {"\"\\x\"", "error"},
      {"\"\\u12g4\"", "error"},
      {"\"open", "error"},
      {"{} {}", "error"},
      {"{'a':1}", "error"},
      {"[", "error"},
      {"{\"a\":", "error"},
  };
  for (const auto& row : kTable) SAME(reread(row[0]), row[1]);
  SAME(parse_json_prefix("{} garbage").ok ? "read" : "error", "read");
  SAME(reread(std::string(64, '[') + std::string(64, ']')).substr(0, 2), "[[");
  SAME(reread(std::string(65, '[') + std::string(65, ']')), "error");
  SAME(reread(std::string_view("\"\0\"", 3)), "error");
}

void json_integers_are_whole_and_bounded(void**) {
  static const char* kTable[][2] = {{"9223372036854775807", "9223372036854775807"},
                                    {"-9223372036854775808", "-9223372036854775808"},
                                    {"9223372036854775808", "none"},
                                    {"-9223372036854775809", "none"},
                                    {"1.0", "none"},
                                    {"1e3", "none"},
                                    {"\"1\"", "none"}};
  for (const auto& row : kTable) {
    const auto number = parse_json(row[0]).value.as_integer();
    SAME(number ? std::to_string(*number) : "none", row[1]);
  }
}

void base64_is_the_jdks(void**) {
  struct Row {
    const char* text;
    const char* wanted;  // bytes, or the error
  };
  static const Row kTable[] = {
      {"", ""},
      {"SGVsbG8=", "Hello"},
      {"SGVsbG8", "Hello"},
      {"aGk=", "hi"},
      {"aGk", "hi"},
      {"aA==", "h"},
      {"aA", "h"},
      {"a", "Input byte[] should at least have 2 bytes for base64 bytes"},
      {"aGkhS", "Last unit does not have enough valid bits"},
      {"aA=", "Input byte array has wrong 4-byte ending unit"},
      {"aA=x", "Input byte array has wrong 4-byte ending unit"},
      {"aGk==", "Input byte array has incorrect ending byte at 4"},
      {"aGkh=", "Input byte array has wrong 4-byte ending unit"},
      {"aA==aA==", "Input byte array has incorrect ending byte at 4"},
      {"a===", "Last unit does not have enough valid bits"},
      {"!!", "Illegal base64 character 21"},
      {"aG-_", "Illegal base64 character 2d"},
      {"aG k", "Illegal base64 character 20"},
      {"aGé=", "Illegal base64 character -17"},
      {"aG€=", "Illegal base64 character 3f"},
  };
  for (const Row& row : kTable) {
    const Base64Decoded decoded = base64_decode(row.text);
    SAME(decoded.ok ? decoded.bytes : decoded.error, row.wanted);
  }
  SAME(base64_encode("h"), "aA==");
  SAME(base64_encode("hi"), "aGk=");
  SAME(base64_encode("hi!"), "aGkh");
  SAME(base64_encode("\xff\xfe\xfd"), "//79");
}

void message_ids_are_pulsars(void**) {
  struct Row {
    uint64_t ledger, entry;
    int partition, batch;
    MessageIdForm form;
    const char* text;
  };
  constexpr auto kShort = MessageIdForm::short_form;
  constexpr auto kLong = MessageIdForm::with_batch_size;
  static const Row kTable[] = {
      {0, 3, -1, -1, kShort, "CAAQAw=="},       {1393, 8835, -1, -1, kShort, "CPEKEINF"},
      {2504, 0, -1, -1, kShort, "CMgTEAA="},    {3, 0, -1, -1, kLong, "CAMQADAA"},
      {12, 345, -1, -1, kLong, "CAwQ2QIwAA=="}, {12, 345, 2, -1, kLong, "CAwQ2QIYAjAA"},
      {12, 345, -1, 4, kShort, "CAwQ2QIgBA=="}, {1234567, 0, -1, -1, kLong, "CIetSxAAMAA="},
  };
  for (const Row& row : kTable) {
    const MessageId id{row.ledger, row.entry, row.partition, row.batch};
    SAME(encode_message_id(id, row.form), row.text);
    const DecodedMessageId decoded = decode_message_id(row.text);
    assert_true(decoded.problem == DecodedMessageId::Problem::none && decoded.id == id);
  }
  SAME(encode_message_id(duplicate_message_id(), kShort), "CP///////////wEQ////////////AQ==");
  SAME(encode_message_id(duplicate_message_id(), kLong), "CP///////////wEQ////////////ATAA");
  for (const char* bad : {"", "CAw=", "CA==", "CAwQ", "/w==", "CgU=", "CAwQ/////////////////w8="}) {
    assert_true(decode_message_id(bad).problem == DecodedMessageId::Problem::not_an_id);
  }
}

void times_are_iso_8601(void**) {
  SAME(format_iso_time(1543242179840), "2018-11-26T14:22:59.84Z");
  SAME(format_iso_time(1543242179000), "2018-11-26T14:22:59Z");
  SAME(format_iso_time(1543242179007), "2018-11-26T14:22:59.007Z");
  SAME(format_iso_time(951782400000), "2000-02-29T00:00:00Z");
  SAME(format_iso_time(-1), "1969-12-31T23:59:59.999Z");
  struct Row {
    const char* text;
    const char* wanted;
  };
  static const Row kTable[] = {
      {"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"},
      {"2026-01-02T04:04:05+01:00", "2026-01-02T03:04:05Z"},
      {"2026-01-02T04:04+01:00", "2026-01-02T03:04:00Z"},
      {"2024-02-29T00:00:00.123456789z", "2024-02-29T00:00:00.123Z"},
      {"yesterday", "Text 'yesterday' could not be parsed at index 0"},
      {"", "Text '' could not be parsed at index 0"},
      {"2026-01-02 03:04:05Z", "Text '2026-01-02 03:04:05Z' could not be parsed at index 10"},
      {"2026-01-02T03:04:05", "Text '2026-01-02T03:04:05' could not be parsed at index 19"},
      {"2026-02-29T03:04:05Z", "Text '2026-02-29T03:04:05Z' could not be parsed at index 8"},
      {"2026-01-02T03:04:05Zx", "Text '2026-01-02T03:04:05Zx' could not be parsed at index 20"},
  };
  for (const Row& row : kTable) {
    const IsoTime time = parse_iso_time(row.text);
    SAME(time.ok ? format_iso_time(time.epoch_ms) : time.error, row.wanted);
  }
}

void hash_ring_elects_as_pulsar_3_does(void**) {
  struct Row {
    const char* topic;
    uint32_t hash;
    size_t active;
  };
  static const Row kTable[] = {{"persistent://_mm/c8global._system/c8globals.alerts", 547019072, 0},
                               {"persistent://public/default/t1", 1865373678, 1},
                               {"persistent://public/default/t2", 1944754754, 1},
                               {"persistent://public/default/t3", 1302406668, 0}};
  static const std::vector<Candidate>* candidates =
      new std::vector<Candidate>{{"consumer-A", 0}, {"consumer-B", 0}, {"consumer-0", 1}};
  for (const Row& row : kTable) {
    assert_int_equal(murmur3_32(row.topic), row.hash);
    assert_int_equal(elect(ElectionProfile::v3, {row.topic, -1}, *candidates), row.active);
    assert_int_equal(elect(ElectionProfile::legacy, {row.topic, -1}, *candidates), 0);
  }
  assert_int_equal(elect(ElectionProfile::legacy, {"t", 3}, *candidates), 1);
  delete candidates;
}

void log_finds_ids_across_ledgers(void**) {
  static MessageLog* log = new MessageLog(5, -1, 0);
  for (int i = 0; i < 3; ++i) log->append({});
  log->roll(9, 0);
  for (int i = 0; i < 2; ++i) log->append({});
  log->drop_first();
  assert_int_equal(log->begin(), 1);
  assert_int_equal(log->end(), 5);
  assert_int_equal(log->find({9, 1}).value_or(99), 4);
  assert_int_equal(log->find({5, 2}).value_or(99), 2);
  assert_int_equal(log->find({5, 3}).value_or(99), 99);
  assert_int_equal(log->find({7, 0}).value_or(99), 99);
  assert_int_equal(log->find({9, ~uint64_t{0}}).value_or(99), 99);
  assert_int_equal(log->after({5, 1}), 2);
  assert_int_equal(log->after({5, 77}), 3);
  assert_int_equal(log->after({7, 0}), 3);
  assert_int_equal(log->after({10, 0}), 5);
  delete log;
}

void properties_come_in_the_order_of_a_java_hash_map(void**) {
  static Properties* properties =
      new Properties{{"a", "1"}, {"n", "2"}, {"t", "3"}, {"é", "4"}, {"Aa", "5"}, {"BB", "6"}};
  sort_as_java_hash_map(*properties);
  static std::string names;
  for (const auto& [name, value] : *properties) names += name + " ";
  delete properties;
  // Buckets of 16: a 1, t 4, é 9, n 14; Aa and BB share hash 2112 and bucket 0, in order of
  // insertion.
  assert_string_equal(names.c_str(), "Aa BB a t é n ");
}

void name_spaces_are_taken_apart(void**) {
  assert_true(parse_name_space("c8local.fab.ric")->fabric == "fab.ric");
  assert_true(parse_name_space("c8global._system")->scope == Scope::global);
  assert_false(parse_name_space("c8global.").has_value());
  assert_false(parse_name_space("default").has_value());
  struct Row {
    const char* name;
    int partition;
  };
  static const Row kTable[] = {{"a-partition-3", 3},   {"a-partition-", -1},
                               {"a-partition-x", -1},  {"a", -1},
                               {"a-partition-03", -1}, {"a-partition-99999999999", -1}};
  for (const Row& row : kTable)
    assert_int_equal(rig->key(row.name).partition_index(), row.partition);
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(json_is_read_strictly),
      BROKER_TEST(json_integers_are_whole_and_bounded),
      BROKER_TEST(base64_is_the_jdks),
      BROKER_TEST(message_ids_are_pulsars),
      BROKER_TEST(times_are_iso_8601),
      BROKER_TEST(hash_ring_elects_as_pulsar_3_does),
      BROKER_TEST(log_finds_ids_across_ledgers),
      BROKER_TEST(properties_come_in_the_order_of_a_java_hash_map),
      BROKER_TEST(name_spaces_are_taken_apart),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
