"""All workbooks of an office taken in by the command line give every figure that is expected of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from duty_desk.commands import main
from duty_desk.desk import Desk
from tests.duty_desk.test_cli_import import CLEAN, DATA

pytestmark = [pytest.mark.slow, pytest.mark.first]

# What is no figure: of which set, by which rules, of which rows the file was made; and the scripted cases, tried one by one elsewhere.
NO_FIGURES = {"dataset", "as_of", "computed_from", "policy", "files", "rule_examples"}
CASES = {"gate/cases", "gate/quota_cases"}
# Counted at the moment of asking; tried at the set's own moment with the goods.
OF_NOW = {"stock/as_of", "stock/near_expiry_90", "stock/near_expiry_30"}
# Said of a bulletin that an office has named.
NAMED = {"published"}


def test_the_figures_of_the_clean_set_are_as_expected(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_desk.close()
    office = ["--data", str(sqlite_desk.folder)]
    books = [str(DATA / f"{name}.xlsx") for name in (*CLEAN,)]
    # Registers and catalogue first: the others name what is in them.
    books.sort(key=lambda path: Path(path).stem not in ("机构与场所", "物资目录", "入库台账_2020"))
    assert main([*office, "import", *books]) == 0
    capsys.readouterr()
    assert main([*office, "figures", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    wanted = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    assert set(wanted) - set(found) == NO_FIGURES | NAMED
    for key in sorted(set(wanted) & set(found)):
        assert differences(found[key], wanted[key], key) == []


def differences(found: Any, wanted: Any, place: str) -> list[str]:
    """Where `found` says something else than is wanted; it may say more."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        every: list[str] = []
        for key, value in wanted.items():
            if f"{place}/{key}" not in CASES | OF_NOW:
                every += differences(found.get(key), value, f"{place}/{key}")
        return every
    return [] if found == wanted else [f"{place}: {found} instead of {wanted}"]
