"""Triggers that keep posted facts as they were, whoever holds the file: append-only tables and frozen columns."""

from __future__ import annotations

from collections.abc import Iterable

APPEND_ONLY = (
    "audit_entry",
    "care_entry",
    "destruction",
    "destruction_clearing",
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
        "issued_at",
        "valid_from",
    ),
}

# Who holds it changes only when two records of one person are merged, and only to the record that stands for both.
FOLLOWS_MERGE = {"pass": "holder_id"}

# The act of destruction may empty what these rows say of a person, while its permit is there. The columns named here stay.
LEFT = {
    "care_entry": "id stay_id kind day at detail outcome officer_id officer_name",
    "handover_item": "id handover_id feature what due_at subject_kind subject_id place refused",
    "key_call": "id key_person_id day at outcome temperature symptoms drawn officer_id officer_name",
    "lot_consent": "id lot_id at officer_id agreed_on purpose_before unit_before_id purpose_after unit_after_id",
    "pass_event": "id pass_id kind at officer_id officer_name valid_until import_id",
    "printing": "id subject_kind subject_id form copy printed_at printed_by destination",
    "reading": (
        "id stay_id day slot at recorded_at temperature method retest symptoms not_taken is_late at_home replaces_id "
        "officer_id import_id"
    ),
    "report_call": "id unit_id day at outcome officer_id officer_name",
    "routine_entry": "id day shift step_id at good officer_id officer_name",
    "stay_change": "id stay_id at kind before after approved_by officer_id import_id",
    "team_count": "id team_id day slot edition expected checked abnormal at officer_id officer_name",
}
# Of a numbered pass the act of destruction may empty the name and unlink the holder.
NAMES = {"pass": "holder_name"}
_PERMIT = "EXISTS (SELECT 1 FROM destruction_permit)"


def create_guards(dialect: str) -> list[str]:
    """Statements that create all guards on an engine."""
    return _postgres() if dialect == "postgresql" else _sqlite()


def _sqlite() -> list[str]:
    statements: list[str] = []
    for name in (*APPEND_ONLY, *TAKEN_BACK):
        kept = _changed(LEFT.get(name, "").split(), "IS NOT")
        removed = "WHEN old.import_id IS NULL " if name in TAKEN_BACK else ""
        altered = f"WHEN NOT {_PERMIT} OR {kept} " if name in LEFT else ""
        for act, when in (("UPDATE", altered), ("DELETE", removed)):
            statements.append(
                f'CREATE TRIGGER guard_{name}_{act.lower()} BEFORE {act} ON "{name}" '
                f"{when}BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )
    for act, when in (
        ("UPDATE", ""),
        ("DELETE", "WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE id = old.id) "),
    ):
        statements.append(
            f"CREATE TRIGGER guard_destruction_permit_{act.lower()} BEFORE {act} ON destruction_permit "
            f"{when}BEGIN SELECT RAISE(ABORT, 'no certificate'); END"
        )
    for name, columns in FROZEN.items():
        changed = _changed(columns, "IS NOT")
        statements.append(
            f'CREATE TRIGGER guard_{name}_frozen BEFORE UPDATE ON "{name}" '
            f"WHEN old.number IS NOT NULL AND ({changed}) BEGIN SELECT RAISE(ABORT, 'frozen: {name}'); END"
        )
    for name, column in FOLLOWS_MERGE.items():
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE OF {column} ON "{name}" '  # noqa: S608
            f"WHEN old.number IS NOT NULL AND old.{column} IS NOT new.{column} AND NOT EXISTS "
            f"(SELECT 1 FROM person WHERE id = old.{column} AND merged_into_id = new.{column}) "
            f"AND NOT (new.{column} IS NULL AND {_PERMIT}) "
            f"BEGIN SELECT RAISE(ABORT, 'frozen: {name}'); END"
        )
    for name, column in NAMES.items():
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE OF {column} ON "{name}" '
            f"WHEN old.number IS NOT NULL AND old.{column} IS NOT new.{column} AND NOT {_PERMIT} "
            f"BEGIN SELECT RAISE(ABORT, 'frozen: {name}'); END"
        )
    return statements


