"""Runs statements compiled beforehand on the driver's own cursor: what is done at the window all day costs no more than it must.

The statement, its types and its errors are those of the library; only the making of a statement anew each time is left out.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Insert, TextClause, make_url
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.sqltypes import TupleType
from sqlalchemy.sql.visitors import iterate

# Statements of one program; far more than there are.
_KEPT = 512
# Rows from which on it pays to read them column by column.
_MANY = 32
# Longer lists are left to the library: what a statement costs to make is nothing beside them.
_LONGEST_LIST = 256

Values = Mapping[str, Any]
_Process = Callable[[Any], Any]


class Rows(Sequence[Any]):
    """What was found: rows with the columns as attributes."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def one(self) -> Any:
        """The only row. Raises NoResultFound or MultipleResultsFound."""
        row = self.one_or_none()
        if row is None:
            raise NoResultFound("no row was found when one was required")
        return row

    def one_or_none(self) -> Any | None:
        """The only row, None when there is none. Raises MultipleResultsFound."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("several rows were found when one was required")
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any | None:
        """The first value of the first row, None when there is none."""
        return self._rows[0][0] if self._rows else None


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    # Of each place: its name, and how the driver wants the value.
    places: tuple[tuple[str, _Process | None], ...]
    constants: Values
    positional: bool
    # Names of the lists among the values, and how many places each was made with.
    lists: tuple[tuple[str, int], ...]
    make: Callable[[Any], Any] | None
    types: tuple[Any, ...]
    kind: tuple[str, str]
    # Of a file, where they are always the same.
    readers: tuple[_Process | None, ...] | None

    def parameters(self, values: Values) -> Any:
        """The values as the driver takes them."""
        known: Values = {**self.constants, **values} if self.constants else values
        for name, places in self.lists:
            # What a list holds is the same when its last item stands in it more than once.
            items = [*values[name]]
            items += items[-1:] * (places - len(items))
            known = {**known, **{f"{name}_{place}": item for place, item in enumerate(items, 1)}}
        pairs = self.places
        if self.positional:
            return tuple(
                [known[name] if process is None else process(known[name]) for name, process in pairs]
            )
        return {name: known[name] if process is None else process(known[name]) for name, process in pairs}

    def rows(self, cursor: Any) -> Rows:
        """Rows as the library would give them."""
        make = self.make
        if make is None:
            return Rows(())
        found = cursor.fetchall()
        readers = self.readers
        if not self.positional:
            # A server says with each answer what it gave; a file gives numbers and text, whatever the columns are.
            readers = _readers(self.types, self.kind, tuple([column[1] for column in cursor.description]))
        if readers is None:
            return Rows([make(row) for row in found])
        if len(found) > _MANY:
            # Column by column: most need no reading, and of the others one function reads all.
            columns = [
                column if read is None else map(read, column)
                for column, read in zip(zip(*found, strict=True), readers, strict=True)
            ]
            return Rows(list(map(make, zip(*columns, strict=True))))
        return Rows([make(_read(row, readers)) for row in found])


def _read(row: Sequence[Any], readers: Sequence[_Process | None]) -> Sequence[Any]:
    return [value if read is None else read(value) for value, read in zip(row, readers, strict=True)]


def ask(connection: Connection, statement: Any, values: Values) -> Rows:
    """The rows that a query, or a statement that returns what it wrote, gives. Lists (`in_(bindparam(…, expanding=True))`) may be empty."""
    places = tuple([(name, _places_for(len(values[name]))) for name in _lists(statement)])
    compiled = _compile(statement, _kind(connection), _names(statement, values), False, places)
    if compiled is None:
        return Rows(connection.execute(statement, values).all())
    cursor = _run(connection, compiled, compiled.parameters(values))
    return compiled.rows(cursor)


def add(connection: Connection, statement: Insert, values: Values) -> int:
    """Insert one row of a table whose key the database gives; returns that key."""
    compiled = _compile(statement, _kind(connection), tuple(values), False)
    assert compiled is not None
    cursor = _run(connection, compiled, compiled.parameters(values))
    # A file's driver knows the key; a server's statement returns it.
    return int(cursor.lastrowid if compiled.positional else cursor.fetchone()[0])


def write(connection: Connection, statement: Any, values: Values | Sequence[Values]) -> None:
    """Insert, change or delete: once, or once for each of many values that have the same names."""
    one = isinstance(values, Mapping)
    if not one and not values:
        return
    compiled = _compile(statement, _kind(connection), _names(statement, values if one else values[0]), True)
    if compiled is None:
        connection.execute(statement, values)
    elif one:
        _run(connection, compiled, compiled.parameters(values))
    else:
        _run(connection, compiled, [compiled.parameters(row) for row in values], many=True)


def say(connection: Connection, text: str) -> None:
    """Give the driver a word of its own that takes no values, such as the beginning of a transaction."""
    _tell(connection, text, ())


def _names(statement: Any, values: Values) -> tuple[str, ...]:
    """What an insert is made for; other statements are the same whatever they are given."""
    return tuple(values) if isinstance(statement, Insert) else ()


def _kind(connection: Connection) -> tuple[str, str]:
    return connection.dialect.name, connection.dialect.driver


@cache
def _dialect(name: str, driver: str) -> Any:
    return make_url(f"{name}+{driver}://").get_dialect()()


def _places_for(items: int) -> int:
    """Of how many places a list of so many items is made: few different lengths, so that few statements are made."""
    return items and 1 << (items - 1).bit_length()


@lru_cache(maxsize=_KEPT)
def _lists(statement: Any) -> tuple[str, ...]:
    """The names of the lists that a statement takes."""
    if isinstance(statement, TextClause):
        return ()
    return tuple(dict.fromkeys(part.key for part in _required(statement) if part.expanding))


def _required(statement: Any) -> list[BindParameter[Any]]:
    """The values that have to be given."""
    return [part for part in iterate(statement) if isinstance(part, BindParameter) and part.required]


@lru_cache(maxsize=_KEPT)
def _compile(
    statement: Any,
    kind: tuple[str, str],
    names: tuple[str, ...],
    many: bool,
    lists: tuple[tuple[str, int], ...] = (),
) -> _Compiled | None:
    """None for what cannot be made beforehand: text, lists of pairs, and lists that are long or of a length nobody said."""
    if isinstance(statement, TextClause) or any(places > _LONGEST_LIST for _, places in lists):
        return None
    required = _required(statement)
    given = {part.key for part in required}
    if {part.key for part in required if part.expanding} != {name for name, _ in lists} or any(
        isinstance(part.type, TupleType) for part in required
    ):
        return None
    dialect = _dialect(*kind)
    compiled = statement.compile(
        dialect=dialect,
        column_keys=list(names) or None,
        for_executemany=many,
        compile_kwargs={"render_postcompile": not lists},
    )
    if isinstance(statement, Insert) and compiled.insert_prefetch:
        missing = ", ".join(column.name for column in compiled.insert_prefetch)
        raise TypeError(f"give every column that has a default in the program: {missing}")
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    processes = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()
    }
    made: Any = compiled
    expanded: set[str] = set()
    if lists:
        # Places of lists are made for values; what these are does not matter.
        made = compiled.construct_expanded_state(
            {**dict.fromkeys(given), **{name: [None] * places for name, places in lists}}
        )
        for name, parts in made.parameter_expansion.items():
            processes |= dict.fromkeys(parts, processes[name])
            expanded |= set(parts) if name in given else set()
    text = made.statement if lists else str(compiled)
    values = made.parameters if lists else compiled.params
    order = made.positiontup if compiled.positional else list(values)
    constants = {
        name: value
        for name, value in values.items()
        if name not in names and name not in given | expanded and not (name in binds and binds[name].required)
    }
    columns = list(getattr(statement, "exported_columns", ()))
    types = tuple(c.type for c in columns)
    # A name in use twice is met by its place.
    make = namedtuple("Found", [c.key for c in columns], rename=True)._make if columns else None  # pyright: ignore[reportUntypedNamedTuple]
    return _Compiled(
        text=text,
        places=tuple((name, processes.get(name)) for name in order),
        constants=constants,
        positional=compiled.positional,
        lists=lists,
        make=make,
        types=types,
        kind=kind,
        readers=_readers(types, kind, (None,) * len(types)) if compiled.positional else None,
    )


@lru_cache(maxsize=_KEPT)
def _readers(
    types: tuple[Any, ...], kind: tuple[str, str], codes: tuple[Any, ...]
) -> tuple[_Process | None, ...] | None:
    """How each column is read, by what the driver calls it; None when it gives all of them as they are."""
    dialect = _dialect(*kind)
    readers = tuple(
        one.dialect_impl(dialect).result_processor(dialect, code)
        for one, code in zip(types, codes, strict=True)
    )
    return readers if any(readers) else None


def _run(connection: Connection, compiled: _Compiled, parameters: Any, *, many: bool = False) -> Any:
    return _tell(connection, compiled.text, parameters, many=many)


def _tell(connection: Connection, text: str, parameters: Any, *, many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        # As the library raises it, without the values: they hold names and numbers of people.
        raise DBAPIError.instance(
            text,
            None,
            error,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from error
    return cursor
