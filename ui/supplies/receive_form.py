"""The head of a delivery: what kind, from whom, with which paper, into which store, and who verified it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from duty_desk.people import places
from duty_desk.strings import t
from duty_desk.supplies import donors
from duty_desk.supplies.receive import WAYS
from duty_desk.supplies.receive_form import SOURCES
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.suggestions import Suggestion
from ui.kit.type_ahead import TypeAhead
from ui.supplies.receive_lines import moment_or_now
from ui.views.second_officer import SecondOfficer

if TYPE_CHECKING:
    from duty_desk.desk import Desk

DONATION = "donation"
_PLAIN = ("paper", "batch", "delivered_by", "delivered_phone", "fiscal_paper", "note")


class ReceiveForm(Form):
    """`given()` is the head as the service takes it, with the store for lines that name none."""

    def __init__(self, desk: Desk, shell: Shell, submit: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        optional = t("supplies_in.optional")
        self.source = ComboBox(
            [(each.value, t(f"supplies_receive.source.{each.value}")) for each in SOURCES], SOURCES[0].value
        )
        self.add("source", t("supplies_in.source"), self.source)
        self.party = LineEdit(placeholder=t("supplies_in.party_hint"))
        self.add("party", t("supplies_in.party"), self.party, check=self._check_party)
        self.ahead = TypeAhead(self.party, self._find_donors, shell.tasks, preselect=False)
        self.ahead.picked.connect(lambda chosen: self.party.setText(chosen.text))
        self.add("paper", t("supplies_in.document"), LineEdit(placeholder=optional))
        self.add("batch", t("supplies_in.batch"), LineEdit(placeholder=optional))
        self.add(
            "at",
            t("supplies_in.at"),
            MomentField(lambda: desk.now, desk.now.replace(second=0)),
            check=self._check_at,
        )
        ways: list[tuple[object, ...]] = [(each, t(f"supplies_in.way.{each}")) for each in WAYS]
        self.add("donation_way", t("supplies_in.donation_way"), ComboBox(ways, WAYS[0]))
        self.add("fiscal_paper", t("supplies_in.fiscal_paper"), LineEdit(placeholder=optional))
        self.add("store", t("supplies_tab.store"), ComboBox([(0, t("supplies_in.usual_store"))], 0))
        self.second = SecondOfficer(
            shell, self, submit, name="checked_by", label=t("supplies_in.checker"), named=True
        )
        self.add_section(t("supplies_in.more"))
        self.add("delivered_by", t("supplies_in.delivered_by"), LineEdit(placeholder=optional))
        self.add("delivered_phone", t("supplies_in.phone"), LineEdit(placeholder=optional))
        self.add("note", t("supplies_in.note"), LineEdit(placeholder=optional))
        self.source.changed.connect(self.fit)
        self.fit()

    @property
    def is_donation(self) -> bool:
        """Whether a donor gave it."""
        return self.source.value() == DONATION

    def offer(self, read: Read) -> None:
        """Stores and colleagues as they are now; what is chosen stays."""
        store = self.control("store")
        stores: list[tuple[object, ...]] = [(0, t("supplies_in.usual_store"))]
        stores += [(row.id, row.name) for row in places.list_stores(read)]
        chosen = store.value()
        store.set_options(stores, chosen if chosen in [each[0] for each in stores] else 0)
        self.second.renew(read)

    def given(self) -> dict[str, Any]:
        """Fields of a Delivery, and `store`."""
        values, checker = self.values(), self.second.officer
        store = values["store"]
        found: dict[str, Any] = {name: str(values[name]) for name in _PLAIN}
        if not self.is_donation:
            found["fiscal_paper"] = ""
        return {
            **found,
            "source": next(each for each in SOURCES if each.value == values["source"]),
            "party": str(values["party"]),
            "donation_way": str(values["donation_way"]) if self.is_donation else "",
            "at": moment_or_now(values["at"], self._desk.now),
            "checked_by": checker.currentText() if checker.value() is not None else "",
            "store": store if isinstance(store, int) and store else None,
        }

    def begin(self, **known: str) -> None:
        """Fill in what is known beforehand."""
        for name, value in known.items():
            self.field(name).set_value(value)
        self.mark_typed()

    def next_one(self) -> None:
        """Empty for the next delivery; kind, store and colleague stay."""
        for name in (
            "party",
            "paper",
            "batch",
            "delivered_by",
            "delivered_phone",
            "fiscal_paper",
            "note",
            "password",
        ):
            self.field(name).set_value(None)
        self.field("at").set_value(self._desk.now.replace(second=0))
        self.clear_errors()
        self.mark_saved()

    def fit(self) -> None:
        """Fields of a donation only where it is one."""
        for name in ("donation_way", "fiscal_paper"):
            self.field(name).setVisible(self.is_donation)
        self.field("party").label.setText(t("supplies_in.donor" if self.is_donation else "supplies_in.party"))

    def _find_donors(self, text: str) -> Sequence[Suggestion]:
        if not self.is_donation:
            return ()
        with self._desk.read() as read:
            return [
                Suggestion(row.id, row.name, icon="hand-heart-outline")
                for row in donors.search_donors(read, text)
            ]

    def _check_party(self, text: str) -> str | None:
        return None if text else t("supplies_in.error.party_missing")

    def _check_at(self, value: object) -> str | None:
        return (
            None if value is not None else self.control("at").problem() or t("supplies_in.error.at_missing")
        )
