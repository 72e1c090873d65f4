# SPDX-License-Identifier: Apache-2.0
"""Importing a module of vectors registers them."""
from vectors import failover, publishing, refusal, registry, session_end, window  # noqa: F401

VECTORS = sorted(registry.ALL, key=registry.order)
