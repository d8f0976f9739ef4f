"""Posted facts stay as they were, whoever holds the database (acceptance check S-43)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db import derived
from duty_desk import check, nightly
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


FUNCTION = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ {} $$"


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "name"),
    [
        # Whatever is asked, let it pass.
        (FUNCTION.format("guard_append_only", "BEGIN RETURN coalesce(new, old); END"), "guard_append_only()"),
        # The same with one way round it.
        (
            FUNCTION.format(
                "guard_frozen",
                "BEGIN IF current_user = 'duty' THEN RETURN new; END IF; RAISE EXCEPTION 'frozen: %', TG_TABLE_NAME "
                "USING ERRCODE = 'integrity_constraint_violation'; END",
            ),
            "guard_frozen()",
        ),
        (
            "DROP TRIGGER guard_audit_entry ON audit_entry; CREATE TRIGGER guard_audit_entry BEFORE DELETE "
            "ON audit_entry FOR EACH ROW EXECUTE FUNCTION guard_append_only()",
            "guard_audit_entry",
        ),
        (
            "DROP TRIGGER guard_movement ON movement; CREATE TRIGGER guard_movement BEFORE UPDATE OR DELETE "
            "ON movement FOR EACH ROW WHEN (old.id < 0) EXECUTE FUNCTION guard_append_only()",
            "guard_movement",
        ),
        (
            "DROP TRIGGER guard_pass_frozen ON pass; CREATE TRIGGER guard_pass_frozen BEFORE UPDATE OF kind "
            "ON pass FOR EACH ROW WHEN (old.number IS NOT NULL) EXECUTE FUNCTION guard_frozen()",
            "guard_pass_frozen",
        ),
        (
            "DROP TRIGGER guard_policy ON policy; CREATE TRIGGER guard_policy BEFORE UPDATE OR DELETE "
            "ON policy FOR EACH ROW EXECUTE FUNCTION guard_unless_permitted()",
            "guard_policy",
        ),
        ("ALTER TABLE printing DISABLE TRIGGER guard_printing_left", "guard_printing_left"),
        (
            "ALTER TRIGGER guard_stock_document ON stock_document RENAME TO was_guard_stock_document",
            "guard_stock_document",
        ),
    ],
)
def test_a_guard_of_a_server_that_was_altered_is_named(
    postgres_desk: Desk, statement: str, name: str
) -> None:
    """I-11, S-43: also where it is still there by its name."""
    with postgres_desk.engine.connect() as connection:
        assert derived.missing(connection) == ()
        connection.execute(text(statement))
        assert derived.missing(connection) == (name,)
        connection.rollback()


@pytest.mark.postgres
def test_an_altered_guard_is_told_in_words(postgres_desk: Desk) -> None:
    """I-11."""
    with postgres_desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(FUNCTION.format("guard_append_only", "BEGIN RETURN coalesce(new, old); END")))
        connection.execute(text("UPDATE audit_entry SET reason = reason WHERE id = 1"))
    (finding,) = check.run(postgres_desk)
    assert finding.invariant == "I-11"
    assert finding.text.startswith("防改动的触发器缺失或被改：guard_append_only()。")


# What somebody might add to our tables, by engine, and how it is named.
ADDED = {
    "sqlite": {
        # No step of a pass is kept any more, and nobody is told.
        "pass_event.quiet": "CREATE TRIGGER quiet BEFORE INSERT ON pass_event BEGIN SELECT RAISE(IGNORE); END",
        # It bears the name of a guard, for it to be overlooked.
        "lot.guard_lot_update": (
            "CREATE TRIGGER guard_lot_update AFTER UPDATE ON lot BEGIN UPDATE lot SET note = '' WHERE id = new.id; END"
        ),
        "officer_list": "CREATE VIEW officer_list AS SELECT login, password_hash FROM officer",
    },
    "postgresql": {
        "pass_event.quiet": "CREATE RULE quiet AS ON INSERT TO pass_event DO INSTEAD NOTHING",
        "lot.guard_lot_update": (
            "CREATE TRIGGER guard_lot_update BEFORE UPDATE ON lot FOR EACH ROW EXECUTE FUNCTION guard_append_only()"
        ),
        "lot.guard_movement": (
            "CREATE TRIGGER guard_movement BEFORE UPDATE ON lot FOR EACH ROW EXECUTE FUNCTION guard_append_only()"
        ),
        "movement.few": "CREATE POLICY few ON movement USING (id < 0)",
        "officer_list": "CREATE VIEW officer_list AS SELECT login, password_hash FROM officer",
        "officer_kept": "CREATE MATERIALIZED VIEW officer_kept AS SELECT login FROM officer",
    },
}


def test_what_somebody_added_to_our_tables_is_named(desk: Desk) -> None:
    """I-11, S-43: by the check at a start, which says so in words, and so by that of the night."""
    statements = ADDED[desk.engine.dialect.name]
    with desk.engine.execution_options(writes=True).begin() as connection:
        for statement in statements.values():
            connection.exec_driver_sql(statement)
    (finding,) = check.run(desk)
    assert (finding.invariant, finding.code) == ("I-11", "added")
    assert f"不是本程序做的触发器、规则或视图：{', '.join(sorted(statements))}。" in finding.text
    assert nightly.prove_now(desk).texts == (f"I-11\u3000{finding.text}",)


# What holds rows together and may be taken away, by engine.
TAKEN = {
    "sqlite": {
        "ix_visit_came_at": "DROP INDEX ix_visit_came_at",
        "ck_visit_stay": (
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'CONSTRAINT ck_visit_stay CHECK "
            "(left_at IS NULL OR left_at >= came_at)', 'CHECK (1)') WHERE name = 'visit'; PRAGMA writable_schema = RESET"
        ),
    },
    "postgresql": {
        "ix_visit_came_at": "DROP INDEX ix_visit_came_at",
        "ck_visit_stay": "ALTER TABLE visit DROP CONSTRAINT ck_visit_stay",
        "fk_visit_person_id": "ALTER TABLE visit DISABLE TRIGGER ALL",
    },
}


def test_a_constraint_or_an_index_that_is_gone_is_named(desk: Desk) -> None:
    """I-11, S-43: by the check at a start."""
    statements = TAKEN[desk.engine.dialect.name]
    with desk.engine.execution_options(writes=True).begin() as connection:
        for statement in ";".join(statements.values()).split(";"):
            connection.exec_driver_sql(statement)
    with desk.engine.connect() as connection:
        found = derived.lost(connection)
    assert set(statements) <= set(found)
    assert all("visit" in name for name in found)
    (finding,) = [each for each in check.run(desk) if each.code == "lost"]
    assert f"少了约束或索引：{', '.join(found)}。" in finding.text
