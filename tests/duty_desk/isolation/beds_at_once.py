"""One desk in a process of its own: waits for the start, lets people in and moves them as fast as it can, says what came of it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from db.vocabulary import Role
from duty_desk import isolation
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import DutyDeskError
from duty_desk.work import OfficerRef
from tests.conftest import NOON, Clock


def main(target: str, folder: str, start: str, plan: str) -> None:
    desk = open_desk(target if "://" in target else Path(target), folder=Path(folder), clock=Clock(NOON))
    wanted = json.loads(plan)
    Path(start).with_suffix(f".{wanted['name']}").touch()
    while not Path(start).exists():
        time.sleep(0.002)
    told: list[str] = []
    for act in wanted["acts"]:
        try:
            told.append(do(desk, act))
        except DutyDeskError as error:
            told.append(error.key)
    desk.close()
    sys.stdout.write(json.dumps(told))


def do(desk: Desk, act: dict[str, Any]) -> str:
    identity, name, role = act["officer"]
    with desk.work(OfficerRef(identity, name, Role(role))) as work:
        version = isolation.get_stay(work, act["stay"]).version
        if act["act"] == "admit":
            return isolation.admit(work, act["stay"], room=act["room"], version=version).number
        isolation.move(work, act["stay"], room=act["room"], reason="x", version=version)
    return "done"


if __name__ == "__main__":
    main(*sys.argv[1:5])
