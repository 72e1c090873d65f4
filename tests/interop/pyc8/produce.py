# SPDX-License-Identifier: Apache-2.0
"""usage: produce.py STREAM

Each line of stdin is a message as the protocol has it, of which pyC8 can send the payload; each
confirmation is a line of stdout. Ends when stdin did.
"""
import base64
import json
import sys

from near import LOCAL, connect, run, say


def main(stream):
    producer = connect().create_stream_producer(stream, local=LOCAL)
    say({"open": True})
    for line in sys.stdin:
        message = json.loads(line)
        if set(message) != {"payload"}:
            sys.exit("produce.py: pyC8 sends payloads only")
        # pyC8 takes text and sends it as Latin-1: so every byte has its character.
        producer.send(base64.b64decode(message["payload"]).decode("latin-1"))
        say(json.loads(producer.recv()))
    producer.close()


run(main)
