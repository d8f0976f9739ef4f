"""A real office for each test: a SQLite file copied from a template, or a PostgreSQL schema of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from duty_desk.desk import Desk, open_desk
from duty_desk.office import create_office
from duty_desk.work import OfficerRef
from tests.postgres import Spare

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# What the tests make again and again is kept beside the checkout, not in the home of whoever runs them.
os.environ.setdefault("DUTY_DESK_CACHE", str(Path(__file__).resolve().parents[1] / ".cache" / "desk"))
NOON = datetime(2020, 3, 6, 12, 0)
PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no processor waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


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
    from tests.postgres import fresh_database

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


def sign_in_first(desk: Desk) -> OfficerRef:
    from duty_desk.people.officers import list_officers

    with desk.read() as read:
        desk.officer = list_officers(read)[0].ref
    return desk.officer
