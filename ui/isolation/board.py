"""The board: every room of a site by building and floor, and the card of a person or a room beside it."""

from __future__ import annotations

from ui.views.view import View


class BoardView(View):
    """Rooms by building and floor."""
