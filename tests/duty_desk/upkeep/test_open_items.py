"""What is wrong with the data itself stands on Today, in words, until somebody has dealt with it (acceptance checks R-34, R-35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from db.vocabulary import Role
from duty_desk import agenda, backup, nightly, policy, settings
from duty_desk.agenda import lines
from duty_desk.agenda.rules import Group, Verb
from duty_desk.agenda.shapes import Line
from duty_desk.backup.status import note
from duty_desk.desk import Desk
from duty_desk.errors import StorageError
from duty_desk.privacy import Act
from duty_desk.privacy.windows import SCHEDULED
from duty_desk.spans import span_at
from duty_desk.strings import LANGUAGES, set_language
from duty_desk.upkeep import kept
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.privacy.conftest import LATER, fill
from tests.duty_desk.privacy.test_destroying import act


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    yield
    set_language("zh_CN")


def of_data(desk: Desk) -> list[Line]:
    with desk.read() as read:
        queue = lines.build(read, agenda.list_items(read), span_at(read, read.at).end)
    return [line for line in queue.lines if line.kind == "data"]


def said(desk: Desk) -> list[tuple[str, str]]:
    """Title and facts of each line in Chinese; in English as many, with none of the first's words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for language in LANGUAGES:
        set_language(language)
        found[language] = [(line.title, line.detail) for line in of_data(desk)]
    set_language("zh_CN")
    assert len(found["en"]) == len(found["zh_CN"])
    english = "".join(title + detail for title, detail in found["en"])
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in english)
    return found["zh_CN"]


def test_a_check_that_failed_stands_there_until_one_is_good(desk: Desk, clock: Clock) -> None:
    backup.run(desk)
    assert nightly.prove_now(desk).is_good
    assert said(desk) == []
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    nightly.prove_now(desk)
    clock.at += timedelta(minutes=20)
    (line,) = of_data(desk)
    assert (line.group, line.chip, line.verb) == (Group.LATE, "超时 20分", Verb.SEE)
    assert (line.role, line.is_mine) == (Role.ADMINISTRATOR, True)
    assert said(desk) == [("数据核对有 1 处不相符", "12:00 核对　I-11")]
    nightly.prove_now(desk)
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = (SELECT :head)"), {"head": head()})
    assert nightly.prove_now(desk).is_good
    assert said(desk) == []


def head() -> str:
    from db import migrate

    return migrate.HEAD


@pytest.mark.slow
def test_a_backup_that_is_late_or_failed_or_stopped_stands_there_until_one_is_made(
    desk: Desk, clock: Clock
) -> None:
    # The office is two months old and was never copied.
    assert said(desk) == [("备份已超过一天没有做", "还没有做过")]
    backup.run(desk)
    assert said(desk) == []
    clock.at += timedelta(hours=25)
    assert said(desk) == [("备份已超过一天没有做", "上次备份 3月6日 12:00")]
    (line,) = of_data(desk)
    assert (line.group, line.chip, line.parts[0].item.subject) == (Group.LATE, "超时 1小时", ("backup", 0))
    folder = backup.folder_of(desk.folder)
    kept = folder.rename(folder.with_name("kept"))
    folder.write_text("no folder")
    with pytest.raises(StorageError):
        backup.run(desk)
    folder.unlink()
    kept.rename(folder)
    # There was nowhere to note it: it is still late.
    assert said(desk)[0][0] == "备份已超过一天没有做"
    note(folder, error="backup.error.not_written", failed_at=clock.at.isoformat())
    assert said(desk) == [("备份没有成功", "13:00 起　上次备份 3月6日 12:00")]
    note(folder, paused=True)
    assert said(desk) == [("自动备份已暂停", "恢复后待确认　上次备份 3月6日 12:00")]
    note(folder, paused=False)
    backup.run(desk)
    assert said(desk) == []


def test_a_second_copy_is_asked_for_while_the_office_wants_one(desk: Desk, clock: Clock) -> None:
    stick = desk.folder / "stick"
    stick.mkdir()
    with desk.work() as work:
        backup.choose_second(work, stick, "天冷了多穿点衣服")
    backup.run(desk, force=True)
    assert said(desk) == []
    stick.rename(desk.folder / "pulled")
    clock.at += timedelta(hours=25)
    backup.run(desk, force=True)
    assert said(desk) == [("第二处备份已超过一天没有做", "上次备份 3月6日 12:00")]
    with desk.work() as work:
        backup.forget_second(work)
    assert said(desk) == []


def test_a_trial_that_failed_names_the_backup(sqlite_desk: Desk) -> None:
    path = backup.run(sqlite_desk).path
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xff" * 4096)
    nightly.try_backup(sqlite_desk)
    assert said(sqlite_desk) == [("恢复演练没有通过", f"{path.name}　12:00 演练")]


@pytest.mark.slow
def test_what_is_kept_past_its_time_stands_there_until_it_was_destroyed(filled: Filled, clock: Clock) -> None:
    """S-50: nobody has to think of it."""
    desk, office = filled(fill)
    clock.at = LATER
    backup.run(desk)
    assert said(desk) == []
    assert nightly.prove_by_night(desk)
    ((title, detail),) = said(desk)
    assert title.endswith("条记录已过保存期")
    assert detail == "09:00 清点　待两人核准销毁"
    clock.at += timedelta(minutes=5)
    act(desk, office, Act.RETENTION)
    assert said(desk) == []
    nightly.count_past(desk)
    assert said(desk) == []


@pytest.mark.slow
@on_sqlite
def test_what_is_past_its_time_is_counted_anew_when_it_no_longer_holds(filled: Filled, clock: Clock) -> None:
    """S-50, S-51: another day, another rule and a destruction are met by the next round; Today itself counts nothing."""
    desk, office = filled(fill)
    assert [window.value for window in SCHEDULED] == list(kept.KINDS)
    clock.at += timedelta(days=20)
    assert nightly.prove_by_night(desk)
    backup.run(desk)
    assert [title for title, _ in said(desk)] == ["1 条记录已过保存期"], "a form left half typed"
    with desk.work() as work:
        policy.set_value(work, key="privacy.crossing_days", value=7, starts_on=clock.at.date(), source="通知")
    assert said(desk) == [], "what was counted by another rule says nothing"
    assert nightly.prove_by_night(desk)
    ((title, _),) = said(desk)
    assert title.endswith("条记录已过保存期"), "by the new rule"
    assert title != "1 条记录已过保存期"
    clock.at += timedelta(minutes=1)
    act(desk, office, Act.RETENTION)
    assert said(desk) == []
    clock.at = LATER.replace(hour=0, minute=30)
    backup.run(desk)
    assert nightly.prove_by_night(desk)
    ((title, detail),) = said(desk)
    assert title.endswith("条记录已过保存期")
    assert detail.startswith("00:30 清点"), "the first round of the day"


def test_the_sample_office_has_no_such_lines(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        settings.store(work, 0, "office.demo", True)
    assert said(sqlite_desk) == []
