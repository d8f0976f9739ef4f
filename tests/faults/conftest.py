"""An office in which every desk has work, for the processes that are killed over it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Fill
from tests.faults.offices import build_everything


def rounds(usual: int, full: int) -> int:
    """How often a fault is tried: DUTY_DESK_FAULTS=full tries as often as the promise says."""
    return full if os.environ.get("DUTY_DESK_FAULTS") == "full" else usual


@pytest.fixture
def busy_office(grounds: Callable[[str, Fill], tuple[Path, object]], tmp_path: Path) -> Path:
    """The folder of such an office; nobody has it open."""
    source, _ = grounds("sqlite", build_everything)
    folder = tmp_path / "office"
    shutil.copytree(source, folder)
    return folder
