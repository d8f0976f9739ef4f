"""The subjects of the settings, in one place: a further one is one more line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QWidget

from duty_desk.roles import ALLOWED, Permission, Role
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.office.setting_page import SettingPage


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: texts `office.subject.<key>`, the page that shows it, the records it opens, and who may see it."""

    key: str
    icon: str
    target: str
    opens: tuple[str, ...] = ()
    needs: Permission | None = None

    def make(self, shell: Shell, parent: QWidget) -> SettingPage:
        """Build the page where it stays."""
        module, name = self.target.split(":")
        made = getattr(import_module(f"ui.office.{module}"), name)(shell, parent)
        assert isinstance(made, SettingPage)
        return made


GROUPS: tuple[tuple[str, tuple[Subject, ...]], ...] = (
    (
        "register",
        (
            Subject("people", "account-group-outline", "people_page:PeoplePage", ("person",)),
            Subject("units", "office-building-outline", "units_page:UnitsPage", ("unit",)),
            Subject("households", "home-outline", "households_page:HouseholdsPage", ("household",)),
            Subject("gates", "boom-gate-outline", "gates_page:GatesPage", ("gate",)),
            Subject("buildings", "hospital-building", "buildings_page:BuildingsPage", ("building",)),
            Subject("campuses", "map-marker-outline", "campuses_page:CampusesPage", ("campus",)),
            Subject("stores", "package-variant-closed", "stores_page:StoresPage", ("store",)),
            Subject("teams", "account-hard-hat-outline", "teams_page:TeamsPage"),
        ),
    ),
    (
        "rules",
        (
            Subject(
                "officers",
                "account-clock-outline",
                "officers_page:OfficersPage",
                ("officer",),
                Permission.MANAGE_OFFICERS,
            ),
            Subject("policy", "scale-balance", "policy_page:PolicyPage", ("policy",)),
            Subject("reasons", "note-text-outline", "reasons_page:ReasonsPage", ("pass_reason",)),
            Subject("numbers", "tag-outline", "numbers_page:NumbersPage", ("number",)),
        ),
    ),
    (
        "data",
        (
            Subject("import", "upload", "import_page:ImportPage", ("import_batch",), needs=Permission.IMPORT),
            Subject("audit", "history", "audit_page:AuditPage", needs=Permission.READ_AUDIT),
            Subject("backup", "content-save-outline", "backup_page:BackupPage", needs=Permission.BACK_UP),
            Subject(
                "privacy",
                "shield-check-outline",
                "privacy_page:PrivacyPage",
                ("destruction",),
                Permission.SHOW_SUBJECT,
            ),
        ),
    ),
    (
        "this",
        (
            Subject("status", "progress-clock", "status_page:StatusPage"),
            Subject("shared", "lan-connect", "shared_page:SharedPage", needs=Permission.EDIT_SETTINGS),
            Subject("printing", "printer-outline", "printing_page:PrintingPage"),
            Subject("scanner", "barcode-scan", "scanner_page:ScannerPage"),
            Subject("particulars", "information-outline", "particulars_page:ParticularsPage"),
            Subject("appearance", "theme-light-dark", "appearance_page:AppearancePage"),
        ),
    ),
)


def subject_of(kind: str) -> str | None:
    """Which subject opens records of `kind`."""
    return next((s.key for _, subjects in GROUPS for s in subjects if kind in s.opens), None)


def subjects_for(role: Role) -> tuple[tuple[str, tuple[Subject, ...]], ...]:
    """The groups with the subjects that a role may see."""
    allowed = (
        (group, tuple(s for s in subjects if s.needs is None or s.needs in ALLOWED[role]))
        for group, subjects in GROUPS
    )
    return tuple((group, subjects) for group, subjects in allowed if subjects)


def named_subjects(role: Role) -> tuple[tuple[str, str], ...]:
    """What a role may see, by key with its words, for the search box."""
    return tuple(
        (s.key, t(f"office.subject.{s.key}")) for _, subjects in subjects_for(role) for s in subjects
    )
