// SPDX-License-Identifier: Apache-2.0
#include "gdn/answers.h"

#include "broker/json_writer.h"
#include "ws/utf8.h"

namespace uc8::gateway {

using emulator::JsonWriter;

HttpResponse result_answer(std::string_view result_json, int status) {
  HttpResponse response;
  response.status = status;
  JsonWriter json;
  json.begin_object().member("error", false).member("code", status);
  json.key("result").raw(result_json).end_object();
  response.body = json.take();
  return response;
}

HttpResponse done_answer(int status) {
  HttpResponse response;
  response.status = status;
  response.body = "{\"code\":" + std::to_string(status) + ",\"error\":false}";
  return response;
}

HttpResponse error_answer(int status, int error_num, std::string_view message) {
  HttpResponse response;
  response.status = status;
  JsonWriter json;
  json.begin_object().member("code", status).member("error", true);
  json.member("errorMessage", message).member("errorNum", error_num).end_object();
  response.body = json.take();
  return response;
}

HttpResponse status_answer(const emulator::AdminStatus& status) {
  if (status.ok()) return done_answer(status.code);
  return error_answer(status.code, status.error_num, status.message);
}

HttpResponse apid_error_answer(int status, std::string_view message, std::string_view request_id) {
  HttpResponse response;
  response.status = status;
  JsonWriter json;
  json.begin_object().member("code", status).member("error", true).member("message", message);
  json.member("requestId", request_id).member("serverId", "C8Apid 0.1.41").end_object();
  response.body = json.take();
  return response;
}

HttpResponse refused_upgrade_answer(const HttpRequest& request, int status,
                                    std::string_view message) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Cache-Control", "must-revalidate,no-cache,no-store");
  const std::string words = html_escaped(message);
  // Pulsar does not see the prefix that the gateway takes away.
  std::string path = request.target.path;
  if (path.compare(0, 4, "/_ws") == 0) path.erase(0, 4);
  if (request.header("accept").find("application/json") != std::string_view::npos) {
    JsonWriter url;
    url.string(path);
    JsonWriter text;
    text.string(words);
    response.body =
        "{\n\"servlet\":\"org.apache.pulsar.websocket.WebSocketServlet-22f4f8f2\",\n"
        "\"message\":" +
        text.text() + ",\n\"url\":" + url.text() + ",\n\"status\":\"" + std::to_string(status) +
        "\"\n}";
    return response;
  }
  response.content_type = "text/html;charset=iso-8859-1";
  const std::string code = std::to_string(status);
  response.body =
      "<html>\n<head>\n<meta http-equiv=\"Content-Type\" "
      "content=\"text/html;charset=ISO-8859-1\"/>\n<title>Error " +
      code + " " + words + "</title>\n</head>\n<body><h2>HTTP ERROR " + code + " " + words +
      "</h2>\n<table>\n<tr><th>URI:</th><td>" + html_escaped(path) +
      "</td></tr>\n<tr><th>STATUS:</th><td>" + code + "</td></tr>\n<tr><th>MESSAGE:</th><td>" +
      words +
      "</td></tr>\n<tr><th>SERVLET:</th><td>"
      "org.apache.pulsar.websocket.WebSocketServlet-22f4f8f2</td></tr>\n</table>\n</body>\n"
      "</html>\n";
  return response;
}

bool flag_parameter(const Target& target, std::string_view name, bool otherwise) {
  const std::string* value = target.parameter(name);
  return value == nullptr ? otherwise : same_without_case(*value, "true");
}

emulator::JsonParsed json_body(std::string_view body) {
  if (is_utf8(body)) return emulator::parse_json(body);
  emulator::JsonParsed parsed;
  parsed.error = "not UTF-8";
  return parsed;
}

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&apos;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace uc8::gateway
