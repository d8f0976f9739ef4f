"""How fast a person is found among a million, beside the bare full-text query in the same run (limit, desk, limit).

    python -m benchmarks.people                      one JSON line for each job
    python -m benchmarks.people --count N            with another number of persons
    python -m benchmarks.people --folder DIR         keep the office in DIR and use it again

Each kind of typing carries its check: the person asked for is among those found when what was typed means one person only.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from benchmarks.ground import new_office
from benchmarks.measuring import Took, in_turns, last, open_file, say, say_turns, timed, took
from db import search as index
from db.models import Person
from duty_desk import ledger, search
from duty_desk.desk import Desk, open_desk
from duty_desk.ledger import Request
from duty_desk.paths import resources
from duty_desk.people import find_person, obtain_person, rules
from duty_desk.people.ledgers import PERSONS
from duty_desk.people.persons import Category
from duty_desk.work import OfficerRef

PERSONS_COUNT = 1_000_000
QUERIES = 400
AT_ONCE = 20_000
AT = datetime(2020, 3, 6, 17, 20)
LIMIT = 8
SURE = frozenset({"phone, whole", "staff number"})


@cache
def characters() -> list[str]:
    text = (resources() / "fonts" / "general-use-8105.txt").read_text("utf-8")
    return [c for c in "".join(text.split()) if "\u4e00" <= c <= "\u9fff"]


def persons(count: int) -> Iterator[dict[str, Any]]:
    """Names whose first characters are as unevenly spread as surnames are; numbers all different."""
    chance = random.Random(20200306)
    known = characters()
    heads, given = known[:400], known[:1500]
    weights = [1 / (rank + 3) for rank in range(len(heads))]
    surnames = chance.choices(heads, weights, k=count)
    unit_id = household_id = None
    for number in range(count):
        name = surnames[number] + "".join(chance.choices(given, k=1 + (chance.random() < 0.7)))
        born = f"{1940 + number % 70}{1 + number % 12:02d}{1 + number % 28:02d}"
        first = f"{610000 + number // 1000 % 1000:06d}{born}{number % 1000:03d}"
        identity = first + rules.check_digit(first)
        phone, staff = f"199{number:08d}", f"G{number:07d}"
        yield {
            "name": name,
            "name_sort": search.sort_key(name),
            "id_kind": "resident",
            "id_number": identity,
            "staff_number": staff,
            "phone": phone,
            "category": "staff",
            "unit_id": unit_id,
            "household_id": household_id,
            "foreign_holder": False,
            "search_doc": search.document(names=[name], codes=[identity, staff, phone]),
            "version": 1,
            "created_at": AT,
        }


def fill(desk: Desk, count: int) -> None:
    rows = persons(count)
    for _ in range(0, count, AT_ONCE):
        chunk = list(islice(rows, AT_ONCE))
        with desk.work() as work:
            work.session.execute(insert(Person), chunk)


def typed(desk: Desk) -> dict[str, list[tuple[int, str]]]:
    """What officers type, for persons drawn by chance."""
    chance = random.Random(7)
    with desk.read() as read:
        last = read.session.scalar(select(Person.id).order_by(Person.id.desc()).limit(1)) or 0
        ids = [chance.randrange(1, last + 1) for _ in range(QUERIES)]
        query = select(Person.id, Person.name, Person.id_number, Person.phone, Person.staff_number)
        rows = read.session.execute(query.where(Person.id.in_(ids))).all()
    kinds: dict[str, Callable[[Any], str]] = {
        "initials, two letters": lambda row: search.initials(row.name)[:2],
        "initials, whole": lambda row: search.initials(row.name),
        "pinyin of the surname": lambda row: search.sort_key(row.name).split()[0],
        "pinyin, whole": lambda row: search.sort_key(row.name).replace(" ", ""),
        "pinyin, two words": lambda row: " ".join(search.sort_key(row.name).split()[:2]),
        "surname": lambda row: row.name[0],
        "name": lambda row: row.name,
        "id tail": lambda row: row.id_number[-4:],
        "phone tail": lambda row: row.phone[-4:],
        "phone, whole": lambda row: row.phone,
        "staff number": lambda row: row.staff_number,
        "surname and id tail": lambda row: f"{row.name[0]} {row.id_number[-4:]}",
        "one letter": lambda row: search.initials(row.name)[:1],
        "nobody": lambda row: f"q{row.staff_number}x",
    }
    return {kind: [(row.id, word(row)) for row in rows] for kind, word in kinds.items()}


def measure(desk: Desk, path: Path, count: int) -> None:
    """Each kind of typing, in turns with the full-text query alone; then the lists."""
    connection = open_file(path)
    statement = "SELECT rowid FROM person_fts WHERE person_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    for kind, words in typed(desk).items():
        asked = [index.expression("sqlite", search.terms(text)) for _, text in words if search.terms(text)]
        places = cycle(asked)
        hits: list[bool] = []

        def bare(many: int, places: Iterator[str] = places) -> list[Took]:
            queries = [next(places) for _ in range(many)]
            return [
                took(lambda q=q: connection.execute(statement, (q, LIMIT)).fetchall())[0] for q in queries
            ]

        def find(place: int, words: Sequence[tuple[int, str]] = words, hits: list[bool] = hits) -> None:
            identity, text = words[place]
            with desk.read() as read:
                rows = find_person(read, text, LIMIT)
            hits.append(any(row.id == identity for row in rows))

        turns = in_turns(bare if asked else lambda many: [], find, len(words))
        # What means one person only finds that person.
        assert all(hits) or kind not in SURE
        if asked:
            say_turns(
                f"find: {kind}", count, turns, checked=f"{sum(hits)} of {len(hits)} are among the first"
            )
    connection.close()
    for name, request in (
        ("first page", Request()),
        ("first page, last first", Request(descending=True)),
        ("by staff number", Request(sort="staff_number")),
        ("search, whole initials", Request(search="zlm")),
        ("search, surname", Request(search=characters()[0])),
        ("search, id tail", Request(search="4216")),
        ("restricted persons only", Request(filters={"restricted": True})),
    ):
        times = [timed(lambda r=request: page(desk, r))[0] for _ in range(7)]
        say(f"list: {name}", n=count, value=last(times, 0.5), p99=last(times), checked="no row twice")
    times = [timed(lambda n=n: register(desk, n))[0] for n in range(200)]
    say("register one person", n=count, value=last(times, 0.5), p99=last(times), checked="found by number")


def page(desk: Desk, request: Request) -> None:
    with desk.read() as read:
        rows = ledger.page(PERSONS, read, request).rows
    assert len({row.id for row in rows}) == len(rows)


def register(desk: Desk, number: int) -> None:
    name = "".join(characters()[number : number + 3])
    staff = f"N{time.time_ns():019d}"[:20]
    with desk.work() as work:
        person = obtain_person(work, name=name, category=Category.VISITOR, staff_number=staff)
    with desk.read() as read:
        assert read.session.scalar(select(Person.id).where(Person.staff_number == staff)) is not None, person


def office(folder: Path, count: int) -> Desk:
    if (folder / "office.db").exists():
        desk = open_desk(folder)
    else:
        desk = new_office(folder)
        fill(desk, count)
    from db.vocabulary import Role

    desk.officer = OfficerRef(None, "benchmark", Role.ADMINISTRATOR)
    return desk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=PERSONS_COUNT)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = chosen.folder or Path(temporary) / "office"
        desk = office(folder, chosen.count)
        measure(desk, folder / "office.db", chosen.count)
        desk.close()


if __name__ == "__main__":
    main()
