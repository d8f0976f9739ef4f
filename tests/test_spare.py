"""The database that PostgreSQL tests are lent is as new each time; without this, one test could live on what another left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.models import whole
from duty_desk import audit
from duty_desk.desk import open_desk
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.passes.conftest import build
from tests.postgres import Spare


def contents(connection: Any) -> dict[str, list[Any]]:
    return {
        table.name: connection.execute(table.select().order_by(*table.primary_key)).all()
        for table in whole().sorted_tables
    }


@contextmanager
def opened(url: str, folder: Path, clock: Clock) -> Iterator[Any]:
    desk = open_desk(url, folder=folder, clock=clock)
    sign_in_first(desk)
    yield desk
    desk.close()


@pytest.mark.postgres
def test_a_lent_database_is_given_back_as_it_was(
    template_database: str, tmp_path: Path, clock: Clock
) -> None:
    spare = Spare(template_database)
    found: list[Any] = []
    given: list[int] = []
    for _ in range(2):
        with spare.lent() as url, opened(url, tmp_path, clock) as desk:
            with desk.engine.connect() as connection:
                found.append(contents(connection))
            given.append(build(desk).person)
            with desk.read() as read:
                assert audit.verify(read).broken_at is None
    spare.close()
    assert found[0] == found[1]
    assert given[0] == given[1]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "act",
    [
        "DROP TRIGGER guard_audit_entry ON audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER guard_audit_entry",
        "CREATE TABLE left_behind (id int)",
        "ALTER TABLE gate ADD COLUMN left_behind int",
        "DROP TABLE visit CASCADE",
    ],
)
def test_a_database_that_was_rebuilt_is_not_lent_again(
    template_database: str, tmp_path: Path, clock: Clock, act: str
) -> None:
    spare = Spare(template_database)
    with spare.lent() as url, opened(url, tmp_path, clock) as desk, desk.engine.begin() as connection:
        connection.execute(text(act))
    with spare.lent() as again:
        assert again != url
    spare.close()
