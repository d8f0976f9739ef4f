"""Whether a name, document number, phone or plate is one the office can rely on.

Checks return the value as it is kept together with the cautions a person should see; what may not be
kept raises InputError. Sources: domain rules A2.1 to A2.10 (GB 11643, GB 32100, ISO 7064 MOD 11-2).
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from duty_desk.errors import DutyDeskError, InputError

RESIDENT, RESIDENCE_PERMIT, PERMANENT = "resident", "hkmt_residence", "foreign_permanent"
HKM_PERMIT, TAIWAN_PERMIT, PASSPORT = "hkm_permit", "taiwan_permit", "passport"
MILITARY, OTHER = "military", "other"
STAFF_NUMBER = "staff_number"

NAME_LIMIT = 50
OTHER_LIMIT = 20
GUARDIAN_AGE = 14

_HANZI = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f\U00030000-\U000323af"
# Compiled when first used: most of them are not at the start.
_PLAIN_NAME = r"[\u4e00-\u9fff]{2,4}"
_HANZI_NAME = rf"[{_HANZI}\u00b7\s]+"
_HANZI_POINT = rf"(?<=[{_HANZI}])\.(?=[{_HANZI}])"
_HANZI_ONE = rf"[{_HANZI}]"
_PUA = r"[\ue000-\uf8ff\U000f0000-\U0010fffd]"
_INVISIBLE = (
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f\x00-\x08\x0e-\x1f\x7f]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0E}
_FULL_WIDTH_ALL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SCIENTIFIC = r"(?i:[0-9](\.[0-9]+)?E\+?[0-9]+)"
_MOBILE = r"1[3-9][0-9]{9}"
_LANDLINE = r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?"
_FOREIGN_PHONE = r"\+[0-9]{6,15}"
_CAMPUS_PHONE = r"[0-9]{4,6}"
_PASSPORT = r"[A-Z0-9]{5,20}"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to show and let a person decide; `harmless` when it only tells what was tidied up."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict[str, object])
    harmless: bool = False

    @property
    def text(self) -> str:
        """The whole sentence in the language of the screen."""
        return DutyDeskError(self.key, **self.values).text


@dataclass(frozen=True, slots=True)
class Checked:
    """A value as it is kept, and what a person should be told about it."""

    value: str
    cautions: tuple[Caution, ...] = ()


@cache
def _data() -> Mapping[str, Mapping[str, object]]:
    root = Path(__file__).resolve().parents[2]
    text = (root / "resources" / "sheets" / "identity.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# --- names -----------------------------------------------------------------------------------------------


@cache
def _dots() -> Mapping[int, str]:
    return {ord(dot): "\u00b7" for dot in str(_data()["name"]["dots"])}


@lru_cache(maxsize=1024)
def normalise_name(text: str) -> str:
    """The name as it is kept: one kind of dot, no invisible characters, no gaps inside Chinese names."""
    return _tidy_name(text)[0]


def _tidy_name(text: str) -> tuple[str, list[str]]:
    repairs: list[str] = []
    clean = re.sub(_INVISIBLE, "", text)
    if clean != text:
        repairs.append("name_invisible")
    clean = unicodedata.normalize("NFC", clean.translate(_FULL_WIDTH))
    dotted = re.sub(_HANZI_POINT, "\u00b7", clean.translate(_dots()))
    if dotted != clean:
        repairs.append("name_interpunct")
    words = dotted.strip()
    if "\n" in words or "\r" in words:
        repairs.append("name_line_break")
    gap = "" if re.fullmatch(_HANZI_NAME, words) else " "
    return gap.join(words.split()), repairs


def check_name(text: str, *, field: str = "name") -> Checked:
    """A person's name (A2.7). Private-use characters and inner line breaks are cautions."""
    if re.fullmatch(_PLAIN_NAME, text):
        return Checked(text)
    name, repairs = _tidy_name(text)
    if not name:
        raise InputError(field, "identity.error.name_missing")
    if len(name) > NAME_LIMIT:
        raise InputError(field, "identity.error.name_too_long", count=len(name))
    cautions = [
        Caution(field, f"identity.caution.{key}", harmless=key != "name_line_break") for key in repairs
    ]
    if re.search(_PUA, name):
        cautions.append(Caution(field, "identity.caution.name_pua"))
    for character in name:
        if not _in_names(character):
            raise InputError(field, "identity.error.name_characters", character=character)
    return Checked(name, tuple(cautions))


def _in_names(character: str) -> bool:
    if character in "\u00b7 -'.\u2019" or re.match(_HANZI_ONE, character) or re.match(_PUA, character):
        return True
    if unicodedata.category(character) in ("Mn", "Mc"):
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith(("LATIN", "CYRILLIC"))


# --- document numbers ------------------------------------------------------------------------------------


