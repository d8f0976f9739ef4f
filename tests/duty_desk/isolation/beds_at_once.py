"""One desk in a process of its own: waits for the start, lets people in and moves them as fast as it can, says what came of it."""

from __future__ import annotations

import json
import sys
from typing import Any

from db.vocabulary import Role
from duty_desk import isolation
from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.work import OfficerRef
from tests.at_once import begin


def main(target: str, folder: str, start: str, plan: str) -> None:
    desk, wanted = begin(target, folder, start, plan)
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
