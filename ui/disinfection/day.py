"""Today: areas and slots, what is overdue, and the form that writes down what was done (interface §7.6)."""

from __future__ import annotations

from ui.disinfection.view import DisinfectionView


class DayView(DisinfectionView):
    """The rounds of one day."""
