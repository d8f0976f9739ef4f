"""Which backups stay: all of two days, then one for each of 14 days, 8 weeks and 6 months (acceptance check R-32)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

ALL_FOR = timedelta(hours=48)
DAYS, WEEKS, MONTHS = 14, 8, 6


def kept(moments: Collection[datetime], now: datetime) -> set[datetime]:
    """The moments to keep. Each span begins where the one before it ends; of each day, week, month the newest stays."""
    newest_first = sorted(moments, reverse=True)
    stay = {moment for moment in newest_first if moment > now - ALL_FOR}
    rest = [moment for moment in newest_first if moment not in stay]
    for period_of, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        chosen = _newest_of_each(rest, period_of, count)
        stay.update(chosen)
        rest = [
            moment
            for moment in rest
            if chosen and moment < chosen[-1] and not _same(moment, chosen[-1], period_of)
        ]
    return stay


def _newest_of_each(
    newest_first: list[datetime], period_of: Callable[[datetime], tuple[int, ...]], count: int
) -> list[datetime]:
    chosen: dict[tuple[int, ...], datetime] = {}
    for moment in newest_first:
        if len(chosen) == count and period_of(moment) not in chosen:
            break
        chosen.setdefault(period_of(moment), moment)
    return list(chosen.values())


def _same(a: datetime, b: datetime, period_of: Callable[[datetime], tuple[int, ...]]) -> bool:
    return period_of(a) == period_of(b)


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.timetuple()[:3]


def _week(moment: datetime) -> tuple[int, ...]:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.timetuple()[:2]
