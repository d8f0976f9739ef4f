"""The views of the isolation screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("board", "ui.isolation.board:BoardView", opens=("room", "stay")),
    ViewEntry("sites", "ui.isolation.sites:SitesView", more=True),
)
