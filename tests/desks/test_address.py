"""The address of the shared database: what is wrong with it is said in words, and its password is nowhere it need not be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from db import migrate
from db import server as servers
from duty_desk import server, storage, whereabouts
from duty_desk.commands import main
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import InputError, StorageError
from duty_desk.server import Address
from tests.postgres import fresh_database

WORD = "p@ss:w/rd?#字"


@pytest.mark.parametrize(
    "address",
    [
        Address("10.1.2.3", "duty", "desk", WORD),
        Address("db.campus", "后勤", "值班", port=5433),
        Address("one,two", "duty", "desk", WORD),
        Address("/var/run/postgresql", "duty", "desk"),
    ],
)
def test_an_address_comes_back_as_it_was_given(address: Address) -> None:
    assert server.address_of(address.url) == address
    assert WORD not in repr(address)
    assert WORD not in address.shown


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (Address(" ", "duty", "desk"), "server"),
        (Address("a", "", "desk"), "database"),
        (Address("a", "duty", ""), "user"),
        (Address("a", "duty", "desk", port=70000), "port"),
    ],
)
def test_what_is_missing_is_said_at_its_field(address: Address, field: str) -> None:
    with pytest.raises(InputError) as error:
        server.check_address(address)
    assert error.value.field == field
    assert error.value.text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("failed to resolve host 'db.campus': [Errno -2] Name or service not known", "server_name"),
        ('could not translate host name "db" to address: Temporary failure', "server_name"),
        ('connection to server at "10.1.2.3", port 5432 failed: Connection refused', "server_refused"),
        ("connection failed: timeout expired", "server_silent"),
        ('FATAL:  password authentication failed for user "desk"', "login"),
        ("fe_sendauth: no password supplied", "login"),
        ('致命错误:  用户 "desk" Password 认证失败', "login"),
        ('FATAL:  role "desk" does not exist', "login"),
        ('FATAL:  database "duty" does not exist', "no_database"),
        ('致命错误:  数据库 "duty" 不存在', "no_database"),
        ('FATAL:  no pg_hba.conf entry for host "10.1.9.9", user "desk"', "server_denied"),
        ('致命错误:  没有用于主机 "10.1.9.9", 用户 "desk" 的 pg_hba.conf 记录', "server_denied"),
        ("FATAL:  sorry, too many clients already", "server_full"),
        ("FATAL:  the database system is starting up", "server_starting"),
        ("session is read-only", "server_standby"),
        ('FATAL:  permission denied for database "duty"', "server_rights"),
    ],
)
def test_what_library_and_server_say_becomes_advice(said: str, code: str) -> None:
    error = storage.storage_error(psycopg.OperationalError(said), opening=True)
    assert error.key in (f"storage.{code}", "storage.unknown")
    assert storage._connecting(said) == code
    assert StorageError(f"storage.{code}").text


@contextmanager
def administrator(url: str) -> Iterator[Any]:
    place = make_url(url)
    with closing(
        psycopg.connect(host=place.query["host"], user=place.username, dbname=place.database, autocommit=True)
    ) as connection:
        yield connection


def said(url: str) -> str:
    with pytest.raises(StorageError) as error:
        server.try_out(url)
    assert error.value.text
    assert WORD not in str(error.value) + error.value.detail
    return error.value.key.removeprefix("storage.")


@pytest.mark.postgres
def test_each_failure_of_a_real_server_has_its_own_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Product rule X12: name, refusal, user, database, version, encoding, rights, standby, others' data."""
    with fresh_database() as url:
        good = server.address_of(url)
        assert server.try_out(url) == server.Standing(False, server.try_out(url).version)
        assert said(Address("nowhere.invalid", "duty", "desk", WORD).url) == "server_name"
        assert said(Address("127.0.0.1", "duty", "desk", WORD, 1).url) == "server_refused"
        assert said(Address(good.server, good.database, "nobody", WORD).url) == "login"
        assert said(Address(good.server, "nothing", good.user).url) == "no_database"
        assert said("mysql://a/b") == "bad_url"
        with administrator(url) as connection:
            name = good.database
            connection.execute(f"CREATE ROLE guest_{name} LOGIN")
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            assert said(Address(good.server, name, f"guest_{name}").url) == "server_rights"
            connection.execute(f"DROP ROLE guest_{name}")
            connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            assert said(url) == "server_standby"
            connection.execute(f'ALTER DATABASE "{name}" RESET ALL')
            ascii_one = f"{name}_ascii"
            connection.execute(
                f"CREATE DATABASE {ascii_one} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            assert said(Address(good.server, ascii_one, good.user).url) == "server_encoding"
            connection.execute(f"DROP DATABASE {ascii_one} WITH (FORCE)")
            with monkeypatch.context() as patch:
                patch.setattr(servers, "OLDEST", 990_000)
                assert said(url) == "server_old"
            connection.execute("CREATE TABLE letters (id int)")
            assert said(url) == "not_empty"


@pytest.mark.postgres
def test_a_database_with_an_office_is_known_and_one_of_a_later_program_is_left_alone(
    postgres_desk: Desk,
) -> None:
    url = postgres_desk.engine.url.render_as_string(hide_password=False)
    assert server.try_out(url).has_office
    change = text("UPDATE alembic_version SET version_num = :revision")
    for revision, known in (("9999", False), (migrate.HEAD, True)):
        with postgres_desk.engine.begin() as connection:
            connection.execute(change, {"revision": revision})
        assert known or said(url) == "too_new"


def test_the_chosen_office_is_opened_and_its_password_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert whereabouts.chosen(tmp_path) == tmp_path
    url = Address("10.1.2.3", "duty", "desk", WORD).url
    whereabouts.choose(tmp_path, url)
    assert whereabouts.chosen(tmp_path) == url
    assert (tmp_path / whereabouts.FILE).stat().st_mode & 0o077 == 0
    whereabouts.choose(tmp_path, tmp_path / "other")
    assert whereabouts.chosen(tmp_path) == (tmp_path / "other").resolve()
    whereabouts.choose(tmp_path / "other", url)
    assert whereabouts.chosen(tmp_path) == url
    whereabouts.choose(tmp_path, tmp_path)
    assert not (tmp_path / whereabouts.FILE).exists()
    (tmp_path / whereabouts.FILE).write_text("{", encoding="utf-8")
    assert whereabouts.chosen(tmp_path) == tmp_path


def test_commands_go_to_the_chosen_office(
    sqlite_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    whereabouts.choose(home, sqlite_desk.folder)
    assert main(["--data", str(home), "check"]) == 0, capsys.readouterr().err
    whereabouts.choose(home, Address("127.0.0.1", "duty", "desk", WORD, 1).url)
    assert main(["--data", str(home), "check"]) == 1
    told = capsys.readouterr()
    assert "pg_hba" not in told.err
    assert WORD not in told.out + told.err


def test_a_link_to_a_file_in_a_synchronised_folder_is_seen_through(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Acceptance checks R-23, U-84: neither the folder nor the file gets past by a link."""
    sqlite_desk.close()
    away = tmp_path / "坚果云" / "office"
    away.parent.mkdir()
    sqlite_desk.folder.rename(away)
    sqlite_desk.folder.mkdir()
    (sqlite_desk.folder / "office.db").symlink_to(away / "office.db")
    with pytest.raises(StorageError) as error:
        open_desk(sqlite_desk.folder)
    assert error.value.key == "storage.sync_folder"
    with pytest.raises(StorageError) as error:
        open_desk(tmp_path / "坚果云" / "nothing yet")
    assert error.value.key == "storage.sync_folder"
