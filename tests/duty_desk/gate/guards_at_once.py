"""One gate in a process of its own: waits for the start, scans as fast as it can, says what it got."""

from __future__ import annotations

import json
import sys

from db.vocabulary import Direction
from duty_desk.gate import Attempt, Reason, Subject, scan
from duty_desk.people.officers import list_officers
from tests.at_once import begin


def main(target: str, folder: str, start: str, work: str) -> None:
    desk, attempts = begin(target, folder, start, work)
    with desk.read() as read:
        desk.officer = list_officers(read)[0].ref
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
