// SPDX-License-Identifier: Apache-2.0
#include "cli/format.h"

#include "cli/failure.h"
#include "cli/json_text.h"
#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

void append(std::string& out, Bytes bytes) {
  if (bytes.size > 0) out.append(reinterpret_cast<const char*>(bytes.data), bytes.size);
}

void append_property(std::string& out, const Message& message, const std::string& name) {
  // Unescaped it is never longer than the object it stands in.
  std::string value(message.properties.size, '\0');
  const MutableBytes room{reinterpret_cast<uint8_t*>(value.data()), value.size()};
  const Result<size_t> found = find_property(message, name.c_str(), room);
  if (found.ok()) out.append(value, 0, found.value());
}

void append_id(std::string& out, const MessageId& id) {
  out += without_controls({id.text, id.size});
}

void append_member(std::string& out, const char* name, Bytes value) {
  if (value.size == 0) return;
  out += std::string(",\"") + name + "\":";
  append_json_string(out, value);
}

void append_json(std::string& out, const Message& message, const Format::Origin& origin) {
  const auto bytes = [](const std::string& text) {
    return Bytes{reinterpret_cast<const uint8_t*>(text.data()), text.size()};
  };
  out += "{\"id\":";
  append_json_string(out, {reinterpret_cast<const uint8_t*>(message.id.text), message.id.size});
  out += ",\"payload\":\"";
  append_base64(out, message.payload);
  out += '"';
  append_member(out, "key", message.key);
  const std::string properties = one_line(message.properties);
  if (!properties.empty() && properties != "{}") out += ",\"properties\":" + properties;
  append_member(out, "publishTime", message.publish_time);
  append_member(out, "eventTime", message.event_time);
  append_member(out, "stream", bytes(origin.stream));
  append_member(out, "subscription", bytes(origin.subscription));
  out += "}\n";
}

}  // namespace

void Format::add_text(char c) {
  if (pieces_.empty() || pieces_.back().kind != Kind::text) pieces_.push_back({Kind::text, ""});
  pieces_.back().text += c;
}

/// `at` is behind the `%`; answers where the directive ends.
size_t Format::add_directive(const std::string& text, size_t at) {
  switch (at < text.size() ? text[at] : '\0') {
    case '%':
      add_text('%');
      return at + 1;
    case 'p':
      pieces_.push_back({Kind::payload, ""});
      return at + 1;
    case 'i':
      pieces_.push_back({Kind::id, ""});
      return at + 1;
    case 'k':
      pieces_.push_back({Kind::key, ""});
      return at + 1;
    case 't':
      pieces_.push_back({Kind::publish_time, ""});
      return at + 1;
    case 'T':
      pieces_.push_back({Kind::stream, ""});
      return at + 1;
    case 'S':
      pieces_.push_back({Kind::subscription, ""});
      return at + 1;
    case 'P': {
      const size_t end = text.find('}', at);
      if (at + 1 >= text.size() || text[at + 1] != '{' || end == std::string::npos ||
          end == at + 2) {
        throw usage("write %P{NAME} for a property");
      }
      pieces_.push_back({Kind::property, text.substr(at + 2, end - at - 2)});
      return end + 1;
    }
    case '\0':
      throw usage("it ends in %: write %% for a percent sign");
    default:
      throw usage("unknown directive %" + printable(text.substr(at, 1)) +
                  ": write one of %p %i %k %t %T %S %P{NAME} %%, or json");
  }
}

Format Format::parse(const std::string& text) {
  Format format;
  if (text.empty()) throw usage("it is empty: give a format, or json");
  if (text == "json") {
    format.pieces_.push_back({Kind::json, ""});
    return format;
  }
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '%') {
      at = format.add_directive(text, at + 1);
    } else if (text[at] == '\\') {
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if (next != 'n' && next != 't' && next != '\\') {
        throw usage("unknown escape: write one of \\n \\t \\\\");
      }
      format.add_text(next == 'n' ? '\n' : next == 't' ? '\t' : '\\');
      at += 2;
    } else {
      format.add_text(text[at++]);
    }
  }
  return format;
}

void Format::print(const Message& message, const Origin& origin, std::string& out) const {
  for (const Piece& piece : pieces_) {
    switch (piece.kind) {
      case Kind::text:
        out += piece.text;
        break;
      case Kind::payload:
        append(out, message.payload);
        break;
      case Kind::id:
        append_id(out, message.id);
        break;
      case Kind::key:
        append(out, message.key);
        break;
      case Kind::publish_time:
        append(out, message.publish_time);
        break;
      case Kind::stream:
        out += origin.stream;
        break;
      case Kind::subscription:
        out += origin.subscription;
        break;
      case Kind::property:
        append_property(out, message, piece.text);
        break;
      case Kind::json:
        append_json(out, message, origin);
        break;
    }
  }
}

}  // namespace uc8::cli
