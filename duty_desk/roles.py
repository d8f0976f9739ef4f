"""What each role may do (product rule X7). Deny is the default: a service without a rule fails a test."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from types import FunctionType
from typing import Concatenate, ParamSpec, TypeVar, cast

from db.vocabulary import Role
from duty_desk.errors import Denied
from duty_desk.keepable import check_keepable
from duty_desk.work import Read, Work

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """Something that may be allowed."""

    REQUEST_PASS = "request_pass"
    ISSUE_PASS = "issue_pass"
    APPROVE_PASS = "approve_pass"
    END_PASS = "end_pass"
    PRINT = "print"
    EXPORT = "export"
    IMPORT = "import"
    EDIT_REGISTER = "edit_register"
    EDIT_PERSON = "edit_person"
    ATTACH = "attach"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    MERGE = "merge"
    REVEAL = "reveal"
    EXPORT_UNMASKED = "export_unmasked"
    SEE_HEALTH = "see_health"
    SEE_READINGS = "see_readings"
    HANDLE_HEALTH = "handle_health"
    REVEAL_CHILD = "reveal_child"
    EDIT_POLICY = "edit_policy"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_OFFICERS = "manage_officers"
    BACK_UP = "back_up"
    RESTORE = "restore"
    DESTROY = "destroy"
    SHOW_SUBJECT = "show_subject"
    COUNTERSIGN = "countersign"
    WORK_GATE = "work_gate"
    OVERRULE_GATE = "overrule_gate"
    RECORD_CHECK = "record_check"
    REPORT_INCIDENT = "report_incident"
    CLOSE_INCIDENT = "close_incident"
    REQUEST_GOODS = "request_goods"
    APPROVE_GOODS = "approve_goods"
    RECEIVE_GOODS = "receive_goods"
    ISSUE_GOODS = "issue_goods"
    COUNT_GOODS = "count_goods"
    REVERSE_GOODS = "reverse_goods"
    EDIT_CATALOGUE = "edit_catalogue"
    SEAL_BOOKS = "seal_books"
    REQUEST_STAY = "request_stay"
    APPROVE_STAY = "approve_stay"
    WORK_SITE = "work_site"
    OVERRIDE_STAY = "override_stay"
    EDIT_ROOMS = "edit_rooms"
    PLAN_DISINFECTION = "plan_disinfection"
    RECORD_DISINFECTION = "record_disinfection"
    WRITE_LOG = "write_log"
    PLAN_ROSTER = "plan_roster"
    HAND_OVER = "hand_over"
    FILE_REPORT = "file_report"
    EDIT_REPORTING = "edit_reporting"
    WRITE_BULLETIN = "write_bulletin"
    ISSUE_BULLETIN = "issue_bulletin"
    BOOK = "book"
    EDIT_FACILITIES = "edit_facilities"
    READ_AUDIT = "read_audit"
    READ = "read"
    OWN = "own"


_EVERYONE = {Permission.READ, Permission.OWN, Permission.PRINT, Permission.EXPORT}
_DESK = _EVERYONE | {
    Permission.EDIT_PERSON,
    Permission.ATTACH,
    Permission.REPORT_INCIDENT,
    Permission.REQUEST_STAY,
    Permission.WRITE_LOG,
}
_CHIEF = _DESK | {
    Permission.REQUEST_PASS,
    Permission.ISSUE_PASS,
    Permission.APPROVE_PASS,
    Permission.END_PASS,
    Permission.IMPORT,
    Permission.EDIT_REGISTER,
    Permission.RESTRICT,
    Permission.LIFT_RESTRICTION,
    Permission.REVEAL,
    Permission.EXPORT_UNMASKED,
    Permission.SEE_HEALTH,
    Permission.SEE_READINGS,
    Permission.HANDLE_HEALTH,
    Permission.REVEAL_CHILD,
    Permission.EDIT_POLICY,
    Permission.BACK_UP,
    Permission.SHOW_SUBJECT,
    Permission.READ_AUDIT,
    Permission.COUNTERSIGN,
    Permission.WORK_GATE,
    Permission.OVERRULE_GATE,
    Permission.RECORD_CHECK,
    Permission.CLOSE_INCIDENT,
    Permission.REQUEST_GOODS,
    Permission.APPROVE_GOODS,
    Permission.RECEIVE_GOODS,
    Permission.ISSUE_GOODS,
    Permission.COUNT_GOODS,
    Permission.REVERSE_GOODS,
    Permission.EDIT_CATALOGUE,
    Permission.SEAL_BOOKS,
    Permission.APPROVE_STAY,
    Permission.WORK_SITE,
    Permission.EDIT_ROOMS,
    Permission.PLAN_DISINFECTION,
    Permission.RECORD_DISINFECTION,
    Permission.PLAN_ROSTER,
    Permission.HAND_OVER,
    Permission.FILE_REPORT,
    Permission.EDIT_REPORTING,
    Permission.WRITE_BULLETIN,
    Permission.ISSUE_BULLETIN,
    Permission.BOOK,
    Permission.EDIT_FACILITIES,
}
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.CHIEF: frozenset(_CHIEF),
    Role.GATE: frozenset(
        _DESK
        | {
            Permission.REQUEST_PASS,
            Permission.ISSUE_PASS,
            Permission.END_PASS,
            Permission.IMPORT,
            Permission.REVEAL,
            Permission.WORK_GATE,
            # Who measures, and calls key persons.
            Permission.SEE_READINGS,
            Permission.RECORD_CHECK,
            Permission.REQUEST_GOODS,
            Permission.HAND_OVER,
            Permission.FILE_REPORT,
            Permission.WRITE_BULLETIN,
            Permission.BOOK,
        }
    ),
    Role.KEEPER: frozenset(
        _DESK
        | {
            Permission.IMPORT,
            Permission.REQUEST_GOODS,
            Permission.RECEIVE_GOODS,
            Permission.ISSUE_GOODS,
            Permission.COUNT_GOODS,
            Permission.REVERSE_GOODS,
            Permission.EDIT_CATALOGUE,
            Permission.COUNTERSIGN,
        }
    ),
    Role.SITE: frozenset(
        _DESK
        | {
            Permission.IMPORT,
            Permission.RESTRICT,
            Permission.REVEAL,
            Permission.SEE_HEALTH,
            Permission.SEE_READINGS,
            Permission.HANDLE_HEALTH,
            Permission.REVEAL_CHILD,
            Permission.REQUEST_PASS,
            Permission.REQUEST_GOODS,
            Permission.WORK_SITE,
            Permission.EDIT_ROOMS,
            Permission.RECORD_DISINFECTION,
            Permission.COUNTERSIGN,
        }
    ),
    Role.DISINFECTION: frozenset(
        _EVERYONE
        | {
            Permission.IMPORT,
            Permission.ATTACH,
            Permission.WRITE_LOG,
            Permission.REQUEST_GOODS,
            Permission.PLAN_DISINFECTION,
            Permission.RECORD_DISINFECTION,
            Permission.COUNTERSIGN,
        }
    ),
    Role.LEADER: frozenset(
        _EVERYONE
        | {
            Permission.APPROVE_PASS,
            Permission.APPROVE_GOODS,
            # Who approves a stay judges by what was measured and found.
            Permission.SEE_HEALTH,
            Permission.SEE_READINGS,
            Permission.APPROVE_STAY,
            Permission.OVERRIDE_STAY,
            Permission.SEAL_BOOKS,
            Permission.ISSUE_BULLETIN,
            Permission.READ_AUDIT,
            Permission.COUNTERSIGN,
        }
    ),
}


def may(read: Read, permission: Permission) -> bool:
    """Whether the officer of this reading may do it; used to leave out what would be refused."""
    return allows(read.officer.role, permission)


def allows(role: str, permission: Permission) -> bool:
    """Whether whoever has the role may do it."""
    return permission in ALLOWED[Role(role)]


def require(read: Read, permission: Permission) -> None:
    """Raise Denied when the officer's role does not allow it."""
    if not may(read, permission):
        raise Denied("roles.error.denied", permission=permission.value)


def requires(
    permission: Permission, *, cleans: bool = False
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Guard a service that takes `work` first: the role first, then that what was typed can be kept at all.

    A service that `cleans` takes whatever a scanner or a file brings. The rule is readable as `service.permission`.
    """

    def decorate(service: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
        fields = cast(FunctionType, service).__code__.co_varnames[1:]

        @wraps(service)
        def guarded(work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
            require(work, permission)
            if not cleans:
                for field, value in (*zip(fields, args, strict=False), *kwargs.items()):
                    check_keepable(field, value)
            return service(work, *args, **kwargs)

        setattr(guarded, "permission", permission)  # noqa: B010
        return guarded

    return decorate


def step(part: Callable[P, R]) -> Callable[P, R]:
    """Mark what only services call, which have checked the role: `permission` is there and None."""
    setattr(part, "permission", None)  # noqa: B010
    return part
