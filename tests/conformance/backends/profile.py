# SPDX-License-Identifier: Apache-2.0
"""What differs between the releases whose behaviour the vectors describe."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """nack: negativeAcknowledge and isEndOfTopic exist (2.7.x acks, or closes 1011, instead).
    bad_id: what ends a session that sent base64 which is no message id: 1011, or 1006 (the TCP connection is cut).
    slow_type_conflict: another subscription type is refused with 500 after up to 50 s, not with 409 at once.
    subscribe_failed: how the refusal's text begins.
    missing: the status of an upgrade on a topic that is not; a GDN in front of 2.7 may know better than 500.
    """

    name: str
    nack: bool
    bad_id: int
    slow_type_conflict: bool
    subscribe_failed: str
    missing: tuple


PROFILES = {
    "ws27": Profile("ws27", False, 1011, True, "Failed to subscribe: ", (500, 404)),
    "ws28": Profile("ws28", True, 1011, False, "Failed to create producer/consumer: ", (404,)),
    "2.10": Profile("2.10", True, 1006, False, "Failed to create producer/consumer: ", (404,)),
    # The election of 3.0 and later: vector 3 is about it, and others about the earlier one do not hold.
    "v3": Profile("v3", True, 1006, False, "Failed to create producer/consumer: ", (404,)),
}
