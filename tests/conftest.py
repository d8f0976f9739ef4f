"""A real office for each test: a SQLite file copied from a template, or a PostgreSQL schema of its own."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from duty_desk.desk import Desk, open_desk
from duty_desk.office import create_office
from duty_desk.work import OfficerRef
from tests.cheap_hashes import keep_cheaply
from tests.compiled import keep_compiled
from tests.postgres import Spare, fresh_database

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# What the tests make again and again is kept beside the checkout, not in the home of whoever runs them.
os.environ.setdefault("DUTY_DESK_CACHE", str(Path(__file__).resolve().parents[1] / ".cache" / "desk"))
# The usual run tries the same examples every time, so that a failure belongs to a change; the long one looks for others.
settings.register_profile("usual", derandomize=True)
settings.register_profile("full", derandomize=False)
settings.load_profile("full" if os.environ.get("DUTY_DESK_FAULTS") == "full" else "usual")
NOON = datetime(2020, 3, 6, 12, 0)
PASSWORD = "correct horse battery"
Fill = Callable[[Desk], Any]
Filled = Callable[[Fill], tuple[Desk, Any]]
# Over a test of wording or of a paper: what it looks at was read before, the same on both engines.
on_sqlite = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


def pytest_configure() -> None:
    """In the tests alone: what they start as a process of its own runs as the program does."""
    keep_compiled()
    keep_cheaply()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no processor waits for it at the end; what imports all workbooks first is slow."""
    for item in items:
        if "sample" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
    # What is loaded by now stays for the whole run: looking through it for garbage again and again took one minute in twenty.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@pytest.fixture(scope="session")
def template_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    desk = new_office(folder, Clock(NOON - timedelta(days=60)))
    desk.close()
    return folder


def new_office(target: Path | str, clock: Callable[[], datetime], folder: Path | None = None) -> Desk:
    return create_office(
        target,
        name="西岭理工大学总务处",
        campus="南湖校区",
        officer="周敏",
        login="zhoumin",
        password=PASSWORD,
        phone="6010",
        folder=folder,
        clock=clock,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def sqlite_desk(template_office: Path, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """An office in a SQLite file, signed in as its administrator."""
    folder = tmp_path / "office"
    shutil.copytree(template_office, folder)
    desk = open_desk(folder, clock=clock)
    sign_in_first(desk)
    yield desk
    desk.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest) -> Desk:
    """An office on each engine."""
    return request.getfixturevalue(f"{request.param}_desk")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fresh_database() as url:
        new_office(url, Clock(NOON - timedelta(days=60)), tmp_path_factory.mktemp("template")).close()
        yield url


@pytest.fixture(scope="session")
def spare_database(template_database: str) -> Iterator[Spare]:
    spare = Spare(template_database)
    yield spare
    spare.close()


@pytest.fixture
def postgres_desk(spare_database: Spare, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """An office in a PostgreSQL database that nobody else uses meanwhile."""
    with spare_database.lent() as url:
        desk = open_desk(url, folder=tmp_path, clock=clock)
        sign_in_first(desk)
        yield desk
        desk.close()


@pytest.fixture(scope="session")
def grounds(
    request: pytest.FixtureRequest, template_office: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, Fill], tuple[Any, Any]]]:
    """Offices that several tests begin with, by engine and by what fills them: each is filled once, then copied."""
    with ExitStack() as kept:
        made: dict[tuple[str, str], tuple[Any, Any]] = {}

        def ground(engine: str, fill: Fill) -> tuple[Any, Any]:
            key = engine, f"{fill.__module__}.{fill.__qualname__}"
            if key not in made:
                folder = tmp_path_factory.mktemp("ground") / "office"
                place: Path | str = folder
                if engine == "sqlite":
                    shutil.copytree(template_office, folder)
                else:
                    folder.mkdir()
                    template = request.getfixturevalue("template_database")
                    place = kept.enter_context(fresh_database(template))
                desk = open_desk(place, folder=folder, clock=Clock(NOON))
                sign_in_first(desk)
                result = fill(desk)
                desk.close()
                source: Any = place if engine == "sqlite" else Spare(str(place))
                if isinstance(source, Spare):
                    kept.callback(source.close)
                made[key] = source, result
            return made[key]

        yield ground


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def filled(
    request: pytest.FixtureRequest, grounds: Callable[[str, Fill], Any], tmp_path: Path, clock: Clock
) -> Iterator[Filled]:
    """Gives an office as a function left it, on each engine, and what that function returned."""
    with ExitStack() as opened:

        def of(fill: Fill) -> tuple[Desk, Any]:
            source, result = grounds(request.param, fill)
            if isinstance(source, Spare):
                desk = open_desk(opened.enter_context(source.lent()), folder=tmp_path, clock=clock)
            else:
                shutil.copytree(source, tmp_path / "office")
                desk = open_desk(tmp_path / "office", clock=clock)
            opened.callback(desk.close)
            sign_in_first(desk)
            return desk, result

        yield of


def sign_in_first(desk: Desk) -> OfficerRef:
    from duty_desk.people.officers import list_officers

    with desk.read() as read:
        desk.officer = list_officers(read)[0].ref
    return desk.officer
