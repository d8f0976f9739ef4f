"""One desk in a process of its own: waits for the start, asks, approves and hands out as fast as it can, says what it got."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

from db.vocabulary import Role
from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.supplies import dispatch, dispatch_issue
from duty_desk.supplies.dispatch_form import Asked
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
        match act["act"]:
            case "request":
                lines = [Asked(act["item"], Decimal(1))]
                return dispatch.request(work, unit=act["unit"], purpose="值班", lines=lines).number
            case "approve":
                dispatch.approve(work, act["dispatch"])
            case _:
                dispatch_issue.issue(work, act["dispatch"])
    return "done"


if __name__ == "__main__":
    main(*sys.argv[1:5])
