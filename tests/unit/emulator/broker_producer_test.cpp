// SPDX-License-Identifier: Apache-2.0
// What a producer's client is answered, byte for byte.
#include "broker_rig.h"

namespace uc8::emulator {
namespace {

constexpr const char* kQueueFull =
    "org.apache.pulsar.client.api.PulsarClientException$ProducerQueueIsFullError: Producer send "
    "queue is full";

void answers_and_deliveries_are_those_of_a_real_pulsar(void**) {
  Client& c = rig->consume("");
  Client& p = rig->produce();
  rig->send(
      p,
      R"({"payload":"SGVsbG8=","properties":{"a":"1","n":2,"t":true},"context":17,"key":"dev-1",)"
      R"("eventTime":"2026-01-02T03:04:05.678Z"})");
  EXPECT_TEXT(
      p,
      R"({"result":"ok","messageId":"CAEQADAA","context":"17","errorCode":0,"schemaVersion":0})");
  EXPECT_TEXT(
      c,
      R"({"messageId":"CAEQADAA","payload":"SGVsbG8=","properties":{"a":"1","t":"true","n":"2"},)"
      R"("publishTime":"2026-11-22T16:24:39.619Z","redeliveryCount":0,)"
      R"("eventTime":"2026-01-02T03:04:05.678Z","key":"dev-1"})");
  rig->advance(381);
  rig->send(p, R"({"payload":""})");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQATAA","errorCode":0,"schemaVersion":0})");
  EXPECT_TEXT(c, R"({"messageId":"CAEQATAA","payload":"","properties":{},)"
                 R"("publishTime":"2026-11-22T16:24:40Z",)"
                 R"("redeliveryCount":0})");
  rig->send(p, R"({"payload":"eA==","eventTime":"2026-01-02T04:04:05+01:00","sequenceId":99,)"
               R"("unknown":[1]})");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQAjAA","errorCode":0,"schemaVersion":0})");
  EXPECT_TEXT(c, R"({"messageId":"CAEQAjAA","payload":"eA==","properties":{},)"
                 R"("publishTime":"2026-11-22T16:24:40Z",)"
                 R"("redeliveryCount":0,"eventTime":"2026-01-02T03:04:05Z"})");
}

struct Refused {
  const char* sent;
  const char* answer;
};

void refusals_carry_the_real_texts(void**) {
  static const Refused kTable[] = {
      {R"({"payload":"aGk=","context":"1")",
       R"({"result":"send-error:3","errorMsg":"Unexpected end-of-input: …)"},
      {R"([])", R"({"result":"send-error:3","errorMsg":"Cannot deserialize value of type )"
                R"(`org.apache.pulsar.websocket.data.ProducerMessage` from Array value (token )"
                R"(`JsonToken.START_ARRAY`)…)"},
      {"", R"({"result":"send-error:3","errorMsg":"No content to map due to end-of-input",)"
           R"("errorCode":0,"schemaVersion":0})"},
      {R"(noop)", R"({"result":"send-error:3","errorMsg":…)"},
      {R"({"payload":"eA==","properties":"no","context":"c"})",
       R"({"result":"send-error:3","errorMsg":"Cannot …)"},
      {R"({"payload":"!!","context":"c"})",
       R"({"result":"send-error:7","errorMsg":"Invalid Base64 message-payload )"
       R"(error=Illegal base64 character 21",)"
       R"("context":"c","errorCode":0,"schemaVersion":0})"},
      {R"({"payload":"aG-_","context":"c"})",
       R"({"result":"send-error:7","errorMsg":"Invalid Base64 message-payload )"
       R"(error=Illegal base64 character 2d",)"
       R"("context":"c","errorCode":0,"schemaVersion":0})"},
      {R"({"payload":"aG\nk=","context":"c"})",
       R"({"result":"send-error:7","errorMsg":"Invalid Base64 message-payload )"
       R"(error=Illegal base64 character a",)"
       R"("context":"c","errorCode":0,"schemaVersion":0})"},
      {R"({"context":"c"})",
       R"({"result":"send-error:7","context":"c","errorCode":0,"schemaVersion":0})"},
      {R"({"payload":null})", R"({"result":"send-error:7","errorCode":0,"schemaVersion":0})"},
      {R"(null)", R"({"result":"send-error:7","errorCode":0,"schemaVersion":0})"},
      {R"({"payload":"eA==","eventTime":"yesterday","context":"c"})",
       R"({"result":"send-error:7","errorMsg":"Text 'yesterday' could not be parsed at index 0",)"
       R"("context":"c","errorCode":0,"schemaVersion":0})"},
  };
  Client& p = rig->produce();
  for (const Refused& row : kTable) {
    rig->send(p, row.sent);
    EXPECT_TEXT(p, row.answer);
    assert_false(p.ended);
  }
  assert_int_equal(rig->topic().messages, 0);
  rig->send(p, R"({"payload":"aGk","context":"no padding"})");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQADAA","context":"no padding","errorCode":0,)"
                 R"("schemaVersion":0})");
}

