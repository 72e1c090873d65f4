// SPDX-License-Identifier: Apache-2.0
#include "gdn/stream_upgrade.h"

#include <utility>

#include "gdn/answers.h"
#include "net/timer.h"
#include "ws/upgrade.h"

namespace uc8::gateway {
namespace {

using emulator::OpenRequest;
using emulator::PeerKind;

constexpr size_t kPrefixSegments = 4;  // _ws, ws, v2, kind

std::optional<PeerKind> kind_of(const Target& target) {
  const std::vector<std::string>& segments = target.segments;
  if (segments.size() <= kPrefixSegments || segments[1] != "ws" || segments[2] != "v2") {
    return std::nullopt;
  }
  if (segments[3] == "producer") return PeerKind::producer;
  if (segments[3] == "consumer") return PeerKind::consumer;
  if (segments[3] == "reader") return PeerKind::reader;
  return std::nullopt;
}

SessionLabel label_of(const OpenRequest& request) {
  SessionLabel label;
  label.kind = request.kind;
  if (request.segments.size() > 3) label.stream = request.segments[3];
  if (request.kind == PeerKind::consumer && request.segments.size() > 4) {
    label.subscription = request.segments[4];
  }
  const char* key = request.kind == PeerKind::producer   ? "producerName"
                    : request.kind == PeerKind::consumer ? "consumerName"
                                                         : "readerName";
  for (const auto& [name, value] : request.query) {
    if (name != key) continue;
    label.name = value;
    break;
  }
  return label;
}

}  // namespace

bool StreamUpgrade::owns(const Target& target) {
  return target.segments[0] == "_ws";
}

void StreamUpgrade::answer(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request();
  const std::optional<PeerKind> kind = kind_of(request.target);
  if (!kind) {
    refuse(exchange, {404, "Not Found"});
    return;
  }
  const UpgradeProblem problem = check_upgrade(request);
  if (problem.status != 0) {
    refuse(exchange, {problem.status, problem.message});
    return;
  }
  OpenRequest open_request;
  open_request.kind = *kind;
  open_request.segments.assign(request.target.segments.begin() + kPrefixSegments,
                               request.target.segments.end());
  open_request.query = request.target.query;
  open_request.accept = std::string(request.header("accept"));
  // Pulsar looks at a consumer's parameters before its credentials.
  if (*kind == PeerKind::consumer) {
    const auto refusal = needs_.surroundings.backend.check(open_request);
    if (refusal) {
      refuse(exchange, *refusal);
      return;
    }
  }
  Refused refusal = check_credentials(request, open_request);
  if (refusal.status == 0) refusal = check_place(open_request);
  if (refusal.status != 0) {
    refuse(exchange, refusal);
    return;
  }
  open(exchange, std::move(open_request));
}

StreamUpgrade::Refused StreamUpgrade::check_credentials(const HttpRequest& request,
                                                        const OpenRequest& open_request) {
  const std::string tenant = open_request.segments.size() > 1 ? open_request.segments[1] : "";
  const std::string* otp = request.target.parameter("otp");
  if (otp != nullptr) return check_otp(*otp, tenant);
  const auto who =
      needs_.credentials.check(request.header("authorization"), needs_.now_ms() / 1000);
  if (!who) return {401, "Failed to authenticate"};
  if (who->tenant != tenant) return {403, "Not authorized"};
  return {};
}

StreamUpgrade::Refused StreamUpgrade::check_otp(const std::string& otp, const std::string& tenant) {
  if (needs_.surroundings.faults.refuse_otp.take()) {
    needs_.otps.refuse(otp);
    return {401, "Failed to authenticate"};
  }
  switch (needs_.otps.spend(otp, tenant, needs_.now_ms())) {
    case OtpStore::Verdict::accepted:
      return {};
    case OtpStore::Verdict::other_tenant:
      return {403, "Not authorized"};
    case OtpStore::Verdict::unknown:
    case OtpStore::Verdict::expired:
      break;
  }
  return {401, "Failed to authenticate"};
}

StreamUpgrade::Refused StreamUpgrade::check_place(const OpenRequest& open_request) const {
  if (open_request.segments.size() < 4) return {};  // the back end has words for that
  const auto place = emulator::parse_name_space(open_request.segments[2]);
  if (place && needs_.has_fabric(place->fabric)) return {};
  const bool reader = open_request.kind == PeerKind::reader;
  return {500, std::string("Failed to create ") + (reader ? "reader" : "producer/consumer") +
                   ": Policies not found for " + open_request.segments[1] + "/" +
                   open_request.segments[2] + " namespace"};
}

void StreamUpgrade::refuse(const std::shared_ptr<Exchange>& exchange, const Refused& refusal) {
  if (refusal.after_ms > 0) {
    Refused now = refusal;
    now.after_ms = 0;
    call_later(needs_.surroundings.loop, static_cast<uint64_t>(refusal.after_ms),
               [this, exchange, now] { refuse(exchange, now); });
    return;
  }
  needs_.respond(*exchange,
                 refused_upgrade_answer(exchange->request(), refusal.status, refusal.message));
}

void StreamUpgrade::open(const std::shared_ptr<Exchange>& exchange, OpenRequest request) {
  auto session = std::make_shared<std::unique_ptr<StreamSession>>(
      std::make_unique<StreamSession>(needs_.surroundings, label_of(request)));
  emulator::PeerSink& sink = **session;
  needs_.surroundings.backend.open(
      request, sink, [this, exchange, session](const StreamBackend::Admission& admission) {
        if (admission.page) {
          needs_.respond(*exchange, *admission.page);
        } else if (admission.opened.peer == nullptr) {
          refuse(exchange, admission.opened.refusal);
        } else {
          (*session)->joined(admission.opened.peer);
          switch_over(exchange, std::move(*session));
        }
      });
}

void StreamUpgrade::switch_over(const std::shared_ptr<Exchange>& exchange,
                                std::unique_ptr<StreamSession> session) {
  Connection* connection = exchange->connection();
  if (connection == nullptr) return;  // the client has gone; the session leaves with us
  Faults& faults = needs_.surroundings.faults;
  const HttpRequest& request = exchange->request();
  std::string accept = accept_value(trimmed(request.header("sec-websocket-key")));
  if (faults.wrong_accept.pending() && session->selected(faults) && faults.wrong_accept.take()) {
    accept = accept_value("wrong");
  }
  const std::string head = write_switching(accept, "127.0.0.1");
  auto socket = std::make_unique<WebSocket>(*connection, std::move(session));
  WebSocket& opened = *socket;
  exchange->upgrade(head, std::move(socket));
  opened.open();
}

}  // namespace uc8::gateway
