"""The shared database of several desks: try an address, move the office there or back, see that everything arrived (X12)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import moving, server, whereabouts
from duty_desk.errors import DutyDeskError
from duty_desk.server import Address, Standing
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.buttons import Button, Kind
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.panels import Panel, Scroll
from ui.kit.tasks import Report, Task
from ui.kit.tokens import Tone
from ui.office.setting_page import SettingPage
from ui.views.server_form import ServerForm

WIDTH = 720


class SharedPage(SettingPage):
    """From a file to a server, or back to a folder of this PC; the office that is left stays as it is and takes no more work."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.task: Task | None = None
        self._tried: tuple[Address, Standing] | None = None
        self.now = Label(wrap=True)
        self.result = Banner(Tone.OK, "")
        self.result.hide()
        self.stop_button = Button(t("server.page.stop"), icon="close")
        self.stop_button.clicked.connect(self._stop)
        self.stop_button.hide()
        self.result.add_button(self.stop_button)
        self.open_button = Button(t("server.page.open"), kind=Kind.PRIMARY, icon="arrow-right")
        self.open_button.clicked.connect(lambda: self.shell.sign_in_again(elsewhere=True))
        self.open_button.hide()
        self.result.add_button(self.open_button)
        self.form = ServerForm()
        self.form.changed.connect(self._typed)
        self.try_button = Button(t("server.page.try"), kind=Kind.PRIMARY, icon="lan-connect", key="F2")
        self.try_button.clicked.connect(self.try_out)
        self.move_button = Button(t("server.page.move"), icon="database-refresh-outline")
        self.move_button.clicked.connect(self.move)
        self.join_button = Button(t("server.page.join"), icon="arrow-right")
        self.join_button.clicked.connect(self.join)
        self.home = Form()
        self.home.add("folder", t("server.page.folder"), LineEdit(), help=t("server.page.folder_help"))
        self.back_button = Button(t("server.page.back"), icon="database-refresh-outline")
        self.back_button.clicked.connect(self.move_back)
        self._lay_out()

    def facts(self) -> str:
        return t("server.page.shared" if self.desk.path is None else "server.page.alone")

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("F2", t("server.page.try"), in_status=True),) if self.desk.path is not None else ()

    def reload(self) -> None:
        self.now.setText(t("server.page.now", place=server.shown(self.desk)))
        self.facts_changed.emit()

    def focus_first(self) -> None:
        form, name = (self.form, "server") if self.desk.path is not None else (self.home, "folder")
        form.control(name).setFocus()

    def unsaved(self) -> bool:
        return self.task is not None

    def try_out(self) -> None:
        """Look whether the address can be used, beside the window."""
        address = self.form.address()
        if address is not None:
            self._run(
                partial(server.try_out, address.url), partial(self._found, address), t("server.page.trying")
            )

    def move(self) -> None:
        """Take the office to the database that was tried."""
        if self._tried is not None:
            address = self._tried[0]
            self._run(
                partial(_move, self.desk, address.url),
                partial(self._moved, self.form.kept(address)),
                t("server.page.moving"),
            )

    def move_back(self) -> None:
        """Take the office to a folder of this PC."""
        folder = Path(str(self.home.field("folder").value())).expanduser()
        self._run(partial(_move, self.desk, folder), partial(self._moved, folder), t("server.page.moving"))

    def join(self) -> None:
        """From now on this desk works on the office that is there."""
        if self._tried is not None:
            whereabouts.choose(self.desk.folder, self.form.kept(self._tried[0]))
            self._leave(t("server.page.joined"), "")

    def _found(self, address: Address, standing: Standing) -> None:
        self._tried = (address, standing)
        which = "has_office" if standing.has_office else "empty"
        self.result.say(
            t(f"server.page.{which}", version=standing.version), t(f"server.page.{which}_next"), Tone.OK
        )
        self._offer()

    def _moved(self, target: Path | str, moved: moving.Moved) -> None:
        whereabouts.choose(self.desk.folder, target)
        counts = {"tables": len(moved.counts), "rows": f"{moved.rows:,}", "files": moved.files}
        self._leave(t("server.page.moved", **counts, code=moved.code), t("server.page.moved_next"))

    def _leave(self, fact: str, remedy: str) -> None:
        """This office takes no more work here, or it would be missing there."""
        self.desk.retire()
        self._tried = None
        self.result.say(fact, remedy or t("server.page.reopen"), Tone.OK)
        for button in (self.try_button, self.move_button, self.join_button, self.back_button):
            button.setEnabled(False)
        self.open_button.show()
        self.open_button.setFocus()
        # It is the last thing on a page that a small window does not show whole.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.result))

    def _typed(self) -> None:
        self._tried = None
        self._offer()

    def _offer(self) -> None:
        standing = self._tried[1] if self._tried is not None else None
        self.move_button.setVisible(standing is not None and not standing.has_office)
        self.join_button.setVisible(standing is not None and standing.has_office)

    def _run(self, work: Any, done: Any, words: str) -> None:
        if self.task is not None:
            return
        self.form.clear_errors()
        self.result.say(words, tone=Tone.INFO)
        self.result.show()
        self.stop_button.show()
        self.task = self.shell.tasks.run(work, done=done, failed=self._failed, progress=self._going_on)
        self.task.ended.connect(self._ended)

    def _going_on(self, done: int, total: int, _table: str) -> None:
        self.result.say(t("server.page.going_on", done=done, total=total), tone=Tone.INFO)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.result.say(error.text, getattr(error, "detail", ""), Tone.DANGER)

    def _stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.result.say(t("server.page.stopped"), tone=Tone.WARN)

    def _ended(self) -> None:
        self.task = None
        self.stop_button.hide()

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("server.page.folder"))
        if chosen:
            self.home.control("folder").setText(chosen)

    def _lay_out(self) -> None:
        panel = Panel(t("office.subject.shared"))
        panel.setMaximumWidth(WIDTH)
        panel.body.addWidget(self.now)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        if self.desk.path is not None:
            panel.body.addWidget(Label(t("server.page.about"), colour="text2", wrap=True))
            panel.body.addWidget(self.form)
            buttons.addStretch()
            for button in (self.join_button, self.move_button, self.try_button):
                buttons.addWidget(button)
        else:
            panel.body.addWidget(Label(t("server.page.about_back"), colour="text2", wrap=True))
            panel.body.addWidget(self.home)
            browse = Button(t("office.backup.browse"))
            browse.clicked.connect(self._browse)
            buttons.addWidget(browse)
            buttons.addStretch()
            buttons.addWidget(self.back_button)
        panel.body.addWidget(self.result)
        panel.body.addLayout(buttons)
        self._offer()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll = Scroll(inside)
        whole.addWidget(self._scroll)


def _move(desk: Any, target: Path | str, report: Report) -> moving.Moved:
    return moving.move(desk, target, told=report)
