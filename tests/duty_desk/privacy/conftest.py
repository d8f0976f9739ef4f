"""An office full of people whose identifiers can be searched for, all of them made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from db.models import Donor, Draft, LogEntry, Person, Restriction, Visit
from db.vocabulary import Category, RestrictionKind
from duty_desk import attachments, passes, search
from duty_desk.desk import Desk
from duty_desk.people import officers
from duty_desk.work import Work
from tests.duty_desk.passes.conftest import Office, add_officer, build, form

CAME = datetime(2020, 3, 6, 12)
LATER = datetime(2020, 9, 1, 9)
# A PDF is kept as it is, so that what stands in it can be searched for.
SCAN = b"%PDF-1.4 scanned "


def number(index: int) -> str:
    return f"6100001990{index:08d}"


def phone(index: int) -> str:
    return f"1990{index:07d}"


def name(index: int) -> str:
    digits = "赵钱孙李周吴郑王冯陈"
    return "诸葛" + "".join(digits[int(digit)] for digit in f"{index:04d}")


def plant(work: Work, office: Office, count: int) -> list[int]:
    """So many people, each with a visit; some also with a restriction, a draft about them, a note in the log, a scan."""
    people = [
        Person(
            name=name(index),
            name_sort=search.sort_key(name(index)),
            category=Category.VISITOR,
            id_kind="resident",
            id_number=number(index),
            phone=phone(index),
            search_doc=search.document(names=[name(index)], codes=[number(index), phone(index)]),
            created_at=work.at,
        )
        for index in range(count)
    ]
    work.session.add_all(people)
    work.session.flush()
    for index, person in enumerate(people):
        work.session.add(
            Visit(
                number=f"访字〔2020〕第{index:04d}号",
                person_id=person.id,
                purpose="送货",
                host_name=name(index + 1),
                came_at=CAME,
                left_at=CAME + timedelta(hours=1),
                gate_id=office.east,
                admitted=True,
                limit_hours=4,
                note=f"手机 {phone(index)}",
            )
        )
        if index % 10 == 0:
            work.session.add(
                Restriction(
                    person_id=person.id,
                    kind=RestrictionKind.FEVER,
                    starts_on=CAME.date(),
                    ends_on=CAME.date(),
                    reason=f"发热，{number(index)}",
                    created_at=CAME,
                )
            )
    for index in range(0, count, max(1, count // 10)):
        work.session.add(LogEntry(number=f"记{index}", at=CAME, kind="call", text="来电", phone=phone(index)))
        work.session.add(Donor(name=name(index), kind="person", phone=phone(index), search_doc=phone(index)))
        attachments.add(
            work, ("person", people[index].id), f"{name(index)}.pdf", SCAN + number(index).encode()
        )
    work.session.add(Draft(officer_id=office.guard.id, form="visit", content=f'"{number(1)}"', saved_at=CAME))
    work.session.flush()
    return [person.id for person in people]


def fill(desk: Desk) -> Office:
    office = build(desk)
    with desk.work() as work:
        passes.issue(work, **form(office))
        plant(work, office, 40)
    return office


def byte_hits(folder: Path, secrets: Iterable[str]) -> Iterator[str]:
    """Files below a folder in which any of these can be read."""
    wanted = [secret.encode() for secret in secrets]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found = sum(secret in content for secret in wanted)
            if found:
                yield f"{path.name}: {found}"


__all__ = ["add_officer", "officers"]
