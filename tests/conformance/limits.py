# SPDX-License-Identifier: Apache-2.0
"""Times. A lower bound is the server's rule and holds on any machine; an upper bound is the slowest value seen on a quiet
machine plus `slack_ms`, since the machines that run this have two cores and other work."""
from dataclasses import dataclass

FAILOVER_DELAY_MS = 1000
EARLY_MS = 5  # our clock and the server's timer are read at different moments


@dataclass(frozen=True)
class Limits:
    idle_ms: int = 3000
    slack_ms: int = 800

    def takeover(self):
        """Seen: 1003 to 1208 ms after the active one left."""
        return FAILOVER_DELAY_MS - EARLY_MS, 1208 + self.slack_ms

    def first_frame(self):
        """After the upgrade request. Seen: 1006 to 1063 ms."""
        return FAILOVER_DELAY_MS - EARLY_MS, 1063 + self.slack_ms

    def first_frame_after_101(self):
        """The timer starts before the 101 leaves. Seen: 970 to 1005 ms, less the slower the 101 was."""
        return 0, 1005 + self.slack_ms

    def half_open(self):
        """After the last byte in either direction. Seen: 4004 to 4026 ms with 3000."""
        return self.idle_ms + FAILOVER_DELAY_MS - EARLY_MS, self.idle_ms + 1026 + self.slack_ms

    def idle_close(self):
        """Seen: 3002 ms with 3000."""
        return self.idle_ms - EARLY_MS, self.idle_ms + 2 + self.slack_ms

    def refusal(self):
        """Seen: up to 65 ms."""
        return 0, 65 + self.slack_ms

    def pong(self):
        """Seen: up to 3 ms."""
        return 0, 3 + self.slack_ms
