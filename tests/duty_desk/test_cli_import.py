"""`import --dry-run --json` says of every row of every sample file what is expected of it, on an office that holds the clean set."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duty_desk.commands import main
from duty_desk.demo import open_demo
from duty_desk.strings import set_language

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
DIRTY = DATA / "dirty"
CLEAN = {
    "机构与场所": {"campuses": 3, "gates": 6, "units": 36, "grid": 43, "buildings": 63, "stores": 3, "households": 60, "members": 177},
    "临时通行证_0210-0223": {"passes": 430},
    "取课件通行证_0224-0306": {"material": 537},
    "施工人员_复工": {"workers": 43, "morning_checks": 40},
    "门岗进出_样例": {"vehicle_passes": 8, "blocked": 4, "crossings": 720, "visits": 480, "staff_temps": 100, "retests": 14},
    "物资目录": {"items": 64},
    "入库台账_2020": {"receipts": 45, "refused": 2},
    "领用台账_2020": {"issues": 323, "transfers": 4},
    "餐饮商超储备申报": {"reserve": 57},
    "隔离点房间": {"rooms": 102, "zone_rooms": 240},
    "隔离人员": {"episodes": 38, "iso_temps": 38, "pending": 1},
    "消毒计划": {"areas": 25, "area_events": 6, "dis_records": 56, "uv_log": 7},
    "值班表_0129-0306": {"roster": 152},
    "车辆_保供2022": {"routes": 4, "vehicles": 18, "crew": 34, "trips": 168},
    "日报_27单位": {"reports": 1188, "corrections": 3},
    "重点人员": {"key_summary": 5, "key_units": 27, "key_back": 29},
}  # fmt: skip


class Shell:
    """Runs the import as a script would."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys
        self.err = ""

    def __call__(self, path: Path, *words: str) -> tuple[int, str]:
        try:
            code = main(["--data", str(self._folder), *words, "import", "--dry-run", str(path)])
        finally:
            set_language("zh_CN")
        out, self.err = self._capsys.readouterr()
        return code, out

    def rows(self, path: Path) -> tuple[int, list[dict[str, Any]]]:
        code = main(["--data", str(self._folder), "import", "--dry-run", "--json", str(path)])
        out, self.err = self._capsys.readouterr()
        return code, json.loads(out)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that holds the sample workbooks."""
    folder = tmp_path_factory.mktemp("filled") / "office"
    open_demo(folder).close()
    return folder


@pytest.fixture
def shell(filled: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(filled, capsys)


@pytest.fixture
def empty(sqlite_desk: Any, capsys: pytest.CaptureFixture[str]) -> Shell:
    sqlite_desk.close()
    return Shell(sqlite_desk.folder, capsys)


def dirty(readable: bool) -> Iterator[str]:
    for path in sorted(DIRTY.glob("*.expected.json")):
        refused = json.loads(path.read_text(encoding="utf-8"))["file_verdict"] == "refuse"
        if refused != readable:
            yield path.name.removesuffix(".expected.json")


def expected(name: str) -> tuple[Path, dict[str, Any]]:
    found = json.loads((DIRTY / f"{name}.expected.json").read_text(encoding="utf-8"))
    return DIRTY / found["file"], found


@pytest.mark.parametrize("name", list(dirty(readable=True)))
def test_rows_of_spoiled_files_are_judged_as_expected(shell: Shell, name: str) -> None:
    path, wanted = expected(name)
    _, rows = shell.rows(path)
    found = {row["row"]: row for row in rows}
    assert set(found) == {row["row"] for row in wanted["rows"]}
    wrong = [
        (row["row"], found[row["row"]]["verdict"], found[row["row"]]["reasons"], row["verdict"])
        for row in wanted["rows"]
        if found[row["row"]]["verdict"] not in {row["verdict"], *row.get("also_ok", [])}
    ]
    assert wrong == []


@pytest.mark.parametrize("name", list(dirty(readable=False)))
def test_a_file_that_cannot_be_read_ends_with_one_and_a_sentence(shell: Shell, name: str) -> None:
    path, _ = expected(name)
    code, out = shell(path)
    assert (code, out) == (1, "")
    assert shell.err.strip().endswith("。")


@pytest.mark.parametrize("name", list(CLEAN))
def test_clean_files_are_taken_whole(shell: Shell, empty: Shell, name: str) -> None:
    # The places are what all others name; each of the others is judged once they are there.
    teller = empty if name == "机构与场所" else shell
    code, rows = teller.rows(DATA / f"{name}.xlsx")
    assert code == 0
    assert Counter(row["form"] for row in rows) == CLEAN[name]
    if name == "机构与场所":
        assert {row["verdict"] for row in rows} == {"accept"}


def test_what_came_in_before_does_not_come_in_again(shell: Shell) -> None:
    code, rows = shell.rows(DATA / "临时通行证_0210-0223.xlsx")
    assert code == 0
    assert Counter((row["verdict"], *row["reasons"]) for row in rows) == {("refuse", "NUMBER_DUPLICATE"): 430}


def test_a_person_met_again_is_no_matter_and_another_name_under_the_number_is(
    shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "人员.csv"
    path.write_text(
        "姓名,证件类型,证件号码,手机号码\n"
        "陈予衡,港澳台居民居住证,810000199001011230,19900009518\n"
        "黎若溪,港澳台居民居住证,820000199505050067,19900009519\n",
        encoding="utf-8",
    )
    _, rows = shell.rows(path)
    assert [row["reasons"] for row in rows] == [[], ["ID_KNOWN"]]


def test_what_is_wrong_is_said_in_both_languages(shell: Shell) -> None:
    path = DIRTY / "02_通行证_UTF8无BOM.csv"
    code, out = shell(path)
    assert code == 0
    assert "可导入 11，待确认 4，不导入 8" in out
    code, out = shell(path, "--language", "en")
    assert code == 0
    assert "fit 11, to be looked at 4, refused 8" in out


def test_a_file_without_any_register_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "杂.csv"
    path.write_text("苹果,梨\n1,2\n", encoding="utf-8")
    assert shell(path) == (1, "")
    assert "杂.csv" in shell.err
