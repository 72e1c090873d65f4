# SPDX-License-Identifier: Apache-2.0
"""usage: consume.py STREAM SUBSCRIPTION NAME [--acknowledge N]

Prints each message, then acknowledges it, or only the first N. Runs until it is killed.
"""
import json
import math

from near import LOCAL, connect, run, say


def main(stream, subscription, name, option=None, count=None):
    client = connect()
    owed = int(count) if option == "--acknowledge" else math.inf
    consumer = client.subscribe(stream, local=LOCAL, subscription_name=subscription,
                                consumer_type="Failover", consumer_name=name)
    say({"open": True})
    while text := consumer.recv():
        message = json.loads(text)
        say(message)
        if owed > 0:
            owed -= 1
            consumer.send(json.dumps({"messageId": message["messageId"]}))


run(main)
