// SPDX-License-Identifier: Apache-2.0
// The broker: an Apache Pulsar with its WebSocket service, in memory, for one process and one
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "broker/admin_status.h"
#include "broker/broker_options.h"
#include "broker/open_request.h"
#include "broker/peer.h"
#include "broker/state.h"
#include "broker/timers.h"
#include "broker/topic_key.h"

namespace uc8::emulator {

class BrokerCore;
class Topic;

// Absent members match everything.
struct TopicFilter {
  std::optional<std::string> tenant;
  std::optional<Scope> scope;
  std::optional<std::string> fabric;
};

// Which peers a forced close hits. Absent members match everything; `subscription` matches
// consumers only.
struct PeerFilter {
  std::optional<TopicKey> topic;
  std::optional<PeerKind> kind;
  std::optional<std::string> name;  // producerName, consumerName or readerName
  std::optional<std::string> subscription;
};

struct Published {
  AdminStatus status;
  std::string message_id;
};

// **No I/O and no clock of its own**: what it has to say goes to the peers' sinks, time comes from
// `timers`, and both outlive it.
class Broker {
 public:
  Broker(BrokerOptions options, Timers& timers);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // Topics, as REST sees them.

  // 202, or 409/1210 when it exists. The key's name is the full one (full_stream_name() makes and
  // checks it); an empty one is 400.
  AdminStatus create(const TopicKey& key);
  bool exists(const TopicKey& key) const;
  std::vector<TopicKey> list(const TopicFilter& filter) const;  // sorted
  // 202 or 404. Its peers are closed with 1011.
  AdminStatus remove(const TopicKey& key);
  // Everything that stats, backlog and subscriptions show; nothing when there is no such topic
  // (404/100016).
  std::optional<TopicState> topic_state(const TopicKey& key) const;
  // 200, or 404 (topic or subscription), or 412 while consumers are connected.
  AdminStatus remove_subscription(const TopicKey& key, const std::string& subscription);
  // The same on each topic that matches; 404 when none has it.
  AdminStatus remove_subscription_everywhere(const TopicFilter& filter,
                                             const std::string& subscription);
  // Acknowledges all that is stored: on one topic or on all that match; of one subscription or
  // (nullopt) of each.
  AdminStatus clear_backlog(const TopicKey& key, const std::optional<std::string>& subscription);
  AdminStatus clear_backlog_everywhere(const TopicFilter& filter,
                                       const std::optional<std::string>& subscription);
  // Acknowledges, for every subscription, what was published `seconds` ago or earlier. 200 or 404.
  AdminStatus expire(const TopicKey& key, int64_t seconds);
  // Time to live of unacknowledged messages, for a fabric and scope of a tenant; 0 (as at first):
  // for ever.
  void set_ttl(const std::string& tenant, Scope scope, const std::string& fabric, int64_t seconds);
  int64_t ttl(const std::string& tenant, Scope scope, const std::string& fabric) const;
  // One message from REST. 202, 404, or 503 when memory is full.
  Published publish(const TopicKey& key, std::string_view payload);
  // No more messages: producers are refused, consumers can learn the end. 200 or 404.
  AdminStatus terminate(const TopicKey& key);

  // Sessions.

  // Path and parameters alone: a refusal, or nothing. Pulsar checks a consumer's parameters before
  // its credentials (400 wins over 401), a producer's and a reader's after them.
  std::optional<Refusal> check(const OpenRequest& request) const;
  // Joins. Send the 101, then call peer->start(). Fabrics and tenants are not the broker's: check
  // them before.
  Opened open(const OpenRequest& request, PeerSink& sink);
  // The WebSocket is closed or lost, or the broker ended it and it is finished. Ends `peer`; its
  // messages go to others.
  void disconnect(Peer* peer);

  // Faults and switches.

  Faults& faults();
  const BrokerOptions& options() const;
  void set_commands(CommandSet commands);
  void set_auto_create(bool auto_create);
  void set_failover_delay_ms(int64_t delay_ms);  // for the next change of an active consumer
  // Switching it off forgets the numbers, as Pulsar does.
  void set_deduplication(bool deduplication);
  // The topic moves: sessions stay open, what was sent and not acknowledged is sent again, windows
  // are not reset, the message ids go on with another ledger. 200 or 404.
  AdminStatus unload(const TopicKey& key);
  // Ends matching peers; code 0 ends them without a Close frame. Returns how many.
  size_t close_peers(const PeerFilter& filter, int code, std::string_view reason);

  BrokerState state() const;

 private:
  std::unique_ptr<BrokerCore> core_;
};

}  // namespace uc8::emulator
