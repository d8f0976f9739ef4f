"""What kind of day it is: published holidays, the lunar date, and what the office wrote instead of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.models import CalendarDay
from db.vocabulary import DayKind
from duty_desk import audit
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.roster import lunar
from duty_desk.roster.lunar import Say
from duty_desk.roster.rules import DAY
from duty_desk.strings import has, t
from duty_desk.work import Read, Work

_SATURDAY = 5
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class DayInfo:
    """One day of the calendar. `is_own` tells that the office wrote something about it; `version` is 0 where it did not."""

    day: date
    kind: DayKind
    name: str
    lunar: str
    short_lunar: str
    is_own: bool = False
    own_name: str = ""
    own_lunar: str = ""
    version: int = 0

    @property
    def is_off(self) -> bool:
        """Whether it is a day without ordinary work: a holiday, or a weekend that is not worked."""
        if self.kind == DayKind.NORMAL:
            return self.day.weekday() >= _SATURDAY
        return self.kind == DayKind.HOLIDAY

    @property
    def note(self) -> str:
        """What stands under the date: the name of the day, or its lunar date."""
        return self.name or self.short_lunar


def list_days(read: Read, first: date, last: date, say: Say = t) -> tuple[DayInfo, ...]:
    """Every day from first to last; `say` gives the texts of a language."""
    query = select(CalendarDay).where(CalendarDay.day.between(first, last))
    own = {row.day: row for row in read.session.scalars(query)}
    count = (last - first).days + 1
    return tuple(_info(first + number * DAY, own.get(first + number * DAY), say) for number in range(count))


@requires(Permission.PLAN_ROSTER)
def set_days(
    work: Work,
    days: Sequence[date],
    *,
    kind: DayKind | None = None,
    name: str = "",
    lunar: str = "",
    version: int | None = None,
) -> None:
    """Say what kind of days these are, or what they are called, instead of what is published; with nothing said that is gone.

    Another lunar date is for one day alone. `version` is that of the one day that is edited, 0 where nothing was written.
    """
    if not days:
        return
    name, own_lunar = name.strip(), lunar.strip()
    for field, text in (("name", name), ("lunar", own_lunar)):
        if len(text) > _LONGEST:
            raise InputError(field, "roster.error.too_long", most=_LONGEST)
    if own_lunar and len(days) != 1:
        raise InputError("lunar", "roster.error.one_lunar")
    query = select(CalendarDay).where(CalendarDay.day.in_(list(days))).with_for_update()
    known = {row.day: row for row in work.session.scalars(query)}
    if version is not None and any((known[day].version if day in known else 0) != version for day in days):
        raise StaleError("storage.stale")
    for day in sorted(set(days)):
        row = known.get(day)
        if kind is None and not name and not own_lunar:
            if row is not None:
                work.session.delete(row)
            continue
        kept = kind or published(day)[0]
        if row is None:
            work.session.add(CalendarDay(day=day, kind=kept.value, name=name, lunar=own_lunar))
        else:
            row.kind, row.name, row.lunar = kept.value, name, own_lunar
            row.version += 1
    work.session.flush()
    said = {"first": min(days), "last": max(days), "day_kind": kind.value if kind else None, "title": name}
    after = {**said, "lunar": own_lunar}
    audit.record(work, action="roster.day", after={key: value for key, value in after.items() if value})


def published(day: date, say: Say = t) -> tuple[DayKind, str]:
    """The kind of a day and its name as the State Council published it; a plain day in years that are not known."""
    from chinese_calendar import Holiday, get_holiday_detail  # about 15 ms, wanted by this screen alone

    try:
        is_off, english = get_holiday_detail(day)
    except NotImplementedError:
        return DayKind.NORMAL, ""
    if english is None:
        return DayKind.NORMAL, ""
    key = f"roster.holiday.{Holiday(english).name}"
    name = say(key) if has(key) else ""
    if is_off:
        return DayKind.HOLIDAY, name
    return (DayKind.WORKDAY, "") if day.weekday() >= _SATURDAY else (DayKind.NORMAL, "")


def _info(day: date, own: CalendarDay | None, say: Say) -> DayInfo:
    kind, name = published(day, say)
    name = _festival(day, say) or name
    if own is None:
        return DayInfo(day, kind, name, lunar.label(day, say), lunar.short_label(day, say))
    return DayInfo(
        day,
        DayKind(own.kind),
        own.name or ("" if own.kind != kind else name),
        own.lunar or lunar.label(day, say),
        own.lunar or lunar.short_label(day, say),
        is_own=True,
        own_name=own.name,
        own_lunar=own.lunar,
        version=own.version,
    )


def _festival(day: date, say: Say) -> str:
    found = lunar.lunar(day)
    if found is None or found.leap:
        return ""
    key = f"roster.festival.{found.month}_{found.day}"
    if has(key):
        return say(key)
    after = lunar.lunar(day + DAY)
    return say("roster.festival.eve") if after is not None and (after.month, after.day) == (1, 1) else ""
