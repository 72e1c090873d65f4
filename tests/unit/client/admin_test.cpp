// SPDX-License-Identifier: Apache-2.0
//
// A whole StreamAdmin against a server that the test plays, in virtual time.
#include "uc8/admin.h"

#include <string.h>

#include <new>

#include "support/client_bench.h"
#include "support/cmocka.h"

using server_script::http;
using uc8::Error;
using uc8::Scope;

namespace {

const char kNone[] = "{\"error\":false,\"code\":200,\"result\":[]}";

std::string list_of(const std::string& name) {
  return "{\"error\":false,\"code\":200,\"result\":[{\"_key\":\"1\",\"topic\":\"" + name +
         "\",\"local\":false},{\"topic\":\"c8globals.other\"}]}";
}

struct Fixture final : ClientBench, uc8::StreamAdminHandler {
  uc8::StreamAdminStorage<512, 256> storage;
  uc8::Timeouts timeouts;
  uc8::StreamAdmin* admin = nullptr;
  alignas(uc8::StreamAdmin) unsigned char place[sizeof(uc8::StreamAdmin)];
  bool close_inside = false;  // In the next callback.
  bool start_inside = false;

  Fixture() {
    admin =
        new (place) uc8::StreamAdmin(account, timeouts, storage.view(), transport, runtime, *this);
  }
  void close() { admin->close(); }
  void act() {
    if (close_inside) admin->close();
    if (start_inside) log += admin->exists({"demo"}) == Error::ok ? "started " : "refused ";
    close_inside = start_inside = false;
  }
  void on_stream(uc8::StreamAdmin&, uc8::Bytes name) override {
    log += std::string(reinterpret_cast<const char*>(name.data), name.size) + " ";
    act();
  }
  void on_done(uc8::StreamAdmin&, bool found) override {
    log += found ? "done:yes " : "done:no ";
    act();
  }
  void on_interrupted(uc8::StreamAdmin&, const uc8::Interruption& why) override {
    log += std::string("interrupted:") + uc8::name_of(why.fault.error) + " ";
    act();
  }
  void on_failed(uc8::StreamAdmin&, uc8::Fault fault) override {
    log += std::string("failed:") + uc8::name_of(fault.error) + " ";
    act();
  }
  void on_closed(uc8::StreamAdmin&) override {
    log += "closed ";
    act();
  }
};

Fixture& of(void** state) {
  return *static_cast<Fixture*>(*state);
}

const char kCreate[] = "POST /_fabric/_system/_api/streams/demo?global=true HTTP/1.1";
const char kList[] = "GET /_fabric/_system/_api/streams?global=true HTTP/1.1";

}  // namespace

static void create_waits_until_the_stream_is_listed(void** state) {
  Fixture& f = of(state);
  for (const int status : {200, 201, 202}) {
    assert_true(f.admin->create({"demo"}) == Error::ok);
    std::string head;
    assert_string_equal(f.next_request(&head).c_str(), kCreate);
    assert_non_null(strstr(head.c_str(), "Authorization: apikey acme.key.secret\r\n"));
    assert_non_null(strstr(head.c_str(), "Content-Length: 0\r\n"));
    f.feed(http(status, "{}"));
    assert_string_equal(f.next_request().c_str(), kList);
    f.feed(http(200, kNone));
    assert_string_equal(f.take_log().c_str(), "interrupted:not_yet ");
    f.pass(500);
    assert_string_equal(f.next_request().c_str(), kList);
    f.feed(http(200, list_of("c8globals.demo")));
    assert_string_equal(f.take_log().c_str(), "done:no ");
  }
}

static void create_of_what_is_there_says_so(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->create({"demo", Scope::local}) == Error::ok);
  assert_string_equal(f.next_request().c_str(),
                      "POST /_fabric/_system/_api/streams/demo?global=false HTTP/1.1");
  f.feed(http(409, "{\"error\":true}"));
  assert_string_equal(f.next_request().c_str(),
                      "GET /_fabric/_system/_api/streams?global=false HTTP/1.1");
  f.feed(http(200, list_of("c8locals.demo")));
  assert_string_equal(f.take_log().c_str(), "done:yes ");
  assert_int_equal(f.transport.opened, 1);
}

