# SPDX-License-Identifier: Apache-2.0
"""Waits until a Pulsar makes a topic, and makes the tenant and namespaces of a GDN on it.

    ready.py ADMIN_URL PID SECONDS

Exit code 0: ready. 1: the process died, or the time is over; the reason is on standard error.
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request

TENANT = "_mm"
NAMESPACES = ("c8global._system", "c8local._system")


def put(url, body):
    """The HTTP status, or None where nobody answers yet."""
    data = b"" if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method="PUT")
    request.add_header("Content-Type", "application/json")
    if os.environ.get("UC8_PULSAR_TOKEN"):
        request.add_header("Authorization", "Bearer " + os.environ["UC8_PULSAR_TOKEN"])
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def steps(admin):
    yield f"{admin}/admin/v2/tenants/{TENANT}", {"adminRoles": [], "allowedClusters": ["standalone"]}
    for namespace in NAMESPACES:
        yield f"{admin}/admin/v2/namespaces/{TENANT}/{namespace}", {}
    # A topic makes the broker own the namespace: only then is it ready.
    yield f"{admin}/admin/v2/persistent/{TENANT}/{NAMESPACES[0]}/ready", None


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_ready(admin, pid, seconds):
    deadline = time.monotonic() + seconds
    for url, body in steps(admin):
        status = None
        while status not in (204, 409):
            if not alive(pid):
                return "the process ended"
            if time.monotonic() > deadline:
                return f"not ready within {seconds:g} s (PUT {url} last answered {status})"
            status = put(url, body)
            if status not in (204, 409):
                time.sleep(0.1)
    return None


if __name__ == "__main__":
    problem = wait_ready(sys.argv[1].rstrip("/"), int(sys.argv[2]), float(sys.argv[3]))
    if problem:
        print(problem, file=sys.stderr)
    sys.exit(1 if problem else 0)
