"""Help for every screen, every paper and every refusal, in both languages, found by its words (check U-74, rule X15)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.strings import LANGUAGES, catalogue, text_in
from tests.code_tree import ROOT, called_name, calls, literal, modules, report, short
from tests.ui.test_main_window import office_of
from ui.kit.buttons import Button
from ui.main_window import MainWindow
from ui.office.subjects import GROUPS
from ui.passes import more
from ui.shell.help_pages import found, gapped, page_for, pages, said
from ui.shell.help_sheet import PAPERS
from ui.tabs import TABS

REFUSES = {"InputError": 1, "Refusal": 0, "Denied": 0, "StaleError": 0, "StorageError": 0, "DutyDeskError": 0}
# Sentences of the command line are answered where they were typed, with its own help.
ELSEWHERE = ("cli.",)


def views_of(tab: str) -> list[str]:
    """The views of a screen; the first stands on the page of the screen itself."""
    try:
        views = import_module(f"ui.{tab}.views").VIEWS
    except ModuleNotFoundError:
        return []
    return [entry.key for entry in views]


def screens() -> Iterator[tuple[str, str]]:
    """Every screen and part of one: what F1 asks for there, and which page must answer."""
    for entry in TABS:
        views = views_of(entry.key)
        if entry.key == "gate" or not views:
            yield entry.key, entry.key
        for number, view in enumerate(views):
            main = number == 0 and entry.key != "gate"
            own = f"{entry.key}.{view}"
            yield own, entry.key if main and own not in {page.key for page in pages("zh_CN")} else own
    for _group, subjects in GROUPS:
        for subject in subjects:
            yield f"office.{subject.key}", f"office.{subject.key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_has_its_page(language: str) -> None:
    report(
        [
            f"{language}: {asked} has no page"
            for asked, own in screens()
            if page_for(language, asked).key != own
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_goes_by_the_names_that_stand_on_the_screen(language: str) -> None:
    """Its screen as in the rail; among the settings the subject as in their list."""
    tabs = {entry.key: text_in(language, f"shell.tab.{entry.key}") for entry in TABS}
    subjects = {f"office.{each.key}": each for _group, subjects in GROUPS for each in subjects}
    wrong: list[str] = []
    for page in pages(language):
        first, _colon, rest = page.title.replace("：", ": ").partition(": ")
        named = tabs.get(page.group)
        if rest and named and first != named:
            wrong.append(f"{language}: {page.title}, not {named}")
        if page.key in subjects and (rest or first) != text_in(language, f"office.subject.{page.key[7:]}"):
            wrong.append(f"{language}: {page.title}")
    report(wrong)


def test_the_menu_of_passes_is_explained() -> None:
    known = {entry.key for entry in more.entries()}
    assert known == {"figures", "outage", "register"}, "tell what is new on the page passes.more"
    assert page_for("zh_CN", "passes.more").key == "passes.more"


def test_all_languages_have_the_same_pages_in_the_same_order() -> None:
    kept = [[page.key for page in pages(language)] for language in LANGUAGES]
    assert all(each == kept[0] for each in kept)
    assert len(kept[0]) == len(set(kept[0]))
    for language in LANGUAGES:
        for page in pages(language):
            assert page.blocks[0].kind == "title"
            assert len(page.blocks) > 1, page.key


# --- refusals ---


def raised() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every key by which the code refuses something; where a part of it is composed, what it can become."""
    for path in modules("duty_desk", "ui", "db"):
        for call in calls(path):
            place = REFUSES.get(called_name(call))
            if place is None:
                continue
            for given in call.args[place : place + 1]:
                for key in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                    where = f"{short(path)}:{call.lineno}"
                    if (text := literal(key)) is not None and "." in text:
                        yield f"{where} {text}", re.compile(re.escape(text))
                    elif isinstance(key, ast.JoinedStr):
                        parts = [
                            re.escape(part) if (part := literal(each)) is not None else r"\w+"
                            for each in key.values
                        ]
                        yield f"{where} {ast.unparse(key)}", re.compile("".join(parts))


