"""The settings screen: a list of subjects left, the chosen one right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout

from duty_desk.strings import t
from ui.feature_tab import FeatureTab, KeyHint, Shell
from ui.kit.pages import Pages
from ui.kit.tokens import MARGIN
from ui.office.setting_page import SettingPage
from ui.office.subject_list import SubjectList
from ui.office.subjects import Subject, subject_of, subjects_for


class OfficeTab(FeatureTab):
    """Registers, officers, rules, printing, backup, appearance. Subjects are built when first shown."""

    # Everything any subject shows; only the one in front is read again.
    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {
            "building",
            "campus",
            "destruction",
            "destruction_clearing",
            "gate",
            "grid_team",
            "household",
            "import_batch",
            "officer",
            "pass_reason",
            "person",
            "policy",
            "restriction",
            "setting",
            "store",
            "unit",
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        allowed = subjects_for(self.desk.officer.role)
        self._subjects: dict[str, Subject] = {s.key: s for _, subjects in allowed for s in subjects}
        self._pages: dict[str, SettingPage] = {}
        self._current = ""
        self.list = SubjectList(
            [
                (
                    t(f"office.group.{group}"),
                    [(s.key, s.icon, t(f"office.subject.{s.key}")) for s in subjects],
                )
                for group, subjects in allowed
            ],
            t("office.subjects"),
        )
        self.list.picked.connect(self.show_subject)
        self.stack = Pages(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 12, MARGIN, 12)
        row.setSpacing(MARGIN)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)

    @property
    def page(self) -> SettingPage:
        """The subject shown now."""
        if not self._current:
            self.show_subject(self.list.keys()[0])
        return self._pages[self._current]

    def show_subject(self, key: str) -> SettingPage:
        """Show a subject, building it when it was not needed before, and read it."""
        page = self._bring(key)
        page.reload()
        self.facts_changed.emit()
        return page

    def _bring(self, key: str) -> SettingPage:
        if key not in self._pages:
            page = self._subjects[key].make(self.shell, self.stack)
            page.facts_changed.connect(self.facts_changed)
            self.stack.addWidget(page)
            self._pages[key] = page
        self._current = key
        self.list.mark(key)
        page = self._pages[key]
        self.stack.setCurrentWidget(page)
        return page

    def facts(self) -> str:
        return self.page.facts()

    def keys(self) -> tuple[KeyHint, ...]:
        return self.page.keys()

    def help_key(self, key: str) -> str:
        return f"{key}.{self._current}"

    def reload(self) -> None:
        if self._current:
            self.page.reload()
        else:
            # Bringing the first subject reads it.
            self.show_subject(self.list.keys()[0])

    def focus_first(self) -> None:
        self.page.focus_first()

    def open_record(self, kind: str, record_id: int) -> bool:
        key = subject_of(kind)
        return key in self._subjects and self.show_subject(key).open_record(kind, record_id)

    def open_place(self, name: str) -> bool:
        key, _, part = name.partition(".")
        if key not in self._subjects:
            return False
        page = self.show_subject(key)
        if part:
            page.open_record(part, 0)
        page.focus_first()
        return True

    def show_matches(self, text: str) -> None:
        self.page.show_matches(text)

    def take_scan(self, code: str) -> bool:
        return self.page.take_scan(code)

    def take_foreign(self, code: str) -> bool:
        return self.page.take_scan(code)

    def state(self) -> Mapping[str, Any]:
        return {"subject": self._current}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("subject") in self._subjects:
            # It is read when the screen is, which comes next.
            self._bring(str(state["subject"]))

    def unsaved(self) -> bool:
        return any(page.unsaved() for page in self._pages.values())
