# SPDX-License-Identifier: Apache-2.0
"""Scenarios that wait for time wait together: each with an emulator and processes of its own."""
import concurrent.futures
import http.client

from bed import Emulator, Uc8Test, until

WORKERS = 12


def together(test, scenarios):
    """Runs every callable of {name: callable} beside the others; each is a subtest."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        ends = {name: pool.submit(run) for name, run in scenarios.items()}
    for name, end in ends.items():
        with test.subTest(name):
            end.result()


class Scene(Uc8Test):
    """`with Scene(...) as scene:` has what a test has, and can run in a thread beside others."""

    def __init__(self, *options, stream="scene"):
        super().__init__()
        self.stream = stream
        self.running = []
        self.emulator = Emulator("--failover-delay-ms", "20", *options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tearDown()
        self.doCleanups()
        self.emulator.close()

    def calmly(self, call, *arguments, **named):
        """A request of the test's own, while faults strike its connections too."""
        def attempt():
            try:
                return [call(*arguments, **named)]
            except (OSError, http.client.HTTPException):
                return None
        return until(attempt, "an answer of the emulator")[0]

    def state(self):
        return self.calmly(self.emulator.state)

    def requests(self, step):
        """How many came of one kind: create, otp, upgrade, or other (of the streams)."""
        kinds = {"upgrade": ("upgrade producer", "upgrade consumer"),
                 "other": ("list", "delete")}.get(step, (step,))
        counted = self.state()["requests"]
        return sum(counted.get(kind, 0) for kind in kinds)

    def produce(self, *texts, options=(), code=0):
        return self.uc8("produce", self.stream, "-l", *options, stdin="\n".join(texts), code=code)

    def subscribe(self, *options, **names):
        """Makes stream and subscription."""
        self.uc8("create", self.stream)
        super().subscribe(*options, **names)

    def received(self, count, *options, subscription="sub"):
        return self.uc8("consume", self.stream, subscription, "-C", str(count), "-W", "20",
                        *options)[0]

    def nothing_is_left(self, subscription="sub"):
        self.assertEqual(self.subscription(subscription)["backlog"], 0)
