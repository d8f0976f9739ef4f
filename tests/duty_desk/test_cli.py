"""The command line does what the window does, says it in plain sentences, and never half."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from duty_desk import audit, backup, settings
from duty_desk.commands import main
from duty_desk.desk import Desk, open_desk
from duty_desk.strings import set_language
from tests.conftest import PASSWORD

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
INIT = (
    "init",
    "--name",
    "西岭理工大学总务处",
    "--campus",
    "南湖校区",
    "--officer",
    "周敏",
    "--login",
    "zhoumin",
)


@pytest.fixture
def office(sqlite_desk: Desk) -> Path:
    """The folder of an office that nobody has open."""
    sqlite_desk.close()
    return sqlite_desk.folder


class Shell:
    """Runs commands as a script would."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        try:
            code = main(["--data", str(self.folder), *words])
        finally:
            set_language("zh_CN")
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def shell(office: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(office, capsys)


def phone(folder: Path, value: str | None = None) -> str:
    desk = open_desk(folder)
    if value is not None:
        with desk.work() as work:
            settings.put(work, "office.phone", value)
    with desk.read() as read:
        found = settings.get(read, "office.phone")
    desk.close()
    return found


def test_an_office_is_set_up_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(tmp_path / "new", capsys)
    monkeypatch.setenv("DUTY_DESK_PASSWORD", "12345678")
    assert shell(*INIT) == 1
    assert "换一个" in shell.err
    monkeypatch.setenv("DUTY_DESK_PASSWORD", PASSWORD)
    assert shell(*INIT) == 0
    assert "西岭理工大学总务处" in shell.out
    assert shell(*INIT) == 1
    assert "已经有一个办公室" in shell.err


def test_wrong_words_end_with_two_and_an_office_that_is_not_there_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    capsys.readouterr()
    shell = Shell(tmp_path / "nowhere", capsys)
    assert shell("--language", "en", "check") == 1
    assert "No Duty Desk data found" in shell.err
    assert not (tmp_path / "nowhere").exists()


def test_a_workbook_is_rehearsed_taken_in_listed_and_taken_back(shell: Shell) -> None:
    book = str(DATA / "机构与场所.xlsx")
    assert shell("import", "--dry-run", "--json", book) == 0
    rows = json.loads(shell.out)
    assert {row["verdict"] for row in rows} == {"accept"}
    assert len(rows) == sum((3, 6, 36, 43, 63, 3, 60, 177))
    assert shell("figures", "--json") == 0
    assert json.loads(shell.out)["places"]["units"] == 0
    assert shell("import", book) == 0
    assert shell("figures", "--json") == 0
    assert json.loads(shell.out)["places"] == json.loads((DATA / "expected.json").read_bytes())["places"]
    assert shell("imports") == 0
    number = shell.out.split()[0]
    assert shell("undo-import", number) == 0
    assert shell("undo-import", number) == 1
    assert shell("import", str(DATA / "dirty" / "14_空文件.xlsx")) == 1
    assert shell.err.strip()
    assert shell("import", "nowhere.xlsx") == 1
    assert shell.err.strip()


def test_lists_and_papers_are_written(shell: Shell, tmp_path: Path) -> None:
    assert shell("import", str(DATA / "机构与场所.xlsx"), str(DATA / "临时通行证_0210-0223.xlsx")) == 0
    assert shell("export", "nothing", "a.xlsx") == 1
    assert "people.units" in shell.err
    for words in (
        ("export", "people.units", str(tmp_path / "units.xlsx")),
        ("export", "people.units", str(tmp_path / "units.pdf")),
        ("print", "register", str(tmp_path / "register.pdf"), "--from", "2020-02-10", "--to", "2020-02-23"),
        ("print", "figures", str(tmp_path / "figures.pdf"), "--from", "2020-02-10", "--to", "2020-02-23"),
        ("print", "valid", str(tmp_path / "valid.pdf")),
        ("print", "revoked", str(tmp_path / "revoked.pdf")),
    ):
        assert shell(*words) == 0, shell.err
    starts = {path.name: path.read_bytes()[:4] for path in tmp_path.glob("*.*") if path.is_file()}
    assert starts.pop("units.xlsx") == b"PK\x03\x04"
    assert set(starts.values()) == {b"%PDF"}
    assert shell("export", "people.units", str(tmp_path / "a.docx")) == 1
    assert shell("export", "people.persons", str(tmp_path / "a.xlsx"), "--in-full") == 1
    assert shell("print", "cards", str(tmp_path / "cards.pdf"), "通字〔2020〕第9999号") == 1
    assert "9999" in shell.err


def test_a_check_says_what_does_not_fit_and_ends_with_one(shell: Shell, office: Path) -> None:
    assert shell("check") == 0
    assert shell("check", "--fast") == 0
    desk = open_desk(office)
    with desk.read() as read:
        code = audit.anchor(read)
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_audit_entry_delete")
    desk.close()
    assert shell("check", "--code", code) == 0
    assert shell("check", "--code", "00000000") == 1
    assert shell("check") == 1
    assert "guard_audit_entry_delete" in shell.err


def test_a_backup_is_made_listed_looked_at_and_brought_back(shell: Shell, office: Path) -> None:
    phone(office, "6011")
    assert shell("backup") == 0
    made = shell.out
    assert "手工备份" in made
    assert shell("backup", "--list") == 0
    assert shell.out == made
    phone(office, "6012")
    assert shell("restore") == 1
    assert "1 条" in shell.out
    assert "--yes" in shell.err
    assert phone(office) == "6012"
    assert shell("restore", "--yes") == 0
    assert phone(office) == "6011"
    assert shell("restore", "nothing.db") == 1
    phone(office, "6013")
    assert shell("backup", "--scheduled") == 0
    assert "定时备份" in shell.out


def test_a_sealed_copy_is_brought_back_on_a_clean_machine(
    sqlite_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acceptance check S-47."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with sqlite_desk.work() as work:
        backup.choose_second(work, stick, "天冷了多穿点衣服")
        settings.put(work, "office.phone", "6011")
    backup.run(sqlite_desk)
    sqlite_desk.close()
    shutil.rmtree(sqlite_desk.folder)
    sealed = str(next(stick.glob("*.ddsealed")))
    shell = Shell(tmp_path / "elsewhere", capsys)
    monkeypatch.setenv("DUTY_DESK_PASSWORD", "not this one")
    assert shell("restore", sealed, "--yes") == 1
    monkeypatch.setenv("DUTY_DESK_PASSWORD", "天冷了多穿点衣服")
    assert shell("restore", sealed, "--yes") == 0, shell.err
    assert phone(tmp_path / "elsewhere") == "6011"


def test_an_office_moves_into_an_empty_folder_and_not_into_a_full_one(
    shell: Shell, office: Path, tmp_path: Path
) -> None:
    phone(office, "6011")
    assert shell("move", str(tmp_path / "there")) == 0
    assert phone(tmp_path / "there") == "6011"
    assert shell("move", str(tmp_path / "there")) == 1
    assert "已经有一个办公室" in shell.err


@pytest.mark.postgres
def test_an_office_moves_to_a_server_and_back(shell: Shell, office: Path, tmp_path: Path) -> None:
    from tests.postgres import fresh_database

    phone(office, "6011")
    with fresh_database() as url:
        assert shell("move", url) == 0, shell.err
        assert shell("move", url) == 1
        assert shell("--database", url, "check") == 0, shell.err
        assert shell("--database", url, "move", str(tmp_path / "back")) == 0, shell.err
    assert phone(tmp_path / "back") == "6011"
