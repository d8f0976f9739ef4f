"""One solution beside the list: what is in the can, until when, how much is left; its label, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import mix_rows, mixing
from duty_desk.disinfection.dilution import plain
from duty_desk.disinfection.mix_rows import STATE_TONES, MixRow
from duty_desk.strings import t
from duty_desk.supplies import reversing
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.facts import Facts
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel


class MixPanel(SidePanel):
    """`label_asked` and `withdraw_asked` where the officer may."""

    label_asked = Signal()
    withdraw_asked = Signal()

    def __init__(self, row: MixRow, *, may_record: bool, may_print: bool, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.row = row
        tone, icon = STATE_TONES[row.state]
        mark = Mark(t(f"disinfection_mix.state.{row.state}"), Tone(tone), icon)
        self.set_head(f"{row.product} {row.strength_text}", row.number, mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.state == "over":
            column.addWidget(
                Banner(Tone.WARN, t("disinfection_mix.panel.over"), t("disinfection_mix.panel.over_next"))
            )
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, _facts(row), strict=True):
            for key, value in values:
                facts.add(key, t(f"disinfection_mix.panel.{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        self.set_body(body)
        left: list[QWidget] = []
        if may_print and row.state == "good":
            label = Button(
                t("disinfection_mix.panel.label"), icon="printer-outline", kind=Kind.PRIMARY, parent=self
            )
            label.clicked.connect(self.label_asked)
            left.append(label)
        if may_record and row.state != "withdrawn":
            back = Button(t("disinfection_mix.panel.withdraw"), icon="undo", parent=self)
            back.clicked.connect(self.withdraw_asked)
            left.append(back)
        self.set_foot(left)

    def fact(self, key: str) -> str:
        """What a fact says."""
        return self.facts[0].text(key) or self.facts[1].text(key)


def withdraw_panel(shell: Shell, row: MixRow, *, parent: QWidget) -> ActPanel:
    """Why a solution is taken back, and a second officer where the rule asks for one."""
    panel = ActPanel(
        shell,
        t("disinfection_mix.panel.withdraw_title", number=row.number),
        row.strength_text,
        t("disinfection_mix.panel.withdraw"),
        lambda work, values, second: mixing.withdraw(work, row.id, reason=values["reason"], second=second),
        icon="undo",
        kind=Kind.DANGER,
        parent=parent,
    )
    panel.ask_reason()
    panel.explain(t("disinfection_mix.panel.withdraw_note"))
    if row.document_id is not None:
        with shell.desk.read() as read:
            needed = reversing.needs_second(read, row.document_id)
            content = reversing.asked(read, row.document_id)
        if needed:
            panel.ask_second(lambda _values: content)
    return panel


def take_back(shell: Shell, mix: int) -> Callable[[], None]:
    """What undoing right after mixing does."""

    def act() -> None:
        with shell.desk.work() as work:
            mixing.withdraw(work, mix, reason=t("disinfection_mix.panel.undone"))

    return act


def _facts(row: MixRow) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    litres = lambda value: t("disinfection_mix.panel.litres", litres=formats.number(value))  # noqa: E731
    taken = f"{formats.number(row.taken)} {row.base_unit}" if row.taken is not None else ""
    strip = mix_rows.strength_text(row.strip, row.agent) if row.strip is not None else ""
    left = (
        ("good_until", formats.end_moment(row.good_until)),
        ("total", litres(row.litres)),
        ("left", litres(row.left_litres)),
        ("recipe", _recipe(row)),
        ("ratio", mix_rows.ratio_text(row) if row.stock_amount else ""),
        ("strip", " ".join(part for part in (strip, row.strip_note) if part)),
        ("note", row.note),
    )
    right = (
        ("made_by", row.made_by),
        ("made_at", formats.moment(row.at)),
        ("stock", " ".join(part for part in (row.item, mix_rows.strength_of_stock(row)) if part)),
        ("lot", row.lot),
        ("taken", " ".join(part for part in (taken, row.store) if part)),
        ("recorded_by", row.officer),
    )
    return left, right


def _recipe(row: MixRow) -> str:
    return t(
        f"disinfection_papers.recipe.{row.form.value}",
        amount=plain(row.stock_amount),
        water=plain(row.water_ml / 1000),
    )
