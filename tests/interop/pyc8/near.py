# SPDX-License-Identifier: Apache-2.0
"""What the programs share: a client as the environment says, and answers as lines of JSON."""
import json
import os
import socket
import sys
import urllib.parse
import warnings

from c8 import C8Client
from c8.exceptions import C8ServerError

LOCAL = os.environ.get("UC8_INTEROP_LOCAL") == "1"


def redirect(port):
    """pyC8 knows port 443 only: whoever looks for that on `api-localhost` is led to `port`."""
    ask = socket.getaddrinfo

    def answer(host, service, *rest, **options):
        if (host, service) == ("api-localhost", 443):
            host, service = "127.0.0.1", port
        return ask(host, service, *rest, **options)

    socket.getaddrinfo = answer


def connect():
    warnings.filterwarnings("ignore", message="Unverified HTTPS request")  # pyC8's own choice.
    url = urllib.parse.urlsplit(os.environ["UC8_URL"])
    redirect(url.port)
    options = {"protocol": "https", "host": url.hostname, "port": 443}
    email = os.environ.get("UC8_INTEROP_EMAIL")
    if email:
        return C8Client(email=email, password=os.environ["UC8_INTEROP_PASSWORD"], **options)
    # What names no e-mail must say so: pyC8 would log in with None.
    return C8Client(email="", password="", apikey=os.environ["UC8_API_KEY"], **options)


def say(answer):
    print(json.dumps(answer), flush=True)


def run(main):
    try:
        main(*sys.argv[1:])
    except C8ServerError as error:
        say({"failed": {"code": error.http_code, "errorNum": error.error_code,
                        "message": str(error)}})
        sys.exit(1)
