// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "broker/admin_status.h"
#include "broker/json.h"
#include "http/request.h"
#include "http/response.h"

namespace uc8::gateway {

// The shapes of the GDN's answers.

// {"error":false,"code":200,"result":…}
HttpResponse result_answer(std::string_view result_json, int status = 200);
// {"error":false,"code":200}
HttpResponse done_answer(int status = 200);
// {"code":…,"error":true,"errorMessage":…,"errorNum":…}, the shape of the database and the streams
HttpResponse error_answer(int status, int error_num, std::string_view message);
HttpResponse status_answer(const emulator::AdminStatus& status);
// {"code":…,"error":true,"message":…,"requestId":…,"serverId":…}, the shape of /apid/*
HttpResponse apid_error_answer(int status, std::string_view message, std::string_view request_id);
// How Pulsar's Jetty refuses an upgrade: a page, or JSON where that is accepted.
HttpResponse refused_upgrade_answer(const HttpRequest& request, int status,
                                    std::string_view message);

// `true`, `True`; anything else, or nothing, is `otherwise` or false.
bool flag_parameter(const Target& target, std::string_view name, bool otherwise);

// A request's body as JSON; what is not UTF-8 is not JSON.
emulator::JsonParsed json_body(std::string_view body);

std::string html_escaped(std::string_view text);

}  // namespace uc8::gateway
