"""What was done, by whom and why: the chain of entries as a list, and the proof that nothing was altered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import audit, formats, ledger
from duty_desk.audit import CodeProof, Verification
from duty_desk.audit_log import LOG, describe
from duty_desk.errors import DutyDeskError
from duty_desk.people.officers import list_officers
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.buttons import Button
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.desk_source import DeskSource
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import Banner
from ui.kit.regions import Regions
from ui.kit.tokens import SMALL, Tone
from ui.office.setting_page import SettingPage


class AuditPage(SettingPage):
    """Newest first; nothing here can be changed."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"audit_entry"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.search = LineEdit(placeholder=t("office.audit.search"), icon="magnify", hint="/", width=200)
        self.search.changed.connect(self._filter)
        self.officer = ComboBox(name=t("audit.column.officer"))
        self.officer.changed.connect(self._filter)
        now = lambda: self.desk.now  # noqa: E731 - the clock as date fields take it
        self.first, self.last = (
            DateField(now, name=t("office.audit.first")),
            DateField(now, name=t("office.audit.last")),
        )
        for field in (self.first, self.last):
            field.setFixedWidth(136)
            field.setPlaceholderText(field.accessibleName())
            field.left.connect(self._filter)
            field.returnPressed.connect(self._filter)
        self.list = LedgerView(
            DeskSource(self.desk, LOG),
            shell.tasks,
            request=ledger.Request(sort=LOG.default_sort, descending=True),
            key="office.audit",
            memory=DeskMemory(shell.recall, shell.remember),
            strong="act",
        )
        self.list.table.setAccessibleName(t("office.subject.audit"))
        self.list.filter_asked.connect(self.search.setFocus)
        self.list.clear_asked.connect(self.clear)
        self.list.asked.connect(self._ask)
        self.list.loaded.connect(self.facts_changed)
        self.verify_button = Button(t("office.audit.verify"), icon="shield-check-outline")
        self.verify_button.clicked.connect(self.verify)
        self.code = LineEdit(
            placeholder=t("office.audit.code_hint"), name=t("office.audit.code"), width=160, scan=True
        )
        self.code.returnPressed.connect(self.prove_code)
        self.code_button = Button(t("office.audit.prove"), icon="clipboard-check-outline")
        self.code_button.clicked.connect(self.prove_code)
        self.result = Banner(Tone.OK, "")
        self.result.hide()
        self._lay_out()

    def facts(self) -> str:
        return t("office.audit.facts", count=f"{len(self.list.model.ids):,}")

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("/", t("office.key.filter")), KeyHint("F6", t("office.key.region")))

    def reload(self) -> None:
        with self.desk.read() as read:
            rows = list_officers(read)
        chosen = self.officer.value()
        self.officer.set_options(
            [(0, t("office.audit.everybody")), *((row.id, row.name) for row in rows)], chosen or 0
        )
        self.list.reload()
        self.facts_changed.emit()

    def focus_first(self) -> None:
        self.list.setFocus()

    def show_matches(self, text: str) -> None:
        self.search.setText(text)

    def clear(self) -> None:
        """Show everything again."""
        self.search.clear()
        for field in (self.first, self.last):
            field.set_value(None)
        self.officer.set_value(0)
        self._filter()

    def verify(self) -> None:
        """Prove the chain from the first entry, beside the window."""
        self.verify_button.refuse(t("office.audit.verifying"))
        self.shell.tasks.run(partial(_verify, self.desk), done=self._proved, failed=self._not_proved)

    def prove_code(self) -> None:
        """Compare a code typed from a paper with the chain, beside the window."""
        typed = str(self.code.value())
        if not typed:
            self.code.setFocus()
            return
        self.code_button.refuse(t("office.audit.verifying"))
        self.shell.tasks.run(
            partial(_prove, self.desk, typed), done=self._code_proved, failed=self._not_proved
        )

    def _code_proved(self, found: CodeProof) -> None:
        self.code_button.refuse("")
        entry = found.entry
        if entry is None:
            self.result.say(t("office.audit.code_unknown"), t("office.audit.code_unknown_next"), Tone.DANGER)
        elif not found.holds:
            self.result.say(
                t("office.audit.broken", entry=f"{found.broken_at:,}"),
                t("office.audit.broken_next"),
                Tone.DANGER,
            )
        else:
            said = t(
                "office.audit.code_holds_entry",
                moment=formats.full_moment(entry.at),
                officer=entry.officer_name or "",
                act=describe(entry),
            )
            self.result.say(t("office.audit.code_holds", entry=f"{entry.id:,}"), said, Tone.OK)
        self.result.show()

    def _proved(self, found: Verification) -> None:
        self.verify_button.refuse("")
        if found.broken_at is None:
            self.result.say(t("office.audit.whole", count=f"{found.entries:,}"), tone=Tone.OK)
        else:
            self.result.say(
                t("office.audit.broken", entry=f"{found.broken_at:,}"),
                t("office.audit.broken_next"),
                Tone.DANGER,
            )
        self.result.show()

    def _not_proved(self, error: Exception) -> None:
        for button in (self.verify_button, self.code_button):
            button.refuse("")
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _filter(self) -> None:
        chosen: dict[str, Any] = {"first": self.first.value(), "last": self.last.value()}
        officer = self.officer.value()
        if officer:
            chosen |= {"officer": officer, "officer_name": self.officer.currentText()}
        filters = {name: value for name, value in chosen.items() if value}
        request = replace(self.list.request, search=self.search.text().strip(), filters=filters)
        if request != self.list.request:
            self.list.set_request(request)
            self.facts_changed.emit()

    def _ask(self, what: str) -> None:
        self.shell.export(LOG, self.list.request, what, self.list.shown_columns())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search)
        top.addWidget(self.officer)
        top.addWidget(self.first)
        top.addWidget(Label("\u2014", colour="text2"))
        top.addWidget(self.last)
        top.addStretch()
        top.addWidget(self.verify_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        paper = QHBoxLayout()
        paper.setSpacing(8)
        paper.addWidget(Label(t("office.audit.code"), colour="text2"))
        paper.addWidget(self.code)
        paper.addWidget(self.code_button)
        paper.addWidget(Label(t("office.audit.code_what"), px=SMALL, colour="text2", elide=True), 1)
        column.addLayout(paper)
        column.addWidget(self.result)
        column.addWidget(self.list, 1)
        Regions(self, lambda: (self.search, self.code, self.list))


def _verify(desk: Any) -> Verification:
    with desk.read() as read:
        return audit.verify(read)


def _prove(desk: Any, code: str) -> CodeProof:
    with desk.read() as read:
        return audit.prove_code(read, code)