static void each_refusal_says_who_must_act(void** state) {
  struct Row {
    int status;
    const char* told;
  };
  static constexpr Row kRows[] = {
      {400, "failed:rejected "},         {404, "failed:not_found "},
      {405, "failed:rejected "},         {302, "failed:redirected "},
      {429, "interrupted:server_busy "}, {500, "interrupted:server_busy "},
      {503, "interrupted:server_busy "}, {401, "interrupted:unauthorized "},
      {403, "interrupted:unauthorized "}};
  Fixture& f = of(state);
  for (const Row& row : kRows) {
    assert_true(f.admin->create({"demo"}) == Error::ok);
    f.next_request();
    f.feed(http(row.status, "{\"errorMessage\":\"words\"}", "Location: /there\r\n"));
    assert_string_equal(f.take_log().c_str(), row.told);
    const uc8::Bytes words = f.admin->last_words();
    const std::string told(reinterpret_cast<const char*>(words.data), words.size);
    assert_string_equal(told.c_str(), row.status == 302 ? "/there" : "words");
    f.admin->close();
    assert_string_equal(f.take_log().c_str(), "closed ");
  }
}

static void credentials_are_tried_twice_and_a_later_operation_has_two_tries_again(void** state) {
  Fixture& f = of(state);
  for (int operation = 0; operation < 2; ++operation) {
    assert_true(f.admin->remove({"demo"}, false) == Error::ok);
    for (int attempt = 0; attempt < 2; ++attempt) {
      assert_false(f.next_request().empty());
      f.feed(http(401, "{}"));
      f.pass(500);
    }
    assert_string_equal(f.take_log().c_str(), "interrupted:unauthorized failed:unauthorized ");
    assert_true(f.next_request().empty());
  }
}

static void a_server_that_is_busy_is_asked_again_when_it_says(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->create({"demo"}) == Error::ok);
  f.next_request();
  f.feed(http(503, "{}", "Retry-After: 7\r\n"));
  f.pass(6'999);
  assert_true(f.next_request().empty());
  f.pass(1);
  assert_string_equal(f.next_request().c_str(), kCreate);
}

static void exists_is_an_answer_and_no_failure(void** state) {
  Fixture& f = of(state);
  for (const bool there : {true, false}) {
    assert_true(f.admin->exists({"demo"}) == Error::ok);
    assert_string_equal(f.next_request().c_str(), kList);
    f.feed(http(200, list_of(there ? "c8globals.demo" : "c8globals.demo2")));
    assert_string_equal(f.take_log().c_str(), there ? "done:yes " : "done:no ");
  }
}

// Larger than all the memory there is, and cut at every size.
static void a_list_of_any_length_is_told_stream_by_stream(void** state) {
  Fixture& f = of(state);
  std::string body = "{\"result\":[";
  std::string told;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "c8globals.stream" + std::to_string(i);
    body += (i > 0 ? "," : "") + std::string("{\"_id\":\"x\",\"topic\":\"") + name + "\"}";
    told += name + " ";
  }
  body += "],\"error\":false}";
  told += "done:yes ";
  assert_true(body.size() > 16 * 512);
  for (const size_t chunk : {1u, 2u, 7u, 63u, 256u, 1000u, 100'000u}) {
    f.transport.chunk_max = chunk;
    assert_true(f.admin->list(Scope::global) == Error::ok);
    assert_string_equal(f.next_request().c_str(), kList);
    f.feed(http(200, body));
    f.pass(1);
    assert_string_equal(f.take_log().c_str(), told.c_str());
  }
}

static void a_list_that_broke_off_starts_again_from_its_beginning(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->list(Scope::global) == Error::ok);
  f.next_request();
  const std::string whole = http(200, list_of("c8globals.demo"));
  f.feed(whole.substr(0, whole.size() - 30));
  f.drop();
  assert_string_equal(f.take_log().c_str(), "c8globals.demo interrupted:connection_lost ");
  assert_string_equal(f.next_request().c_str(), kList);
  f.feed(whole);
  assert_string_equal(f.take_log().c_str(), "c8globals.demo c8globals.other done:yes ");
}

static void what_is_no_list_is_a_violation_twice_running(void** state) {
  Fixture& f = of(state);
  for (const char* body : {"[}", "{\"result\":[{\"topic\":\"c8globals.demo\"}]", "<html>", "{}"}) {
    assert_true(f.admin->list(Scope::global) == Error::ok);
    for (int attempt = 0; attempt < 2; ++attempt) {
      assert_string_equal(f.next_request().c_str(), kList);
      f.feed(http(200, body));
      f.pass(500);
    }
    const std::string log = f.take_log();
    assert_non_null(strstr(log.c_str(), "interrupted:protocol_violation "));
    assert_non_null(strstr(log.c_str(), "failed:protocol_violation "));
  }
}

