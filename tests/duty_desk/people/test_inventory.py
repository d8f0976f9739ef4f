"""Nothing is kept that is not in the inventory (acceptance check S-50)."""

from __future__ import annotations

from collections import Counter

from db.models import Person, whole
from db.vocabulary import Role
from duty_desk.people.inventory import DataClass, inventory, retentions

# Names of columns that are about a person wherever they stand.
PERSONAL = ("phone", "holder_name", "officer_name", "head_name", "plate", "contact", "login")
SENSITIVE = ("id_number", "born_on", "temperature", "password_hash", "content", "travel", "sealed_token")


def columns() -> set[tuple[str, str]]:
    assert Person.metadata is whole()
    return {(table.name, column.name) for table in whole().sorted_tables for column in table.columns}


def test_every_column_has_its_class_purpose_and_retention() -> None:
    listed = {(entry.table, entry.column) for entry in inventory()}
    assert columns() - listed == set(), "say in resources/defaults/data_inventory.toml why these are kept"
    assert listed - columns() == set(), "the inventory names what is not kept"


def test_every_column_stands_in_one_class() -> None:
    twice = [key for key, n in Counter((e.table, e.column) for e in inventory()).items() if n > 1]
    assert not twice


def test_every_entry_is_whole() -> None:
    roles = {role.value for role in Role} | {"everyone"}
    for entry in inventory():
        assert len(entry.purpose) >= 4, entry
        assert entry.retention in retentions(), entry
        assert set(entry.roles) <= roles, entry
        assert entry.roles, entry
        # What is sensitive is not for everyone.
        assert entry.data_class is not DataClass.SENSITIVE or entry.roles != ("everyone",), entry


def test_retentions_are_used() -> None:
    assert {entry.retention for entry in inventory()} == set(retentions())


def test_what_is_about_a_person_is_not_called_plain() -> None:
    for entry in inventory():
        if entry.column in PERSONAL:
            assert entry.data_class is not DataClass.PLAIN, entry
        if entry.column in SENSITIVE:
            assert entry.data_class is DataClass.SENSITIVE, entry
