"""The shared database of several desks (product rule X12): its address in parts, and whether it can be used, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import URL, make_url

from db.engine import open_engine, parse_target
from db.server import survey_server
from duty_desk.desk import Desk, told_plainly
from duty_desk.errors import InputError

USUAL_PORT = 5432
_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who comes to it. `server` may name two, for a standby: `one,two`."""

    server: str
    database: str
    user: str
    password: str = ""
    port: int = USUAL_PORT

    def __repr__(self) -> str:
        # Whatever is written down of it, a password is not.
        return f"Address({self.shown})"

    @property
    def shown(self) -> str:
        """As it is told to people."""
        return f"{self.user}@{self.server}:{self.port}/{self.database}"

    @property
    def url(self) -> str:
        """As the program is given it; with the password."""
        # A comma makes no host of a URL: several servers, and sockets, go in as an option.
        single = not {",", "/"} & set(self.server)
        place = URL.create(
            _DRIVER,
            self.user or None,
            self.password or None,
            self.server if single else None,
            self.port if single else None,
            self.database,
            {} if single else {"host": self.server, "port": str(self.port)},
        )
        return place.render_as_string(hide_password=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A database that can be used: whether an office is there, and which PostgreSQL it is."""

    has_office: bool
    version: str


def address_of(url: str) -> Address:
    """The parts of a URL."""
    place = make_url(url)
    host, port = place.query.get("host", place.host), place.query.get("port", place.port)
    return Address(
        server=",".join(host) if isinstance(host, tuple) else host or "",
        database=place.database or "",
        user=place.username or "",
        password=place.password or "",
        port=int(port[0] if isinstance(port, tuple) else port or USUAL_PORT),
    )


def shown(desk: Desk) -> str:
    """Where the office of a desk lies, as it is told to people."""
    if desk.path is not None:
        return str(desk.path)
    return address_of(desk.engine.url.render_as_string(hide_password=True)).shown


def check_address(address: Address) -> None:
    """Raise InputError at what is missing."""
    for name in ("server", "database", "user"):
        if not getattr(address, name).strip():
            raise InputError(name, f"server.error.{name}_missing")
    if not 0 < address.port < 65536:
        raise InputError("port", "server.error.port")


def try_out(url: str) -> Standing:
    """Connect, look and go again. Raises StorageError that says what is wrong and who puts it right. Takes seconds."""
    with told_plainly():
        place = parse_target(url)
        assert isinstance(place, URL)
        engine = open_engine(place)
        try:
            found = survey_server(engine)
        finally:
            engine.dispose()
    return Standing(not found.is_empty, found.version)
