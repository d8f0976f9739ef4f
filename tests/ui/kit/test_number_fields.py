"""Quantities and temperatures are judged in words and never changed silently."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from ui.kit.number_fields import NumberField, TemperatureField, parse_temperature


@pytest.mark.parametrize(
    ("text", "value", "guessed"),
    [
        ("365", "36.5", True),
        ("36.5", "36.5", False),
        ("36", "36.0", True),
        ("３７３", "37.3", True),
        ("36,6", "36.6", False),
    ],
)
def test_temperature_is_understood(text: str, value: str, guessed: bool) -> None:
    assert parse_temperature(text) == (Decimal(value), guessed)


def test_temperature_without_point_asks_once_more(qtbot) -> None:
    field = TemperatureField()
    qtbot.addWidget(field)
    taken: list[object] = []
    field.confirmed.connect(taken.append)
    qtbot.keyClicks(field, "373")
    with qtbot.waitSignal(field.confirmation_asked) as asked:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "37.3"
    assert "37.3" in asked.args[0]
    assert taken == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert taken == [Decimal("37.3")]


def test_written_temperature_is_taken_at_once_and_nonsense_never(qtbot) -> None:
    field = TemperatureField()
    qtbot.addWidget(field)
    taken: list[object] = []
    field.confirmed.connect(taken.append)
    qtbot.keyClicks(field, "36.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert taken == [Decimal("36.5")]
    for nonsense in ("3", "500", "abc", "12.5"):
        field.setText(nonsense)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.problem()
    assert len(taken) == 1


def test_number_field(qtbot) -> None:
    field = NumberField(10000, unit="只", least=1, most=16200)
    qtbot.addWidget(field)
    assert (field.text(), field.value()) == ("10,000", 10000)
    field.setText("１２６")
    assert field.value() == 126
    for text, sentence in [
        ("0", "最少 1"),
        ("20000", "最多 16,200"),
        ("1.5", "应为整数"),
        ("两百", "应为数字"),
        ("NaN", "应为数字"),
    ]:
        field.setText(text)
        assert field.problem() == sentence
        assert field.value() is None
        assert field.text() == text


def test_decimal_field(qtbot) -> None:
    field = NumberField(Decimal("12.50"), unit="公斤", whole=False)
    qtbot.addWidget(field)
    assert (field.text(), field.value()) == ("12.5", Decimal("12.5"))
