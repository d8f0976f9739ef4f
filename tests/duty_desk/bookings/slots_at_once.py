"""One desk in a process of its own: waits for the start, then books as fast as it can, and says what came of it."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from db.vocabulary import Role
from duty_desk import bookings
from duty_desk.desk import open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.work import OfficerRef
from tests.conftest import NOON, Clock


def main(target: str, folder: str, start: str, plan: str) -> None:
    desk = open_desk(target if "://" in target else Path(target), folder=Path(folder), clock=Clock(NOON))
    wanted = json.loads(plan)
    identity, name, role = wanted["officer"]
    officer = OfficerRef(identity, name, Role(role))
    Path(start).with_suffix(f".{wanted['name']}").touch()
    while not Path(start).exists():
        time.sleep(0.002)
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
