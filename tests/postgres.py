"""A PostgreSQL server for one run of the tests: made in a temporary folder, always stopped, nothing of it kept.

`python tests/postgres.py COMMAND …` runs COMMAND with DUTY_DESK_TEST_POSTGRES naming the server.

A server named in DUTY_DESK_TEST_POSTGRES beforehand is used as it is. PGBIN names the folder of initdb and pg_ctl.
Standard library only: `./test` asks before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

URL = "DUTY_DESK_TEST_POSTGRES"
OLDEST = 13
# Nothing of this server outlives the run, so it need not wait for the disk.
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
)


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: PGBIN, else the newest installed one."""
    suffix = ".exe" if os.name == "nt" else ""
    if named := os.environ.get("PGBIN"):
        return Path(named) if (Path(named) / f"initdb{suffix}").is_file() else None
    roots = [
        Path("/usr/lib/postgresql"),
        Path("/opt/homebrew/opt"),
        Path(os.environ.get("PROGRAMFILES", "/")) / "PostgreSQL",
    ]
    installed = [
        (int(folder.name), folder / "bin")
        for root in roots
        for folder in root.glob("[0-9]*")
        if folder.name.isdigit() and (folder / "bin" / f"initdb{suffix}").is_file()
    ]
    if installed and max(installed)[0] >= OLDEST:
        return max(installed)[1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the account to run it as instead."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL cannot run as root, and there is no other account here to run it as.")


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of a running server, for as long as the block lasts."""
    owner = account()
    # Not below TMPDIR, which may be closed to the other account or too long for a socket's path.
    folder = Path(tempfile.mkdtemp(prefix="dd-pg-", dir=None if os.name == "nt" else "/tmp"))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])

        def run(program: str, *arguments: str) -> None:
            # The log goes to a file: a pipe would stay open for as long as the server runs.
            with (folder / f"{program}.out").open("wb") as log:
                command = [str(programs / program), *arguments]
                environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
                if subprocess.run(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **owner,
                ).returncode:
                    report = "".join(
                        path.read_text(errors="replace")[-2000:] for path in folder.glob("*.out")
                    )
                    raise SystemExit(f"PostgreSQL did not start:\n{report}")

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "duty", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        if os.name == "nt":
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            where, url = f"-p {port} -h 127.0.0.1", f"postgresql+psycopg://duty@127.0.0.1:{port}/postgres"
        else:
            where, url = f"-k {folder} -h ''", f"postgresql+psycopg://duty@/postgres?host={folder}"
        options = " ".join([where, *(f"-c {setting}" for setting in QUICK)])
        run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "server.log"), "-w", "-t", "60", "start")
        try:
            yield url
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_in_order(command: Sequence[str], **more: Any) -> int:
    """Run `command`; when this process is told to stop, the command stops first and what it stands on after it."""

    def end(signum: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    before = signal.signal(signal.SIGTERM, end)
    try:
        with subprocess.Popen(command, **more) as child:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the command has had it too
                child.wait()
                raise
            except SystemExit:
                child.terminate()
                raise
    finally:
        signal.signal(signal.SIGTERM, before)


def run_beside_server(command: Sequence[str], env: Mapping[str, str], **more: Any) -> int:
    """Run `command` with URL naming a server: the one already named, else a throw-away one."""
    programs = find_programs()
    if env.get(URL) or programs is None:
        return run_in_order(command, env=env, **more)
    with server(programs) as url:
        return run_in_order(command, env={**env, URL: url}, **more)


@contextmanager
def fresh_database(template: str = "template0") -> Iterator[str]:
    """The URL of a database for one test: empty, or a copy of `template`, a database or its URL, that nobody uses.

    The test is skipped where there is no server.
    """
    import pytest
    from sqlalchemy import make_url

    if not os.environ.get(URL):
        pytest.skip("no PostgreSQL server: ./test starts one")
    url = make_url(os.environ[URL])
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    source = make_url(template).database if "://" in template else template
    with _connect(os.environ[URL]) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Spare:
    """A copy of a template that is lent to one test after another: what a test wrote is taken out of it, which is many times as
    quick as another copy. A copy whose tables or triggers a test has changed is not used again.
    """

    def __init__(self, template: str) -> None:
        self._template = template
        self._copy: Any = None
        self._url = ""
        self._connection: Any = None
        self._shape = ""
        self._rows: dict[str, bytes] = {}
        self._counters = ""

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of the copy, as the template was left."""
        if self._copy is None:
            self._copy = fresh_database(self._template)
            self._url = self._copy.__enter__()
            self._remember()
        try:
            yield self._url
        finally:
            if not self._put_back():
                self.close()

    def close(self) -> None:
        """Drop the copy."""
        if self._copy is not None:
            self._connection.close()
            self._copy.__exit__(None, None, None)
            self._copy = None

    def _remember(self) -> None:
        self._connection = connection = _connect(self._url)
        self._shape = connection.execute(_SHAPE).fetchone()[0]
        self._rows.clear()
        for table, columns in connection.execute(_TABLES).fetchall():
            with connection.cursor().copy(f'COPY "{table}" ({columns}) TO STDOUT') as copy:
                if rows := b"".join(copy):
                    self._rows[f'"{table}" ({columns})'] = rows
        self._counters = connection.execute(_COUNTERS).fetchone()[0]
        # Neither the guards nor the references between tables have a say when everything is taken out.
        connection.execute("SET session_replication_role = replica")
        connection.execute("CREATE TEMPORARY TABLE emptied (name text)")

    def _put_back(self) -> bool:
        import psycopg

        connection = self._connection
        try:
            connection.execute(_OTHERS)
            if connection.execute(_SHAPE).fetchone()[0] != self._shape:
                return False
            connection.execute(_EMPTY)
            emptied = connection.execute(
                "SELECT string_agg(format('%I', name), ', ') FROM emptied"
            ).fetchone()[0]
            if emptied:
                # Rows written next lie in the order they are written, as in a new copy.
                connection.execute(f"VACUUM {emptied}")
            with connection.transaction():
                for place, rows in self._rows.items():
                    with connection.cursor().copy(f"COPY {place} FROM STDIN") as copy:
                        copy.write(rows)
                connection.execute(self._counters)
        except psycopg.OperationalError:
            # A test may have ended every connection, this one too.
            return False
        return True


