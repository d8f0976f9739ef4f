"""The views of the reports screen in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from ui.views.tab import ViewEntry

# units, key, bulletin, figures, daily; in the menu: screening, returns, history
VIEWS: tuple[ViewEntry, ...] = ()
