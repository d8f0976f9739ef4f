"""The settings screen: a list of subjects left, the chosen one right."""

from __future__ import annotations

from typing import ClassVar

from ui.feature_tab import FeatureTab


class OfficeTab(FeatureTab):
    """Registers, officers, rules, printing, backup, appearance."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"setting", "policy", "officer"})
