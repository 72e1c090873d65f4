// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <uv.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "cli/stream_name.h"

namespace uc8::cli {
namespace {

struct Entry {
  Error error;
  const char* words;
  const char* advice;
};

constexpr Entry kEntries[] = {
    {Error::connection_lost, "no connection",
     "check that the server runs and that address and port are right"},
    {Error::peer_silent, "the server fell silent", "check the network and try again later"},
    {Error::server_busy, "server busy", "try again later"},
    {Error::timed_out, "timed out", "check the address and the network, or allow more time"},
    {Error::conflict, "conflict",
     "another connection holds the name or the subscription: close it, or wait some minutes"},
    {Error::name_not_resolved, "name not resolved", "check --url and the name server"},
    {Error::not_yet, "not there yet", "try again later"},
    {Error::unauthorized, "unauthorized",
     "check the API key or JWT, and what it may do in this fabric"},
    {Error::tls_untrusted, "certificate not trusted",
     "check --ca-file, the host in --url and this machine's clock"},
    {Error::not_found, "not found",
     "check the names of stream, fabric and tenant; uc8 create makes a stream"},
    {Error::protocol_violation, "protocol broken",
     "check that --url is a GDN; if it is, report it as a bug"},
    {Error::rejected, "rejected", "check the names of stream, subscription, fabric and tenant"},
    {Error::redirected, "redirected", "give the address that it names as --url, if you trust it"},
    {Error::tls_failed, "no TLS", "check that the port of --url is one for https"},
    {Error::message_refused, "message refused", "check the message and the stream's settings"},
    {Error::payload_too_large, "message too large", "send at most 785000 bytes"},
    {Error::metadata_too_large, "key and properties too large", "send at most 65535 bytes of them"},
    {Error::invalid_configuration, "options that cannot work", "check the options"},
};

/// Where the advice to a Pulsar's user is another.
constexpr struct {
  Error error;
  const char* advice;
} kPulsarAdvice[] = {
    {Error::server_busy, "check tenant, namespace and what the server says, or try again later"},
    {Error::unauthorized, "check the JWT, and what it may do in this namespace"},
    {Error::not_found, "check the names of topic, namespace and tenant; uc8 create makes a topic"},
    {Error::protocol_violation,
     "check that --url is a Pulsar's WebSocket service; if it is, report it as a bug"},
    {Error::rejected, "check the names of topic, subscription, namespace and tenant"},
    {Error::tls_failed, "check that the port of --url is one for wss"},
};

const Entry* entry_of(Error error) {
  for (const Entry& entry : kEntries) {
    if (entry.error == error) return &entry;
  }
  return nullptr;
}

std::string close_words(int32_t code) {
  switch (code) {
    case 0:
      return "close without a code";
    case 1000:
      return "close 1000 normal";
    case 1001:
      return "close 1001 going away";
    case 1002:
      return "close 1002 protocol error";
    case 1003:
      return "close 1003 unsupported data";
    case 1006:
      return "close 1006 abnormal";
    case 1007:
      return "close 1007 invalid data";
    case 1008:
      return "close 1008 policy violation";
    case 1009:
      return "close 1009 message too big";
    case 1011:
      return "close 1011 server error";
    case 1012:
      return "close 1012 service restart";
    case 1013:
      return "close 1013 try again later";
    default:
      return "close " + std::to_string(code);
  }
}

std::string system_words(int32_t code) {
  if (code == 0) return "";
  if (code > 0) return std::strerror(code);
  return uv_strerror(code);  // The resolver's codes are libuv's.
}

/// mbedTLS's verification flags; the same in 2.28 and 3.6.
std::string certificate_words(uint32_t flags) {
  static const struct {
    uint32_t flag;
    const char* words;
  } table[] = {
      {0x01, "expired"},          {0x02, "revoked"},
      {0x04, "for another host"}, {0x08, "signed by no one we trust"},
      {0x40, "missing"},          {0x0200, "not yet valid"},
      {0x4000, "weak hash"},      {0x010000, "weak key"},
  };
  std::string words;
  for (const auto& row : table) {
    if ((flags & row.flag) == 0) continue;
    words += (words.empty() ? "" : ", ") + std::string(row.words);
  }
  return words;
}

std::string tls_words(const Fault& fault) {
  if (fault.error == Error::tls_untrusted && fault.detail > 0) {
    const std::string words = certificate_words(static_cast<uint32_t>(fault.detail));
    if (!words.empty()) return words;
  }
  char text[32];
  const long code = fault.detail;
  std::snprintf(text, sizeof text, "TLS %s0x%lx", code < 0 ? "-" : "", code < 0 ? -code : code);
  return text;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

void undo_html(std::string& text) {
  static const char* const table[][2] = {{"&apos;", "'"}, {"&#39;", "'"}, {"&quot;", "\""},
                                         {"&lt;", "<"},   {"&gt;", ">"},  {"&amp;", "&"}};
  for (const auto& row : table) replace_all(text, row[0], row[1]);
}

/// The text may have been cut in the middle of a secret.
void replace_beginning_at_end(std::string& text, const std::string& secret) {
  for (size_t size = std::min(secret.size(), text.size()); size >= 4; --size) {
    if (text.compare(text.size() - size, size, secret, 0, size) == 0) {
      text.replace(text.size() - size, size, "***");
      return;
    }
  }
}

/// One-time passwords, which a redirect or an error page may repeat.
void hide_otp(std::string& text) {
  for (size_t at = text.find("otp="); at != std::string::npos; at = text.find("otp=", at + 4)) {
    const size_t end = text.find_first_of("& \"'<>", at + 4);
    text.replace(at + 4, end == std::string::npos ? end : end - at - 4, "***");
  }
}

}  // namespace

std::string words_of(Error error) {
  if (const Entry* entry = entry_of(error)) return entry->words;
  std::string name = name_of(error);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string advice_for(Error error, Service service) {
  for (const auto& row : kPulsarAdvice) {
    if (service == Service::pulsar && row.error == error) return row.advice;
  }
  const Entry* entry = entry_of(error);
  return entry != nullptr ? entry->advice : "report it as a bug of uc8";
}

std::string evidence_of(const Fault& fault) {
  switch (fault.origin) {
    case Origin::none:
      return "";
    case Origin::system:
      return system_words(fault.detail);
    case Origin::tls:
      return tls_words(fault);
    case Origin::http:
      // 0: what came is no answer that could be read.
      return fault.detail == 0 ? "" : "HTTP " + std::to_string(fault.detail);
    case Origin::websocket:
      return close_words(fault.detail);
    case Origin::stream:  // 0: the text itself could not be read.
      return fault.detail == 0 ? "" : "send-error " + std::to_string(fault.detail);
  }
  return "";
}

std::string Report::quoted(Bytes last_words) const {
  std::string text(reinterpret_cast<const char*>(last_words.data), last_words.size);
  undo_html(text);  // First: it could bring a secret to light.
  for (const std::string& secret : secrets_) replace_all(text, secret, "***");
  for (const std::string& secret : secrets_) replace_beginning_at_end(text, secret);
  hide_otp(text);
  text.erase(text.find_last_not_of(" \r\n") + 1);
  return printable(text);
}

std::string Report::line(const Fault& fault, Bytes last_words) const {
  std::string text = words_of(fault.error);
  const std::string evidence = evidence_of(fault);
  if (!evidence.empty()) text += " (" + evidence + ")";
  text += " from " + place_ + ": " + advice_for(fault.error, service_);
  if (last_words.size > 0) text += "; the server says \"" + quoted(last_words) + "\"";
  return text;
}

}  // namespace uc8::cli
