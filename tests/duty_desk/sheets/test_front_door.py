"""What other features use is named at the front door and costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from duty_desk import sheets

ROOT = Path(__file__).resolve().parents[3]


def loaded(code: str) -> set[str]:
    script = f"import sys; {code}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_every_name_at_the_front_door_is_there() -> None:
    for name in sheets.__all__:
        assert getattr(sheets, name).__name__
    assert sheets.__doc__ is not None
    with pytest.raises(AttributeError):
        _ = sheets.nothing_of_the_kind


def test_opening_the_door_loads_nothing_heavy() -> None:
    heavy = {"openpyxl", "xlsxwriter", "python_calamine", "sqlalchemy", "stdnum"}
    assert not loaded("import duty_desk.sheets") & heavy
    assert (
        not loaded("from duty_desk.sheets import read_book, examine, form, write_table, write_refused")
        & heavy
    )


def test_the_reading_child_loads_next_to_nothing() -> None:
    mine = {name for name in loaded("import duty_desk.sheets.child") if name.startswith("duty_desk")}
    assert mine == {"duty_desk", "duty_desk.sheets", "duty_desk.sheets.child"}
