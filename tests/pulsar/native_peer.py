# SPDX-License-Identifier: Apache-2.0
"""Pulsar's own C++ client, by its Python face, as a program that the tests start and kill.

    native_peer.py produce BROKER TOPIC [BATCH_SIZE]   a JSON object per stdin line; prints the ids
    native_peer.py consume BROKER TOPIC SUBSCRIPTION NAME [hold]
                                                       a JSON object per stdout line; acknowledges
                                                       each unless told to hold
    native_peer.py idle BROKER TOPIC                   a producer and a consumer that wait: to weigh
Runs in the environment that native_client.py makes.
"""
import base64
import json
import sys

import pulsar

QUIET = pulsar.ConsoleLogger(pulsar.LoggerLevel.Warn)


def id_of(message_id):
    return [message_id.ledger_id(), message_id.entry_id(), message_id.batch_index()]


def produce(client, topic, batch_size=0):
    batching = {"batching_enabled": False}
    if batch_size:
        batching = {"batching_enabled": True, "batching_max_messages": batch_size,
                    "batching_max_publish_delay_ms": 60_000}
    producer = client.create_producer(topic, **batching)
    ids = {}

    def confirmed(number):
        def note(result, message_id):
            ids[number] = id_of(message_id) if result == pulsar.Result.Ok else str(result)
        return note

    for number, line in enumerate(sys.stdin):
        message = json.loads(line)
        producer.send_async(base64.b64decode(message["payload"]), confirmed(number),
                            properties=message.get("properties"), partition_key=message.get("key"),
                            event_timestamp=message.get("eventTime"))
    producer.flush()
    producer.close()
    for number in sorted(ids):
        print(json.dumps(ids[number]))


def consume(client, topic, subscription, name, hold):
    consumer = client.subscribe(topic, subscription, consumer_name=name,
                                consumer_type=pulsar.ConsumerType.Failover)
    print("open", file=sys.stderr, flush=True)
    while True:
        message = consumer.receive()
        print(json.dumps({
            "payload": base64.b64encode(message.data()).decode(),
            "properties": message.properties(), "key": message.partition_key(),
            "eventTime": message.event_timestamp(), "id": id_of(message.message_id()),
        }), flush=True)
        if not hold:
            consumer.acknowledge(message)


def idle(client, topic):
    consumer = client.subscribe(topic, "idle", consumer_type=pulsar.ConsumerType.Failover)
    print("open", file=sys.stderr, flush=True)
    consumer.receive()


def main(argv):
    command, broker, topic, *rest = argv[1:]
    client = pulsar.Client(broker, logger=QUIET)
    if command == "produce":
        produce(client, topic, int(rest[0]) if rest else 0)
    elif command == "consume":
        consume(client, topic, rest[0], rest[1], len(rest) > 2)
    else:
        idle(client, topic)
    client.close()


if __name__ == "__main__":
    main(sys.argv)
