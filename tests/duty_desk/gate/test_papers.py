"""The gate's papers say what is stored, whole and readable: slip, run sheet, log, who is inside (product rules G4, G5, G6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Visit
from duty_desk import paper
from duty_desk.errors import Refusal
from duty_desk.gate import papers
from duty_desk.gate.run_queries import list_runs
from tests.conftest import Clock, on_sqlite
from tests.duty_desk.gate import sample
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.gate.test_runs import lorry, stage, start
from tests.duty_desk.gate.test_visits import register
from tests.duty_desk.paper.reading import codes, image, pdfium_pages, squeezed

__all__ = ["lorry"]


def text_of(pdf: bytes) -> str:
    return squeezed("".join(pdfium_pages(pdf)))


def says(text: str, words: Iterable[str]) -> None:
    missing = [word for word in words if squeezed(word) not in text]
    assert missing == []


@pytest.mark.parametrize("form", papers.SLIP_FORMS)
@on_sqlite
def test_a_slip_has_code_host_and_time_and_is_signed_out_by_it(
    office: Office, clock: Clock, form: str
) -> None:
    slip = register(office)
    with office.desk.read() as read:
        layout = papers.slip_layout(read, slip.id, form)
    assert layout.width == {"receipt": 80, "a6": 105}[form]
    pdf = papers.draw([layout], "slip")
    says(
        text_of(pdf),
        [
            "访客单",
            "谭峻一",
            "**************0035",
            "西岭热力公司",
            "供暖检修",
            "土木工程学院",
            "范澜之",
            "锅炉房",
            "陕ZB5361",
            slip.number,
            slip.check_code,
            "3月6日 16:00",
            "被访人签字",
        ],
    )
    assert "610000198506200035" not in text_of(pdf)
    assert codes(image(pdf)) == [slip.token]
    assert go(office, codes(image(pdf))[0]).crossing_id is not None
    with office.desk.work() as work:
        assert papers.record_slip(work, slip.id, form, "printer") == 1
    with office.desk.read() as read:
        again = papers.draw([papers.slip_layout(read, slip.id, form)], "slip")
    says(text_of(again), ["补打 1"])


@on_sqlite
def test_long_and_rare_words_stay_on_the_slip(office: Office) -> None:
    slip = register(
        office,
        name="阿依古丽·买买提·吐尔逊江",
        id_number="",
        firm="西岭市新城区人民政府教育和体育局学校后勤管理服务中心",
        purpose="供暖系统检修及锅炉房压力容器年度安全检验",
        places="锅炉房、热力交换站、南湖校区三号配电室",
    )
    with office.desk.read() as read:
        for form in papers.SLIP_FORMS:
            layout = papers.slip_layout(read, slip.id, form)
            pdf = papers.draw([layout], "slip")
            says(text_of(pdf), ["阿依古丽·买买提·吐尔逊江", "教育和体育局", "年度安全检验"])
    assert paper.missing_characters("䶮𬱖㛃鿍𣲘") == ()


def test_a_visit_of_a_paper_register_has_no_slip(office: Office) -> None:
    slip = register(office)
    with office.desk.work() as work:
        row = work.session.get_one(Visit, slip.id)
        row.number = row.sealed_token = None
    with pytest.raises(Refusal), office.desk.read() as read:
        papers.slip_layout(read, slip.id)


@on_sqlite
def test_the_run_sheet(office: Office, clock: Clock, lorry: tuple[int, list[Any]]) -> None:
    run = start(office, lorry)
    stage(office, run, 1, note="84 消毒液 500 mg/L")
    with office.desk.read() as read:
        pdf = papers.draw([papers.run_sheet(read, run)], "sheet")
    says(
        text_of(pdf),
        [
            "保供车辆闭环管理登记表",
            "0306-01",
            "陕ZB1077",
            "鲜蔬公司",
            "米面粮油",
            "R1",
            "书香餐舍卸货点",
            "校门消毒",
            "84 消毒液 500 mg/L",
            "出口比对",
            "徐*衡",
            "司机",
            "V2020030601",
            "进行中",
        ],
    )
    assert len(pdfium_pages(pdf)) == 1
    with office.desk.work() as work:
        assert papers.record_run_sheet(work, run, "printer") == 1


@pytest.mark.slow
def test_every_imported_run_prints_on_one_page(sqlite_desk: Any) -> None:
    sample.fill(sqlite_desk, "routes", "vehicles", "crew", "trips")
    with sqlite_desk.read() as read:
        runs = list_runs(read, date(2022, 11, 13), date(2022, 11, 15))
        pdf = papers.draw([papers.run_sheet(read, row.id) for row in runs], "sheets")
    pages = [squeezed(page) for page in pdfium_pages(pdf)]
    assert len(pages) == len(runs) == 36
    assert "司乘不符" in pages[2]
    assert "出口未登记" in pages[12 * 2 + 4]


@pytest.mark.slow
def test_the_log_of_a_day(sqlite_desk: Any) -> None:
    sample.fill(sqlite_desk, "crossings")
    target = BytesIO()
    with sqlite_desk.work() as work:
        printed = papers.print_log(work, target, date(2020, 2, 24), date(2020, 2, 24))
    assert (printed.rows, printed.missing) == (86, ())
    text = text_of(target.getvalue())
    says(text, ["门岗进出记录", "2月24日", "额度已用", "不在本门", "值班长"])
    assert "苏书婧" not in text


@on_sqlite
def test_who_is_inside_for_the_hand_over_and_for_a_fire(
    office: Office, clock: Clock, lorry: tuple[int, list[Any]]
) -> None:
    go(office, issue(office).token)
    visitor = register(office)
    go(office, visitor.token)
    run = start(office, lorry)
    stage(office, run, 1)
    stage(office, run, 2)
    clock.at = datetime(2020, 3, 7, 5)
    lists: dict[bool, str] = {}
    for for_fire in (False, True):
        target = BytesIO()
        with office.desk.work() as work:
            printed = papers.print_inside(work, target, for_fire=for_fire)
        assert printed.missing == ()
        lists[for_fire] = text_of(target.getvalue())
    says(lists[False], ["现在校内名单", "共 4 人（3 条）", "任*慧", "谭*一", "陕ZB1077", "超时", "锅炉房"])
    says(
        lists[True],
        [
            "在校人员疏散核对单",
            "任晓慧",
            "谭峻一",
            "锅炉房（1 人）",
            "书香餐舍卸货点（2 人）",
            "陕ZB1077（2 人）",
        ],
    )
    assert "任晓慧" not in lists[False]


@on_sqlite
def test_nobody_inside_prints_an_empty_list(office: Office) -> None:
    target = BytesIO()
    with office.desk.work() as work:
        assert papers.print_inside(work, target).rows == 0
    says(text_of(target.getvalue()), ["共 0 人（0 条）"])
    with office.desk.read() as read:
        assert read.session.scalars(select(Visit.id)).all() == []