# Everything that a test could leave behind that is not a row.
_SHAPE = """
SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'class', oid, relname, relkind, relchecks, relnatts) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'trigger', t.oid, tgname, tgenabled) FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname, convalidated) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'function', oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast)'
) AS parts(part)
"""
_TABLES = """
SELECT table_name, string_agg(format('%I', column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name
"""
_COUNTERS = """
SELECT 'SELECT ' || string_agg(
    format('setval(%L, %s, %L)', quote_ident(sequencename), coalesce(last_value, 1), last_value IS NOT NULL), ', '
) FROM pg_sequences
"""
_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
DO $$
DECLARE one text; filled boolean;
BEGIN
    DELETE FROM emptied;
    FOR one IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM %I', one);
            INSERT INTO emptied VALUES (one);
        END IF;
    END LOOP;
END $$
"""


def _connect(url: str) -> Any:
    import psycopg
    from sqlalchemy import make_url

    place = make_url(url)
    host = place.query.get("host", place.host)
    login = {"host": host, "port": place.port, "user": place.username, "password": place.password}
    return psycopg.connect(dbname=place.database, autocommit=True, **login)


def available() -> bool:
    """Whether `run_beside_server` has a server to offer."""
    return bool(os.environ.get(URL)) or find_programs() is not None


if __name__ == "__main__":
    if not available():
        sys.exit("PostgreSQL was not found. PGBIN can name the folder of its programs.")
    sys.exit(run_beside_server(sys.argv[1:], os.environ))
