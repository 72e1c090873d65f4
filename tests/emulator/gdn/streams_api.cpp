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

StreamCatalogue::Done answer_status(const StreamsApi::Reply& reply) {
  return [reply](const AdminStatus& status) { reply(status_answer(status)); };
}

}  // namespace

StreamsApi::StreamsApi(StreamCatalogue& catalogue, std::vector<std::string> fabrics,
                       std::function<int64_t()> now_ms)
    : catalogue_(catalogue), fabrics_(std::move(fabrics)), now_ms_(std::move(now_ms)) {}

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

void StreamsApi::answer(const HttpRequest& request, const Identity& who, const Reply& reply) {
  const std::vector<std::string>& segments = request.target.segments;
  const size_t at = streams_at(request.target);
  Call call{
      request, who, reply, segments[1],
      std::vector<std::string>(segments.begin() + static_cast<ptrdiff_t>(at) + 1, segments.end())};
  if (!call.rest.empty() && call.rest.back().empty()) call.rest.pop_back();
  if (!has_fabric(call.fabric)) return reply(error_answer(404, 1228, "database not found"));
  if (call.is("GET", 0)) return list(call);
  if (call.rest.empty()) return reply(error_answer(405, 405, "method not allowed"));
  static const char* const kFabricWide[] = {"ttl", "clearbacklog", "subscription", "unsubscribe"};
  for (const char* word : kFabricWide) {
    if (call.rest[0] == word) return of_fabric(call);
  }
  if (call.is("GET", 1) && call.rest[0] == "persistent") return list(call);
  if (call.is("POST", 1)) return create(call);
  of_stream(call);
}

void StreamsApi::of_fabric(const Call& call) {
  const std::string& what = call.rest[0];
  if (what == "ttl") {
    time_to_live(call);
  } else if (what == "clearbacklog" && call.request.method == "POST") {
    clear_backlog(call);
  } else if ((what == "subscription" && call.is("DELETE", 2)) ||
             (what == "unsubscribe" && call.is("POST", 2))) {
    catalogue_.remove_subscription_everywhere(filter_of(call), call.rest[1],
                                              answer_status(call.reply));
  } else {
    call.reply(not_found());
  }
}

void StreamsApi::of_stream(const Call& call) {
  const TopicKey key = key_of(call, call.rest[0]);
  const auto done = answer_status(call.reply);
  if (call.is("DELETE", 1)) return catalogue_.remove(key, done);
  if (call.is("POST", 2) && call.rest[1] == "publish") {
    return catalogue_.publish(key, call.request.body, done);
  }
  if (call.is("GET", 2)) return read_stream(call, key);
  if (call.is("DELETE", 3) && call.rest[1] == "subscriptions") {
    return catalogue_.remove_subscription(key, call.rest[2], done);
  }
  if (call.is("POST", 3) && call.rest[1] == "expiry") {
    int64_t seconds = 0;
    if (!read_seconds(call.rest[2], &seconds)) return call.reply(bad_seconds());
    return catalogue_.expire(key, seconds, done);
  }
  call.reply(not_found());
}

void StreamsApi::read_stream(const Call& call, const TopicKey& key) {
  const std::string& what = call.rest[1];
  const int64_t now_ms = now_ms_();
  catalogue_.topic_state(
      key, [reply = call.reply, what, now_ms](const Outcome<emulator::TopicState>& outcome) {
        const emulator::TopicState& topic = outcome.value;
        if (!outcome.status.ok()) {
          reply(status_answer(outcome.status));
        } else if (what == "stats") {
          reply(result_answer(topic_stats_json(topic)));
        } else if (what == "backlog") {
          reply(result_answer(topic_backlog_json(topic, now_ms)));
        } else if (what == "subscriptions") {
          reply(result_answer(subscriptions_json(topic)));
        } else if (what == "presence") {
          reply(result_answer(presence_json(topic, now_ms)));
        } else {
          reply(not_found());
        }
      });
}

// Without `global` all are listed: that is what both SDKs mean by it.
void StreamsApi::list(const Call& call) {
  catalogue_.list(filter_of(call),
                  [reply = call.reply](const Outcome<std::vector<TopicKey>>& outcome) {
                    if (!outcome.status.ok()) return reply(status_answer(outcome.status));
                    JsonWriter json;
                    json.begin_array();
                    for (const TopicKey& key : outcome.value) write_listed(json, key);
                    reply(result_answer(json.end_array().text()));
                  });
}

void StreamsApi::create(const Call& call) {
  const Scope scope =
      flag_parameter(call.request.target, "global", false) ? Scope::global : Scope::local;
  const std::optional<std::string> name = emulator::full_stream_name(call.rest[0], scope);
  const TopicKey key{call.who.tenant, scope, call.fabric, name.value_or("")};
  catalogue_.create(key, [reply = call.reply, name = key.name](const AdminStatus& status) {
    if (!status.ok()) return reply(status_answer(status));
    HttpResponse response;
    response.status = status.code;
    JsonWriter json;
    json.begin_object().member("code", status.code).key("result").begin_object();
    json.member("stream-id", name).end_object().member("error", false).end_object();
    response.body = json.take();
    reply(response);
  });
}

void StreamsApi::time_to_live(const Call& call) {
  const Scope scope =
      flag_parameter(call.request.target, "global", true) ? Scope::global : Scope::local;
  const TopicKey place{call.who.tenant, scope, call.fabric, {}};
  if (call.is("GET", 1)) {
    return catalogue_.ttl(place, [reply = call.reply](const Outcome<int64_t>& outcome) {
      reply(outcome.status.ok() ? result_answer(std::to_string(outcome.value))
                                : status_answer(outcome.status));
    });
  }
  if (!call.is("POST", 2)) return call.reply(not_found());
  int64_t seconds = 0;
  if (!read_seconds(call.rest[1], &seconds)) return call.reply(bad_seconds());
  catalogue_.set_ttl(place, seconds, answer_status(call.reply));
}

void StreamsApi::clear_backlog(const Call& call) {
  if (call.rest.size() > 2) return call.reply(not_found());
  std::optional<std::string> subscription;
  if (call.rest.size() == 2) subscription = call.rest[1];
  catalogue_.clear_backlog_everywhere(filter_of(call), subscription, answer_status(call.reply));
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
