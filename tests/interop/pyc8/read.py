# SPDX-License-Identifier: Apache-2.0
"""usage: read.py STREAM COUNT: prints so many messages from the earliest on, by a reader."""
import json

from near import LOCAL, connect, run, say


def main(stream, count):
    reader = connect()._fabric.stream().create_reader(stream, start_message_id="earliest",
                                                      local=LOCAL)
    for _ in range(int(count)):
        message = json.loads(reader.recv())
        say(message)
        reader.send(json.dumps({"messageId": message["messageId"]}))
    reader.close()


run(main)
