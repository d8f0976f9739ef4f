"""The look of the whole program, as the window around the screens asks for it; made in `ui.kit.dress`."""

from ui.kit.dress import SCALES, Mode, Theme, install, palette, register_fonts, style_sheet

__all__ = ["SCALES", "Mode", "Theme", "install", "palette", "register_fonts", "style_sheet"]
