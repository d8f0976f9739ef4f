"""Three days without a pause: the program does not grow and does not slow down (acceptance check R-60)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import pytest

from tests.faults.children import ROOT
from tests.faults.conftest import rounds
from tests.faults.report import tried

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
    pytest.mark.skipif(rounds(0, 1) == 0, reason="minutes long: tried with DUTY_DESK_FAULTS=full alone"),
]
MOST_GROWTH_MB = 50
# Every screen was shown and every list printed by then: what is loaded once is loaded.
WARM = 2
# Told, not judged: processor time on a machine that others use says little of itself.
ACTS, THIRD = ("scan_ms", "paper_ms", "screen_ms"), 6


def test_three_days_leave_the_program_as_small_as_before(busy_office: Path) -> None:
    """Acceptance check R-60: 72 simulated hours; 20 000 scans, 200 papers, 300 screens with DUTY_DESK_FAULTS=full."""
    slices, scans, papers, screens = 20, 1000, 10, 15
    child = subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.long_days", str(busy_office)),
            *map(str, (slices, scans, papers, screens)),
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-2000:]
    said = [json.loads(line) for line in child.stdout.splitlines()]
    assert len(said) == slices
    first, last = said[WARM], said[-1]
    assert last["megabytes"] - first["megabytes"] < MOST_GROWTH_MB
    assert last["files"] <= first["files"] + 2
    # A screen that is left and built anew leaves nothing of itself behind.
    assert last["widgets"] <= first["widgets"]
    slower = {act: round(_usual(said[-THIRD:], act) / _usual(said[:THIRD], act), 2) for act in ACTS}
    tried("R-60", "scans in 72 simulated hours", slices * scans, first=first, last=last, slower=slower)


def _usual(said: Sequence[Mapping[str, float]], act: str) -> float:
    """Of the slices in the middle: how much of the machine others took changes from one to the next."""
    return median(line[act] for line in said)
