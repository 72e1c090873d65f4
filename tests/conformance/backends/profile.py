# SPDX-License-Identifier: Apache-2.0
"""What differs between the releases whose behaviour the vectors describe."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """nack: negativeAcknowledge and isEndOfTopic exist (2.7.x acks, or closes 1011, instead).
    bad_id: what ends a session that sent base64 which is no message id: 1011, or 1006 (the TCP connection is cut).
    slow_type_conflict: another subscription type is refused with 500 after up to 50 s, not with 409 at once.
    subscribe_failed: how the refusal's text begins.
    """

    name: str
    nack: bool
    bad_id: int
    slow_type_conflict: bool
    subscribe_failed: str


PROFILES = {
    "ws27": Profile("ws27", False, 1011, True, "Failed to subscribe: "),
    "ws28": Profile("ws28", True, 1011, False, "Failed to create producer/consumer: "),
    "2.10": Profile("2.10", True, 1006, False, "Failed to create producer/consumer: "),
}
