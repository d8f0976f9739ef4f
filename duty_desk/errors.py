"""The four ways something can be refused, so that each reaches the officer at the right place.

DutyDeskError(key, **values)      wording comes from the catalogue
├── InputError(field, …)          a field is wrong             → at the field, form stays open, focus there
├── Refusal                       a rule of the office forbids → in the form, with what to do next
│   └── Denied                    the role may not             → logged; normally never offered
├── StaleError                    changed or gone meanwhile    → notice, list reloads
└── StorageError                  disk, lock, file, server     → box with advice; nothing was saved

Anything else is a defect and goes to the crash dialog.
"""

from __future__ import annotations


class DutyDeskError(Exception):
    """A refusal that can be shown: `key` names the sentence in the catalogue, `values` fill it in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    @property
    def text(self) -> str:
        """The whole sentence in the language of the screen."""
        from duty_desk.strings import t

        return t(self.key, **self.values)

    def __str__(self) -> str:
        return f"{self.key} {self.values}" if self.values else self.key


class InputError(DutyDeskError):
    """A field is wrong. `field` is the argument name of the service, which is also the form's field name."""

    def __init__(self, field: str, key: str, **values: object) -> None:
        super().__init__(key, **values)
        self.field = field


class Refusal(DutyDeskError):
    """A rule of the office forbids it; the sentence says what to do next."""


class Denied(Refusal):
    """The officer's role may not do this. Logged by the desk."""


class StaleError(DutyDeskError):
    """The record was changed or removed by another officer meanwhile; nothing was saved."""


class StorageError(DutyDeskError):
    """Disk, lock, file or server: the work was not saved. `detail` is for the technician, never personal data."""

    def __init__(self, key: str, detail: str = "", **values: object) -> None:
        super().__init__(key, **values)
        self.detail = detail


class Problems(DutyDeskError):
    """Several input errors found in one go, so that a form can mark all its fields at once."""

    def __init__(self, errors: list[InputError]) -> None:
        super().__init__(errors[0].key, **errors[0].values)
        self.errors = errors
