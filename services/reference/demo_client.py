"""The demo client, as a scenario."""

from __future__ import annotations

from services.reference import packaged


def demo_scenario() -> bytes:
    """The packaged scenario file of the demo client."""
    return packaged.read_bytes("demo/bakeri.toml")
