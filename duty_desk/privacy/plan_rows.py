"""Turns the plan into conditions and values: which rows are past their time, what of them is left to empty, what is put instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Boolean, DateTime, String, Table, and_, cast, or_, select

from db.models import whole
from duty_desk.people.inventory import DataClass, inventory
from duty_desk.privacy.plan import MARK, PARENTS, RULES, Dropped, Rule
from duty_desk.privacy.windows import Cuts

# In lists kept as JSON, where another sign would be written in an escaped form.
UNNAMED = "-"
_BY_TABLE = {rule.table: rule for rule in RULES}


def table_of(name: str) -> Table:
    """A table by its name."""
    return whole().tables[name]


def past(rule: Rule | Dropped, cuts: Cuts) -> Any:
    """The rows of a rule that are past their time, in use or not, emptied or not."""
    table = table_of(rule.table)
    if rule.parent is not None:
        column, parent = rule.parent
        return table.c[column].in_(select(table_of(parent).c.id).where(_past_parent(parent, rule, cuts)))
    return _past(table, rule.age, getattr(rule, "only", None), cuts, rule)


def emptied(rule: Rule) -> tuple[Any, ...]:
    """The columns of a rule that lose what they say, links to persons that must stay filled apart."""
    table, keeps = table_of(rule.table), rule.keeps.split()
    return tuple(
        table.c[entry.column]
        for entry in inventory()
        if entry.table == rule.table
        and entry.data_class is not DataClass.PLAIN
        and entry.column not in keeps
        and not _must_link(table.c[entry.column])
    )


def must_link(table: Table) -> Any | None:
    """The column by which a row must name a person."""
    return next((column for column in table.columns if _must_link(column)), None)


def value_of(rule: Rule, column: Any) -> Any:
    """What is put where something about a person was."""
    if column.name in rule.values:
        return rule.values[column.name](table_of(rule.table))
    return blank(column)


def blank(column: Any) -> Any:
    """Nothing, in the form that the column can hold."""
    if column.nullable:
        return None
    default = column.default
    if default is not None and default.is_callable:
        return default.arg(None)
    if isinstance(column.type, Boolean):
        return False
    if default is not None and default.is_scalar:
        return default.arg
    assert isinstance(column.type, String), column
    return MARK


def is_left(column: Any, value: Any) -> Any:
    """That a column still says something."""
    if column.name == "missing":
        return cast(column, String).not_in(["[]"]) & cast(column, String).not_like(f'[["{UNNAMED}"%')
    if isinstance(value, list | dict):
        # JSON has no equality on a server.
        return cast(column, String).not_in(["[]", "{}"])
    if value is None:
        return column.is_not(None)
    return column.is_distinct_from(value)


def unnamed(missing: Sequence[Any]) -> list[list[str]]:
    """As many as were missing, without names."""
    return [[UNNAMED, UNNAMED] for _ in missing]


def links() -> Iterator[tuple[Table, Any]]:
    """Every column that names a person."""
    for table in whole().sorted_tables:
        for column in table.columns:
            if _to_person(column) and table.name != "person":
                yield table, column


def rule_of(table: str) -> Rule | None:
    """The rule of a table."""
    return _BY_TABLE.get(table)


def start(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time())


def _past_parent(parent: str, child: Rule | Dropped, cuts: Cuts) -> Any:
    rule = _BY_TABLE.get(parent)
    if rule is not None:
        return past(rule, cuts)
    age, condition = PARENTS[parent]
    return _past(table_of(parent), age, condition, cuts, child)


def _past(table: Table, age: str, condition: Any, cuts: Cuts, rule: Rule | Dropped) -> Any:
    cut = cuts.get(rule.window)
    if cut is None:
        return table.c.id.is_(None)
    parts = [condition(table)] if condition is not None else []
    if age:
        # The first that is filled counts.
        before: Any = None
        for column in reversed([table.c[name] for name in age.split()]):
            past_it = column < (start(cut) if isinstance(column.type, DateTime) else cut)
            before = past_it if before is None else or_(past_it, and_(column.is_(None), before))
        parts.append(before)
    return and_(*parts) if parts else table.c.id.is_not(None)


def _to_person(column: Any) -> bool:
    return any(key.column.table.name == "person" for key in column.foreign_keys)


def _must_link(column: Any) -> bool:
    return _to_person(column) and not column.nullable


def something_left(rule: Rule, also: Any = None) -> Any:
    """That a row of a rule still says something of a person."""
    parts = [is_left(column, value_of(rule, column)) for column in emptied(rule)]
    return or_(*parts, *([also] if also is not None else []))
