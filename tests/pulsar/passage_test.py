# SPDX-License-Identifier: Apache-2.0
"""The end-to-end tests again, through uc8-emulator in front of a real Pulsar.

    passage_test.py PART        PART_test.py of the end-to-end tests: faults, failover, commands

Every emulator of them has a tenant of its own on that Pulsar. What a Pulsar cannot be told is refused by
the emulator, and left out here by name: NOT_HERE.
"""
import importlib
import itertools
import os
import subprocess
import sys
import unittest

from pulsar_bed import Pulsar, e2e, require_or_skip

# The switches of the emulator's own broker.
NOT_HERE = {
    "commands": "a Pulsar has the commands of its own version",
    "election": "a Pulsar elects by the rules of its own version",
    "dedup": "in a Pulsar it is the setting brokerDeduplicationEnabled",
    "failover_delay_ms": "in a Pulsar it is the setting activeConsumerFailoverDelayTimeMillis",
}

PULSAR = Pulsar(require_or_skip())
TENANTS = (f"passage_{os.getpid()}_{number}" for number in itertools.count())


def without_broker_switches(options):
    """The options that an emulator in front of a Pulsar takes."""
    taken, rest = [], iter(options)
    for option in rest:
        if option.removeprefix("--").replace("-", "_") in NOT_HERE:
            next(rest)
        else:
            taken.append(option)
    return taken


class Front(e2e.Emulator):
    """In the place of the emulator that the tests mean to start."""

    def __init__(self, *options):
        self.tenant = next(TENANTS)
        super().__init__(*options)

    def start(self, *options):
        super().start("--pulsar", PULSAR.ws, "--api-key", self.tenant + ".id.secret",
                      *without_broker_switches(options))


class Refused(unittest.TestCase):
    """That what is left out is refused, and not silently without effect."""

    def test_each_switch_of_the_broker_is_a_usage_error(self):
        for name, value in (("commands", "ws27"), ("election", "v3"), ("dedup", "1"),
                            ("failover_delay_ms", "20")):
            option = "--" + name.replace("_", "-")
            done = subprocess.run([os.path.join(e2e.BIN, "uc8-emulator"), "--pulsar", PULSAR.ws, option, value],
                                  capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr, f"^uc8-emulator: {option} has no effect in front of a Pulsar: .*\n$")


def adapt_faults(module):
    """Takes the scenarios of NOT_HERE out of the table."""
    module.SURVIVED[:] = [faults for faults in module.SURVIVED if not NOT_HERE.keys() & faults.keys()]
    module.ELSEWHERE.update(NOT_HERE)
    under = module.Survived.under

    def here(self, faults, *options):
        if len(without_broker_switches(options)) < len(options):
            self.skipTest(f"{options}: refused in front of a Pulsar")
        under(self, faults, *options)

    module.Survived.under = here


ADAPT = {"faults": adapt_faults}


def suite(part):
    e2e.Emulator = Front  # Before anybody else takes its name.
    module = importlib.import_module(part + "_test")
    ADAPT.get(part, lambda _: None)(module)
    load = unittest.defaultTestLoader
    return unittest.TestSuite([load.loadTestsFromTestCase(Refused), load.loadTestsFromModule(module)])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, reason in NOT_HERE.items():
        print(f"not in front of a Pulsar: {name}: {reason}")
    done = unittest.TextTestRunner(verbosity=2).run(suite(sys.argv[1]))
    sys.exit(0 if done.wasSuccessful() else 1)
