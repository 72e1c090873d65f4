#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The behaviour of a GDN's streams, vector by vector, on a server of your choice. See README.md."""
import argparse
import asyncio
import sys

import report
import run
from backends.admin import Admin
from backends.endpoint import PlainPulsar
from backends.gdn import Gdn
from backends.profile import PROFILES
from limits import Limits
from vectors import every


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gdn", metavar="URL", help="a GDN-shaped gateway, https://HOST:PORT")
    parser.add_argument("--ca", metavar="FILE", help="its certificate authority")
    parser.add_argument("--api-key", metavar="KEY", default="xxxxxx")
    parser.add_argument("--otp-life-ms", type=int, metavar="MS", help="how long a one-time password is good")
    parser.add_argument("--ws", metavar="URL", help="a plain Pulsar WebSocket service, ws://HOST:PORT")
    parser.add_argument("--admin", metavar="URL", help="Pulsar's admin REST (also of one behind --gdn)")
    parser.add_argument("--cut", metavar="COMMAND", help="breaks the link between WebSocket service and broker")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="ws28")
    parser.add_argument("--idle-ms", type=int, default=3000, help="the server's idle timeout (3000)")
    parser.add_argument("--slack-ms", type=int, default=800, help="added to every upper bound (800)")
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--only", metavar="N,N", help="these vectors")
    parser.add_argument("--without", metavar="N,N", default="", help="not these")
    parser.add_argument("--name", help="the column's name in the table")
    parser.add_argument("--json", metavar="FILE", help="writes the results, for --table")
    parser.add_argument("--table", nargs="+", metavar="FILE", help="prints the table of earlier runs")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--self-test", action="store_true", help="a wrong server must fail")
    return parser.parse_args(argv), parser


def server_of(options):
    profile = PROFILES[options.profile]
    others = {"admin": Admin(options.admin) if options.admin else None, "cut": options.cut}
    if options.gdn:
        gdn = Gdn(options.gdn, options.api_key, profile, ca_file=options.ca, **others)
        gdn.otp_life_ms = options.otp_life_ms
        return gdn
    return PlainPulsar(options.ws, profile, **others)


def chosen(options, server):
    only = set(options.only.split(",")) if options.only else {one.number for one in every.VECTORS}
    only -= set(options.without.split(","))
    return [one for one in every.VECTORS if one.number in only and (server.is_gdn or not one.gdn)]


def test(options):
    server = server_of(options)
    limits = Limits(options.idle_ms, options.slack_ms)
    try:
        results = asyncio.run(run.run_all(chosen(options, server), server, limits, options.jobs))
    except run.Unfit as why:
        print(f"conformance: {why}", file=sys.stderr)
        return 1
    name = options.name or ("gdn" if server.is_gdn else "pulsar") + "-" + options.profile
    if options.json:
        report.save(options.json, name, results)
    print("\n" + report.table([(name, results)]))
    for one in results:
        if one.outcome == "fail":
            print(report.line(one))
    print(report.closing_line(results))
    passed, failed, _ = report.counts(results)
    return 1 if failed or not passed else 0


def main(argv):
    options, parser = arguments(argv)
    if options.list:
        for one in every.VECTORS:
            print(f"{one.number:>4} {one.title}")
        return 0
    if options.table:
        print(report.table([report.load(path) for path in options.table]))
        return 0
    if options.self_test:
        import self_test
        return self_test.main()
    if bool(options.gdn) == bool(options.ws):
        parser.error("one of --gdn, --ws, --self-test, --table, --list")
    return test(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
