"""The office's own workbooks come in without touching them, and the published sums come out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import ImportBatch, Pass
from db.vocabulary import PassKind
from duty_desk import gate, importing, ledger, passes
from duty_desk.commands import main
from duty_desk.demo.building import fill
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.ledger import Request
from duty_desk.paths import resources
from duty_desk.people.figures import place_figures
from duty_desk.sheets.reading import read_book
from tests.conftest import NOON, Clock, new_office, sign_in_first

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office into which the sample workbooks came and nothing else."""
    folder = tmp_path_factory.mktemp("imported")
    desk = new_office(folder, Clock(NOON))
    fill(desk, resources() / "demo")
    desk.close()
    return folder


@pytest.fixture
def filled(imported: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(imported, tmp_path / "filled")
    desk = open_desk(tmp_path / "filled", clock=Clock(NOON))
    sign_in_first(desk)
    yield desk
    desk.close()


def test_the_published_sums_come_out(filled: Desk) -> None:
    with filled.read() as read:
        kinds = passes.count_kinds(read)
        groups = passes.count_chips(read, PassKind.TEMPORARY, Request()).groups
        assert kinds[PassKind.TEMPORARY] == EXPECTED["passes"]["temporary"]["total"] == 430
        assert kinds[PassKind.MATERIAL] == EXPECTED["passes"]["material"]["total"] == 537
        wanted = EXPECTED["passes"]["temporary"]["by_category"]
        assert {key: n for key, n in groups.items() if n} == wanted
        assert sum(wanted.values()) == 430
        days = read.session.execute(
            select(func.date(Pass.issued_at), func.count())
            .where(Pass.kind == PassKind.TEMPORARY.value)
            .group_by(func.date(Pass.issued_at))
        )
        assert {str(day): n for day, n in days} == EXPECTED["passes"]["temporary"]["by_day"]


def test_places_are_those_of_the_workbook(filled: Desk) -> None:
    with filled.read() as read:
        assert place_figures(read) == EXPECTED["places"]


def test_an_import_can_be_taken_back_while_nothing_builds_on_it(filled: Desk) -> None:
    with filled.read() as read:
        batch = read.session.scalar(select(ImportBatch.id).where(ImportBatch.form == "material"))
        later = read.session.scalars(
            select(ImportBatch.id)
            .where(ImportBatch.form.in_(("crossings", "visits", "staff_temps", "retests")))
            .order_by(ImportBatch.id.desc())
        ).all()
    assert batch is not None
    with pytest.raises(Refusal, match="import_used"), filled.work() as work:
        importing.undo(work, batch)
    for each in (*later, batch):
        with filled.work() as work:
            importing.undo(work, each)
    with filled.read() as read:
        assert passes.count_kinds(read)[PassKind.MATERIAL] == 0
        assert ledger.count(passes.LEDGERS[PassKind.TEMPORARY], read, Request()) == 430
        assert [ledger.count(each, read, Request()) for each in gate.LEDGERS] == [0, 0, 0]


def test_the_registers_of_the_gate_come_in_with_the_sample_office(filled: Desk) -> None:
    wanted = EXPECTED["gate"]
    with filled.read() as read:
        assert ledger.count(gate.LOG, read, Request()) == wanted["crossings"]
        assert ledger.count(gate.VISITS, read, Request()) == wanted["visits"]
        assert gate.count_inside(read)[gate.CrossingKind.VISIT] == len(wanted["open_visits"])


def test_nothing_is_written_by_a_dry_run(sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    folder = sqlite_desk.folder
    file = resources() / "demo" / "places.xlsx"
    assert main(["--data", str(folder), "import", "--dry-run", "--json", str(file)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["verdict"] for row in rows} <= {"accept", "warn"}
    with sqlite_desk.read() as read:
        assert place_figures(read)["units"] == 0


def test_the_command_line_imports_and_prints_figures(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(sqlite_desk.folder)
    assert main(["--data", folder, "import", str(resources() / "demo" / "places.xlsx")]) == 0
    capsys.readouterr()
    assert main(["--data", folder, "figures", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["places"]["units"] == EXPECTED["places"]["units"]
    assert main(["--data", folder, "check"]) == 0


def test_a_file_that_is_no_workbook_is_refused_in_words(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    path = DATA / "dirty" / "11_网页另存.xlsx"
    assert main(["--data", str(sqlite_desk.folder), "import", str(path)]) == 1
    assert capsys.readouterr().err.strip()


def test_forms_are_recognised_in_the_order_they_build_on_one_another() -> None:
    book = read_book(DATA / "机构与场所.xlsx")
    assert importing.forms_in(book) == (
        "campuses",
        "gates",
        "units",
        "grid",
        "buildings",
        "stores",
        "households",
        "members",
    )


def test_the_command_line_prints_the_published_sums(filled: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(filled.folder), "figures", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = EXPECTED["passes"]
    assert found["passes"]["temporary"]["by_category"] == wanted["temporary"]["by_category"]
    assert found["passes"]["material"]["by_unit"] == wanted["material"]["by_unit"]
    assert found["passes"]["all_passes"] == wanted["all_passes"] == 967
    assert found["places"] == EXPECTED["places"]
