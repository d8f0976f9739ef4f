"""One desk among several, a process of its own: works at random until its time is up, says what may be acknowledged and what was refused.

python -m tests.desks.soak TARGET FOLDER SEED SECONDS

What is done goes to FOLDER/SEED.done, line by line: a pipe would be full when nobody reads it.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from db.models import Person
from db.vocabulary import CrossingKind, Direction, Role
from duty_desk import audit, gate
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.gate import Attempt, Reason, Subject
from duty_desk.people import officers
from tests.conftest import NOON
from tests.faults import hands_of_duty, hands_of_goods, hands_of_people, hands_of_rooms
from tests.faults.hands import Hands, Rows

# What an officer does whose act was not saved because another desk was in the way: presses again.
PRESSES = 5


def send_out(hands: Hands) -> Rows:
    """Somebody of a household wants out; one of each may, every two days."""
    person = hands.chance.choice(hands.all(select(Person.id).where(Person.household_id.is_not(None))))
    (home,) = hands.all(select(Person.household_id).where(Person.id == person))
    found = gate.scan(
        hands.desk,
        Attempt(
            hands.gate,
            "",
            subject=Subject(CrossingKind.HOUSEHOLD, person_id=person, household_id=home),
            direction=Direction.OUT,
            temperature=36.5,
            confirmed=frozenset({Reason.MANUAL}),
        ),
    )
    if found.word is gate.Word.TROUBLE:
        raise found.fault or AssertionError(found.headline)
    return [("crossing", found.crossing_id)] if found.crossing_id is not None else []


ACTS = (
    hands_of_people.issue,
    hands_of_people.scan,
    send_out,
    send_out,
    hands_of_goods.issue,
    hands_of_goods.issue,
    hands_of_rooms.let_in,
    hands_of_rooms.let_out,
    hands_of_duty.write,
)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(target: str, folder: str, seed: str, seconds: str) -> None:
    desk = open_desk(target if "://" in target else Path(target), folder=Path(folder), clock=lambda: NOON)
    with desk.read() as read:
        desk.officer = next(row.ref for row in officers.list_officers(read) if row.role == Role.ADMINISTRATOR)
    hands = Hands(desk, random.Random(int(seed)))
    refused: Counter[str] = Counter()
    pressed = given_up = done = 0
    slowest = 0.0
    acknowledged = (Path(folder) / f"{seed}.done").open("w", encoding="utf-8", buffering=1)
    say("ready")
    sys.stdin.readline()
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        act = hands.chance.choice(ACTS)
        for attempt in range(PRESSES + 1):
            at = desk.now
            desk.clock = lambda at=at: at + timedelta(seconds=1)
            began = time.monotonic()
            try:
                rows = act(hands)
            except StorageError as error:
                refused[f"{error.key} {error.detail[:40]}"] += 1
                pressed += attempt < PRESSES
                given_up += attempt == PRESSES
                continue
            except DutyDeskError as error:
                refused[error.key] += 1
                break
            slowest = max(slowest, time.monotonic() - began)
            done += 1
            with desk.read() as read:
                sequence, digest = audit.head_of(read)
            words = [f"{sequence}:{digest}", *(f"{table}:{key}" for table, key in rows)]
            print(act.__name__, *words, file=acknowledged)
            break
    desk.close()
    acknowledged.close()
    say(
        json.dumps(
            {
                "done": done,
                "pressed": pressed,
                "given_up": given_up,
                "slowest": round(slowest, 2),
                "refused": dict(refused),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:5])
