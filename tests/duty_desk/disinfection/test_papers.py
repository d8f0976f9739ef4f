"""The papers of disinfection: what stands on each, how the second print is marked, and what is not printed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from db.models import AuditEntry, Mix
from db.vocabulary import DisinfectionKind, RoomState
from duty_desk import disinfection, rooms
from duty_desk.commands import papers_disinfection
from duty_desk.disinfection import papers, record_rows
from duty_desk.disinfection.papers_week import week_of
from duty_desk.errors import InputError, Refusal
from duty_desk.paper.layout import Layout, Text
from duty_desk.strings import writing_in
from tests.conftest import Clock
from tests.duty_desk.disinfection.conftest import TODAY, Site, at

# One engine: what is printed is read from rows that both give alike.
pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


def words(layouts: Sequence[Layout]) -> list[str]:
    return [item.text for layout in layouts for item in layout.items if isinstance(item, Text)]


def pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(pdf))]


def draw_up(site: Site) -> None:
    with site.desk.work() as work:
        disinfection.draw_up(work, TODAY)


def can(site: Site, agent: str = "chlorine", target: int = 500, until: datetime = at(23)) -> int:
    with site.desk.work() as work:
        mix = Mix(number=f"配字〔2020〕第000{target % 7}号", at=at(7, 30), agent=agent, stock_strength=Decimal(50_000),
                  target=Decimal(target), total_ml=Decimal(10_000), stock_amount=Decimal(100),
                  water_ml=Decimal(9_900), made_by="沈岑", good_until=until)  # fmt: skip
        work.session.add(mix)
        work.session.flush()
        return mix.id


def week(site: Site, area: str | None = None) -> list[str]:
    target = BytesIO()
    with site.desk.read() as read:
        papers.draw_week(read, target, TODAY, area=site.areas[area] if area else None)
    return pages(target.getvalue())


def test_the_register_of_a_week_says_what_was_done_and_what_was_not(site: Site) -> None:
    draw_up(site)
    mix = can(site)
    site.record(round=site.round("A01").id, mix=mix, strip=Decimal(480), note="试纸复测一次")
    with site.desk.work(site.keeper) as work:
        disinfection.miss(work, site.round("A05").id, reason="风大雨急未做")
    (page,) = week(site)
    for said in (
        "消毒记录表",
        "3月2日",
        "3月8日",
        "家属区电梯轿厢",
        "08:00–08:40",
        "1:99",
        "5%",
        "480",
        "试纸复测一次",
    ):
        assert said in page
    assert "漏做：风大雨急未做" in page
    # Of one area only its lines, with what is prescribed above them.
    assert week_of(date(2020, 3, 1)) == (date(2020, 2, 24), date(2020, 3, 1))
    (page,) = week(site, "A05")
    assert "漏做：风大雨急未做" in page
    assert "电梯" not in page


def test_the_sheet_for_a_door_has_a_line_for_each_round(site: Site) -> None:
    draw_up(site)
    site.record(round=site.round("A01").id)
    with site.desk.read() as read:
        said = words(papers.door_sheets(read, TODAY, [site.areas["A01"]]))
    for text in (
        "本区域今日消毒",
        "2020年3月6日　星期五",
        "第 1 次",
        "第 3 次",
        "08:00–08:40",
        "沈岑",
        "18:30",
    ):
        assert text in said
    assert any("家属区电梯轿厢" in text for text in said)
    with site.desk.read() as read, pytest.raises(Refusal, match="nothing_due"):
        papers.door_sheets(read, TODAY + timedelta(days=1), [site.areas["A01"]])


def test_each_team_has_a_way_of_its_own_with_boxes_to_tick(site: Site) -> None:
    draw_up(site)
    site.record(round=site.round("A01").id)
    with site.desk.read() as read:
        every = papers.route_sheets(read, TODAY)
        team = next(area.team for area in disinfection.list_areas(read) if area.code == "A01")
        own = words(papers.route_sheets(read, TODAY, team=team))
        grid = disinfection.day_grid(read, TODAY)
    assert team in own
    assert "\N{CHECK MARK} 08:00" in own
    # A box for each round of all teams that was not done yet.
    boxes = sum(text.count("\N{WHITE SQUARE} ") for text in words(every))
    assert boxes == grid.total - 1
    with site.desk.read() as read, pytest.raises(Refusal, match="no_route"):
        papers.route_sheets(read, TODAY + timedelta(days=1))


def test_a_label_says_until_when_and_what_it_must_not_meet(site: Site) -> None:
    mix = can(site)
    with site.desk.read() as read:
        layout = papers.mix_label(read, mix)
    said = words([layout])
    assert layout.width == 80
    for text in ("含氯消毒液（84）", "500 mg/L", "3月6日 23:00", "2020年3月6日 07:30", "沈岑"):
        assert text in said
    assert any("洁厕灵" in text for text in said)
    assert any("水 9.9 升" in text for text in said)
    assert not any("补打" in text for text in said)
    assert min(item.size for item in layout.items if isinstance(item, Text)) >= 8
    with site.desk.work(site.keeper) as work:
        assert papers.record_label(work, mix, "PDF") == 1
    with site.desk.read() as read:
        assert any("补打 1" in text for text in words([papers.mix_label(read, mix)]))


def test_no_label_for_what_is_too_old(site: Site, clock: Clock) -> None:
    mix = can(site)
    clock.at = at(23)
    with site.desk.read() as read, pytest.raises(Refusal, match="mix_old"):
        papers.mix_label(read, mix)


def terminal(site: Site) -> int:
    room = site.rooms["1-301"] if "1-301" in site.rooms else min(site.rooms.values())
    mix = can(site, target=1000)
    with site.desk.work() as work:
        rooms.shift(work, room, RoomState.RESERVED)
        rooms.shift(work, room, RoomState.OCCUPIED)
        opened = disinfection.open_terminal(work, room=room, stay=1, at=at(9))
    with site.desk.work(site.keeper) as work:
        disinfection.start_terminal(work, opened, done_by="唐星烁", mix=mix, at=at(9, 30))
    with site.desk.work(site.keeper) as work:
        return disinfection.record(
            work, round=opened, kind=DisinfectionKind.TERMINAL, started_at=at(9, 30), ended_at=at(10, 30),
            method="spray", agent="chlorine", mix=mix, used_ml=Decimal(3_000), strip=Decimal(980),
            done_by="唐星烁", protection="二级防护",
        ).id  # fmt: skip


def test_the_record_of_a_room(site: Site) -> None:
    record = terminal(site)
    with site.desk.read() as read:
        said = words(papers.terminal_sheet(read, record))
    for text in ("终末消毒记录", "1,000 mg/L", "980 mg/L", "3 升", "60 分钟", "唐星烁", "3月6日 10:30"):
        assert text in said, text
    assert "□ 合格　□ 不合格，重做" in said
    with site.desk.read() as read:
        row = record_rows.fetch_records(read, [record])[0]
    assert not any(str(row.room_code) in text for text in said), "a room by its door, not by its code"
    assert any(text.endswith(str(row.room_name).rpartition("-")[2]) for text in said)
    with writing_in("en"), site.desk.read() as read:
        assert words(papers.terminal_sheet(read, record)) == said, "the same whatever the screen speaks"
    with site.desk.work(site.keeper) as work:
        assert papers.record_terminal(work, record, "PDF") == 1
    with site.desk.read() as read:
        assert any("补打" in text for text in words(papers.terminal_sheet(read, record)))
    draw_up(site)
    other = site.record(round=site.round("A01").id).id
    with site.desk.read() as read, pytest.raises(Refusal, match="not_terminal"):
        papers.terminal_sheet(read, other)


def test_the_command_line_prints_them_and_puts_them_on_record(site: Site, tmp_path: Path) -> None:
    draw_up(site)
    record = terminal(site)
    with site.desk.read() as read:
        number = record_rows.fetch_records(read, [record])[0].mix_number
        room = record_rows.fetch_records(read, [record])[0].room_code
        assert papers.find_mix(read, number or "") is not None

    def run(paper: str, *numbers: str) -> list[str]:
        file = tmp_path / f"{paper}.pdf"
        options = Namespace(file=file, numbers=list(numbers), first=TODAY, last=None)
        with site.desk.work(site.keeper) as work:
            papers_disinfection.PAPERS[paper](work, options)
        return pages(file.read_bytes())

    assert len(run("disinfection-week", "a01")) == 1
    assert len(run("disinfection-door", "A01", "A02")) == 2
    assert run("disinfection-route")
    assert len(run("mix-label", number or "")) == 1
    assert len(run("terminal-record", room or "")) == 1
    with site.desk.read() as read:
        acts = {entry.action for entry in read.session.query(AuditEntry)}
    assert {"disinfection.print", "paper.print"} <= acts
    for paper, numbers in (
        ("disinfection-door", []),
        ("mix-label", ["配字〔2020〕第9999号"]),
        ("disinfection-week", ["A01", "A02"]),
    ):
        with pytest.raises(InputError):
            run(paper, *numbers)
