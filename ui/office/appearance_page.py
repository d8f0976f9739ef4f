"""How the screen looks and sounds for this officer; every choice takes effect at once."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.strings import LANGUAGES, t, text_in
from ui.feature_tab import Shell
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.panels import Panel
from ui.kit.tokens import SMALL
from ui.office.particulars_page import WIDTH
from ui.office.setting_page import SettingPage
from ui.theme import SCALES, Mode


class AppearancePage(SettingPage):
    """Theme, size of text, language, sounds and key hints."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.form = Form()
        modes = [Choice(mode.value, t(f"shell.mode.{mode}")) for mode in Mode]
        self._add("mode", t("office.appearance.mode"), Segmented(modes))
        scales = [Choice(str(scale), f"{scale}%") for scale in SCALES]
        self._add("scale", t("office.appearance.scale"), Segmented(scales))
        words = [Choice(name, text_in(name, "shell.language")) for name in LANGUAGES]
        self._add("language", t("office.appearance.language"), Segmented(words))
        self._add("sounds", t("office.appearance.sounds"), CheckBox(t("office.appearance.play_sounds")))
        self._add("key_hints", t("office.appearance.keys"), CheckBox(t("office.appearance.show_keys")))
        panel = Panel(t("office.subject.appearance"))
        panel.setMaximumWidth(WIDTH)
        panel.body.addWidget(self.form)
        panel.body.addWidget(Label(t("office.appearance.note"), px=SMALL, colour="text2", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch(1)
        shell.appearance.changed.connect(lambda _name: self.reload())

    def reload(self) -> None:
        choices = self.shell.appearance.choices
        self.form.set_values(
            {
                "mode": choices.mode,
                "scale": str(choices.scale),
                "language": choices.language,
                "sounds": choices.sounds,
                "key_hints": choices.key_hints,
            }
        )

    def focus_first(self) -> None:
        self.form.field("mode").take_focus()

    def _add(self, name: str, label: str, control: Segmented | CheckBox) -> None:
        self.form.add(name, label, control)
        control.changed.connect(lambda: self._choose(name, control.value()))

    def _choose(self, name: str, value: object) -> None:
        chosen = int(str(value)) if name == "scale" else value
        if chosen != getattr(self.shell.appearance.choices, name):
            self.shell.appearance.choose(**{name: chosen})
