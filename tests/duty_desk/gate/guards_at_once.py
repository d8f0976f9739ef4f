"""One gate in a process of its own: waits for the start, scans as fast as it can, says what it got."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from db.vocabulary import Direction
from duty_desk.desk import open_desk
from duty_desk.gate import Attempt, Reason, Subject, scan
from duty_desk.people.officers import list_officers
from tests.conftest import NOON, Clock


def main(target: str, folder: str, start: str, work: str) -> None:
    desk = open_desk(target if "://" in target else Path(target), folder=Path(folder), clock=Clock(NOON))
    with desk.read() as read:
        desk.officer = list_officers(read)[0].ref
    attempts = json.loads(work)
    Path(start).with_suffix(f".{attempts['name']}").touch()
    while not Path(start).exists():
        time.sleep(0.002)
    words: list[str] = []
    for one in attempts["attempts"]:
        subject = None
        if "person" in one:
            from db.vocabulary import CrossingKind

            subject = Subject(CrossingKind.HOUSEHOLD, person_id=one["person"], household_id=one["household"])
        verdict = scan(
            desk,
            Attempt(
                attempts["gate"],
                one.get("text", ""),
                subject=subject,
                direction=Direction(one["direction"]),
                temperature=36.5,
                confirmed=frozenset({Reason.MANUAL}),
            ),
        )
        words.append(f"{verdict.word.value}:{verdict.reason.value}")
    desk.close()
    sys.stdout.write(json.dumps(words))


if __name__ == "__main__":
    main(*sys.argv[1:5])
