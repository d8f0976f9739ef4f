"""An officer who types into one form after another until the program is killed.

python -m tests.faults.typist FOLDER

Says each piece that was typed, then `typed`, and goes on in the last form, a letter at a time, saying how many.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

# The register, and the field in which something is typed.
REGISTERS = {
    "campuses": "name",
    "gates": "note",
    "buildings": "note",
    "stores": "note",
    "teams": "name",
    "units": "contact",
    "households": "note",
    "people": "note",
    "officers": "title",
}
LETTER_EVERY_MS = 50


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def work(folder: Path) -> None:
    """The real window on the office, its first officer at the desk."""
    from duty_desk.desk import open_desk
    from tests.faults.acts import NOON
    from ui.appearance import Appearance
    from ui.main_window import MainWindow
    from ui.start.opening import Opening, sign_in_first
    from ui.theme import Mode, install

    application = QApplication(["duty-desk"])
    desk = open_desk(folder, clock=lambda: NOON)
    sign_in_first(desk)
    window = MainWindow(Appearance(install(application, mode=Mode.LIGHT), folder), Opening(folder, folder))
    office = window.enter(desk)
    window.show()
    for subject, field in REGISTERS.items():
        page = office.go("office").show_subject(subject)
        page.add()
        type_text(page.form.control(field), f"半途{subject}")
        say(f"{subject} 半途{subject}")
    supplies = office.go("supplies")
    type_text(supplies.show_view("receive").form.party, "半途receive")
    say("receive 半途receive")
    type_text(supplies.show_view("allocation").form.purpose, "半途allocation")
    say("allocation 半途allocation")
    form = office.go("passes").start_new().form
    type_text(form.holder.line, "新来的人")
    say("passes 新来的人")
    say("typed")
    remark, count = form.control("remark"), 0

    def letter() -> None:
        nonlocal count
        count += 1
        type_text(remark, "字")
        say(f"letter {count}")

    timer = QTimer(interval=LETTER_EVERY_MS)
    timer.timeout.connect(letter)
    timer.start()
    application.exec()


def type_text(control: object, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(control, event)  # type: ignore[arg-type]


if __name__ == "__main__":
    work(Path(sys.argv[1]))
