// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "faults/faults.h"
#include "gdn/stream_catalogue.h"
#include "http/http_client.h"
#include "pulsar/recent_streams.h"

namespace uc8::gateway {

class PulsarBackend;

// The streams of a Pulsar, over its admin REST. Nothing is kept here: what it lists is what Pulsar
// has. A GDN's tenants and namespaces are Pulsar's under the same names, made when first needed.
class PulsarCatalogue final : public StreamCatalogue {
 public:
  // `tenants` and `fabrics`: where the state page and lists without a tenant look.
  PulsarCatalogue(uv_loop_t* loop, HttpClient& admin, const Faults& faults,
                  std::vector<std::string> tenants, std::vector<std::string> fabrics);

  // Where messages go, and whom a deletion ends.
  void set_backend(PulsarBackend& backend) { backend_ = &backend; }
  // Status 0: there is such a stream. `make`: if not, it is made.
  void admit(const Key& key, bool make, std::function<void(const emulator::Refusal&)> verdict);

  void create(const Key& key, Done done) override;
  void remove(const Key& key, Done done) override;
  void list(const Filter& filter, Answer<std::vector<Key>> answer) override;
  void topic_state(const Key& key, Answer<emulator::TopicState> answer) override;
  void remove_subscription(const Key& key, const std::string& subscription, Done done) override;
  void remove_subscription_everywhere(const Filter& filter, const std::string& subscription,
                                      Done done) override;
  void clear_backlog_everywhere(const Filter& filter,
                                const std::optional<std::string>& subscription, Done done) override;
  void expire(const Key& key, int64_t seconds, Done done) override;
  void ttl(const Key& place, Answer<int64_t> answer) override;
  void set_ttl(const Key& place, int64_t seconds, Done done) override;
  void publish(const Key& key, const std::string& payload, Done done) override;
  void unload(const Key& key, Done done) override;
  void terminate(const Key& key, Done done) override;
  void state(Answer<emulator::BrokerState> answer) override;

 private:
  // The key of a place has no name.
  std::vector<Key> places(const Filter& filter) const;
  void list_place(const Key& place, Answer<std::vector<Key>> answer);
  void make_place(const Key& key, Done done);
  void make_topic(const Key& key, Done done);
  void on_topic(const std::string& method, const Key& key, const std::string& rest, int good,
                Done done);
  // POST to each namespace; a namespace that is not there has nothing to do.
  void on_places(const Filter& filter, const std::string& rest, Done done);

  uv_loop_t* loop_;
  HttpClient& admin_;
  PulsarBackend* backend_ = nullptr;
  std::set<std::string> tenants_;
  std::vector<std::string> fabrics_;
  std::set<std::string> made_places_;
  RecentStreams recent_;
  std::set<Key> made_;  // Pulsar's lists may lag behind what it has just said it made
};

}  // namespace uc8::gateway
