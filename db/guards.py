"""Triggers that keep posted facts as they were, whoever holds the file: append-only tables and frozen columns."""

from __future__ import annotations

APPEND_ONLY = (
    "audit_entry",
    "care_entry",
    "handover_item",
    "handover_thing",
    "incident_entry",
    "key_call",
    "key_draw",
    "lot_consent",
    "movement",
    "pass_event",
    "patrol_finding",
    "policy",
    "printing",
    "receipt_line",
    "report_call",
    "routine_entry",
    "sealed_period",
    "stock_document",
    "team_count",
)
# Never changed either; what came in with an import goes with it when the import is taken back.
TAKEN_BACK = ("duty_change", "reading", "room_event", "stay_change", "unit_report")
# A pass once numbered keeps these for ever; everything else about it changes only through services that write a PassEvent.
FROZEN = {
    "pass": (
        "number",
        "series",
        "year",
        "sequence",
        "kind",
        "holder_name",
        "issued_at",
        "valid_from",
    ),
}

# Who holds it changes only when two records of one person are merged, and only to the record that stands for both.
FOLLOWS_MERGE = {"pass": "holder_id"}


def create_guards(dialect: str) -> list[str]:
    """Statements that create all guards on an engine."""
    return _postgres() if dialect == "postgresql" else _sqlite()


def _sqlite() -> list[str]:
    statements: list[str] = []
    for name in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            statements.append(
                f'CREATE TRIGGER guard_{name}_{act.lower()} BEFORE {act} ON "{name}" '
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )
    for name in TAKEN_BACK:
        for act, when in (("UPDATE", ""), ("DELETE", "WHEN old.import_id IS NULL ")):
            statements.append(
                f'CREATE TRIGGER guard_{name}_{act.lower()} BEFORE {act} ON "{name}" '
                f"{when}BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )
    for name, columns in FROZEN.items():
        changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
        statements.append(
            f'CREATE TRIGGER guard_{name}_frozen BEFORE UPDATE ON "{name}" '
            f"WHEN old.number IS NOT NULL AND ({changed}) BEGIN SELECT RAISE(ABORT, 'frozen: {name}'); END"
        )
    for name, column in FOLLOWS_MERGE.items():
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE OF {column} ON "{name}" '  # noqa: S608
            f"WHEN old.number IS NOT NULL AND old.{column} IS NOT new.{column} AND NOT EXISTS "
            f"(SELECT 1 FROM person WHERE id = old.{column} AND merged_into_id = new.{column}) "
            f"BEGIN SELECT RAISE(ABORT, 'frozen: {name}'); END"
        )
    return statements


def _postgres() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION guard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE FUNCTION guard_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'frozen: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
    ]
    for name, column in FOLLOWS_MERGE.items():
        statements.append(
            f"CREATE OR REPLACE FUNCTION guard_{name}_{column}() RETURNS trigger LANGUAGE plpgsql AS $$ "  # noqa: S608
            f"BEGIN IF EXISTS (SELECT 1 FROM person WHERE id = old.{column} AND merged_into_id = new.{column}) "
            f"THEN RETURN new; END IF; RAISE EXCEPTION 'frozen: {name}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE ON "{name}" FOR EACH ROW '
            f"WHEN (old.number IS NOT NULL AND old.{column} IS DISTINCT FROM new.{column}) "
            f"EXECUTE FUNCTION guard_{name}_{column}()"
        )
    for name in APPEND_ONLY:
        statements.append(
            f'CREATE TRIGGER guard_{name} BEFORE UPDATE OR DELETE ON "{name}" '
            "FOR EACH ROW EXECUTE FUNCTION guard_append_only()"
        )
    for name in TAKEN_BACK:
        for act, when in (("UPDATE", ""), ("DELETE", "WHEN (old.import_id IS NULL) ")):
            statements.append(
                f'CREATE TRIGGER guard_{name}_{act.lower()} BEFORE {act} ON "{name}" '
                f"FOR EACH ROW {when}EXECUTE FUNCTION guard_append_only()"
            )
    for name, columns in FROZEN.items():
        changed = " OR ".join(f"old.{column} IS DISTINCT FROM new.{column}" for column in columns)
        statements.append(
            f'CREATE TRIGGER guard_{name}_frozen BEFORE UPDATE ON "{name}" FOR EACH ROW '
            f"WHEN (old.number IS NOT NULL AND ({changed})) EXECUTE FUNCTION guard_frozen()"
        )
    return statements
