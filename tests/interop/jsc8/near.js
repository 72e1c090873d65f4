// SPDX-License-Identifier: Apache-2.0
// What the programs share: the client as the environment says, and answers as lines of JSON.
"use strict";
const jsc8 = require("jsc8");

const local = process.env.UC8_INTEROP_LOCAL === "1";

function say(answer) {
  process.stdout.write(JSON.stringify(answer) + "\n");
}

function fail(error) {
  const code = error.code ?? error.statusCode;
  say({ failed: { code, errorNum: error.errorNum, message: String(error.message ?? error) } });
  process.exitCode = 1;
}

async function connect() {
  const options = { url: process.env.UC8_URL, fabricName: "_system" };
  const { UC8_INTEROP_EMAIL: email, UC8_INTEROP_PASSWORD: password } = process.env;
  if (!email) return new jsc8({ ...options, apiKey: process.env.UC8_API_KEY });
  const client = new jsc8(options);
  await client.login(email, password);
  return client;
}

// The data centre as the vendor's example names it: with the slash at its end.
const center = new URL(process.env.UC8_URL).host + "/";

async function open(socket) {
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.removeAllListeners("error").on("error", fail);
  say({ open: true });
}

module.exports = { center, connect, fail, local, open, say };
