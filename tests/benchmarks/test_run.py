"""The benchmarks do what they say they measure: every job runs on a tiny office, and each of its figures was checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import measuring, run

# Starts of the program are processes of their own; `benchmarks.start` is told by the tests of the start.
HERE = [name for name in run.JOBS if name != "J9"]
FIELDS = {
    "job",
    "n",
    "value",
    "unit",
    "p50",
    "p99",
    "limit",
    "share",
    "work",
    "work_share",
    "target",
    "target_share",
    "checked",
}


def tiny(folder: Path) -> run.Size:
    return run.Size(
        folder,
        passes=3_000,
        movements=2_000,
        single=12,
        batch=20,
        cards=3,
        on_paper=40,
        in_workbook=30,
        imported=30,
        rooms=300,
        starts=1,
    )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmarks")


@pytest.mark.slow
@pytest.mark.parametrize("name", HERE)
def test_every_job_runs_and_says_what_it_checked(
    name: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run.JOBS[name](tiny(office))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    for line in lines:
        assert line.keys() >= FIELDS
        assert line["checked"]
        assert line["n"] > 0
        assert line["value"] > 0
    mine = [line for line in lines if line["target"] or line["target_share"]]
    assert mine
    assert all(line["job"].startswith(name) for line in mine)
    assert all(line["limit"] and line["share"] for line in mine if line["target_share"])


def test_a_job_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["J14"])
    assert "J14" in capsys.readouterr().err


def test_a_speed_without_its_check_is_not_said() -> None:
    with pytest.raises(ValueError, match="not checked"):
        measuring.say("J1 issue", n=1, value=1, checked="")


def test_shares_are_of_the_limit_in_the_same_turns(capsys: pytest.CaptureFixture[str]) -> None:
    took = measuring.Took
    turns = measuring.Turns([took(4, 2), took(4, 2)], [took(1, 1), took(1, 1)])
    measuring.say_turns("J4", 7, turns, checked="x")
    line = json.loads(capsys.readouterr().out)
    assert (line["value"], line["limit"], line["share"], line["work_share"]) == (4, 1, 0.25, 0.5)
    assert (line["target"], line["target_share"]) == (2, 0.25)


def test_every_promise_has_its_figure() -> None:
    assert {name.split()[0] for name in measuring.TARGETS} == set(run.JOBS)


def test_growth_asks_for_a_hundredth_of_store_and_work(tmp_path: Path) -> None:
    small = run.Size(tmp_path, passes=1_000_000, movements=1_000_000).part(100)
    assert (small.passes, small.movements, small.cards, small.imported) == (10_000, 10_000, 10, 100)
    assert small.single == run.Size(tmp_path).single
