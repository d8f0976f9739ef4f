"""The declarative base, so that constraints have the same names on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, DateTime, MetaData, String, Time
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Every table of an office."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        # Moments are campus time, naive: the campus has one zone and no daylight saving.
        datetime: DateTime(),
        date: Date(),
        time: Time(),
        str: String(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }
