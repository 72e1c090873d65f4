// SPDX-License-Identifier: Apache-2.0
#include "pulsar/publishing.h"

#include <utility>

#include "broker/base64.h"
#include "broker/json.h"
#include "broker/json_writer.h"

namespace uc8::gateway {

void Publishing::start(uv_loop_t* loop, StreamBackend& backend, const emulator::TopicKey& key,
                       std::string payload, StreamCatalogue::Done done) {
  (new Publishing(loop, backend, std::move(payload), std::move(done)))->open(key);
}

Publishing::Publishing(uv_loop_t* loop, StreamBackend& backend, std::string payload,
                       StreamCatalogue::Done done)
    : backend_(backend),
      payload_(std::move(payload)),
      done_(std::move(done)),
      leaving_(loop, [this] {
        if (peer_ != nullptr) {
          peer_->on_close(1000, "");
          backend_.disconnect(peer_);
        }
        done_(status_);
        delete this;
      }) {}

void Publishing::open(const emulator::TopicKey& key) {
  emulator::OpenRequest request;
  request.kind = emulator::PeerKind::producer;
  request.segments = {"persistent", key.tenant, key.name_space(), key.name};
  backend_.open(request, *this,
                [this](const StreamBackend::Admission& admission) { answered(admission); });
}

void Publishing::answered(const StreamBackend::Admission& admission) {
  peer_ = admission.opened.peer;
  if (peer_ != nullptr) {
    emulator::JsonWriter json;
    json.begin_object().member("payload", emulator::base64_encode(payload_)).end_object();
    peer_->start();
    peer_->on_text(json.text());
    return;
  }
  const int status = admission.page ? admission.page->status : admission.opened.refusal.status;
  if (status == 404) {
    end({404, 100016, "stream not found"});
  } else {
    end({502, 502, "Pulsar refuses a producer: HTTP " + std::to_string(status)});
  }
}

void Publishing::end(const emulator::AdminStatus& status) {
  if (std::exchange(ended_, true)) return;
  status_ = status;
  leaving_.start(0);
}

void Publishing::send_text(std::string_view text) {
  const emulator::JsonParsed answer = emulator::parse_json(text);
  const bool stored = answer.ok && answer.value.string_member("result") == "ok";
  end(stored ? emulator::AdminStatus{202, 0, {}}
             : emulator::AdminStatus{502, 502, "Pulsar refuses the message: " + std::string(text)});
}

void Publishing::abort() {
  end({502, 502, "Pulsar broke the connection off"});
}

}  // namespace uc8::gateway
