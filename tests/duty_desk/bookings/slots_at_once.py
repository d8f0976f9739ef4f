"""One desk in a process of its own: waits for the start, then books as fast as it can, and says what came of it."""

from __future__ import annotations

import json
import sys
from datetime import date

from db.vocabulary import Role
from duty_desk import bookings
from duty_desk.errors import DutyDeskError
from duty_desk.work import OfficerRef
from tests.at_once import begin


def main(target: str, folder: str, start: str, plan: str) -> None:
    desk, wanted = begin(target, folder, start, plan)
    identity, name, role = wanted["officer"]
    officer = OfficerRef(identity, name, Role(role))
    told: list[str] = []
    for act in wanted["acts"]:
        try:
            with desk.work(officer) as work:
                bookings.book(
                    work,
                    act["facility"],
                    day=date.fromisoformat(act["day"]),
                    slot=act["slot"],
                    name=act["name"],
                    quantity=act.get("quantity", 1),
                )
            told.append("done")
        except DutyDeskError as error:
            told.append(error.key)
    desk.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:5])
