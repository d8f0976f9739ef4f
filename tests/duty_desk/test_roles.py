"""Who may do what, service by service (acceptance check S-10). What has no rule is found here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import duty_desk
from db.vocabulary import Role
from duty_desk import roles, settings
from duty_desk.desk import Desk
from duty_desk.errors import Denied
from duty_desk.roles import ALLOWED, Permission
from duty_desk.work import OfficerRef
from tests.code_tree import report

# Steps of services: what calls them has checked the role. A new service is not added here; it gets a rule.
STEPS = frozenset(
    {
        "passes.arrivals.obtain_people",
        "passes.batch.write_many",
        "passes.import_crews.add_jobs",
        "passes.import_crews.add_members",
        "passes.import_ended.write_ended",
        "passes.issuing.remember",
        "passes.life.claim_alive",
        "passes.quick.add",
        "passes.quick.write",
        "passes.registers.record_paper",
        "people.households.checked",
        "people.places.checked",
        "people.restrictions.impose",
        "people.restrictions.lift_source",
        "people.units.checked",
    }
)
# What each role may do beyond the others' common ground.
EVERYONE = {"read", "own", "print", "export"}
DESK = EVERYONE | {"edit_person", "attach", "report_incident", "request_stay", "write_log"}
MATRIX: dict[Role, set[str]] = {
    Role.ADMINISTRATOR: {permission.value for permission in Permission},
    Role.CHIEF: {permission.value for permission in Permission}
    - {"merge", "edit_settings", "manage_officers", "restore", "destroy", "override_stay"},
    Role.GATE: DESK
    | {"request_pass", "issue_pass", "end_pass", "import", "reveal", "work_gate", "record_check"}
    | {"see_readings"}
    | {"request_goods", "hand_over", "file_report", "write_bulletin", "book"},
    Role.KEEPER: DESK
    | {"import", "request_goods", "receive_goods", "issue_goods", "count_goods", "reverse_goods"}
    | {"edit_catalogue", "countersign"},
    Role.SITE: DESK
    | {
        "see_health",
        "see_readings",
        "handle_health",
        "reveal_child",
        "import",
        "restrict",
        "reveal",
        "request_pass",
        "request_goods",
        "countersign",
    }
    | {"work_site", "edit_rooms", "record_disinfection"},
    Role.DISINFECTION: EVERYONE
    | {
        "attach",
        "import",
        "request_goods",
        "countersign",
        "write_log",
        "plan_disinfection",
        "record_disinfection",
    },
    Role.LEADER: EVERYONE
    | {
        "approve_pass",
        "approve_goods",
        "see_health",
        "see_readings",
        "approve_stay",
        "override_stay",
        "seal_books",
        "read_audit",
        "issue_bulletin",
    }
    | {"countersign"},
}


def services() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the core that takes `work` first, by its name below `duty_desk`."""
    for found in pkgutil.walk_packages(duty_desk.__path__, "duty_desk."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != found.name or name.startswith("_"):
                continue
            first = next(iter(inspect.signature(function).parameters), None)
            if first == "work":
                yield f"{found.name}.{name}".removeprefix("duty_desk."), function


def test_every_service_has_a_rule() -> None:
    # `records` holds the rows that the services of a feature write.
    without = [
        name
        for name, function in services()
        if not hasattr(function, "permission") and ".records." not in name and name not in STEPS
    ]
    report([f"{name} takes work and has no rule: add @requires(Permission…) or @step" for name in without])


def test_every_step_named_here_exists() -> None:
    assert not STEPS - {name for name, _ in services()}


def test_the_matrix_of_roles() -> None:
    assert {role: {str(p) for p in allowed} for role, allowed in ALLOWED.items()} == MATRIX


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_not_do_is_refused_by_the_service_beneath(sqlite_desk: Desk, role: Role) -> None:
    officer = OfficerRef(None, "somebody", role)
    refused = 0
    with sqlite_desk.work(officer) as work:
        for _name, service in services():
            permission = getattr(service, "permission", None)
            if permission is not None and permission not in ALLOWED[role]:
                with pytest.raises(Denied):
                    service(work)
                refused += 1
    assert refused > 0 or role is Role.ADMINISTRATOR


def test_a_refusal_is_recorded(desk: Desk) -> None:
    from sqlalchemy import select

    from db.models import AuditEntry

    with pytest.raises(Denied), desk.work(OfficerRef(None, "门岗甲", Role.GATE)) as work:
        settings.put(work, "office.phone", "1")
    with desk.read() as read:
        entry = read.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.officer_name, entry.role) == ("role.denied", "门岗甲", "gate")
    assert entry.after == '{"permission":"edit_settings"}'


def test_what_is_offered_is_what_is_allowed(desk: Desk) -> None:
    for role in Role:
        with desk.read(OfficerRef(None, "", role)) as read:
            assert {p for p in Permission if roles.may(read, p)} == ALLOWED[role]
