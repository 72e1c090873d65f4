// SPDX-License-Identifier: Apache-2.0
#include "pulsar/pulsar_backend.h"

#include <utility>
#include <vector>

#include "http/target.h"

namespace uc8::gateway {
namespace {

using emulator::OpenRequest;
using emulator::PeerKind;
using emulator::TopicKey;

const char* kind_name(PeerKind kind) {
  return kind == PeerKind::producer   ? "producer"
         : kind == PeerKind::consumer ? "consumer"
                                      : "reader";
}

// Path and query of the client, less what is the gateway's own.
std::string far_target(const OpenRequest& request) {
  std::string target = std::string("/ws/v2/") + kind_name(request.kind);
  for (const std::string& segment : request.segments) target += "/" + percent_encode(segment);
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    if (name == "otp") continue;
    target += mark + percent_encode(name) + "=" + percent_encode(value);
    mark = '&';
  }
  return target;
}

// Nothing where the path names no persistent stream of a GDN: Pulsar has words for that.
std::optional<TopicKey> topic_of(const OpenRequest& request) {
  const std::vector<std::string>& segments = request.segments;
  if (segments.size() < 4 || segments[0] != "persistent") return std::nullopt;
  const auto place = emulator::parse_name_space(segments[2]);
  if (!place) return std::nullopt;
  TopicKey key{segments[1], place->scope, place->fabric, segments[3]};
  for (size_t at = 4; request.kind != PeerKind::consumer && at < segments.size(); ++at) {
    key.name += "/" + segments[at];
  }
  return key;
}

}  // namespace

PulsarBackend::~PulsarBackend() = default;

void PulsarBackend::open(const OpenRequest& request, emulator::PeerSink& sink, Answer answer) {
  const std::optional<TopicKey> topic = topic_of(request);
  PulsarPeer::Request far{request.kind, topic.value_or(TopicKey{}), far_target(request),
                          request.accept};
  if (!topic) return dial(std::move(far), sink, std::move(answer));
  gate_(*topic, [this, far, &sink, answer](const emulator::Refusal& refusal) {
    if (refusal.status != 0) {
      answer({{nullptr, refusal}, std::nullopt});
    } else {
      dial(far, sink, answer);
    }
  });
}

void PulsarBackend::dial(PulsarPeer::Request request, emulator::PeerSink& sink, Answer answer) {
  PulsarPeer::Owner& self = *this;
  auto peer = std::make_unique<PulsarPeer>(loop_, random_, faults_, std::move(request), sink, self);
  PulsarPeer* dialed = peer.get();
  peers_[dialed] = Entry{std::move(peer), std::move(answer)};
  dialed->dial(home_);
}

void PulsarBackend::on_admitted(PulsarPeer& peer) {
  const Answer answer = std::exchange(peers_[&peer].answer, nullptr);
  answer({{&peer, {}}, std::nullopt});
}

void PulsarBackend::on_refused(PulsarPeer& peer, const HttpResponse& page) {
  const Entry ended = std::move(peers_[&peer]);
  peers_.erase(&peer);
  ended.answer({{}, page});
}

void PulsarBackend::on_ended(PulsarPeer& peer) {
  peers_.erase(&peer);
}

void PulsarBackend::disconnect(emulator::Peer* peer) {
  const auto found = peers_.find(peer);
  if (found != peers_.end()) found->second.peer->leave();
}

void PulsarBackend::shut_down() {
  for (auto& [peer, entry] : peers_) {
    if (entry.answer == nullptr) entry.peer->abandon(1001);
  }
}

void PulsarBackend::close_topic(const TopicKey& key, int code, std::string_view reason) {
  for (auto& [peer, entry] : peers_) {
    if (entry.answer == nullptr && entry.peer->topic() == key) entry.peer->close_both(code, reason);
  }
}

}  // namespace uc8::gateway
