"""The papers of isolation as they are printed: notices in two copies, the register of a person, lists, the rooms of a site."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import update

from db.models import Person, Reading, Room, Stay, StayTest, Unit, Zone
from db.vocabulary import Role
from duty_desk import codes as codes_of_papers
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.isolation import papers, papers_lists, stay_codes
from duty_desk.paper.layout import Layout, Text
from duty_desk.strings import set_language
from duty_desk.work import OfficerRef, Work
from tests.conftest import NOON, Filled, on_sqlite
from tests.duty_desk.paper.reading import codes, image
from tests.duty_desk.passes.conftest import add_officer

pytestmark = on_sqlite
TODAY = NOON.date()


@dataclass(frozen=True)
class Site:
    """An office with two buildings; stays by the name of the person."""

    desk: Desk
    stays: dict[str, int]
    guard: OfficerRef


# Name, sex, born, room, first day counted from, diet, note.
PEOPLE = (
    ("苗雨宁", "female", date(1997, 5, 2), "203", date(2020, 2, 26), "halal", "不吃海鲜"),
    ("武凯", "male", date(1999, 1, 30), "208", date(2020, 2, 29), "regular", ""),
    ("欧阳𬱖", "female", date(1988, 11, 9), "303", date(2020, 3, 1), "vegetarian", ""),
)


def build(desk: Desk) -> Site:
    """Twelve rooms on two floors and a shared one, three people who stay, one approved, one asked for, one released."""
    with desk.work() as work:
        zone = Zone(site="学术交流中心", name="集中健康观察区", phone="6045")
        shared = Zone(site="南湖公寓", name="转运临时安置区", kind="transfer", single=False, list_order=1)
        unit = Unit(name="材料学院", contact="辅导员", phone="6127")
        work.session.add_all([zone, shared, unit])
        work.session.flush()
        rooms = {
            f"{floor}{n:02d}": Room(
                code=f"XS2-{floor}{n:02d}", zone_id=zone.id, building="学术交流中心2号楼", floor=floor,
                name=f"{floor}{n:02d}", state_since=NOON - timedelta(hours=27),
            )
            for floor in (2, 3)
            for n in range(1, 13)
        }  # fmt: skip
        rooms["A101"] = Room(
            code="GY-A101",
            zone_id=shared.id,
            building="5号公寓",
            floor=1,
            name="A101",
            beds=4,
            state_since=NOON,
        )
        work.session.add_all(rooms.values())
        work.session.flush()
        rooms["212"].state, rooms["301"].state = "to_clean", "reserved"
        rooms["312"].state, rooms["312"].reason = "closed", "漏水维修"
        rooms["310"].state, rooms["310"].until = "to_check", NOON + timedelta(minutes=40)
        stays = {row[0]: _stay(work, rooms, unit, *row) for row in PEOPLE}
        stays["Mary O'Brien"] = _waiting(work, "Mary O'Brien", "approved")
        stays["段飞"] = _waiting(work, "段飞", "requested")
        stays["田博"] = _released(work, rooms["105" if "105" in rooms else "205"])
        guard = add_officer(work, "闻渡", Role.GATE)
    return Site(desk, stays, guard)


def _person(work: Work, name: str, **more: object) -> Person:
    row = Person(
        name=name, id_kind="resident", id_number=f"61000019700101{len(name)}{abs(hash(name)) % 1000:03d}",
        phone="19900006219", category="student", created_at=NOON, **more,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row


def _stay(
    work: Work, rooms: dict[str, Room], unit: Unit, name: str, sex: str, born: date, room: str, begins: date,
    diet: str, note: str,
) -> int:  # fmt: skip
    person = _person(work, name, sex=sex, born_on=born)
    row = Stay(
        number=f"观字〔2020〕第{len(name):02d}{room}号", person_id=person.id, state="admitted", origin="student",
        category="close_contact", unit_id=unit.id, home="桃苑3号楼 512", contact_name="苗建", contact_phone="19900001234",
        requested_at=NOON, exposure_on=begins, exposure_way="返校途中同车", counted_from=begins, days=14,
        due_on=begins + timedelta(days=14), room_id=rooms[room].id, bed=1,
        admitted_at=datetime.combine(begins, time(15, 20)), approval_number="0226-1", diet=diet, diet_note=note or None,
        doctor="沈薇 6200",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    rooms[room].state = "occupied"
    for n in range(1, (TODAY - begins).days + 1):
        for slot, hour, value in (("am", 8, 36.3), ("pm", 15, 36.6)):
            if begins + timedelta(days=n) == TODAY and slot == "pm":
                continue
            _read(work, row.id, begins + timedelta(days=n), slot, hour, value + n / 100)
    return row.id


def _read(work: Work, stay: int, day: date, slot: str, hour: int, value: float | None, **more: object) -> int:
    at = datetime.combine(day, time(hour, 32))
    row = Reading(
        stay_id=stay, day=day, slot=slot, at=at, recorded_at=at, officer_id=work.officer.id,
        temperature=None if value is None else round(value, 1), **more,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def _waiting(work: Work, name: str, state: str) -> int:
    person = _person(work, name, sex="female", foreign_holder=name.isascii())
    row = Stay(
        person_id=person.id, state=state, origin="student", category="entry", requested_at=NOON,
        exposure_on=date(2020, 3, 5), approval_number="0306-1" if state == "approved" else None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def _released(work: Work, room: Room) -> int:
    person = _person(work, "田博", sex="male", born_on=date(2000, 7, 7))
    row = Stay(
        number="观字〔2020〕第0007号", person_id=person.id, state="ended", ending="released", origin="student",
        category="hubei", requested_at=NOON - timedelta(days=15), exposure_on=date(2020, 2, 20),
        counted_from=date(2020, 2, 20), days=14, due_on=date(2020, 3, 5), room_id=room.id, bed=1,
        admitted_at=datetime(2020, 2, 20, 11, 0), ended_at=datetime(2020, 3, 6, 10, 0),
        release_number="解观字〔2020〕第0003号", home_until=date(2020, 3, 13),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    for n in range(1, 15):
        day = date(2020, 2, 20) + timedelta(days=n)
        _read(work, row.id, day, "am", 8, 36.4)
        if n == 5:
            _read(work, row.id, day, "pm", 15, None, not_taken="熟睡")
        elif n == 6:
            _read(work, row.id, day, "pm", 15, 37.5, retest=36.9, symptoms=["dry_cough"])
        elif n == 7:
            wrong = _read(work, row.id, day, "pm", 15, 38.5)
            _read(work, row.id, day, "pm", 16, 36.5, replaces_id=wrong, is_late=True)
        else:
            _read(work, row.id, day, "pm", 15, 36.6)
    work.session.add(StayTest(stay_id=row.id, due_on=date(2020, 3, 4), result="negative"))
    return row.id


@pytest.fixture
def site(filled: Filled) -> Site:
    desk, made = filled(build)
    return Site(desk, made.stays, made.guard)


def words(layouts: Sequence[Layout]) -> list[str]:
    return [item.text for layout in layouts for item in layout.items if isinstance(item, Text)]


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [page.get_textpage().get_text_range() for page in document]


def test_the_notice_is_filled_in_two_copies_on_a_page_each(site: Site) -> None:
    with site.desk.read() as read:
        layouts = papers.notice(read, site.stays["苗雨宁"])
        first, second = pages(papers.draw(layouts, "x"))
    assert "一　本人留存" in words(layouts[:1])
    assert "二　隔离点存档" in words(layouts[1:])
    for page in (first, second):
        text = page.replace("\r\n", "").replace("\n", "")
        assert "自2020年2月27日起，至2020年3月11日止，共 14 天" in text
        assert "学术交流中心2号楼 203" in text
        assert "第五十条" in text
        assert "上午 08:00—10:00" in text
        assert "19900006219" not in text
        assert "6045" in text


def test_the_code_on_both_copies_opens_the_stay(site: Site) -> None:
    stay = site.stays["苗雨宁"]
    with site.desk.read() as read:
        pdf = papers.draw(papers.notice(read, stay), "x")
        (printed,) = {code for page in (0, 1) for code in codes(image(pdf, page, 200))}
        assert codes_of_papers.is_stay(printed)
        assert stay_codes.find_stay(read, printed) == stay
        assert stay_codes.find_stay(read, "GC-2020-0999") is None
        assert stay_codes.find_stay(read, printed.replace("GC", "CK")) is None


def test_a_foreign_holder_gets_it_in_english_too_and_what_is_not_known_is_left_to_write(site: Site) -> None:
    with site.desk.read() as read:
        layouts = papers.notice(read, site.stays["Mary O'Brien"])
        printed = pages(papers.draw(layouts, "x"))
        plain = papers.notice(read, site.stays["Mary O'Brien"], english=False)
    assert len(printed) == 4
    assert len(plain) == 2
    assert "6 Mar 2020" in printed[2].replace("\r\n", " ")
    assert "Article 50" in printed[2].replace("\r\n", " ")
    assert "Signature" in printed[3]
    assert "____楼____房" in printed[0].replace("\r\n", "")


def test_no_notice_before_the_approval_and_no_release_before_its_time(site: Site) -> None:
    with site.desk.read() as read, pytest.raises(Refusal, match="not_approved"):
        papers.notice(read, site.stays["段飞"])
    with site.desk.work() as work:
        work.session.get_one(Stay, site.stays["段飞"]).state = "dropped"
    with site.desk.read() as read, pytest.raises(Refusal, match="not_approved"):
        papers.notice(read, site.stays["段飞"])
    with site.desk.read() as read, pytest.raises(Refusal, match="not_released"):
        papers.release_notice(read, site.stays["苗雨宁"])


def test_the_notices_stay_chinese_on_an_english_screen(site: Site) -> None:
    """With who printed them and the page, but for the pages a foreign holder reads."""
    set_language("en")
    try:
        with site.desk.read() as read:
            said = pages(papers.draw(papers.notice(read, site.stays["Mary O'Brien"]), "x"))
    finally:
        set_language("zh_CN")
    assert ["第 1 页，共 1 页" in page for page in said] == [True, True, False, False]
    assert ["Page 1 of 1" in page for page in said] == [False, False, True, True]


def test_a_second_print_says_so(site: Site) -> None:
    stay = site.stays["苗雨宁"]
    with site.desk.work() as work:
        assert papers.record_print(work, stay, papers.NOTICE, "printer") == 1
    with site.desk.read() as read:
        assert words(papers.notice(read, stay)).count("补打 1") == 2
        assert "补打 1" not in words(papers.monitor_sheet(read, stay))


def test_the_release_says_what_was_read_and_what_follows_at_home(site: Site) -> None:
    with site.desk.read() as read:
        layouts = papers.release_notice(read, site.stays["田博"])
        first, _second = pages(papers.draw(layouts, "x"))
    said = words(layouts)
    # 27 values: one could not be taken, a wrong one was corrected, an abnormal one was followed by a normal one.
    assert "测温 27 次，最高 36.9 ℃，均正常" in said
    assert "2020年2月21日—2020年3月6日" in said
    assert "3月4日 阴性" in said
    assert "干咳" in said
    text = first.replace("\r\n", "")
    assert "居家健康监测 7 天，至2020年3月13日" in text
    assert "自2020年3月6日 10:00起解除" in text


def test_a_release_from_before_the_desk_has_a_line_for_its_number(site: Site) -> None:
    stay = site.stays["田博"]
    with site.desk.work() as work:
        work.session.execute(update(Stay).where(Stay.id == stay).values(release_number=None))
    with site.desk.read() as read:
        assert words(papers.release_notice(read, stay)).count("编号 " + "_" * 14) == 2


def test_the_register_of_a_person_has_a_line_a_day_with_what_was_corrected_late_or_not_taken(
    site: Site,
) -> None:
    with site.desk.read() as read:
        (layout,) = papers.monitor_sheet(read, site.stays["田博"])
    said = words([layout])
    days = [
        text for text in said if text in {f"2-{n}" for n in range(20, 30)} | {f"3-{n}" for n in range(1, 7)}
    ]
    assert days == [*(f"2-{n}" for n in range(20, 30)), *(f"3-{n}" for n in range(1, 7))]
    assert "未能测" in said
    assert "37.5/36.9" in said
    assert "38.5" not in said
    assert "16:32补" in said
    bold = [item.text for item in layout.items if isinstance(item, Text) and item.bold]
    assert "37.5/36.9" in bold
    assert "干咳" in bold


def test_a_long_stay_takes_a_second_page_of_the_register(site: Site) -> None:
    with site.desk.work() as work:
        row = work.session.get_one(Stay, site.stays["苗雨宁"])
        row.due_on = date(2020, 3, 20)
    with site.desk.read() as read:
        first, second = papers.monitor_sheet(read, site.stays["苗雨宁"])
    assert "第 1 页，共 2 页" in words([first])
    assert "3-20" in words([second])
    assert "隔离点管理员" not in words([first])
    assert "隔离点管理员" in words([second])


def test_meals_stand_door_by_door_with_what_the_kitchen_makes(site: Site) -> None:
    with site.desk.read() as read:
        doors, kitchen = BytesIO(), BytesIO()
        printed = papers_lists.draw_doors(read, doors, TODAY, "lunch")
        papers_lists.draw_kitchen(read, kitchen, TODAY)
    (page,) = pages(doors.getvalue())
    assert printed.rows == 5
    assert "隔离点送餐单　午餐" in page
    assert "共 3 份　普通 1　清真 1　素食 1" in page
    assert "不吃海鲜" in page
    assert "苗*宁" in page
    assert "苗雨宁" not in page
    (page,) = pages(kitchen.getvalue())
    assert "学术交流中心2号楼" in page
    assert "软食" not in page
    assert "203　清真　不吃海鲜" in page
    assert page.rindex("合计") < page.index("不吃海鲜")


def test_the_corridor_sheet_has_a_floor_with_what_is_known_and_room_for_the_rest(site: Site) -> None:
    target = BytesIO()
    with site.desk.read() as read:
        printed = papers_lists.draw_corridor(read, target, TODAY, building="学术交流中心2号楼", floor=2)
    (page,) = pages(target.getvalue())
    assert printed.rows == 3
    assert "08:32" in page
    assert "303" not in page
    assert "□乏力" in page


def test_the_list_of_the_observed_is_shortened_unless_asked_for_and_allowed(site: Site) -> None:
    def drawn(in_full: bool) -> str:
        target = BytesIO()
        with site.desk.read() as read:
            papers_lists.draw_observed(read, target, in_full=in_full)
        return pages(target.getvalue())[0]

    assert "武*" in drawn(False)
    assert "武凯" not in drawn(False)
    assert "9/14" in drawn(False)
    assert "武凯" in drawn(True)
    assert "含个人信息　周敏" in drawn(True)
    site.desk.officer = OfficerRef(site.guard.id, site.guard.name, Role.LEADER)
    with site.desk.read() as read, pytest.raises(Denied):
        papers_lists.draw_observed(read, BytesIO(), in_full=True)


def test_the_board_says_every_state_in_words_top_floor_first(site: Site) -> None:
    with site.desk.read() as read:
        (layout,) = papers.board(read)
        narrowed = papers.board(read, site="南湖公寓")
    said = words([layout])
    assert "25 间　可用 18　预留 1　在住 3　待消毒 1　待复核 1　停用 1" in said
    for text in ("苗*宁", "第9天", "早36.4", "已等 27 小时", "到 12:40", "漏水维修", "预留"):
        assert text in said
    assert said.index("3 层") < said.index("2 层")
    assert "203" not in words(narrowed)
    assert "A101" in words(narrowed)


def test_lists_are_put_on_record(site: Site) -> None:
    for name in ("doors", "kitchen", "corridor", "observed"):
        with site.desk.work() as work:
            assert papers.print_list(work, BytesIO(), name).pages == 1


def test_papers_come_from_the_command_line_too(site: Site, tmp_path: Path) -> None:
    from duty_desk.commands.papers import _PAPERS

    for name, numbers in (
        ("notice", ["观字〔2020〕第03203号"]),
        ("release", ["解观字〔2020〕第0003号"]),
        ("rooms", []),
    ):
        options = Namespace(paper=name, file=tmp_path / f"{name}.pdf", numbers=numbers)
        with site.desk.work() as work:
            _PAPERS[name](work, options)
        assert options.file.read_bytes().startswith(b"%PDF")
    wrong = Namespace(paper="notice", file=tmp_path / "x.pdf", numbers=["没有的"])
    with pytest.raises(InputError, match="no_stay"), site.desk.work() as work:
        _PAPERS["notice"](work, wrong)
