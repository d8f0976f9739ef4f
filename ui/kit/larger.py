"""For a wall: measure and paint larger than the officer chose for the desk, so that it is read from two metres."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from ui.kit.tokens import look, put_look

TWICE = 2.0
# Twice the size of the desk, or the largest at which everything is in sight.
FACTORS = (TWICE, 1.75, 1.5, 1.25, 1.0)


@contextmanager
def larger(factor: float = TWICE) -> Generator[None]:
    """Everything measured and painted meanwhile is larger."""
    before = look()
    put_look(replace(before, scale=round(before.scale * factor)))
    try:
        yield
    finally:
        put_look(before)
