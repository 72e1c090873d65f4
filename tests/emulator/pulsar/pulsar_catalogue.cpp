// SPDX-License-Identifier: Apache-2.0
#include "pulsar/pulsar_catalogue.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "broker/json.h"
#include "broker/json_writer.h"
#include "http/target.h"
#include "pulsar/publishing.h"
#include "pulsar/pulsar_backend.h"
#include "pulsar/topic_stats.h"

namespace uc8::gateway {
namespace {

using emulator::AdminStatus;
using emulator::JsonParsed;
using emulator::JsonValue;
using emulator::Scope;
using emulator::TopicKey;
using emulator::TopicState;

std::string place_path(const TopicKey& key) {
  return percent_encode(key.tenant) + "/" + percent_encode(key.name_space());
}

std::string topic_path(const TopicKey& key) {
  return "/admin/v2/persistent/" + place_path(key) + "/" + percent_encode(key.name);
}

AdminStatus no_stream() {
  return {404, 100016, "stream not found"};
}

AdminStatus no_subscription() {
  return {404, 100017, "subscription not found"};
}

// The GDN's word for what a Pulsar answered to something it did not do.
AdminStatus failure_of(const HttpReply& reply) {
  if (reply.status == 404) return no_stream();
  if (reply.status == 412) return {412, 100018, "subscription has active consumers"};
  if (reply.status == 409) return {409, 409, "another operation on it is not over"};
  if (reply.status == 0) return {502, 502, "Pulsar cannot be reached: " + reply.body};
  const JsonParsed body = emulator::parse_json(reply.body);
  const std::string reason = body.ok ? body.value.string_member("reason").value_or("") : "";
  return {502, 502, "Pulsar answers HTTP " + std::to_string(reply.status) + ": " + reason};
}

bool good(const HttpReply& reply) {
  return reply.status == 200 || reply.status == 204;
}

// `persistent://_mm/c8global._system/c8globals.demo`
std::string name_in(const std::string& topic) {
  size_t at = 0;
  for (int slashes = 0; slashes < 4 && at != std::string::npos; ++slashes) {
    at = topic.find('/', at + (slashes == 0 ? 0 : 1));
  }
  return at == std::string::npos ? std::string() : topic.substr(at + 1);
}

// Calls `step` for one after the other, each when the one before has called its `next`.
template <typename Item>
class Row : public std::enable_shared_from_this<Row<Item>> {
 public:
  using Step = std::function<void(const Item& item, std::function<void()> next)>;

  static void walk(std::vector<Item> items, Step step, std::function<void()> end) {
    auto row = std::make_shared<Row>();
    row->items_ = std::move(items);
    row->step_ = std::move(step);
    row->end_ = std::move(end);
    row->next();
  }

 private:
  void next() {
    if (at_ == items_.size()) return end_();
    step_(items_[at_++], [self = this->shared_from_this()] { self->next(); });
  }

