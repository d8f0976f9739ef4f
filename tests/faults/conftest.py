"""An office with people and gates for the processes that are killed over it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from duty_desk.desk import open_desk
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import build
from tests.faults.acts import NOON


def rounds(usual: int, full: int) -> int:
    """How often a fault is tried: DUTY_DESK_FAULTS=full tries as often as the promise says."""
    return full if os.environ.get("DUTY_DESK_FAULTS") == "full" else usual


@pytest.fixture
def busy_office(template_office: Path, tmp_path: Path) -> Path:
    """The folder of an office where passes can be issued; nobody has it open."""
    import shutil

    from tests.conftest import sign_in_first

    folder = tmp_path / "office"
    shutil.copytree(template_office, folder)
    desk = open_desk(folder, clock=Clock(NOON))
    sign_in_first(desk)
    build(desk)
    desk.close()
    return folder