void null_property_closes(void**) {
  Client& p = rig->produce();
  rig->send(p, R"({"payload":"eA==","properties":{"x":null}})");
  EXPECT_CLOSED(p, 1011, "Need Non-Null value for key: x");
  assert_int_equal(rig->topic().producers.size(), 0);
}

void text_of_the_maximum_is_taken_and_one_byte_more_closes(void**) {
  static std::string text;
  text = R"({"payload":"","context":")";
  text += std::string(1048576 - text.size() - 2, 'c') + "\"}";
  Client& p = rig->produce();
  p.peer->on_text(text);
  EXPECT_TEXT(p, R"({"result":"ok",…)");
  text.insert(text.size() - 2, "c");
  p.peer->on_text(text);
  EXPECT_CLOSED(p, 1009, "Text message size [1048577] exceeds maximum size [1048576]");
}

void full_queue_refuses_at_once_and_leaves_holes(void**) {
  Client& p = rig->produce("maxPendingMessages=2");
  rig->broker->faults().confirm_delay_ms = 50;
  rig->send(p, R"({"payload":"","context":"0"})");
  rig->advance(10);
  rig->send(p, R"({"payload":"","context":"1"})");
  rig->send(p, R"({"payload":"","context":"2"})");
  static std::string wanted;
  wanted = std::string(R"({"result":"send-error:8","errorMsg":")") + kQueueFull +
           R"(","context":"2","errorCode":0,"schemaVersion":0})";
  EXPECT_TEXT(p, wanted.c_str());
  rig->advance(40);
  EXPECT_TEXT(
      p, R"({"result":"ok","messageId":"CAEQADAA","context":"0","errorCode":0,"schemaVersion":0})");
  EXPECT_TEXT(p, "(nothing)");
  rig->send(p, R"({"payload":"","context":"3"})");
  rig->advance(50);
  EXPECT_TEXT(
      p, R"({"result":"ok","messageId":"CAEQATAA","context":"1","errorCode":0,"schemaVersion":0})");
  EXPECT_TEXT(
      p, R"({"result":"ok","messageId":"CAEQAjAA","context":"3","errorCode":0,"schemaVersion":0})");
}

void confirmations_can_be_dropped_doubled_and_refused(void**) {
  Client& p = rig->produce();
  Faults& faults = rig->broker->faults();
  faults.drop_confirmations = 1;
  rig->send(p, R"({"payload":"","context":"0"})");
  EXPECT_TEXT(p, "(nothing)");
  faults.duplicate_confirmations = 1;
  rig->send(p, R"({"payload":"","context":"1"})");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQATAA","context":"1",…)");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQATAA","context":"1",…)");
  faults.refuse_sends = 1;
  rig->send(p, R"({"payload":"","context":"2"})");
  EXPECT_TEXT(p,
              R"({"result":"send-error:8",)"
              R"("errorMsg":"org.apache.pulsar.client.api.PulsarClientException$ProducerQueue…)");
  rig->send(p, R"({"payload":"","context":"3"})");
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQAjAA","context":"3",…)");
  EXPECT_TEXT(p, "(nothing)");
}

void confirmation_later_than_the_send_timeout_is_a_timeout(void**) {
  Client& p = rig->produce("sendTimeoutMillis=100");
  rig->broker->faults().confirm_delay_ms = 1000;
  rig->send(p, R"({"payload":"","context":"0"})");
  rig->advance(99);
  EXPECT_TEXT(p, "(nothing)");
  rig->advance(1);
  EXPECT_TEXT(
      p, R"({"result":"send-error:8",)"
         R"("errorMsg":"org.apache.pulsar.client.api.PulsarClientException$TimeoutException: …)");
  assert_int_equal(rig->topic().messages, 1);
}

void terminated_topic_refuses(void**) {
  Client& p = rig->produce();
  rig->broker->terminate(rig->key("demo"));
  rig->send(p, R"({"payload":"","context":"c"})");
  EXPECT_TEXT(
      p,
      R"({"result":"send-error:8","errorMsg":"org.apache.pulsar.client.api.PulsarClientException$)"
      R"(TopicTerminatedException: Topic was terminated","context":"c","errorCode":0,)"
      R"("schemaVersion":0})");
}

// Deduplication: what Pulsar 2.8.1 was seen to do.

struct Session {
  const char* query;
  const char* sends;   // words
  const char* wanted;  // `d` duplicate, `r` real id, for each
  const char* stored;
};

