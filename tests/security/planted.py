"""The sample office with a hostile text in every field that somebody types into: one table by table, whatever features there are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import String

from db.engine import Mode, connect_file
from db.models import whole
from duty_desk.demo import START, open_demo, running_clock
from duty_desk.desk import FILE_NAME, Desk, open_desk
from duty_desk.people.officers import list_officers
from tests.duty_desk.paper.hostile import HOSTILE

# Columns of text that hold words of the program, numbers it gives or digests: nobody types into these.
CODED_TABLES = frozenset(
    {
        "alembic_version",
        "audit_entry",
        "audit_head",
        "attachment_content",
        "draft",
        "import_change",
        "number_series",
        "operation",
        "policy",
        "printing",
        "sealed_period",
        "setting",
        "snooze",
    }
)
CODED = frozenset(
    {
        "after", "agent", "anchor", "approved_digest", "base_unit", "basis", "batch", "before", "category", "check_code", "code",
        "content", "credit_code", "decision", "destination", "diet", "digest", "direction", "donation_number", "ending",
        "entered_unit", "exposure_way", "feature", "finding", "first_method", "form", "fresh", "front_line", "goods_unit",
        "handling", "hazard", "head_sort", "holder_sort", "id", "id_kind", "id_number", "key", "kind", "line", "living", "login",
        "lot_code", "lunar", "media_type", "method", "metric", "name_sort", "not_taken", "number", "option", "origin", "outcome",
        "part", "password_hash", "phone", "post", "precision", "reason_code", "refused", "release_number", "replaced_by",
        "report_group", "reported_way", "retest_method", "role", "route", "scale", "scan_class", "scan_digest", "sealed_token",
        "search_doc", "second_method", "seed", "series", "settlement", "sex", "sha256", "shift", "signed_digest", "site", "slot",
        "source", "source_kind", "staff_number", "stage", "state", "status", "strength_unit", "subject_kind", "token_hash",
        "traffic", "trigger", "uscc", "value", "verdict", "way",
    }
)  # fmt: skip
# The same word is a code in one table and free text in another.
CODED_HERE = frozenset(
    {
        ("area", "thing"),
        ("booking", "who"),
        ("care_entry", "detail"),
        ("key_draw", "seed"),
        ("pass", "reason"),
        ("plan", "event"),
        ("refusal", "answer"),
        ("refusal", "reason"),
        ("repair", "trade"),
        ("room", "aircon"),
        ("room", "building"),
        ("stay", "notice"),
        ("zone", "way_in"),
    }
)
# Where somebody's own telephone number is kept. A number at which duty is done, or that is kept to be called by all, is nobody's own.
PRIVATE_PHONES = (
    ("booking", "phone"),
    ("crew_job", "leader_phone"),
    ("dispatch", "receiver_phone"),
    ("donor", "phone"),
    ("log_entry", "phone"),
    ("pass", "phone"),
    ("receipt", "delivered_phone"),
    ("repair", "phone"),
    ("stay", "contact_phone"),
    ("unit", "phone"),
)
DUTY_PHONES = frozenset(
    {
        ("facility", "phone"),
        ("officer", "phone"),
        ("reference", "phone"),
        ("roster_person", "phone"),
        ("zone", "phone"),
    }
)
# One person who stands in all of these.
PLANTED_PHONE = "19900009713"
TYPED_HERE = frozenset({("incident", "outcome")})
# A remark can be written on any row, also where the sample has none.
REMARKS = frozenset({"note", "remark"})


def typed_columns() -> list[tuple[str, str]]:
    """Every column of the office that holds what somebody typed in words."""
    return [
        (table.name, column.name)
        for table in whole().tables.values()
        if table.name not in CODED_TABLES
        for column in table.columns
        if isinstance(column.type, String)
        and not column.foreign_keys
        and (table.name, column.name) not in CODED_HERE
        and (column.name not in CODED or (table.name, column.name) in TYPED_HERE)
    ]


def plant(path: Path) -> dict[tuple[str, str], int]:
    """Write the texts over what is typed in an office file, one after the other; returns how many rows of each column took one."""
    planted: dict[tuple[str, str], int] = {}
    with closing(connect_file(path, Mode.WRITE)) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        for place, (table, column) in enumerate(typed_columns()):
            filled = f"\"{column}\" <> ''" if column not in REMARKS else "TRUE"
            rows = connection.execute(f'SELECT rowid FROM "{table}" WHERE {filled}').fetchall()
            # What a rule of the table does not take stays as it was.
            done = connection.executemany(
                f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE rowid = ?',
                [(text_for(place, rowid), rowid) for (rowid,) in rows],
            )
            planted[table, column] = done.rowcount
        for table, column in PRIVATE_PHONES:
            connection.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ?', (PLANTED_PHONE,))
        connection.commit()
    return planted


def text_for(place: int, row: int) -> str:
    """Another text for each field and row, with its own number so that names stay different."""
    return f"{HOSTILE[(place * 7 + row) % len(HOSTILE)]}{row}"


def open_planted(folder: Path) -> Desk:
    """The sample office with a hostile text wherever one can be typed."""
    open_demo(folder).close()
    planted = plant(folder / FILE_NAME)
    assert sum(1 for count in planted.values() if count > 0) > 200
    desk = open_desk(folder, clock=running_clock(START))
    with desk.read() as read:
        desk.officer = min(list_officers(read), key=lambda row: row.id).ref
    return desk
