// SPDX-License-Identifier: Apache-2.0
// usage: produce.js STREAM [--nearby]
// Each line of stdin is a message as the protocol has it; each confirmation is a line of stdout.
// Ends when stdin did and all is confirmed. --nearby asks the server which data centre to use.
"use strict";
const readline = require("readline");
const { center, connect, fail, local, open, say } = require("./near.js");

async function producer(client, name, nearby) {
  if (nearby) return client.createStreamProducer(name, local);
  const stream = client.stream(name, local);
  return stream.producer(center, { otp: await stream.getOtp() });
}

async function main(name, nearby) {
  const socket = await producer(await connect(), name, nearby);
  let unconfirmed = 0;
  let ended = false;
  const finish = () => ended && unconfirmed === 0 && socket.close();
  socket.on("message", (reply) => {
    say(JSON.parse(reply));
    unconfirmed -= 1;
    finish();
  });
  await open(socket);
  socket.on("close", () => process.exit(unconfirmed === 0 && ended ? process.exitCode : 1));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    unconfirmed += 1;
    socket.send(line);
  }
  ended = true;
  finish();
}

main(...process.argv.slice(2)).catch(fail);