void run(const Session& session) {
  constexpr const char* kDuplicate =
      R"({"result":"ok","messageId":"CP///////////wEQ////////////ATAA",…)";
  Client& reader = rig->read();
  Client& p = rig->produce(session.query);
  for (const char* answer = session.wanted; *answer != '\0'; ++answer) {
    const char* sends = session.sends + 3 * (answer - session.wanted);
    const char text[] = {sends[0], sends[1], '\0'};
    p.peer->on_text("{\"payload\":\"" + std::string(text) + "\"}");
    EXPECT_TEXT(p, *answer == 'd' ? kDuplicate : R"({"result":"ok","messageId":"CAEQ…)");
  }
  static std::string got;
  got.clear();
  for (const std::string& text : reader.texts) {
    const size_t at = text.find("\"payload\":\"") + 11;
    got += (got.empty() ? "" : " ") + text.substr(at, 2);
  }
  rig->leave(reader);
  rig->leave(p);
  assert_string_equal(got.c_str(), session.stored);
}

void deduplication_goes_by_name_and_number(void**) {
  // Payloads are two characters of base64 each (a byte without its padding).
  static const Session kOff = {"producerName=x&initialSequenceId=0", "aQ ag", "rr", "aQ ag"};
  run(kOff);
  run(kOff);
  rig->broker->set_deduplication(true);
  static const Session kOn[] = {
      {"producerName=x&initialSequenceId=0", "AA AQ Ag", "rrr", "AA AQ Ag"},
      {"producerName=x&initialSequenceId=0", "AA AQ Ag Aw", "dddr", "Aw"},
      {"producerName=x&initialSequenceId=2", "Ag Aw BA", "ddr", "BA"},
      {"producerName=x&initialSequenceId=1", "/w", "d", ""},
      {"producerName=x", "BQ", "r", "BQ"},
      {"producerName=x&initialSequenceId=6", "Bg", "r", "Bg"},
      {"producerName=x&initialSequenceId=100", "Bw", "r", "Bw"},
      {"producerName=x&initialSequenceId=7", "CA", "d", ""},
      {"producerName=y&initialSequenceId=-1", "EA EQ", "rr", "EA EQ"},
      {"producerName=y&initialSequenceId=-1", "EA EQ Eg", "ddr", "Eg"},
      {"initialSequenceId=0", "IA", "r", "IA"},
      {"initialSequenceId=0", "IA", "r", "IA"},
  };
  for (const Session& session : kOn) run(session);
}

void refused_sends_take_no_number(void**) {
  rig->broker->set_deduplication(true);
  Client& p = rig->produce("producerName=x&initialSequenceId=0");
  rig->send(p, R"({"payload":"!!"})");
  rig->send(p, R"({)");
  rig->broker->faults().refuse_sends = 1;
  rig->send(p, R"({"payload":""})");
  rig->send(p, R"({"payload":""})");
  assert_int_equal(rig->topic().producers[0].last_sequence_id, 1);
  rig->broker->unload(rig->key("demo"));
  rig->leave(p);
  static const Session kAfterUnload = {"producerName=x&initialSequenceId=0", "AA", "d", ""};
  run(kAfterUnload);
}

void memory_is_bounded_and_acknowledged_messages_make_room(void**) {
  static BrokerOptions options;
  options.stream_bytes_max = 4000;
  options.total_bytes_max = 1000000;
  remake(options);
  Client& c = rig->consume("");
  Client& p = rig->produce();
  static std::string text;
  text = "{\"payload\":\"" + std::string(2000, 'A') + "\"}";
  p.peer->on_text(text);
  p.peer->on_text(text);
  EXPECT_TEXT(p, R"({"result":"ok",…)");
  EXPECT_TEXT(p, R"({"result":"ok",…)");
  p.peer->on_text(text);
  EXPECT_TEXT(p,
              R"({"result":"send-error:8",)"
              R"("errorMsg":"org.apache.pulsar.client.api.PulsarClientException$ProducerBlocked…)");
  assert_int_equal(rig->broker->publish(rig->key("demo"), text).status.code, 503);
  c.peer->on_text(R"({"messageId":"CAEQADAA"})");
  p.peer->on_text(text);
  EXPECT_TEXT(p, R"({"result":"ok","messageId":"CAEQAjAA",…)");
  assert_true(rig->topic().bytes <= 4000);
}

}  // namespace
}  // namespace uc8::emulator

int main() {
  using namespace uc8::emulator;
  const CMUnitTest tests[] = {
      BROKER_TEST(answers_and_deliveries_are_those_of_a_real_pulsar),
      BROKER_TEST(refusals_carry_the_real_texts),
      BROKER_TEST(null_property_closes),
      BROKER_TEST(text_of_the_maximum_is_taken_and_one_byte_more_closes),
      BROKER_TEST(full_queue_refuses_at_once_and_leaves_holes),
      BROKER_TEST(confirmations_can_be_dropped_doubled_and_refused),
      BROKER_TEST(confirmation_later_than_the_send_timeout_is_a_timeout),
      BROKER_TEST(terminated_topic_refuses),
      BROKER_TEST(deduplication_goes_by_name_and_number),
      BROKER_TEST(refused_sends_take_no_number),
      BROKER_TEST(memory_is_bounded_and_acknowledged_messages_make_room),
  };
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
