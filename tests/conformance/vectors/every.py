# SPDX-License-Identifier: Apache-2.0
"""Importing a module of vectors registers them."""
from vectors import (  # noqa: F401
    failover, gdn_access, gdn_streams, publishing, refusal, registry, session_end, window)

VECTORS = sorted(registry.ALL, key=registry.order)
