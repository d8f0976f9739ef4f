"""Posted facts stay as they were, whoever holds the database (acceptance check S-43)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from duty_desk.desk import Desk


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'other' WHERE id = 1",
        "DELETE FROM audit_entry WHERE id = 1",
    ],
)
def test_the_chain_cannot_be_edited_or_shortened(desk: Desk, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        desk.engine.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(text(statement))
