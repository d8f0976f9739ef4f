"""Checks that look at several fields of a row together; a form names those it wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from duty_desk.sheets import checks_goods
from duty_desk.sheets.book import NUMBER
from duty_desk.sheets.fields import Ledger
from duty_desk.sheets.forms import Field
from duty_desk.sheets.layout import Table
from duty_desk.sheets.verdicts import Draft, Verdict

Check = Callable[[Draft, Table, Ledger], None]


def check_person(draft: Draft, table: Table, ledger: Ledger) -> None:
    """The document number with its kind, and sex and age by it."""
    field = next(field for field in table.form.fields.values() if field.type == "id")
    cell = draft.cells.get(field.key)
    raw = draft.values.get(field.key)
    if cell is None or not raw:
        return
    if cell.kind == NUMBER and float(cell.value) >= 1e11:
        draft.add("ID_SCIENTIFIC", field)
        return
    identity, today = ledger.world.identity, ledger.world.today
    kind = draft.values.get("id_type") or identity.guess_kind(raw)
    number = identity.normalise_number(raw)
    draft.values[field.key] = number
    draft.values["id_kind"] = kind
    problems = identity.find_id_problems(kind, number, today, field=field.key)
    for problem in problems:
        draft.add_identity(problem.key, problem.values, field.key, Verdict.REFUSE)
    if problems:
        return
    sex = draft.values.get("sex")
    for caution in identity.find_id_cautions(kind, number, today, sex=sex, field=field.key):
        if field.options.get("minor") == "keep" and caution.key.endswith(".minor"):
            continue
        draft.add_identity(caution.key, caution.values, caution.field, Verdict.WARN)


def check_once(draft: Draft, table: Table, ledger: Ledger) -> None:
    """One person, one row: the same document number twice, or one already registered."""
    field = next(field for field in table.form.fields.values() if field.type == "id")
    number = draft.values.get(field.key)
    if not number or draft.has("ID_SCIENTIFIC"):
        return
    row = ledger.ids.setdefault(number, draft.row.number)
    if row != draft.row.number:
        draft.add("ID_DUPLICATE", field, row=row)
    elif (known_as := ledger.world.known_as(number)) and known_as != _name_of(draft, table):
        draft.add("ID_KNOWN", field, Verdict.WARN)


def _name_of(draft: Draft, table: Table) -> object:
    """The name in the row: the same name under the same number is the same person, met again."""
    names = (field.key for field in table.form.fields.values() if field.type == "name")
    return next((draft.values.get(key) for key in names), None)


def check_period(draft: Draft, table: Table, ledger: Ledger) -> None:
    """Valid from and to, to the end of the last day."""
    first, last = draft.values.get("valid_from"), draft.values.get("valid_to")
    if first is None or last is None:
        return
    field = table.form.fields["valid_to"]
    if last < first:
        draft.add("PERIOD_REVERSED", field)
        return
    days = (last - first).days + 1
    limit = field.options.get("limit", ledger.world.max_pass_days)
    if days > limit:
        draft.add("PERIOD_TOO_LONG", field, days=days, limit=limit)


def check_stay(draft: Draft, table: Table, ledger: Ledger) -> None:
    """Out not before in."""
    entered, left = draft.values.get("t_in"), draft.values.get("t_out")
    if entered and left and left < entered:
        draft.add("TIME_ORDER", table.form.fields["t_out"])


def check_fever(draft: Draft, table: Table, ledger: Ledger) -> None:
    """Low or abnormal temperatures, unless the retest beside them settles it."""
    field: Field = table.form.fields["temp"]
    value, retest = draft.values.get("temp"), draft.values.get("retemp")
    if value is None or draft.has("TEMP_RANGE", "TEMP_SUGGEST"):
        return
    world = ledger.world
    if retest is not None and world.low <= retest < world.abnormal:
        return
    if value >= world.abnormal:
        draft.add("TEMP_ABNORMAL", field, value=value, limit=world.abnormal)
    elif value < world.low:
        draft.add("TEMP_LOW", field, value=value)


def check_crew(draft: Draft, table: Table, ledger: Ledger) -> None:
    """Who came in with a lorry: the driver and the helper."""
    people = (draft.values.get("driver"), draft.values.get("helper"))
    draft.values["crew_in"] = tuple(name for name in people if name)


def check_fit(draft: Draft, table: Table, ledger: Ledger) -> None:
    """Whoever may not work on a day is planned with open eyes only."""
    day, field = draft.values.get("date"), table.form.fields["people"]
    if day is None:
        return
    for title in draft.values.get("people") or ():
        name, _, rest = title.partition("(")
        if why := ledger.world.unfit(name, rest.removesuffix(")"), day):
            draft.add("STAFF_UNFIT", field, name=name, why=why)


FORM_CHECKS: Mapping[str, Check] = {
    "person": check_person,
    "once": check_once,
    "period": check_period,
    "stay": check_stay,
    "fever": check_fever,
    "crew": check_crew,
    "fit": check_fit,
    "dispatch": checks_goods.check_dispatch,
    "receipt": checks_goods.check_receipt,
}
