"""Which printer takes which paper, with or without a preview, and a test page to measure."""

from __future__ import annotations

from io import BytesIO

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.passes import papers
from duty_desk.strings import t
from ui.cards import print_gate_card
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.panels import Panel, Scroll
from ui.kit.printing import Printout, printer_names
from ui.kit.tokens import SMALL, Tone
from ui.office.setting_page import SettingPage

WIDTH = 640
ASK = ""


class PrintingPage(SettingPage):
    """A line for each kind of paper; a choice is kept for this PC at once."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.none = Banner(Tone.WARN, t("office.printing.none"), t("office.printing.none_next"))
        self.none.hide()
        self.printers: dict[str, ComboBox] = {}
        self.direct: dict[str, CheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for place, head in enumerate(("paper", "printer", "straight")):
            grid.addWidget(Label(t(f"office.printing.{head}"), px=SMALL, bold=True, colour="text2"), 0, place)
        grid.setColumnStretch(1, 1)
        for line, (kind, words) in enumerate(_kinds(), 1):
            combo = ComboBox(name=words, icon="printer-outline")
            combo.changed.connect(lambda kind=kind: self._choose(kind))
            tick = CheckBox(t("office.printing.direct"), name=f"{words} {t('office.printing.direct')}")
            tick.changed.connect(lambda kind=kind: self._choose(kind))
            self.printers[kind], self.direct[kind] = combo, tick
            grid.addWidget(Label(words), line, 0)
            grid.addWidget(combo, line, 1)
            grid.addWidget(tick, line, 2)
        self.test_button = Button(
            t("office.printing.test"), kind=Kind.PRIMARY, icon="printer-outline", key="F2"
        )
        self.test_button.clicked.connect(self.test)
        refresh = Button(t("office.printing.refresh"), icon="refresh", key="F5")
        refresh.clicked.connect(self.reload)
        self.card_button = Button(t("gate_card.button"), icon="printer-outline")
        self.card_button.clicked.connect(lambda: print_gate_card(shell))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(Label(t("office.printing.note"), px=SMALL, colour="text2", wrap=True), 1)
        foot.addWidget(refresh)
        foot.addWidget(self.card_button)
        foot.addWidget(self.test_button)
        panel = Panel(t("office.subject.printing"))
        panel.setMaximumWidth(WIDTH)
        panel.body.setSpacing(12)
        panel.body.addWidget(self.none)
        panel.body.addLayout(grid)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(panel)
        body.addStretch(1)
        column.addWidget(Scroll(inside))

    def reload(self) -> None:
        self.shell.tasks.run(printer_names, done=self._show)

    def focus_first(self) -> None:
        next(iter(self.printers.values())).setFocus()

    def test(self) -> None:
        """The page to measure and to look at, through the preview."""
        from duty_desk.paper.proofs import write_printer_page

        drawn = BytesIO()
        write_printer_page(drawn)
        title = t("paper.proof.printer_title")
        self.shell.show_paper(Printout(drawn.getvalue(), title, title, "paper"))

    def _show(self, names: tuple[str, ...]) -> None:
        self.none.setVisible(not names)
        kept = self.shell.appearance.choices.printers
        for kind, combo in self.printers.items():
            mine = kept.get(kind, {})
            known = [*names]
            if mine.get("name") and mine["name"] not in known:
                # A printer that is switched off now stays chosen.
                known.append(str(mine["name"]))
            combo.set_options(
                [(ASK, t("office.printing.usual")), *((name, name) for name in known)],
                mine.get("name") or ASK,
            )
            self.direct[kind].blockSignals(True)
            self.direct[kind].set_value(mine.get("direct", False))
            self.direct[kind].blockSignals(False)
            self._able(kind)

    def _choose(self, kind: str) -> None:
        kept = self.shell.appearance.choices.printers
        name = str(self.printers[kind].value() or "")
        mine = {"name": name, "direct": self.direct[kind].isChecked() and bool(name)}
        self.shell.appearance.choose(printers={**kept, kind: mine})
        self._able(kind)

    def _able(self, kind: str) -> None:
        self.direct[kind].setEnabled(bool(self.printers[kind].value()))


def _kinds() -> list[tuple[str, str]]:
    """Every kind of paper with its words: the forms of passes, lists, everything else."""
    passes = [(f"pass.{form}", t(f"passes_tab.paper.{form}")) for form in papers.FORMS]
    return [*passes, *((kind, t(f"office.printing.kind.{kind}")) for kind in ("list", "paper"))]
