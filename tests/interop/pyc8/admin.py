# SPDX-License-Identifier: Apache-2.0
"""usage: admin.py create|exists|list|delete|subscriptions|publish STREAM [TEXT]"""
from near import LOCAL, connect, run, say

PREFIX = "c8locals." if LOCAL else "c8globals."

OPERATIONS = {
    "create": lambda client, name: client.create_stream(name, local=LOCAL),
    "exists": lambda client, name: client.has_stream(name, local=LOCAL),
    "list": lambda client, name: [stream["topic"] for stream in client.get_streams()],
    "delete": lambda client, name: client.delete_stream(PREFIX + name),
    "subscriptions": lambda client, name: client.get_stream_subscriptions(name, local=LOCAL),
    "publish": lambda client, name, text:
        client._fabric.stream().publish_message_stream(PREFIX + name, text),
}


def main(operation, *arguments):
    say(OPERATIONS[operation](connect(), *arguments))


run(main)