def names_of_the_index() -> str:
    """What the pages of refusals are asked to list, all together."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "resources/help/zh_CN").glob("*.md"))
    return " ".join(found for text in texts for found in re.findall(r"^\{says (.*)\}$", text, re.MULTILINE))


def test_every_refusal_is_in_the_help() -> None:
    sentences = {sentence for _key, sentence in said("zh_CN", names_of_the_index())}
    known = catalogue("zh_CN")
    missing: list[str] = []
    for where, pattern in raised():
        keys = [key for key in known if pattern.fullmatch(key)]
        # A sentence that is all value is that of another service, which stands in the index itself.
        told = all(re.fullmatch(r"\{\w+\}", known[key]) or gapped(known[key]) in sentences for key in keys)
        if keys and not told and not keys[0].startswith(ELSEWHERE):
            missing.append(where)
    report(missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_found_by_the_sentence_that_was_read(language: str) -> None:
    """With its values, as it stood on the screen."""
    sentence = text_in(language, "passes.error.too_long", days=30, day="3月4日")
    pages_found = found(language, sentence)
    assert [page.key for page in pages_found] == ["says.passes"]
    assert [block.text for block in pages_found[0].blocks if block.kind == "says" and block.holds(sentence)]
    listed = [block.text for page in pages(language) for block in page.blocks if block.kind == "says"]
    report([text for text in listed if re.search(r"[{}|]", text)])


# --- papers ---


def test_every_paper_that_can_be_printed_is_explained() -> None:
    """The command line knows them all by name; so does the page."""
    from duty_desk.commands.papers import _PAPERS
    from duty_desk.passes.papers import FORMS

    for language in LANGUAGES:
        words = " ".join(block.text for block in page_for(language, "papers").blocks)
        names = {*_PAPERS, *(f"cards --form {form}" for form in FORMS)}
        report([f"{language}: {name}" for name in sorted(names) if f"({name})" not in words])


# Papers that the command line does not print, by the module of the window that shows them: what the page calls them.
SHOWN_BY: dict[str, tuple[str, ...]] = {
    "ui/passes/outage_work.py": ("手工通行单",),
    "ui/gate/visits_slip.py": ("访客单",),
    "ui/gate/runs_sheet.py": ("车次检查单",),
    "ui/gate/figures.py": ("门岗统计",),
    "ui/supplies/papers.py": ("入库单", "出库单", "调拨单", "报损单", "盘点单", "接收凭证", "收发存表"),
    "ui/reports/screening_papers.py": ("重点人员呼叫单", "返校名单", "排查表"),
    "ui/office/person_subject.py": ("某人的个人信息",),
    "ui/office/privacy_page.py": (
        "个人信息销毁证明",
        "个人信息收集告知",
        "个人信息保护影响评估表",
        "个人信息泄露通知书",
    ),
    "ui/office/scanner_page.py": ("扫码枪测试页",),
    "ui/office/printing_page.py": ("打印机测试页",),
}
# These show what the command line prints too, or whatever list is on the screen.
AS_THE_COMMAND_LINE = {
    "ui/office/backup_sealed.py",
    "ui/cards.py",
    "ui/disinfection/mix_print.py",
    "ui/disinfection/sheets.py",
    "ui/duty/booking_papers.py",
    "ui/duty/handover_paper.py",
    "ui/duty/log_offer.py",
    "ui/duty/roster_sheets.py",
    "ui/gate/inside.py",
    "ui/gate/log.py",
    "ui/incidents/sheet.py",
    "ui/isolation/board_acts.py",
    "ui/isolation/stays_papers.py",
    "ui/passes/figures.py",
    "ui/passes/figures_register.py",
    "ui/reports/bulletin_print.py",
    "ui/reports/daily.py",
    "ui/reports/figures.py",
    "ui/reports/unit_papers.py",
    "ui/shell/exporting.py",
}


def test_whatever_prints_has_its_papers_explained() -> None:
    printing = {
        short(path) for path in modules("ui") if any(called_name(call) == "Printout" for call in calls(path))
    }
    assert printing == {*SHOWN_BY, *AS_THE_COMMAND_LINE}, "explain new papers on the page of papers"
    words = " ".join(block.text for block in page_for("zh_CN", "papers").blocks)
    report([name for names in SHOWN_BY.values() for name in names if name not in words])


def test_the_places_where_papers_are_printed_are_there() -> None:
    """Each is a view by the name that the screen or its page has."""
    names = {part.strip() for page in pages("zh_CN") for part in page.title.split("：")}
    names |= {text for key, text in catalogue("zh_CN").items() if ".view." in key or ".views." in key}
    places = [
        place
        for block in page_for("zh_CN", "papers").blocks
        for place in re.findall("(?:门岗|物资|隔离|消毒|值班|报送|设置)—([^。，、—（ ]+)", block.text)
    ]
    assert len(places) > 30
    report([place for place in places if place not in names and place != "各画面"])


def test_what_a_page_offers_to_print_is_there() -> None:
    offered = {
        block.text
        for language in LANGUAGES
        for page in pages(language)
        for block in page.blocks
        if block.kind == "print"
    }
    assert offered == set(PAPERS)


# --- the sheet ---


@pytest.fixture
def shown_desk(sqlite_desk: Desk) -> Desk:
    return sqlite_desk


def test_the_list_shows_the_parts_of_the_screen_in_front(window: MainWindow) -> None:
    office = office_of(window)
    office.go("gate")
    sheet = office.help()
    parts = [page.title for page in pages("zh_CN") if page.group == "gate"]
    assert set(parts) <= set(sheet.titles())
    assert not [
        page.title for page in pages("zh_CN") if page.key == "office.backup" and page.title in sheet.titles()
    ]
    sheet.dismiss()


def test_what_was_searched_for_stands_out(window: MainWindow) -> None:
    sheet = office_of(window).help()
    sheet.search.setText("一证最长")
    sheet.search.returnPressed.emit()
    shown = [label.text() for label in sheet.view.findChildren(QLabel) if label.isVisible()]
    assert any("一证最长" in text for text in shown)
    assert not any("选持证人" in text for text in shown), "of the sentences only those searched for"
    sheet.dismiss()


def test_the_card_of_the_gate_is_printed_from_its_page(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    sheet = office.help()
    sheet.show_page(page_for("zh_CN", "gate.card"))
    QApplication.processEvents()
    (button,) = [each for each in sheet.view.findChildren(Button) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: office.papers.preview is not None, timeout=10_000)
    preview = office.papers.preview
    assert preview is not None
    assert "速查卡" in preview.windowTitle()
    preview.reject()


# --- what an officer would type ---

LOOKED_FOR = {
    "zh_CN": {
        "补打": "passes",
        "体温": "gate",
        "续期": "passes",
        "作废": "passes",
        "黑名单": "office.people",
        "盘点": "supplies.stocktakes",
        "交班": "duty.handovers",
        "备份": "office.backup",
        "恢复": "office.backup",
        "打印机": "office.printing",
        "忘记密码": "start.entry",
        "访客": "gate.visitors",
        "快捷键": "start",
        "救护车": "gate",
        "外卖": "gate.parcels",
        "疏散": "gate.inside",
        "断网": "gate.card",
        "丢了": "passes",
        "过期": "supplies.dispose",
        "冲销": "supplies",
        "出院": "isolation.release",
        "换房": "isolation",
        "加班": "duty.roster",
        "维修": "duty.repairs",
        "漏报": "reports.units",
        "字太小": "office.appearance",
        "时间不对": "office.status",
        "联网": "office.shared",
        "怎么打印": "papers",
    },
    "en": {
        "reprint": "passes",
        "temperature": "gate",
        "renew": "passes",
        "void": "passes",
        "blacklist": "office.people",
        "stocktake": "supplies.stocktakes",
        "handover": "duty.handovers",
        "backup": "office.backup",
        "restore": "office.backup",
        "printer": "office.printing",
        "visitors": "gate.visitors",
        "lost pass": "passes",
        "fever": "gate",
        "fire": "gate.inside",
        "quarantine": "isolation",
        "isolation": "isolation",
        "swap shift": "duty.roster",
        "dark mode": "office.appearance",
        "time wrong": "office.status",
        "stamp": "papers",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_the_office_finds_its_page_first(language: str) -> None:
    """Also a word that the program does not use itself (rule X15)."""
    first = {word: [page.key for page in found(language, word)][:1] for word in LOOKED_FOR[language]}
    report(
        [
            f"{word}: {first[word]}, not {key}"
            for word, key in LOOKED_FOR[language].items()
            if first[word] != [key]
        ]
    )


# Put together by the program out of parts, or said by an office.
SAID_OTHERWISE = {
    "zh_CN": {"白!", "白×", "超过 7 吨", "交字", "通字〔2020〕第0001号", "明天还能收几个人"},
    "en": {"!"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_quotes_stands_on_the_screen(language: str) -> None:
    """A name in quotes is the one that the program shows; a way to it names each of its steps (rule X15)."""
    texts = "\n".join((*catalogue(language).values(), *(page.title for page in pages(language)))).casefold()
    templates = [
        re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(text.casefold())))
        for text in catalogue(language).values()
        if "{" in text and len(re.sub(r"\{.*?\}", "", text)) > 3
    ]
    quotes = re.compile('“([^”]+)”|"([^"]+)"')
    unknown: set[str] = set()
    for page in pages(language):
        for block in page.blocks:
            if block.kind == "says":
                continue
            for chinese, english in quotes.findall(block.text):
                quoted = chinese or english
                steps = [step.strip(" ⋯") for step in re.split(r"[—：、]|: ", quoted)]
                if not all(
                    step.casefold() in texts or any(each.fullmatch(step.casefold()) for each in templates)
                    for step in steps
                ):
                    unknown.add(quoted)
    assert unknown == SAID_OTHERWISE[language]


def test_words_to_look_for_are_not_shown(window: MainWindow) -> None:
    sheet = office_of(window).help()
    sheet.search.setText("黑名单")
    assert sheet.titles() == ["设置：人员"]
    sheet.search.returnPressed.emit()
    shown = [label.text() for label in sheet.view.findChildren(QLabel) if label.isVisible()]
    assert "设置：人员" in shown
    assert not any("黑名单" in text for text in shown)
    sheet.dismiss()
