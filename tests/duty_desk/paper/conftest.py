"""Synthetic passes to print, from the plainest to the longest, and a place for matplotlib's font list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from duty_desk.paper import PassCard

PAYLOAD = "1" + "0123456789" * 4 + "7"


@pytest.fixture(autouse=True, scope="session")
def font_list_of_the_charts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """matplotlib writes a list of fonts; a test run must not write into the home folder."""
    patch = pytest.MonkeyPatch()
    patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))


def plain_card() -> PassCard:
    return PassCard(
        kind_title="临时通行证",
        mark="教",
        reason_label="教学科研",
        office="西岭理工大学 总务处",
        holder="贺志远",
        holder_line="土木工程学院　工号 ****0317",
        valid_from=datetime(2020, 2, 22, 6),
        valid_until=datetime(2020, 3, 7),
        hours="每日 06:00–22:00",
        gates="南湖南门、南湖东大门",
        reason="结构实验室设备维护",
        number="通字〔2020〕第0412号",
        check_code="K7P4-2M",
        issued_on=datetime(2020, 2, 22, 9, 52),
        issuer="周敏",
        payload=PAYLOAD,
        phone="6010",
    )


def long_card() -> PassCard:
    return replace(
        plain_card(),
        holder="阿依古丽·买买提艾合买提·阿布都热依木江·吐尔逊",
        holder_line="国际教育学院留学生公寓管理与服务中心（南湖校区）12号楼 3-402　护照 *****6789",
        gates="南湖南门、南湖东大门、家属区西门、文昌正门、北山后勤通道、实验楼地下车库入口、东操场临时门",
        reason="陪护母亲住院（市第一人民医院心内科）并按医嘱每周三次往返取药，兼办医保转诊与异地报销手续",
        valid_until=date(2021, 1, 3),
        reprint=2,
        demo=True,
    )


def english_card() -> PassCard:
    return replace(
        plain_card(),
        english=True,
        holder="José Ángel García-López",
        kind_title_en="Temporary pass",
        office_en="General Affairs Office, Xiling University of Technology",
        reason_label_en="Teaching and research",
        hours_en="daily 06:00–22:00",
        gates_en="Nanhu South Gate, Nanhu East Gate",
        reason_en="Maintenance of the structures laboratory",
    )


def unissued_card() -> PassCard:
    return replace(plain_card(), payload=None, check_code=None, holder="欧阳𬱖㛃䶮")


CARDS = {"plain": plain_card, "long": long_card, "english": english_card, "unissued": unissued_card}


@pytest.fixture(params=CARDS)
def card(request: pytest.FixtureRequest) -> PassCard:
    """Each of the four passes in turn."""
    return CARDS[request.param]()


@pytest.fixture
def plain() -> PassCard:
    return plain_card()
