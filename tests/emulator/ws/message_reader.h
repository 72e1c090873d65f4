// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ws/frame.h"
#include "ws/utf8.h"

namespace uc8::gateway {

// Bytes to messages: unmasks, joins fragments, checks UTF-8, and refuses what RFC 6455
// forbids. A binary message is skipped, as Pulsar's service does.
class MessageReader {
 public:
  class Receiver {
   public:
    virtual void on_text_message(const std::string& text) = 0;
    virtual void on_ping(std::string_view payload) = 0;
    virtual void on_pong(std::string_view payload) = 0;
    virtual void on_close_frame(const CloseNote& note) = 0;
    // The other end broke the rules: close with this. Nothing is read any more.
    virtual void on_violation(int code, const std::string& reason) = 0;

   protected:
    ~Receiver() = default;
  };

  MessageReader(Receiver& receiver, size_t text_max, Sender sender = Sender::client)
      : receiver_(receiver), text_max_(text_max), heads_(sender) {}

  void take(std::string_view bytes);
  // What comes from now on is dropped.
  void stop() { stopped_ = true; }

 private:
  bool begin_frame();
  bool take_payload(std::string_view* bytes);
  void end_frame();
  void end_control();
  void violate(int code, const std::string& reason);

  Receiver& receiver_;
  const size_t text_max_;
  FrameHeadReader heads_;
  FrameHead head_;
  bool in_frame_ = false;
  uint64_t frame_used_ = 0;
  bool in_message_ = false;
  bool message_is_text_ = false;
  Utf8Check utf8_;
  std::string message_;
  std::string control_;
  bool stopped_ = false;
};

}  // namespace uc8::gateway
