"""The register: persons, units, households, places, officers and restrictions, each existing once.

Registers have a module each (`persons`, `units`, `households`, `places`, `restrictions`); what is used across them is named here.
"""

from duty_desk.people.finding import PersonRow, find_person, household_members, person_rows
from duty_desk.people.households import HouseholdRow, find_household, search_households
from duty_desk.people.ledgers import LEDGERS
from duty_desk.people.merging import merge_persons
from duty_desk.people.persons import (
    Obtained,
    PersonCard,
    PersonForm,
    add_person,
    examine_person,
    get_person,
    obtain_person,
    update_person,
)
from duty_desk.people.restrictions import RestrictionRow, active, lift, restrict, restricted
from duty_desk.people.revealing import RevealRow, dial, list_reveals, reveal
from duty_desk.people.units import UnitRow, find_unit, list_units, search_units

__all__ = [
    "LEDGERS",
    "HouseholdRow",
    "Obtained",
    "PersonCard",
    "PersonForm",
    "PersonRow",
    "RestrictionRow",
    "RevealRow",
    "UnitRow",
    "active",
    "add_person",
    "dial",
    "examine_person",
    "find_household",
    "find_person",
    "find_unit",
    "get_person",
    "household_members",
    "lift",
    "list_reveals",
    "list_units",
    "merge_persons",
    "obtain_person",
    "person_rows",
    "restrict",
    "restricted",
    "reveal",
    "search_households",
    "search_units",
    "update_person",
]
