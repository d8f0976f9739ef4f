"""What is open over all desks: Today, the hand-over and the daily sheet read it here."""

from duty_desk.agenda.items import SOURCES, Gathered, Item, gather, list_items

__all__ = ["SOURCES", "Gathered", "Item", "gather", "list_items"]
