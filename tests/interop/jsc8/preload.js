// SPDX-License-Identifier: Apache-2.0
// For `node -r`: jsC8 puts `api-` before every host, and no resolver knows `api-localhost`.
"use strict";
const dns = require("dns");

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => lookup(name === "api-localhost" ? "127.0.0.1" : name, ...rest);
