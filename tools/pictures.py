"""Makes the pictures of README and documents from the sample office: .venv/bin/python -m tools.pictures [NAME…]

They show the program as it is, so they are made anew when it looks different. No screen is needed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from duty_desk.demo import open_demo
from duty_desk.gate import quick_card
from duty_desk.passes import PassKind, list_passes, papers
from duty_desk.strings import set_language
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.start.opening import Opening
from ui.theme import Mode, install

ROOT = Path(__file__).resolve().parent.parent
# The screen of a usual office PC.
SCREEN = f"offscreen:configfile={ROOT / 'tests' / 'ui' / 'screen.json'}"
SIZE = QSize(1366, 697)
# So few colours tell everything on these screens, and the pictures stay small.
COLOURS = 128
PAPER_WIDTH = 760
TURN_MS, TURNS, QUIET = 300, 400, 4


def main() -> int:
    wanted = set(sys.argv[1:]) or set(PICTURES)
    if unknown := wanted - set(PICTURES):
        print("There are:", *PICTURES, "- not", *unknown, file=sys.stderr)
        return 1
    os.environ["QT_QPA_PLATFORM"] = SCREEN
    application = QApplication([])
    set_language("zh_CN")
    theme = install(application, mode=Mode.LIGHT)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        desk = open_demo(Path(folder) / "office")
        window = MainWindow(Appearance(theme, None, "zh_CN"), Opening(desk.folder, desk.folder, demo=True))
        window.enter(desk)
        window.resize(SIZE)
        window.show()
        window.activateWindow()
        for name, show in PICTURES.items():
            if name in wanted:
                show(window)
                if name not in AT_ONCE:
                    settle(window)
                    keep(name, screen_of(window))
        window.close()
    return 0


def tab(key: str, view: str = "") -> Callable[[MainWindow], None]:
    """A screen as it opens, or one of its views."""

    def show(window: MainWindow) -> None:
        assert window.office is not None
        window.office.go(key)
        settle(window)
        if view:
            window.office.open_place(key, view)

    return show


def passes(window: MainWindow) -> None:
    """The list with the form for a new pass beside it."""
    assert window.office is not None
    shown = window.office.go("passes")
    settle(window)
    shown.start_new()  # type: ignore[attr-defined]


def gate(window: MainWindow) -> None:
    """Somebody scanned and measured, let pass."""
    assert window.office is not None
    shown = window.office.go("gate")
    settle(window)
    with window.office.desk.work() as work:
        row = list_passes(work, PassKind.TEMPORARY).rows[0]
        code = papers.cards_to_print(work, [row.id]).cards[0].payload
    shown.take_scan(code)
    settle(window)
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "36.4")
    QTest.keyClick(line, Qt.Key.Key_Return)
    # The answer stands for eight seconds; what is beside it is read anew in between.
    QTest.qWait(TURN_MS * 5)
    keep("gate", screen_of(window))


def card(window: MainWindow) -> None:
    """The page that lies at the gate."""
    import pypdfium2

    assert window.office is not None
    with window.office.desk.read() as read:
        document = pypdfium2.PdfDocument(quick_card.draw(read))
    page = document[0]
    keep("quick_card", page.render(scale=PAPER_WIDTH / page.get_width()).to_pil())
    document.close()


PICTURES: dict[str, Callable[[MainWindow], None]] = {
    "today": tab("today"),
    "passes": passes,
    "gate": gate,
    "supplies": tab("supplies"),
    "isolation": tab("isolation"),
    "disinfection": tab("disinfection"),
    "duty": tab("duty"),
    "reports": tab("reports"),
    "quick_card": card,
}
# Kept by themselves.
AT_ONCE = {"gate", "quick_card"}


def settle(window: MainWindow) -> None:
    """Until everything beside the window has been read and shown."""
    quiet = 0
    for _turn in range(TURNS):
        QTest.qWait(TURN_MS)
        # What was read may make another reading begin.
        quiet = 0 if window.tasks.busy else quiet + 1
        if quiet == QUIET:
            break


def screen_of(window: MainWindow) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.ReadWrite)
    window.grab().save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data()))


def keep(name: str, picture: Image.Image) -> None:
    path = ROOT / "docs" / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
