"""A refused form keeps what was typed, says at each field what is wrong, and leads from one to the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from duty_desk.errors import InputError, Problems, Refusal
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField


def _digits(value: str) -> str | None:
    if not value:
        raise InputError("id_number", "kit.number.not_number")
    return None if value.isdigit() else "证件号只能是数字"


@pytest.fixture
def form(qtbot, shown) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.add("name", "姓名", LineEdit(icon="account-outline"), help="家属区 12号楼 3-402　户内 4 人")
    made.add("id_number", "证件号", LineEdit(), check=_digits)
    made.add("gates", "校门", CheckGroup([("west", "家属区西门"), ("south", "南湖南门")]))
    made.add("reason", "原因", ComboBox([("left", "人已离校"), ("lost", "遗失")]))
    made.add(
        "target",
        "目标浓度",
        NumberField(unit="mg/L"),
        warn=lambda v: "高于规定 1000" if v and v > 1000 else None,
    )
    shown(made)
    return made


def test_values_round_trip_without_counting_as_typed(form: Form) -> None:
    form.set_values({"name": "欧阳珺", "gates": ["south"], "reason": "lost", "unknown": 1})
    assert not form.dirty
    values = form.values()
    assert (values["name"], values["gates"], values["reason"]) == ("欧阳珺", ("south",), "lost")
    form.control("name").setText("欧阳")
    assert form.dirty


def test_refusal_from_the_service_lands_at_its_field(form: Form) -> None:
    form.set_values({"name": "欧阳珺", "id_number": "610000198506200034"})
    chip = form.problem_chip()
    error = Problems(
        [
            InputError("id_number", "identity.error.id_check_digit", digit="5"),
            InputError("target", "kit.number.whole"),
        ]
    )
    form.show_error(error)
    assert form.field("id_number").remark() == "第 18 位校验码应为 5，请对照证件原件。"
    assert form.control("id_number").state is State.ERROR
    assert QApplication.focusWidget() is form.control("id_number")
    assert form.values()["name"] == "欧阳珺"
    assert chip.accessibleName() == "2 处待改正"
    assert "第 18 位" in form.control("id_number").accessibleDescription()


def test_f8_walks_round_the_wrong_fields(form: Form, qtbot) -> None:
    form.show_error(
        Problems([InputError("name", "kit.number.whole"), InputError("target", "kit.number.whole")])
    )
    assert form.field("name").has_focus()
    qtbot.keyClick(form.control("name"), Qt.Key.Key_F8)
    assert form.field("target").has_focus()
    qtbot.keyClick(form.control("target"), Qt.Key.Key_F8)
    assert form.field("name").has_focus()


def test_judged_on_leaving_never_while_typing(form: Form, qtbot) -> None:
    field = form.control("id_number")
    field.setFocus()
    qtbot.keyClicks(field, "61x")
    assert form.field("id_number").remark() == ""
    form.control("name").setFocus()
    assert form.field("id_number").remark() == "证件号只能是数字"
    assert form.problem_count == 1
    field.setFocus()
    qtbot.keyClicks(field, "62x")
    # What was wrong has changed; whether it is right now is said on leaving.
    assert form.field("id_number").remark() == ""
    form.control("name").setFocus()
    assert form.field("id_number").remark() == "证件号只能是数字"


def test_an_error_goes_when_the_program_fills_its_field(form: Form) -> None:
    form.field("id_number").set_remark("填证件号", State.ERROR)
    form.set_values({"id_number": ""})
    assert form.problem_count == 1
    form.set_values({"id_number": "610000"})
    assert (form.field("id_number").remark(), form.problem_count) == ("", 0)
    form.field("id_number").set_remark("填证件号", State.ERROR)
    form.control("id_number").setText("610001")
    assert (form.field("id_number").remark(), form.problem_count) == ("", 0)


def test_submit_with_empty_fields_goes_to_the_first(form: Form) -> None:
    assert not form.check_all()
    assert form.field("id_number").has_focus()
    form.control("id_number").setText("610000")
    assert form.check_all()


def test_warning_does_not_block(form: Form) -> None:
    form.control("id_number").setText("1")
    form.control("target").setText("2000")
    assert form.check_all()
    assert form.field("target").remark() == "高于规定 1000"
    assert form.control("target").state is State.WARNING


def test_rule_of_the_office_stands_at_the_top(form: Form) -> None:
    form.show_error(Refusal("kit.panel.unsaved"))
    assert form.banner_text() == "有未保存的内容"
    form.show_error(InputError("no_such_field", "kit.number.whole"))
    assert form.banner_text() == "应为整数"
    form.clear_errors()
    assert form.banner_text() == ""


def test_enter_goes_to_the_next_field(form: Form, qtbot) -> None:
    form.control("name").setFocus()
    qtbot.keyClick(form.control("name"), Qt.Key.Key_Return)
    assert form.field("id_number").has_focus()


def test_typing_goes_on_at_the_first_empty_field(form: Form) -> None:
    form.set_values({"name": "欧阳珺", "id_number": "1"})
    form.focus_first_empty()
    assert form.field("gates").has_focus()
