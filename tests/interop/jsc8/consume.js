// SPDX-License-Identifier: Apache-2.0
// usage: consume.js STREAM SUBSCRIPTION NAME [--acknowledge N] [--nearby]
// Prints each message, then acknowledges it, or only the first N. Runs until it is killed.
"use strict";
const { center, connect, fail, local, open, say } = require("./near.js");

async function consumer(client, name, subscription, nearby, parameters) {
  if (nearby) return client.subscribe(name, local, false, subscription, undefined, parameters);
  const stream = client.stream(name, local);
  return stream.consumer(subscription, center, { ...parameters, otp: await stream.getOtp() });
}

async function main(name, subscription, consumerName, ...options) {
  const at = options.indexOf("--acknowledge");
  let owed = at < 0 ? Infinity : Number(options[at + 1]);
  const socket = await consumer(await connect(), name, subscription, options.includes("--nearby"),
    { subscriptionType: "Failover", consumerName });
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    say(message);
    if (owed-- > 0) socket.send(JSON.stringify({ messageId: message.messageId }));
  });
  await open(socket);
}

main(...process.argv.slice(2)).catch(fail);
