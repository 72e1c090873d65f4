// SPDX-License-Identifier: Apache-2.0
#include "gdn/streams_api.h"

#include <algorithm>
#include <utility>

#include "broker/json_writer.h"
#include "gdn/answers.h"
#include "gdn/stats_json.h"

namespace uc8::gateway {
namespace {

using emulator::AdminStatus;
using emulator::JsonWriter;
using emulator::Scope;
using emulator::TopicKey;

HttpResponse not_found() {
  return error_answer(404, 404, "unknown path");
}

HttpResponse bad_seconds() {
  return error_answer(400, 400, "expecting a number of seconds");
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// Where `streams` stands in the path, or 0.
size_t streams_at(const Target& target) {
  const std::vector<std::string>& segments = target.segments;
  if (segments.size() < 3 || segments[0] != "_fabric") return 0;
  if (segments[2] == "streams") return 2;
  return segments.size() > 3 && segments[2] == "_api" && segments[3] == "streams" ? 3 : 0;
}

bool read_seconds(const std::string& text, int64_t* seconds) {
  if (text.empty() || text.size() > 12 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  *seconds = std::stoll(text);
  return true;
}

void write_listed(JsonWriter& json, const TopicKey& key) {
  json.begin_object().member("_key", key.name + "_TYPE4");
  json.member("_id", "_collections/" + key.name + "_TYPE4").member("_rev", "_x");
  json.member("db", key.fabric).member("local", key.scope == Scope::local);
  json.member("tenant", key.tenant).member("topic", key.name).member("type", 4).end_object();
}

}  // namespace

StreamsApi::StreamsApi(emulator::Broker& broker, std::vector<std::string> fabrics,
                       std::function<int64_t()> now_ms)
    : broker_(broker), fabrics_(std::move(fabrics)), now_ms_(std::move(now_ms)) {}

bool StreamsApi::owns(const Target& target) {
  return streams_at(target) != 0;
}

bool StreamsApi::is_create(const HttpRequest& request) {
  const size_t at = streams_at(request.target);
  return at != 0 && request.method == "POST" && request.target.segments.size() == at + 2 &&
         request.target.segments[at + 1] != "clearbacklog";
}

bool StreamsApi::has_fabric(std::string_view fabric) const {
  return std::find(fabrics_.begin(), fabrics_.end(), fabric) != fabrics_.end();
}

HttpResponse StreamsApi::answer(const HttpRequest& request, const Identity& who) {
  const std::vector<std::string>& segments = request.target.segments;
  const size_t at = streams_at(request.target);
  Call call{
      request, who, segments[1],
      std::vector<std::string>(segments.begin() + static_cast<ptrdiff_t>(at) + 1, segments.end())};
  if (!call.rest.empty() && call.rest.back().empty()) call.rest.pop_back();
  if (!has_fabric(call.fabric)) return error_answer(404, 1228, "database not found");
  if (call.is("GET", 0)) return list(call);
  if (call.rest.empty()) return error_answer(405, 405, "method not allowed");
  static const char* const kFabricWide[] = {"ttl", "clearbacklog", "subscription", "unsubscribe"};
  for (const char* word : kFabricWide) {
    if (call.rest[0] == word) return of_fabric(call);
  }
  if (call.is("GET", 1) && call.rest[0] == "persistent") return list(call);
  if (call.is("POST", 1)) return create(call);
  return of_stream(call);
}

HttpResponse StreamsApi::of_fabric(const Call& call) {
  const std::string& what = call.rest[0];
  if (what == "ttl") return time_to_live(call);
  if (what == "clearbacklog" && call.request.method == "POST") return clear_backlog(call);
  if ((what == "subscription" && call.is("DELETE", 2)) ||
      (what == "unsubscribe" && call.is("POST", 2))) {
    return unsubscribe(call);
  }
  return not_found();
}

HttpResponse StreamsApi::of_stream(const Call& call) {
  const TopicKey key = key_of(call, call.rest[0]);
  if (call.is("DELETE", 1)) return status_answer(broker_.remove(key));
  if (call.is("POST", 2) && call.rest[1] == "publish") return publish(call, key);
  if (call.is("GET", 2)) return read_stream(call, key);
  if (call.is("DELETE", 3) && call.rest[1] == "subscriptions") {
    return status_answer(broker_.remove_subscription(key, call.rest[2]));
  }
  if (call.is("POST", 3) && call.rest[1] == "expiry") {
    int64_t seconds = 0;
    if (!read_seconds(call.rest[2], &seconds)) return bad_seconds();
    return status_answer(broker_.expire(key, seconds));
  }
  return not_found();
}

HttpResponse StreamsApi::read_stream(const Call& call, const TopicKey& key) {
  const std::optional<emulator::TopicState> topic = broker_.topic_state(key);
  if (!topic) return error_answer(404, 100016, "stream not found");
  const std::string& what = call.rest[1];
  if (what == "stats") return result_answer(topic_stats_json(*topic));
  if (what == "backlog") return result_answer(topic_backlog_json(*topic, now_ms_()));
  if (what == "subscriptions") return result_answer(subscriptions_json(*topic));
  if (what == "presence") return result_answer(presence_json(*topic, now_ms_()));
  return not_found();
}

// Without `global` all are listed: that is what both SDKs mean by it.
HttpResponse StreamsApi::list(const Call& call) const {
  JsonWriter json;
  json.begin_array();
  for (const TopicKey& key : broker_.list(filter_of(call))) write_listed(json, key);
  return result_answer(json.end_array().text());
}

HttpResponse StreamsApi::create(const Call& call) {
  const Scope scope =
      flag_parameter(call.request.target, "global", false) ? Scope::global : Scope::local;
  const std::optional<std::string> name = emulator::full_stream_name(call.rest[0], scope);
  const TopicKey key{call.who.tenant, scope, call.fabric, name.value_or("")};
  const AdminStatus status = broker_.create(key);
  if (!status.ok()) return status_answer(status);
  HttpResponse response;
  response.status = status.code;
  JsonWriter json;
  json.begin_object().member("code", status.code).key("result").begin_object();
  json.member("stream-id", key.name).end_object().member("error", false).end_object();
  response.body = json.take();
  return response;
}

HttpResponse StreamsApi::publish(const Call& call, const TopicKey& key) {
  const emulator::Published published = broker_.publish(key, call.request.body);
  return status_answer(published.status);
}

HttpResponse StreamsApi::time_to_live(const Call& call) {
  const Scope scope =
      flag_parameter(call.request.target, "global", true) ? Scope::global : Scope::local;
  if (call.is("GET", 1)) {
    return result_answer(std::to_string(broker_.ttl(call.who.tenant, scope, call.fabric)));
  }
  if (!call.is("POST", 2)) return not_found();
  int64_t seconds = 0;
  if (!read_seconds(call.rest[1], &seconds)) return bad_seconds();
  broker_.set_ttl(call.who.tenant, scope, call.fabric, seconds);
  return done_answer();
}

HttpResponse StreamsApi::clear_backlog(const Call& call) {
  if (call.rest.size() > 2) return not_found();
  std::optional<std::string> subscription;
  if (call.rest.size() == 2) subscription = call.rest[1];
  return status_answer(broker_.clear_backlog_everywhere(filter_of(call), subscription));
}

HttpResponse StreamsApi::unsubscribe(const Call& call) {
  return status_answer(broker_.remove_subscription_everywhere(filter_of(call), call.rest[1]));
}

// In these paths a stream has its full name, which tells the scope better than `global` does.
TopicKey StreamsApi::key_of(const Call& call, const std::string& name) const {
  const bool global = starts_with(name, "c8globals.");
  return TopicKey{call.who.tenant, global ? Scope::global : Scope::local, call.fabric, name};
}

emulator::TopicFilter StreamsApi::filter_of(const Call& call) const {
  emulator::TopicFilter filter;
  filter.tenant = call.who.tenant;
  filter.fabric = call.fabric;
  const Target& target = call.request.target;
  if (target.parameter("global") != nullptr) {
    filter.scope = flag_parameter(target, "global", false) ? Scope::global : Scope::local;
  } else if (target.parameter("local") != nullptr) {
    filter.scope = flag_parameter(target, "local", false) ? Scope::local : Scope::global;
  }
  return filter;
}

}  // namespace uc8::gateway
