"""The symptoms that are asked for at a call and in a health record, and how they are said."""

from __future__ import annotations

from collections.abc import Sequence

from duty_desk.errors import InputError
from duty_desk.strings import t

SYMPTOMS = ("fever", "dry_cough", "fatigue", "sore_throat", "smell_taste", "diarrhoea", "other")
# What a thermometer can show of somebody alive.
PLAUSIBLE = (30.0, 45.0)


def check_symptoms(symptoms: Sequence[str]) -> list[str]:
    """The symptoms, each once, in their order. Raises InputError for one that is not in the list."""
    if any(word not in SYMPTOMS for word in symptoms):
        raise InputError("symptoms", "screening.error.symptom")
    return [word for word in SYMPTOMS if word in symptoms]


def check_temperature(value: float | None, field: str = "temperature") -> float | None:
    """The temperature, or none. Raises InputError for one that cannot be."""
    if value is not None and not PLAUSIBLE[0] <= value <= PLAUSIBLE[1]:
        raise InputError(field, "screening.error.temperature_range")
    return value


def symptom_words(symptoms: Sequence[str]) -> str:
    """Symptoms in words; that there are none is said too."""
    if not symptoms:
        return t("screening.symptom.none")
    return t("screening.list_mark").join(t(f"screening.symptom.{word}") for word in symptoms)


def state_words(temperature: float | None, symptoms: Sequence[str]) -> str:
    """Temperature and symptoms as one short phrase; without a temperature the symptoms alone."""
    words = symptom_words(symptoms)
    return words if temperature is None else t("screening.said", value=f"{temperature:.1f}", symptoms=words)
