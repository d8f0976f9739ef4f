"""Mixing on the screen: the strip while one types, two readings, what is barred, undo, labels, and taking back with a second officer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.models import Lot, Printing
from duty_desk.disinfection import mix_rows, mixing
from duty_desk.disinfection.mix_rows import MixRow
from duty_desk.supplies import stock
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD
from tests.ui.disinfection.conftest import Place
from tests.ui.readable import faults
from ui.disinfection.day import DayView
from ui.disinfection.mix import MixesView
from ui.disinfection.mix_form import MixForm
from ui.disinfection.mix_panel import MixPanel
from ui.disinfection.mix_use import UseView
from ui.disinfection.round_form import RoundForm
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]


@pytest.fixture
def view(tab: DisinfectionTab, settle: Settle) -> MixesView:
    shown = tab.show_view("mixes")
    assert isinstance(shown, MixesView)
    settle()
    return shown


@pytest.fixture
def form(view: MixesView, settle: Settle) -> MixForm:
    """The form as F2 opens it."""
    found = view.start()
    assert found is not None
    settle()
    return found


def type_target(form: MixForm, text: str) -> None:
    form.target.line.setText(text)
    form.target.line.textEdited.emit(text)


def lot_key(form: MixForm, code: str) -> str:
    return next(f"{each.lot}:{each.store}" for each in form.offers if each.code == code)


def made(place: Place) -> list[MixRow]:
    with place.desk.read() as read:
        return list(mix_rows.list_usable(read))


def there(place: Place, code: str) -> Decimal:
    with place.desk.read() as read:
        return sum((each.quantity for each in stock.on_hand(read) if each.lot == code), Decimal(0))


def test_what_goes_into_the_can_stands_there_while_one_types(form: MixForm) -> None:
    type_target(form, "500")
    assert form.calculator.figures == ("100", "9,900", "1 : 99")
    form.total.setText("5")
    form.total.textEdited.emit("5")
    assert form.calculator.figures == ("50", "4,950", "1 : 99")


def test_two_percent_is_asked_back_and_nothing_is_made_before(
    form: MixForm, place: Place, settle: Settle
) -> None:
    form.form.field("made_by").set_value("沈岑")
    type_target(form, "2%")
    assert [each.key for each in form.target.readings()] == ["product", "content"]
    form.save()
    settle()
    assert form.form.field("target").wrong
    assert made(place) == []
    form.target.choose("product")
    assert form.calculator.figures == ("200", "9,800", "1 : 49")
    form.save()
    settle()
    (row,) = made(place)
    assert (row.target, row.made_by) == (1_000, "沈岑")


def test_saving_takes_the_stock_and_undo_brings_it_back(
    form: MixForm, view: MixesView, place: Place, window: MainWindow, settle: Settle
) -> None:
    before = there(place, "84-191120")
    type_target(form, "1000")
    form.form.field("made_by").set_value("沈岑")
    form.save()
    settle()
    assert there(place, "84-191120") == before - Decimal("0.230")
    assert isinstance(view.panel, MixPanel)
    assert view.panel.fact("recipe") == "原液 200 毫升，水 9.8 升"
    assert faults(window) == []
    assert window.office is not None
    window.office.toaster.undo()
    settle()
    assert there(place, "84-191120") == before
    assert made(place) == []


def test_acid_beside_bleach_is_barred_before_it_is_saved(form: MixForm, place: Place, settle: Settle) -> None:
    type_target(form, "500")
    form.form.field("made_by").set_value("沈岑")
    form.other.set_value("acid")
    form.other.changed.emit()
    assert form.banner.isVisible()
    form.save()
    settle()
    assert made(place) == []
    form.other.set_value("")
    form.other.changed.emit()
    assert not form.banner.isVisible()


def test_the_place_brings_its_strength_and_a_reason_is_asked_beyond_it(
    form: MixForm, place: Place, settle: Settle
) -> None:
    form.area.set_value(str(place.areas["A01"]))
    form.area.changed.emit()
    assert form.target.value() == 500
    assert not form.form.field("reason").isVisible()
    type_target(form, "4000")
    form.form.field("made_by").set_value("沈岑")
    assert form.form.field("reason").isVisible()
    form.save()
    settle()
    assert form.form.field("reason").wrong
    form.form.field("reason").set_value("呕吐物处理")
    form.save()
    settle()
    assert [row.note for row in made(place)] == ["呕吐物处理"]


def test_a_strip_far_off_is_explained(form: MixForm, place: Place, settle: Settle) -> None:
    type_target(form, "500")
    form.form.field("made_by").set_value("沈岑")
    form.form.control("strip").setText("300")
    assert form.form.field("strip_note").isVisible()
    form.save()
    settle()
    assert made(place) == []
    form.form.field("strip_note").set_value("试纸受潮")
    form.save()
    settle()
    assert [row.strip_note for row in made(place)] == ["试纸受潮"]


def test_an_expired_lot_says_why_it_may_not_be_taken(view: MixesView, place: Place, settle: Settle) -> None:
    with place.desk.work() as work:
        work.session.query(Lot).filter_by(code="84-191120").one().expires_on = date(2020, 3, 1)
    form = view.start()
    assert form is not None
    form.lot.set_value(lot_key(form, "84-191120"))
    form.lot.changed.emit()
    assert "2020年3月1日过期" in form.form.field("lot").remark()
    type_target(form, "500")
    form.form.field("made_by").set_value("沈岑")
    form.save()
    settle()
    assert made(place) == []


def test_what_takes_two_is_made_with_a_colleague_and_their_password(
    form: MixForm, place: Place, settle: Settle
) -> None:
    assert not form.form.field("second").isVisible()
    form.lot.set_value(lot_key(form, "PA191210"))
    form.lot.changed.emit()
    assert form.form.field("second").isVisible()
    type_target(form, "2000")
    form.form.field("made_by").set_value("沈岑")
    form.save()
    settle()
    assert made(place) == []
    form.second.officer.set_value(place.second.id)
    form.second.password.setText("wrong")
    form.save()
    settle()
    assert made(place) == []
    form.second.password.setText(PASSWORD)
    form.save()
    settle()
    assert [row.agent.value for row in made(place)] == ["peracetic"]


def mix_now(place: Place) -> mixing.Mixed:
    with place.desk.work() as work:
        lot = work.session.query(Lot).filter_by(code="84-191120").one().id
        (held,) = stock.on_hand(work, lot=lot, merged=False)
        return mixing.mix(work, lot=lot, store=held.store_id, target=Decimal(500), total_ml=Decimal(10_000), made_by="沈岑")  # fmt: skip


def test_the_keys_of_the_list_print_and_withdraw(
    view: MixesView, place: Place, qtbot: QtBot, window: MainWindow, settle: Settle
) -> None:
    mixed = mix_now(place)
    view.reload()
    settle()
    view.list.select_id(mixed.id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_W)
    # A letter waits a moment, whether it begins a scan.
    qtbot.waitUntil(lambda: isinstance(view.panel, ActPanel))
    assert isinstance(view.panel, ActPanel)
    view.panel.submit()
    settle()
    assert len(made(place)) == 1
    view.panel.form.field("reason").set_value("批次记错")
    view.panel.submit()
    settle()
    assert made(place) == []
    assert isinstance(view.panel, MixPanel)
    assert faults(window) == []


def test_somebody_elses_solution_is_taken_back_by_two(
    view: MixesView, place: Place, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    mixed = mix_now(place)
    become(place.second)
    settle()
    with place.desk.read() as read:
        row = mix_rows.get_mix(read, mixed.id)
    panel = view.withdraw(row)
    assert panel.second is not None
    panel.form.field("reason").set_value("批次记错")
    panel.second.officer.set_value(place.keeper.id)
    panel.second.password.setText(PASSWORD)
    panel.submit()
    settle()
    assert made(place) == []


def test_a_label_is_shown_and_counted(
    view: MixesView, place: Place, window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = mix_now(place)
    view.reload()
    settle()
    shown: list[object] = []
    assert window.office is not None
    monkeypatch.setattr(
        type(view.shell), "show_paper", lambda _self, printout, done=None: shown.append((printout, done))
    )
    view.show_row(mixed.id)
    assert isinstance(view.panel, MixPanel)
    view.panel.label_asked.emit()
    settle()
    ((printout, done),) = shown  # type: ignore[misc]
    assert printout.pdf[:4] == b"%PDF"

    class Went:
        destination = "PDF"

    done(Went())
    with place.desk.read() as read:
        assert [row.form for row in read.session.query(Printing)] == ["mix_label"]


def test_who_may_not_record_is_not_offered_to(
    view: MixesView, place: Place, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    become(place.guard)
    settle()
    assert not view.new.isVisible()
    assert view.start() is None


def test_planned_and_used_follow_the_days(tab: DisinfectionTab, place: Place, settle: Settle) -> None:
    mix_now(place)
    view = tab.show_view("use")
    assert isinstance(view, UseView)
    settle()
    assert len(view.list.model.ids) > 20
    assert "配制 1 次 10 升" in view.mixed.text()
    view.period.put((date(2020, 3, 1), date(2020, 3, 2)))
    view.choose_days()
    settle()
    QApplication.processEvents()
    assert len(view.list.model.ids) == 0


def test_sprayed_alcohol_is_warned_of_in_the_form_of_a_round(
    tab: DisinfectionTab, place: Place, settle: Settle
) -> None:
    view = tab.show_view("day")
    settle()
    assert isinstance(view, DayView)
    view.show_round(place.rounds("A07")[0])
    assert isinstance(view.panel, RoundForm)
    field = view.panel.form.field("method")
    field.judge()
    assert "易燃" not in field.remark()
    field.set_value("spray")
    field.judge()
    assert "易燃" in field.remark()
    assert not field.wrong