def _changed(columns: Iterable[str], differs: str) -> str:
    return "(" + " OR ".join(f"old.{column} {differs} new.{column}" for column in columns) + ")"


def _postgres() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION guard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE FUNCTION guard_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'frozen: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$",
        # A condition of a trigger may not look at other tables there.
        "CREATE OR REPLACE FUNCTION guard_unless_permitted() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_PERMIT} THEN RETURN new; END IF; RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE FUNCTION guard_permit() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM destruction WHERE id = old.id) THEN RETURN old; END IF; "
        "RAISE EXCEPTION 'no certificate' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER guard_destruction_permit BEFORE UPDATE OR DELETE ON destruction_permit "
        "FOR EACH ROW EXECUTE FUNCTION guard_permit()",
    ]
    for name, column in FOLLOWS_MERGE.items():
        statements.append(
            f"CREATE OR REPLACE FUNCTION guard_{name}_{column}() RETURNS trigger LANGUAGE plpgsql AS $$ "  # noqa: S608
            f"BEGIN IF EXISTS (SELECT 1 FROM person WHERE id = old.{column} AND merged_into_id = new.{column}) "
            f"OR (new.{column} IS NULL AND {_PERMIT}) THEN RETURN new; END IF; RAISE EXCEPTION 'frozen: {name}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE ON "{name}" FOR EACH ROW '
            f"WHEN (old.number IS NOT NULL AND old.{column} IS DISTINCT FROM new.{column}) "
            f"EXECUTE FUNCTION guard_{name}_{column}()"
        )
    for name in APPEND_ONLY:
        acts = "DELETE" if name in LEFT else "UPDATE OR DELETE"
        statements.append(
            f'CREATE TRIGGER guard_{name} BEFORE {acts} ON "{name}" '
            "FOR EACH ROW EXECUTE FUNCTION guard_append_only()"
        )
    for name in TAKEN_BACK:
        for act, when in (("UPDATE", ""), ("DELETE", "WHEN (old.import_id IS NULL) ")):
            if act == "DELETE" or name not in LEFT:
                statements.append(
                    f'CREATE TRIGGER guard_{name}_{act.lower()} BEFORE {act} ON "{name}" '
                    f"FOR EACH ROW {when}EXECUTE FUNCTION guard_append_only()"
                )
    for name, kept in LEFT.items():
        statements += _while_permitted(name, kept.split())
    for name, columns in FROZEN.items():
        changed = _changed(columns, "IS DISTINCT FROM")
        statements.append(
            f'CREATE TRIGGER guard_{name}_frozen BEFORE UPDATE ON "{name}" FOR EACH ROW '
            f"WHEN (old.number IS NOT NULL AND {changed}) EXECUTE FUNCTION guard_frozen()"
        )
    for name, column in NAMES.items():
        statements.append(
            f'CREATE TRIGGER guard_{name}_{column} BEFORE UPDATE ON "{name}" FOR EACH ROW '
            f"WHEN (old.number IS NOT NULL AND old.{column} IS DISTINCT FROM new.{column}) "
            "EXECUTE FUNCTION guard_unless_permitted()"
        )
    return statements


def _while_permitted(name: str, kept: Iterable[str]) -> list[str]:
    # JSON has no equality there: everything is compared as text.
    changed = " OR ".join(f"old.{column}::text IS DISTINCT FROM new.{column}::text" for column in kept)
    return [
        f'CREATE TRIGGER guard_{name}_permit BEFORE UPDATE ON "{name}" FOR EACH ROW '
        "EXECUTE FUNCTION guard_unless_permitted()",
        f'CREATE TRIGGER guard_{name}_left BEFORE UPDATE ON "{name}" FOR EACH ROW '
        f"WHEN ({changed}) EXECUTE FUNCTION guard_append_only()",
    ]
