"""What officers do in a day, step by step; each is one press or one letter. Nothing here holds the window up (acceptance check U-70)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from duty_desk.passes import PassKind

if TYPE_CHECKING:
    from ui.main_window import MainWindow

BOOK = next((Path(__file__).resolve().parents[1] / "tests" / "data").glob("*_0210-0223.xlsx"))
# Views beyond the first of their screens; of a whole day all there are.
VIEWED: dict[str, tuple[str, ...]] = {
    "supplies": (),
    "isolation": (),
    "disinfection": (),
    "duty": ("log", "handovers"),
    "reports": ("bulletin", "figures"),
}


def flows(window: MainWindow, folder: Path, *, whole: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps one after the other, all of them or the most telling; what they write goes to `folder`."""
    office = window.office
    assert office is not None
    passes = office.go("passes")
    yield "passes", lambda: office.go("passes")
    for kind in PassKind:
        yield f"kind {kind}", lambda kind=kind: passes.header.kind_chosen.emit(kind.value)  # type: ignore[attr-defined]
    yield "back", lambda: passes.header.kind_chosen.emit(PassKind.TEMPORARY.value)  # type: ignore[attr-defined]
    search = passes.header.search  # type: ignore[attr-defined]
    for letter in "hzy":
        yield f"letter {letter}", lambda letter=letter: QTest.keyClicks(search, letter)
    yield "cleared", search.clear
    for column in range(4 if whole else 2):
        yield (
            f"sort {column}",
            lambda column=column: passes.list.table.horizontalHeader().sectionClicked.emit(column),
        )  # type: ignore[attr-defined]
    yield (
        "end",
        lambda: QTest.keyClick(passes.list.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier),
    )  # type: ignore[attr-defined]
    yield "open", lambda: passes.open_record("pass", passes.list.model.ids[0])  # type: ignore[attr-defined]
    yield "new form", passes.start_new  # type: ignore[attr-defined]
    line = passes.panel.form.holder.line if passes.panel is not None else None  # type: ignore[attr-defined]
    if line is not None:
        yield "name", lambda: QTest.keyClicks(line, "h")
    yield "workbook", lambda: _export(window, folder / "a.xlsx", "export_excel")
    yield "pdf", lambda: _export(window, folder / "a.pdf", "export_pdf")
    yield "print", lambda: passes.list.asked.emit("print")  # type: ignore[attr-defined]
    for key in office.tab_keys():
        yield f"tab {key}", lambda key=key: office.go(key)
    for key, named in VIEWED.items():
        tab = office.go(key)
        for view in [entry.key for entry in tab.VIEWS] if whole else named:  # type: ignore[attr-defined]
            yield f"view {key}.{view}", lambda tab=tab, view=view: tab.show_view(view)  # type: ignore[attr-defined]
    today = office.go("today")
    yield "today again", today.reload
    yield "today narrowed", lambda: today.tiles.press(1)  # type: ignore[attr-defined]
    yield "today whole", lambda: today.tiles.choose("")  # type: ignore[attr-defined]
    yield "wall", lambda: today.show_wall().close()  # type: ignore[attr-defined]
    settings = office.go("office")
    subjects = [*settings.list.keys()]  # type: ignore[attr-defined]
    for subject in subjects:
        yield f"subject {subject}", lambda subject=subject: settings.show_subject(subject)  # type: ignore[attr-defined]
    people = settings.show_subject("people")  # type: ignore[attr-defined]
    for letter in "wjp":
        yield f"person {letter}", lambda letter=letter: QTest.keyClicks(people.search, letter)
    yield "verify", lambda: settings.show_subject("audit").verify()  # type: ignore[attr-defined]
    yield "check", lambda: settings.show_subject("status").check()  # type: ignore[attr-defined]
    for letter in "bf":
        yield f"anything {letter}", lambda letter=letter: QTest.keyClicks(office.top.search, letter)
    yield "dark", lambda: window.appearance.choose(mode="dark")
    yield "light", lambda: window.appearance.choose(mode="light")
    yield "help", lambda: office.help().dismiss()
    yield "import", lambda: _import(window)


def _export(window: MainWindow, path: Path, how: str) -> None:
    assert window.office is not None
    window.office.exporter.ask_path = lambda *_asked: str(path)
    window.office.current.list.asked.emit(how)  # type: ignore[attr-defined]


def _import(window: MainWindow) -> None:
    assert window.office is not None
    wizard = window.office.go("office").show_subject("import").begin()  # type: ignore[attr-defined]
    wizard.choose.ask_file = lambda _parent: str(BOOK)
    wizard.choose.open_button.click()


def is_at_rest(window: MainWindow) -> bool:
    """Nothing is read, and nothing waits to be."""
    assert window.office is not None
    return (
        not window.tasks.busy
        and not window.loads_ahead
        and getattr(window.office.current, "is_settled", True)
    )