  std::vector<Item> items_;
  size_t at_ = 0;
  Step step_;
  std::function<void()> end_;
};

}  // namespace

PulsarCatalogue::PulsarCatalogue(uv_loop_t* loop, HttpClient& admin, const Faults& faults,
                                 std::vector<std::string> tenants, std::vector<std::string> fabrics)
    : loop_(loop),
      admin_(admin),
      tenants_(tenants.begin(), tenants.end()),
      fabrics_(std::move(fabrics)),
      recent_(loop, faults) {}

void PulsarCatalogue::admit(const Key& key, bool make,
                            std::function<void(const emulator::Refusal&)> verdict) {
  const auto unavailable = [](const AdminStatus& status) {
    return emulator::Refusal{status.code, status.message, 0};
  };
  const emulator::Refusal missing{
      404, "Failed to create producer/consumer: Topic " + key.pulsar_name() + " does not exist", 0};
  if (!make && recent_.hidden(key)) return verdict(missing);
  if (made_.count(key) != 0) return verdict({});
  if (make) {
    return create(key, [verdict, unavailable](const AdminStatus& status) {
      verdict(status.ok() || status.code == 409 ? emulator::Refusal{} : unavailable(status));
    });
  }
  list_place(key, [key, verdict, unavailable, missing](const Outcome<std::vector<Key>>& outcome) {
    if (!outcome.status.ok()) return verdict(unavailable(outcome.status));
    Key part = key;
    part.name += "-partition-0";
    const std::vector<Key>& all = outcome.value;
    for (const Key& wanted : {key, part}) {
      if (std::binary_search(all.begin(), all.end(), wanted)) return verdict({});
    }
    verdict(missing);
  });
}

void PulsarCatalogue::create(const Key& key, Done done) {
  if (key.name.empty()) return done({400, 1208, "illegal name"});
  tenants_.insert(key.tenant);
  if (made_places_.count(place_path(key)) != 0) return make_topic(key, done);
  make_place(key, [this, key, done](const AdminStatus& status) {
    if (!status.ok()) return done(status);
    made_places_.insert(place_path(key));
    make_topic(key, done);
  });
}

// A tenant that we may not make may be there all the same: only the namespace counts.
void PulsarCatalogue::make_place(const Key& key, Done done) {
  admin_.call("GET", "/admin/v2/clusters", "", [this, key, done](const HttpReply& clusters) {
    if (clusters.status != 200) return done(failure_of(clusters));
    const JsonParsed names = emulator::parse_json(clusters.body);
    emulator::JsonWriter tenant;
    tenant.begin_object().key("adminRoles").begin_array().end_array();
    tenant.key("allowedClusters").begin_array();
    for (const JsonValue& name : names.value.items) {
      if (name.text != "global") tenant.string(name.text);
    }
    tenant.end_array().end_object();
    const std::string path = "/admin/v2/tenants/" + percent_encode(key.tenant);
    admin_.call("PUT", path, tenant.text(), [this, key, done](const HttpReply&) {
      const std::string place = "/admin/v2/namespaces/" + place_path(key);
      admin_.call("PUT", place, "{}", [done](const HttpReply& reply) {
        done(good(reply) || reply.status == 409 ? AdminStatus{} : failure_of(reply));
      });
    });
  });
}

// Pulsar 2.7 makes a topic again without a word, so it is looked for first.
void PulsarCatalogue::make_topic(const Key& key, Done done) {
  static const AdminStatus kThere = {409, 1210, "stream already exists"};
  if (!made_.insert(key).second) return done(kThere);
  const auto failed = [this, key, done](const AdminStatus& status) {
    if (status.code != 409) made_.erase(key);
    recent_.not_made(key);
    done(status);
  };
  list_place(key, [this, key, done, failed](const Outcome<std::vector<Key>>& listed) {
    const std::vector<Key>& all = listed.value;
    if (!listed.status.ok()) return failed(listed.status);
    if (std::binary_search(all.begin(), all.end(), key)) return failed(kThere);
    recent_.making(key);
    const auto made = [this, key, done, failed](const HttpReply& reply) {
      if (reply.status == 409) return failed(kThere);
      if (!good(reply)) return failed(failure_of(reply));
      recent_.made(key);
      done({202, 0, {}});
    };
    admin_.call("PUT", topic_path(key), "", made);
  });
}

// Its clients first: they would make it again.
void PulsarCatalogue::remove(const Key& key, Done done) {
  if (recent_.hidden(key)) return done(no_stream());
  made_.erase(key);
  list_place(key, [this, key, done](const Outcome<std::vector<Key>>& outcome) {
    if (!outcome.status.ok()) return done(outcome.status);
    if (!std::binary_search(outcome.value.begin(), outcome.value.end(), key)) {
      return done(no_stream());
    }
    if (backend_ != nullptr) backend_->close_topic(key, 1011, "Topic was deleted");
    on_topic("DELETE", key, "?force=true", 202, [this, key, done](const AdminStatus& status) {
      if (status.ok()) recent_.removed(key);
      done(status);
    });
  });
}

void PulsarCatalogue::on_topic(const std::string& method, const Key& key, const std::string& rest,
                               int good_code, Done done) {
  if (recent_.hidden(key)) return done(no_stream());
  admin_.call(method, topic_path(key) + rest, "", [done, good_code](const HttpReply& reply) {
    done(good(reply) ? AdminStatus{good_code, 0, {}} : failure_of(reply));
  });
}

std::vector<PulsarCatalogue::Key> PulsarCatalogue::places(const Filter& filter) const {
  std::vector<Key> all;
  std::set<std::string> tenants = tenants_;
  if (filter.tenant) tenants = {*filter.tenant};
  for (const std::string& tenant : tenants) {
    for (const std::string& fabric : fabrics_) {
      if (filter.fabric && *filter.fabric != fabric) continue;
      for (const Scope scope : {Scope::global, Scope::local}) {
        if (!filter.scope || *filter.scope == scope) all.push_back({tenant, scope, fabric, {}});
      }
    }
  }
  return all;
}

// Sorted; a namespace that is not there has no streams. Pulsar's own topics are left out.
void PulsarCatalogue::list_place(const Key& place, Answer<std::vector<Key>> answer) {
  const std::string path = "/admin/v2/persistent/" + place_path(place);
  admin_.call("GET", path, "", [this, place, answer](const HttpReply& reply) {
    if (reply.status != 200 && reply.status != 404) return answer({failure_of(reply), {}});
    const JsonParsed topics = emulator::parse_json(reply.status == 404 ? "[]" : reply.body);
    if (!topics.ok) return answer({{502, 502, "Pulsar's list is not JSON"}, {}});
    Outcome<std::vector<Key>> outcome;
    for (const JsonValue& topic : topics.value.items) {
      Key key = place;
      key.name = name_in(topic.text);
      if (!key.name.empty() && key.name.compare(0, 2, "__") != 0) outcome.value.push_back(key);
    }
    std::sort(outcome.value.begin(), outcome.value.end());
    recent_.correct(place, &outcome.value);
    answer(outcome);
  });
}

void PulsarCatalogue::list(const Filter& filter, Answer<std::vector<Key>> answer) {
  auto all = std::make_shared<Outcome<std::vector<Key>>>();
  const auto step = [this, all](const Key& place, std::function<void()> next) {
    list_place(place, [this, all, next](const Outcome<std::vector<Key>>& outcome) {
      if (!outcome.status.ok()) all->status = outcome.status;
      std::copy_if(outcome.value.begin(), outcome.value.end(), std::back_inserter(all->value),
                   [this](const Key& key) { return !recent_.hidden(key); });
      next();
    });
  };
  Row<Key>::walk(places(filter), step, [all, answer] {
    std::sort(all->value.begin(), all->value.end());
    answer(*all);
  });
}

void PulsarCatalogue::topic_state(const Key& key, Answer<TopicState> answer) {
  if (recent_.hidden(key)) return answer({no_stream(), {}});
  admin_.call("GET", topic_path(key) + "/stats", "", [this, key, answer](const HttpReply& reply) {
    auto outcome = std::make_shared<Outcome<TopicState>>();
    outcome->value.key = key;
    if (reply.status != 200) return answer({failure_of(reply), {}});
    read_stats(emulator::parse_json(reply.body).value, &outcome->value);
    admin_.call("GET", topic_path(key) + "/internalStats", "",
                [outcome, answer](const HttpReply& inner) {
                  if (inner.status != 200) return answer({failure_of(inner), {}});
                  read_internal_stats(emulator::parse_json(inner.body).value, &outcome->value);
                  answer(*outcome);
                });
  });
}

void PulsarCatalogue::remove_subscription(const Key& key, const std::string& subscription,
                                          Done done) {
  if (recent_.hidden(key)) return done(no_stream());
  const std::string rest = "/subscription/" + percent_encode(subscription);
  admin_.call("DELETE", topic_path(key) + rest, "", [done](const HttpReply& reply) {
    if (good(reply)) return done({});
    const bool no_topic = reply.body.find("Topic") != std::string::npos;
    if (reply.status == 404 && !no_topic) return done(no_subscription());
    done(failure_of(reply));
  });
}

void PulsarCatalogue::on_places(const Filter& filter, const std::string& rest, Done done) {
  auto status = std::make_shared<AdminStatus>();
  const auto step = [this, rest, status](const Key& place, std::function<void()> next) {
    const std::string path = "/admin/v2/namespaces/" + place_path(place) + rest;
    admin_.call("POST", path, "", [status, next](const HttpReply& reply) {
      if (!good(reply) && reply.status != 404) *status = failure_of(reply);
      next();
    });
  };
  Row<Key>::walk(places(filter), step, [status, done] { done(*status); });
}

void PulsarCatalogue::remove_subscription_everywhere(const Filter& filter,
                                                     const std::string& subscription, Done done) {
  on_places(filter, "/unsubscribe/" + percent_encode(subscription), std::move(done));
}

void PulsarCatalogue::clear_backlog_everywhere(const Filter& filter,
                                               const std::optional<std::string>& subscription,
                                               Done done) {
  if (!subscription) return on_places(filter, "/clearBacklog", std::move(done));
  const std::string rest = "/subscription/" + percent_encode(*subscription) + "/skip_all";
  // A namespace where not every topic has that subscription would be a 500.
  list(filter, [this, rest, done](const Outcome<std::vector<Key>>& listed) {
    if (!listed.status.ok()) return done(listed.status);
    auto status = std::make_shared<AdminStatus>(no_subscription());
    const auto step = [this, rest, status](const Key& key, std::function<void()> next) {
      admin_.call("POST", topic_path(key) + rest, "", [status, next](const HttpReply& reply) {
        if (reply.status != 404) *status = good(reply) ? AdminStatus{} : failure_of(reply);
        next();
      });
    };
    Row<Key>::walk(listed.value, step, [status, done] { done(*status); });
  });
}

void PulsarCatalogue::expire(const Key& key, int64_t seconds, Done done) {
  const std::string rest = "/all_subscription/expireMessages/" + std::to_string(seconds);
  on_topic("POST", key, rest, 200, std::move(done));
}

void PulsarCatalogue::ttl(const Key& place, Answer<int64_t> answer) {
  const std::string path = "/admin/v2/namespaces/" + place_path(place) + "/messageTTL";
  admin_.call("GET", path, "", [answer](const HttpReply& reply) {
    if (!good(reply) && reply.status != 404) return answer({failure_of(reply), 0});
    const JsonParsed seconds = emulator::parse_json(reply.body);
    answer({{}, good(reply) && seconds.ok ? seconds.value.as_integer().value_or(0) : 0});
  });
}

void PulsarCatalogue::set_ttl(const Key& place, int64_t seconds, Done done) {
  make_place(place, [this, place, seconds, done](const AdminStatus& made) {
    if (!made.ok()) return done(made);
    const std::string path = "/admin/v2/namespaces/" + place_path(place) + "/messageTTL";
    admin_.call("POST", path, std::to_string(seconds), [done](const HttpReply& reply) {
      done(good(reply) ? AdminStatus{} : failure_of(reply));
    });
  });
}

void PulsarCatalogue::publish(const Key& key, const std::string& payload, Done done) {
  if (backend_ == nullptr) return done({502, 502, "no Pulsar"});
  Publishing::start(loop_, *backend_, key, payload, std::move(done));
}

void PulsarCatalogue::unload(const Key& key, Done done) {
  on_topic("PUT", key, "/unload", 200, std::move(done));
}

void PulsarCatalogue::terminate(const Key& key, Done done) {
  on_topic("POST", key, "/terminate", 200, std::move(done));
}

void PulsarCatalogue::state(Answer<emulator::BrokerState> answer) {
  constexpr size_t kTopicsMax = 100;
  list({}, [this, answer](const Outcome<std::vector<Key>>& listed) {
    auto state = std::make_shared<Outcome<emulator::BrokerState>>();
    state->status = listed.status;
    std::vector<Key> keys = listed.value;
    if (keys.size() > kTopicsMax) keys.resize(kTopicsMax);
    const auto step = [this, state](const Key& key, std::function<void()> next) {
      topic_state(key, [state, next](const Outcome<TopicState>& topic) {
        if (topic.status.ok()) state->value.topics.push_back(topic.value);
        next();
      });
    };
    Row<Key>::walk(std::move(keys), step, [state, answer] {
      for (const TopicState& topic : state->value.topics) {
        state->value.bytes += topic.bytes;
        state->value.peers += topic.producers.size();
        for (const auto& one : topic.subscriptions) state->value.peers += one.consumers.size();
      }
      answer(*state);
    });
  });
}

}  // namespace uc8::gateway