static void a_stream_is_deleted_by_its_full_name(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->remove({"demo"}, false) == Error::ok);
  assert_string_equal(f.next_request().c_str(),
                      "DELETE /_fabric/_system/_api/streams/c8globals.demo?force=false HTTP/1.1");
  f.feed(http(200, "{}"));
  assert_true(f.admin->remove({"c8locals.x"}, true) == Error::ok);
  assert_string_equal(f.next_request().c_str(),
                      "DELETE /_fabric/_system/_api/streams/c8locals.x?force=true HTTP/1.1");
  f.feed(http(404, "{\"errorMessage\":\"stream not found\"}"));
  assert_string_equal(f.take_log().c_str(), "done:yes failed:not_found ");
}

static void lost_connections_and_slow_answers_are_tried_again(void** state) {
  Fixture& f = of(state);
  f.transport.open_result = Error::would_block;
  assert_true(f.admin->create({"demo"}) == Error::ok);
  f.pass(14'999);
  assert_string_equal(f.take_log().c_str(), "");
  f.pass(1);
  assert_string_equal(f.take_log().c_str(), "interrupted:timed_out ");
  f.transport.open_result = Error::ok;
  f.pass(500);
  assert_string_equal(f.next_request().c_str(), kCreate);
  f.pass(59'499);  // The request left within the 500 ms before.
  assert_string_equal(f.take_log().c_str(), "");
  f.pass(1001);
  assert_string_equal(f.take_log().c_str(), "interrupted:timed_out ");
  assert_string_equal(f.next_request().c_str(), kCreate);
  f.drop();
  assert_string_equal(f.take_log().c_str(), "interrupted:connection_lost ");
  assert_string_equal(f.next_request().c_str(), kCreate);
  f.feed(http(200, "{}"));
  // Made; what is left is to see it, on a new connection if need be.
  assert_string_equal(f.next_request().c_str(), kList);
  f.drop();
  f.pass(500);
  assert_string_equal(f.next_request().c_str(), kList);
  f.feed(http(200, list_of("c8globals.demo")));
  assert_non_null(strstr(f.take_log().c_str(), "done:no "));
}

static void one_operation_at_a_time_and_bad_names_are_refused_at_once(void** state) {
  Fixture& f = of(state);
  for (const char* name : {"", "1a", "a.b", "a b", "c8globals.", "a\r\n"}) {
    assert_true(f.admin->create({name}) == Error::invalid_configuration);
    assert_true(f.admin->remove({name}, false) == Error::invalid_configuration);
    assert_true(f.admin->exists({name}) == Error::invalid_configuration);
  }
  assert_true(f.admin->exists({nullptr}) == Error::invalid_configuration);
  assert_true(f.admin->list(Scope::local) == Error::ok);
  assert_true(f.admin->create({"demo"}) == Error::wrong_state);
  assert_true(f.admin->list(Scope::local) == Error::wrong_state);
  f.next_request();
  assert_int_equal(f.transport.opened, 1);
}

static void an_account_that_would_break_a_request_is_refused(void** state) {
  Fixture& f = of(state);
  f.account.credentials.secret = "key\r\nX-Injected: yes";
  assert_true(f.admin->create({"demo"}) == Error::invalid_configuration);
  f.account.credentials.secret = "key";
  f.account.fabric = "a\nb";
  assert_true(f.admin->list(Scope::global) == Error::invalid_configuration);
  f.account.fabric = nullptr;
  f.account.tenant = "a\x7f";
  assert_true(f.admin->exists({"demo"}) == Error::invalid_configuration);
  f.settle();
  assert_int_equal(f.transport.opened, 0);
}

static void memory_that_is_too_small_is_refused(void** state) {
  Fixture& f = of(state);
  uint8_t memory[512];
  uc8::StreamAdmin small(f.account, f.timeouts, {{memory, 511}, {memory, 256}}, f.transport,
                         f.runtime, f);
  assert_true(small.list(Scope::global) == Error::invalid_configuration);
  uc8::StreamAdmin narrow(f.account, f.timeouts, {{memory, 512}, {memory, 255}}, f.transport,
                          f.runtime, f);
  assert_true(narrow.list(Scope::global) == Error::invalid_configuration);
}

static void a_description_that_does_not_fit_is_the_callers_matter(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->list(Scope::global) == Error::ok);
  f.next_request();
  f.feed(http(200, "{\"result\":[{\"topic\":\"c8globals.a\",\"x\":\"" + std::string(300, 'x')));
  assert_string_equal(f.take_log().c_str(), "failed:payload_too_large ");
}

static void closing_ends_whatever_runs_and_is_told(void** state) {
  Fixture& f = of(state);
  f.admin->close();  // Nothing runs.
  assert_string_equal(f.take_log().c_str(), "closed ");
  assert_true(f.admin->create({"demo"}) == Error::ok);
  f.admin->close();  // Not even connected.
  assert_string_equal(f.take_log().c_str(), "closed ");
  assert_true(f.admin->create({"demo"}) == Error::ok);
  f.next_request();
  f.admin->close();
  assert_string_equal(f.take_log().c_str(), "closed ");
  assert_false(f.transport.is_open);
  assert_true(f.admin->create({"demo"}) == Error::ok);
  f.next_request();
  f.drop();
  f.admin->close();  // While it waits for the next attempt, or just began it.
  assert_string_equal(f.take_log().c_str(), "interrupted:connection_lost closed ");
  f.pass(60'000);
  assert_string_equal(f.take_log().c_str(), "");
  assert_false(f.runtime.next().ok());
}

static void closing_is_allowed_in_every_callback(void** state) {
  Fixture& f = of(state);
  assert_true(f.admin->list(Scope::global) == Error::ok);
  f.next_request();
  f.close_inside = true;
  f.feed(http(200, list_of("c8globals.demo")));
  assert_string_equal(f.take_log().c_str(), "c8globals.demo closed ");
  assert_false(f.transport.is_open);
  const int statuses[] = {200, 404, 503};
  const char* told[] = {"done:yes closed ", "failed:not_found closed ",
                        "interrupted:server_busy closed "};
  for (int i = 0; i < 3; ++i) {
    assert_true(f.admin->remove({"demo"}, false) == Error::ok);
    f.next_request();
    f.close_inside = true;
    f.feed(http(statuses[i], "{}"));
    assert_string_equal(f.take_log().c_str(), told[i]);
  }
  f.admin->close();
  f.close_inside = true;  // In on_closed(), and a second time.
  assert_string_equal(f.take_log().c_str(), "closed closed ");
}

static void another_operation_may_start_in_on_done_and_on_failed(void** state) {
  Fixture& f = of(state);
  for (const int status : {200, 404}) {
    assert_true(f.admin->remove({"demo"}, false) == Error::ok);
    f.next_request();
    f.start_inside = true;
    f.feed(http(status, "{}"));
    assert_non_null(strstr(f.take_log().c_str(), " started "));
    assert_string_equal(f.next_request().c_str(), kList);
    f.feed(http(200, list_of("c8globals.demo")));
    assert_string_equal(f.take_log().c_str(), "done:yes ");
  }
}

int main() {
#define UC8_TEST(name) cmocka_unit_test_setup_teardown(name, set_up<Fixture>, tear_down<Fixture>)
  const CMUnitTest tests[] = {
      UC8_TEST(create_waits_until_the_stream_is_listed),
      UC8_TEST(create_of_what_is_there_says_so),
      UC8_TEST(each_refusal_says_who_must_act),
      UC8_TEST(credentials_are_tried_twice_and_a_later_operation_has_two_tries_again),
      UC8_TEST(a_server_that_is_busy_is_asked_again_when_it_says),
      UC8_TEST(exists_is_an_answer_and_no_failure),
      UC8_TEST(a_list_of_any_length_is_told_stream_by_stream),
      UC8_TEST(a_list_that_broke_off_starts_again_from_its_beginning),
      UC8_TEST(what_is_no_list_is_a_violation_twice_running),
      UC8_TEST(a_stream_is_deleted_by_its_full_name),
      UC8_TEST(lost_connections_and_slow_answers_are_tried_again),
      UC8_TEST(one_operation_at_a_time_and_bad_names_are_refused_at_once),
      UC8_TEST(an_account_that_would_break_a_request_is_refused),
      UC8_TEST(memory_that_is_too_small_is_refused),
      UC8_TEST(a_description_that_does_not_fit_is_the_callers_matter),
      UC8_TEST(closing_ends_whatever_runs_and_is_told),
      UC8_TEST(closing_is_allowed_in_every_callback),
      UC8_TEST(another_operation_may_start_in_on_done_and_on_failed),
  };
  return cmocka_run_group_tests_name("admin", tests, nullptr, nullptr);
}