def normalise_number(text: str) -> str:
    """A document number without gaps, half width, capital letters."""
    text = re.sub(_INVISIBLE, "", text).translate(_FULL_WIDTH_ALL)
    return "".join(text.split()).upper()


def check_digit(first17: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    from stdnum.iso7064 import mod_11_2

    return mod_11_2.calc_check_digit(first17)


def guess_kind(number: str) -> str:
    """The kind of document a number looks like, for sheets without such a column."""
    number = normalise_number(number)
    if re.fullmatch(r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}", number):
        return PERMANENT
    if re.fullmatch(r"8[123]0000[0-9]{11}[0-9X]", number):
        return RESIDENCE_PERMIT
    if re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", number):
        return HKM_PERMIT
    if re.fullmatch(r"[A-Z]{1,2}[A-Z0-9]{5,9}", number):
        return PASSPORT
    return RESIDENT


def find_id_problems(
    kind: str, number: str, today: date, *, field: str = "id_number"
) -> tuple[InputError, ...]:
    """Everything wrong with a document number, most telling first; empty when it may be kept."""

    def problem(key: str, **values: object) -> InputError:
        return InputError(field, f"identity.error.{key}", **values)

    number = normalise_number(number)
    if not number:
        return (problem("id_missing"),)
    if re.fullmatch(_SCIENTIFIC, number):
        return (problem("id_scientific"),)
    if kind in (RESIDENT, RESIDENCE_PERMIT):
        return tuple(problem(key, **values) for key, values in _resident_problems(kind, number, today))
    if kind == PERMANENT:
        if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
            return ()
        if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
            return (problem("id_foreign_permanent"),)
        return tuple(problem(key, **values) for key, values in _digit_problems(number, today))
    if kind == HKM_PERMIT and not re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", number):
        return (problem("id_hkm_permit"),)
    if kind == TAIWAN_PERMIT and not re.fullmatch(r"[0-9]{8}", number):
        return (problem("id_taiwan_permit"),)
    if kind == STAFF_NUMBER and not re.fullmatch(r"[A-Z0-9]{1,20}", number):
        return (problem("staff_number"),)
    if len(number) > OTHER_LIMIT:
        return (problem("id_too_long", limit=OTHER_LIMIT),)
    return ()


_Found = tuple[str, dict[str, object]]


def _resident_problems(kind: str, number: str, today: date) -> list[_Found]:
    if re.fullmatch(r"[0-9]{15}", number):
        return [("id_length_old", {})]
    if len(number) != 18:
        return [("id_length", {"count": len(number)})]
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return [("id_characters", {})]
    found: list[_Found] = []
    places = _data()["resident"]
    if number[:2] not in places["provinces"]:  # pyright: ignore[reportOperatorIssue]
        found.append(("id_region", {"code": number[:2]}))
    elif kind == RESIDENCE_PERMIT and number[:2] not in places["residence_permit"]:  # pyright: ignore[reportOperatorIssue]
        found.append(("id_residence_region", {}))
    return found + _digit_problems(number, today)


def _digit_problems(number: str, today: date) -> list[_Found]:
    found: list[_Found] = []
    right = check_digit(number[:17])
    if number[17] != right:
        found.append(("id_check_digit", {"digit": right}))
    born = birth_date(number)
    if born is None or born > today or born.year < 1900 or age_on(born, today) > 150:
        found.append(("id_birthdate", {"digits": number[6:14]}))
    return found


def check_id(
    kind: str, number: str, *, today: date, sex: str | None = None, field: str = "id_number"
) -> Checked:
    """A document number (A2.1 to A2.4) with cautions for sex, age and unusual passports.

    `sex` is "male" or "female" as stated beside the number.
    """
    problems = find_id_problems(kind, number, today, field=field)
    if problems:
        raise problems[0]
    number = normalise_number(number)
    return Checked(number, find_id_cautions(kind, number, today, sex=sex, field=field))


def find_id_cautions(
    kind: str, number: str, today: date, *, sex: str | None = None, field: str = "id_number"
) -> tuple[Caution, ...]:
    """What a person should see about a normalised number that is otherwise right."""
    cautions: list[Caution] = []
    if kind == PASSPORT and not re.fullmatch(_PASSPORT, number):
        cautions.append(Caution(field, "identity.caution.passport_format"))
    if kind not in (RESIDENT, RESIDENCE_PERMIT, PERMANENT):
        return tuple(cautions)
    stated = sex_of(number)
    if sex and stated and sex != stated:
        cautions.append(Caution("sex", f"identity.caution.sex_mismatch_{stated}"))
    born = birth_date(number)
    if born and is_minor(born, today):
        cautions.append(Caution(field, "identity.caution.minor", {"age": GUARDIAN_AGE}))
    return tuple(cautions)


def check_staff_number(text: str, *, field: str = "staff_number") -> str:
    """A staff or student number: letters and digits, at most 20."""
    number = normalise_number(text)
    if not re.fullmatch(r"[A-Z0-9]{1,20}", number):
        raise InputError(field, "identity.error.staff_number")
    return number


def birth_date(number: str) -> date | None:
    """The date of birth in an 18-character number, or None when there is none or it is impossible."""
    digits = number[6:14]
    if len(number) != 18 or not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex_of(number: str) -> str | None:
    """ "male" or "female" by the 17th digit of an 18-character number."""
    if len(number) != 18 or number[16] not in "0123456789":
        return None
    return "male" if int(number[16]) % 2 else "female"


def age_on(born: date, day: date) -> int:
    """Full years of age; who is born on 29 February has the birthday on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(born: date, day: date, *, under: int = GUARDIAN_AGE) -> bool:
    """Whether a guardian must be named (PIPL Art 31: under 14)."""
    return age_on(born, day) < under


# --- phones, plates, organisations -----------------------------------------------------------------------


def normalise_phone(text: str) -> str:
    """Half width, without gaps; a mainland mobile without country code."""
    text = "".join(re.sub(_INVISIBLE, "", text).translate(_FULL_WIDTH_ALL).split())
    text = text.replace("\u2014", "-").replace("\u2013", "-")
    bare = re.sub(r"[-()]", "", text)
    mobile = re.sub(r"^(\+86|0086|86)(?=1[0-9]{10}$)", "", bare)
    return mobile if re.fullmatch(_MOBILE, mobile) else text


def check_phone(text: str, *, field: str = "phone") -> str:
    """A mobile, a landline with area code, a foreign number with +, or a campus short number (A2.5)."""
    if re.fullmatch(_MOBILE, text):
        return text
    phone = normalise_phone(text)
    if not phone:
        raise InputError(field, "identity.error.phone_missing")
    foreign = "+" + re.sub(r"[^0-9]", "", phone)
    if phone.startswith("+") and re.fullmatch(_FOREIGN_PHONE, foreign) and not foreign.startswith("+86"):
        return foreign
    if re.fullmatch(_MOBILE, phone) or re.fullmatch(_LANDLINE, phone) or re.fullmatch(_CAMPUS_PHONE, phone):
        return phone
    raise InputError(field, "identity.error.phone_format")


@cache
def _plates() -> re.Pattern[str]:
    marks = {key: str(value) for key, value in _data()["plate"].items()}
    serial, power = "[A-HJ-NP-Z0-9]", "[DABCEFGHJK]"
    place = f"[{marks['provinces']}][A-HJ-NP-Z]"
    kinds = (
        f"{place}{serial}{{5}}",
        f"{place}{power}{serial}[0-9]{{4}}",
        f"{place}[0-9]{{5}}{power}",
        f"{place}{serial}{{4}}[{marks['police_school_trailer']}]",
        f"{marks['cross_border_province']}Z{serial}{{4}}[{marks['cross_border']}]",
        f"{place}[0-9]{{4}}{marks['consulate']}",
        f"{marks['embassy']}[0-9]{{6}}|[0-9]{{6}}{marks['embassy']}",
        f"[{marks['provinces']}][XS][0-9]{{4}}{marks['rescue']}",
        "[A-Z]{2}[0-9]{5}",
        f"WJ[{marks['provinces']}]?[0-9]{{4}}[0-9A-Z]",
    )
    return re.compile("|".join(kinds))


def normalise_plate(text: str) -> str:
    """A plate in capitals, half width, without the dot after the city letter."""
    text = re.sub(_INVISIBLE, "", text).translate(_FULL_WIDTH_ALL).upper()
    separators = str(_data()["plate"]["separators"])
    return "".join(character for character in text if character not in separators and not character.isspace())


def check_plate(text: str, *, field: str = "plate") -> Checked:
    """A licence plate (A2.6). An unusual one is a caution: temporary plates and carts exist."""
    plate = normalise_plate(text)
    if not plate:
        raise InputError(field, "identity.error.plate_missing")
    if len(plate) > OTHER_LIMIT:
        raise InputError(field, "identity.error.plate_too_long")
    if _plates().fullmatch(plate) or str(_data()["plate"]["temporary"]) in plate:
        return Checked(plate)
    return Checked(plate, (Caution(field, "identity.caution.plate_format", {"plate": plate}),))


def check_uscc(text: str, *, field: str = "uscc") -> Checked:
    """A unified social credit code (A2.10). Genuine codes that fail exist, so this only warns."""
    code = normalise_number(text).replace("-", "")
    if not re.fullmatch(r"[0-9A-HJ-NPQRTUW-Y]{18}", code) or not code[:8].isalnum():
        return Checked(code, (Caution(field, "identity.caution.uscc_format"),))
    from stdnum.cn import uscc

    right = uscc.calc_check_digit(code[:17])
    if code[17] != right:
        return Checked(code, (Caution(field, "identity.caution.uscc_check_digit", {"digit": right}),))
    return Checked(code)
