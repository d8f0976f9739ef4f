"""An office moves to a server and back: everything is there, nothing more, and the one it came from is as it was."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from db.models import Attachment, Pass
from duty_desk import attachments, audit, check, moving, passes, settings
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import StorageError
from tests.conftest import Clock, Filled, on_sqlite, sign_in_first
from tests.duty_desk.gate.conftest import issue
from tests.duty_desk.passes.conftest import build
from tests.postgres import fresh_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PDF = b"%PDF-1.7\n% a scan\n"


def lived_in(desk: Desk) -> None:
    """Passes, one of which replaced another, and a scan kept with one of them."""
    office = build(desk)
    first = issue(office)
    issue(office, holder=office.resident)
    with desk.work() as work:
        attachments.add(work, ("pass", first.id), "告知书.pdf", PDF)
    with desk.work() as work:
        # The old one then refers to a later row of its own table.
        passes.reissue(work, first.id)


def contents(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what each engine derives for itself."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with desk.engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            if "_fts" in table or table in ("alembic_version", "attachment_content"):
                continue
            columns = [
                column["name"]
                for column in inspect(connection).get_columns(table)
                if not column.get("computed") and column["name"] != "search_vector"
            ]
            names = ", ".join(f'"{name}"' for name in columns)
            rows = connection.execute(text(f'SELECT {names} FROM "{table}"')).all()
            found[table] = sorted((tuple(map(plain, row)) for row in rows), key=repr)
    return found


def plain(value: object) -> str:
    """A value as both engines have it: one keeps truth as a number and moments as words."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = str(value).removesuffix(".000000")
    with suppress(ValueError):
        return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)
    return text.removesuffix(".0")


def head(desk: Desk) -> tuple[int, str]:
    with desk.read() as read:
        return audit.head_of(read)


@on_sqlite
def test_an_office_moves_to_a_server_and_back_and_nothing_is_lost(
    filled: Filled, tmp_path: Path, clock: Clock
) -> None:
    """Product rule X12."""
    desk, _ = filled(lived_in)
    before = contents(desk)
    heard: list[tuple[int, int, str]] = []
    with fresh_database() as url:
        there = moving.move(desk, url, told=lambda done, total, name: heard.append((done, total, name)))
        assert contents(desk) == before
        assert {name for _, _, name in heard} >= {"pass", "audit_entry", "person"}
        assert there.files == 1
        assert there.counts == {name: len(rows) for name, rows in before.items() if name in there.counts}
        with closing(open_desk(url, folder=tmp_path / "pc", clock=clock)) as shared:
            sign_in_first(shared)
            moved = contents(shared)
            # The move itself is on record there; search words are set apart by each engine.
            for name in before.keys() - {"audit_entry", "audit_head"}:
                assert moved[name] == before[name], name
            with shared.read() as read:
                assert audit.find_anchor(read, there.code) is not None
                file = read.session.scalar(select(Attachment.id))
                assert file is not None
                assert attachments.content(read, file) == PDF
            assert check.run(shared, full=True) == ()
            # Identifiers go on where they ended.
            with shared.work() as work:
                settings.put(work, "office.phone", "6011")
                last = work.session.scalar(select(func.max(Pass.id)))
                assert attachments.add(work, ("pass", last or 0), "b.pdf", PDF + b"%") == file + 1
            back = moving.move(shared, tmp_path / "back")
            assert back.files == 2
        with closing(open_desk(tmp_path / "back", clock=clock)) as home:
            sign_in_first(home)
            assert check.run(home, full=True) == ()
            with home.read() as read:
                assert settings.get(read, "office.phone") == "6011"
                assert attachments.content(read, file + 1) == PDF + b"%"
            after = contents(home)
            assert {name: len(rows) for name, rows in after.items() if name != "audit_entry"} == {
                name: len(rows) + (name == "attachment")
                for name, rows in before.items()
                if name != "audit_entry"
            }


@on_sqlite
def test_nothing_is_moved_onto_what_is_there_already(filled: Filled, tmp_path: Path) -> None:
    """Product rule X12: neither onto an office nor into another program's database."""
    desk, _ = filled(lived_in)
    before = head(desk)

    def refused(to: Path | str) -> str:
        with pytest.raises(StorageError) as error:
            moving.move(desk, to)
        assert error.value.text
        return error.value.key

    with fresh_database() as url:
        moving.move(desk, url)
        with closing(open_desk(url, folder=tmp_path / "pc")) as there:
            arrived = head(there)
            assert refused(url) == "storage.exists"
            assert head(there) == arrived
    moving.move(desk, tmp_path / "folder")
    assert refused(tmp_path / "folder") == "storage.exists"
    with fresh_database() as url:
        foreign = moving.open_engine(moving.parse_target(url))  # type: ignore[arg-type]
        with foreign.begin() as connection:
            connection.execute(text("CREATE TABLE letters (id int)"))
        assert refused(url) == "storage.not_empty"
        with foreign.connect() as connection:
            assert inspect(connection).get_table_names() == ["letters"]
        foreign.dispose()
    assert head(desk) == before


@on_sqlite
@pytest.mark.parametrize("how", ["a row is changed", "a file is changed", "it is stopped"])
def test_what_did_not_arrive_whole_leaves_nothing_behind(filled: Filled, tmp_path: Path, how: str) -> None:
    """The comparison can see, and the target can be used again."""
    desk, _ = filled(lived_in)
    before = head(desk)

    class Stopped(Exception):
        pass

    def meddle(_done: int, _total: int, table: str) -> None:
        if how == "it is stopped" and table == "person":
            raise Stopped

    if how == "a file is changed":
        kept = next(path for path in (desk.folder / "attachments").rglob("*") if path.is_file())
        kept.write_bytes(b"something else")
    with fresh_database() as url:
        engine = moving.open_engine(moving.parse_target(url))  # type: ignore[arg-type]
        if how.startswith("a row"):
            spoil(engine)
        with pytest.raises((StorageError, Stopped)) as error:
            moving.move(desk, url, told=meddle)
        if isinstance(error.value, StorageError):
            assert error.value.key == "storage.copy_differs"
        with engine.connect() as connection:
            assert inspect(connection).get_table_names() == []
        engine.dispose()
    assert head(desk) == before


def spoil(engine: object) -> None:
    """The database itself changes what is written into it, from the moment the table is there."""
    with engine.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(
            "CREATE FUNCTION bite() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.value := NEW.value || ' '; RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            "CREATE FUNCTION lurk() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE it record; BEGIN "
            "FOR it IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.setting' LOOP "
            "CREATE TRIGGER bites BEFORE INSERT ON public.setting FOR EACH ROW EXECUTE FUNCTION bite(); END LOOP; END $$"
        )
        connection.exec_driver_sql(
            "CREATE EVENT TRIGGER lurks ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION lurk()"
        )
