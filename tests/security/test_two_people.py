"""A second person's yes is given to one act: with every detail another yes, never the own one, not for later, not by anybody (S-13)."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.vocabulary import CrossingKind, Role
from duty_desk.desk import Desk
from duty_desk.disinfection import mixing
from duty_desk.disinfection import records as disinfection_records
from duty_desk.errors import Denied, Refusal
from duty_desk.gate import overruling
from duty_desk.gate.subjects import Subject
from duty_desk.isolation import changing, release_conditions, releasing
from duty_desk.people import approvals, officers
from duty_desk.people.approvals import GOOD_FOR, Approval, digest_of
from duty_desk.roles import Permission
from duty_desk.supplies import dispatch_issue, disposing, receive_form, reversing, transfers
from duty_desk.supplies.disposing import Cause, Waste
from duty_desk.work import OfficerRef
from tests.code_tree import called_name, calls, modules, report, short

Content = Callable[..., Mapping[str, object]]

AT = datetime(2020, 3, 6, 12, 0)
SUBJECT = Subject(CrossingKind.PASS, 1, 2, 3, 4, 5)
CONDITION = release_conditions.Condition("tests", met=False, words="")
LINE = receive_form.Line(item=1, quantity="3")
DELIVERY = receive_form.Delivery(source=receive_form.SOURCES[0], lines=(LINE,), party="校友会")
# Every act that takes two: what describes it, an example of each argument, and another value of each.
ACTS: dict[str, tuple[Content, dict[str, Any], dict[str, list[Any]]]] = {
    "a role is given": (
        officers.role_change,
        {"officer": 1, "role": Role.KEEPER},
        {"officer": [2], "role": [Role.CHIEF]},
    ),
    "somebody is let in against a rule": (
        overruling.force_content,
        {"subject": SUBJECT, "gate": 1, "reason": "送医"},
        {
            "subject": [
                dataclasses.replace(SUBJECT, **{name: 9})
                for name in ("pass_id", "person_id", "household_id", "visit_id", "vehicle_id")
            ],
            "gate": [2],
            "reason": ["别的事"],
        },
    ),
    "a paper of goods is reversed": (
        reversing.countersigned,
        {"document": 1, "digest": "a"},
        {"document": [2], "digest": ["b"]},
    ),
    "dangerous goods go out": (
        dispatch_issue.countersigned,
        {"dispatch": 1, "version": 1},
        {"dispatch": [2], "version": [2]},
    ),
    "goods are written off": (
        disposing.witnessed,
        {"store": 1, "cause": Cause.EXPIRED, "how": "焚烧", "lines": [Waste(1, Decimal(3))]},
        {
            "store": [2],
            "cause": [Cause.LOST],
            "how": ["填埋"],
            "lines": [[Waste(2, Decimal(3))], [Waste(1, Decimal(4))], [Waste(1, Decimal(3), "多一桶")], []],
        },
    ),
    "goods lost on the way": (
        transfers.settling,
        {"transfer": 1, "version": 1, "fate": transfers.Fate.FOUND},
        {"transfer": [2], "version": [2], "fate": [transfers.Fate.LOST]},
    ),
    "a delivery is verified": (
        receive_form.content_of,
        {"delivery": DELIVERY},
        {
            "delivery": [
                dataclasses.replace(DELIVERY, party="别人"),
                dataclasses.replace(DELIVERY, at=AT),
                dataclasses.replace(DELIVERY, checked_by="别人"),
                dataclasses.replace(DELIVERY, lines=(LINE, LINE)),
                *(
                    dataclasses.replace(DELIVERY, lines=(dataclasses.replace(LINE, **change),))
                    for change in ({"item": 2}, {"quantity": "30"}, {"store": 2}, {"lot": "B"}, {"expires_on": AT.date()})
                ),
            ]
        },
    ),
    "days of observation are changed": (
        changing.countersigned,
        {"kind": "extend", "stay": 1, "version": 1, "reason": "复核", "days": 3, "start": None},
        {
            "kind": ["shorten"],
            "stay": [2],
            "version": [2],
            "reason": ["别的"],
            "days": [4],
            "start": [date(2020, 3, 1)],
        },
    ),
    "a release without a condition": (
        releasing.overridden,
        {"stay": 1, "version": 1, "unmet": [CONDITION], "why": "复核"},
        {"stay": [2], "version": [2], "unmet": [[CONDITION, dataclasses.replace(CONDITION, key="days")]], "why": ["别的"]},
    ),
    "a strong mix": (
        mixing.countersigned,
        {"lot": 1, "store": 1, "target": Decimal(5), "total_ml": Decimal(100)},
        {"lot": [2], "store": [2], "target": [Decimal(6)], "total_ml": [Decimal(1000)]},
    ),
    "a disinfection is checked": (
        disinfection_records.checked,
        {"record_id": 1, "recorded_at": AT, "verdict": "pass", "note": None},
        {"record_id": [2], "recorded_at": [AT + timedelta(1)], "verdict": ["fail"], "note": ["漏了"]},
    ),
}  # fmt: skip
# Where the act is described from what is stored: its own test proves it bound.
ELSEWHERE = {
    "duty_desk/backup/restoring.py": "tests/duty_desk/test_backup.py",
    "duty_desk/handover/signing.py": "tests/duty_desk/handover/test_handing_over.py",
    "duty_desk/privacy/destroying.py": "tests/duty_desk/privacy/test_destroying.py",
}
CHIEF, KEEPER = OfficerRef(2, "马文涛", Role.CHIEF), OfficerRef(3, "罗秀兰", Role.KEEPER)


@pytest.mark.parametrize("act", ACTS)
def test_another_detail_is_another_yes(act: str) -> None:
    content, example, others = ACTS[act]
    assert set(others) == set(inspect.signature(content).parameters), "every argument has its other value"
    first = digest_of(content(**example))
    assert first == digest_of(content(**example))
    same = [
        (name, other)
        for name, values in others.items()
        for other in values
        if digest_of(content(**{**example, name: other})) == first
    ]
    assert not same


def test_no_two_acts_are_described_alike() -> None:
    names = [content(**example)["act"] for content, example, _ in ACTS.values()]
    assert len(set(names)) == len(names)


def yes(
    officer: OfficerRef, desk: Desk, content: Mapping[str, object], ago: timedelta = timedelta(0)
) -> Approval:
    return Approval(officer, desk.now - ago, digest_of(content))


@pytest.mark.parametrize("act", ACTS)
def test_a_yes_holds_for_this_act_of_somebody_else_now(sqlite_desk: Desk, act: str) -> None:
    desk, (content, example, others) = sqlite_desk, ACTS[act]
    wanted = content(**example)
    name, values = next(iter(others.items()))
    changed = content(**{**example, name: values[0]})
    with desk.read() as read:
        approvals.insist(read, yes(CHIEF, desk, wanted), wanted)
        for given, said in (
            (yes(CHIEF, desk, changed), "approval_void"),
            (yes(desk.officer, desk, wanted), "same_person"),
            (yes(CHIEF, desk, wanted, GOOD_FOR + timedelta(seconds=1)), "approval_old"),
            (yes(CHIEF, desk, wanted, timedelta(seconds=-1)), "approval_old"),
        ):
            with pytest.raises(Refusal, match=said):
                approvals.insist(read, given, wanted)
        with pytest.raises(Denied):
            approvals.insist(read, yes(KEEPER, desk, wanted), wanted, permission=Permission.OVERRULE_GATE)


def test_every_act_that_insists_on_two_is_among_these() -> None:
    known = {Path(inspect.getfile(content)).resolve() for content, _, _ in ACTS.values()}
    helpers = {
        "duty_desk/isolation/records.py",
        "duty_desk/people/approvals.py",
        "duty_desk/supplies/receive.py",
    }
    found = {
        path
        for path in modules("duty_desk")
        for call in calls(path)
        if ast.unparse(call.func).endswith("approvals.insist")
        or (called_name(call) == "insist" and "content_of" in ast.unparse(call))
    }
    report(
        f"{short(path)} takes a second person and is not among the acts of this test"
        for path in sorted(found)
        if path.resolve() not in known and short(path) not in {*ELSEWHERE, *helpers}
    )
    assert len(found) >= 10
