// SPDX-License-Identifier: Apache-2.0
// usage: admin.js create|exists|list|delete|subscriptions|publish STREAM [TEXT]
"use strict";
const { connect, fail, local, say } = require("./near.js");

const operations = {
  create: async (client, stream) => (await client.stream(stream, local).createStream()).result,
  exists: (client, stream) => client.hasStream(stream, local),
  list: async (client) => (await client.getStreams(!local)).result.map((stream) => stream.topic),
  delete: (client, stream) => client.stream(stream, local).deleteStream(),
  subscriptions: async (client, stream) =>
    (await client.getStreamSubscriptions(stream, local)).result,
  publish: (client, stream, text) => client.stream(stream, local).publishMessage(text),
};

async function main(operation, stream, text) {
  say(await operations[operation](await connect(), stream, text));
}

main(...process.argv.slice(2)).catch(fail);
