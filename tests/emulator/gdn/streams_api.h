// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gdn/credentials.h"
#include "gdn/stream_catalogue.h"
#include "http/request.h"
#include "http/response.h"

namespace uc8::gateway {

// `/_fabric/{fabric}/_api/streams…`, and the same without `_api`.
class StreamsApi {
 public:
  // Called once, now or later.
  using Reply = std::function<void(HttpResponse response)>;

  StreamsApi(StreamCatalogue& catalogue, std::vector<std::string> fabrics,
             std::function<int64_t()> now_ms);

  // Whether the path is one of these.
  static bool owns(const Target& target);
  // Whether it is the creation of a stream.
  static bool is_create(const HttpRequest& request);

  void answer(const HttpRequest& request, const Identity& who, const Reply& reply);

  bool has_fabric(std::string_view fabric) const;

 private:
  // One request, taken apart; `rest` is what follows `streams`.
  struct Call {
    const HttpRequest& request;
    const Identity& who;
    const Reply& reply;
    std::string fabric;
    std::vector<std::string> rest;

    bool is(std::string_view method, size_t parts) const {
      return request.method == method && rest.size() == parts;
    }
  };

  void of_fabric(const Call& call);
  void of_stream(const Call& call);
  void read_stream(const Call& call, const emulator::TopicKey& key);
  void list(const Call& call);
  void create(const Call& call);
  void time_to_live(const Call& call);
  void clear_backlog(const Call& call);

  emulator::TopicKey key_of(const Call& call, const std::string& name) const;
  emulator::TopicFilter filter_of(const Call& call) const;

  StreamCatalogue& catalogue_;
  std::vector<std::string> fabrics_;
  std::function<int64_t()> now_ms_;
};

}  // namespace uc8::gateway
