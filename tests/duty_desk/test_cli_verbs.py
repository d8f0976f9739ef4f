"""Every verb of the command line works on a fresh office, in a file as on a server, and says so in either language (X13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from duty_desk.commands import main
from duty_desk.strings import set_language
from tests.conftest import PASSWORD

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
FOUNDING = ("init", "--name", "总务处", "--campus", "南湖校区", "--officer", "周敏", "--login", "zhoumin")


@contextmanager
def address(engine: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """The words that name an office which is not there yet."""
    if engine == "sqlite":
        yield ("--data", str(folder))
        return
    from tests.postgres import fresh_database

    with fresh_database() as url:
        yield ("--data", str(folder), "--database", url)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_verb(
    engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUTY_DESK_PASSWORD", PASSWORD)
    file = str(tmp_path / "a")

    def run(*words: str, language: str = "zh_CN", code: int = 0) -> str:
        try:
            found = main([*where, "--language", language, *words])
        finally:
            set_language("zh_CN")
        out, err = capsys.readouterr()
        assert found == code, (words, out, err)
        return out if code == 0 else err

    with address(engine, tmp_path / "office") as where:
        run("check", code=1)
        assert "总务处" in run(*FOUNDING)
        assert "已经有一个办公室" in run(*FOUNDING, code=1)
        assert "already" in run(*FOUNDING, language="en", code=1)
        said = run("import", str(DATA / "机构与场所.xlsx"), str(DATA / "施工人员_复工.xlsx"), language="en")
        assert "177 rows" in said
        number = run("imports").split()[0]
        run("import", str(DATA / "日报_27单位.xlsx"))
        figures = json.loads(run("figures", "--json"))
        assert (figures["places"]["units"], figures["reports"]["received"]) == (36, 1187)
        for name in ("people.units", "passes.crew", "passes.jobs", "gate.log", "audit.log"):
            run("export", name, f"{file}.xlsx")
            run("export", name, f"{file}.pdf", language="en")
        for paper in (
            "valid",
            "revoked",
            "log",
            "inside",
            "gate-card",
            "unit-reports",
            "unit-chase",
            "unit-period",
            "orders",
        ):
            run("print", paper, f"{file}.pdf")
        run("print", "register", f"{file}.pdf", "--kind", "crew")
        assert "这段时间没有发证" in run("report", f"{file}.pdf", code=1)
        run("undo-import", number)
        assert "留痕" in run("backup")
        assert "留痕" in run("backup", "--list")
        assert "--yes" in run("restore", code=1)
        run("restore", "--yes")
        assert "完整" in run("check")
        run("check", "--fast", language="en")
        run("move", str(tmp_path / "there"))
        assert "已经有一个办公室" in run("move", str(tmp_path / "there"), code=1)
        assert Path(run("demo", str(tmp_path / "demo"), language="en").split()[-1]).is_dir()


def test_a_report_of_figures_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from duty_desk.demo import open_demo

    open_demo(tmp_path / "demo").close()
    report = tmp_path / "a.pdf"
    period = ("--from", "2020-02-10", "--to", "2020-02-23")
    assert main(["--data", str(tmp_path / "demo"), "report", str(report), *period]) == 0
    assert report.read_bytes()[:4] == b"%PDF"
    assert str(report) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--help"], ["用法：", "导入办公表格", "恢复备份"]),
        (["print", "-h"], ["要打印的编号：证件", "最后一天，含当天"]),
        (["--language", "en", "--help"], ["usage: ", "take office workbooks in"]),
        (["--language=en", "restore", "-h"], ["the newest if left out", "show this help"]),
    ],
)
def test_the_help_speaks_the_language_asked_for(
    words: list[str], says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        with pytest.raises(SystemExit) as ended:
            main(words)
    finally:
        set_language("zh_CN")
    told = "".join(capsys.readouterr().out.split("\n                        "))
    assert ended.value.code == 0
    assert all(say in told for say in says), told
    assert ("en" in " ".join(words)) is told.isascii()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["print", "register"], "缺少：FILE.pdf"),
        (["dance"], "没有 dance，可选：init"),
        (["report", "a.pdf", "--from", "明天"], "写成 2020-02-10"),
        (["undo-import", "一"], "要写数字"),
        (["check", "--code"], "--code 后面要写内容"),
        (["--language", "en", "figures", "now"], "unknown: now"),
    ],
)
def test_wrong_words_are_answered_with_what_would_be_right(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        with pytest.raises(SystemExit) as ended:
            main(words)
    finally:
        set_language("zh_CN")
    assert ended.value.code == 2
    assert says in capsys.readouterr().err
