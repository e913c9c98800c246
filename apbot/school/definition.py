"""What a school decides for itself: its name, tu or vous, its calendar, whom to go to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from apbot.calendar import Break, QuietHours
from dialogues.definition import Address
from dialogues.loader import Catalogue

_NO_WEEKS: Mapping[str, tuple[Break, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the year by which a school counts; both days included."""

    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom the head names, for a student to go and see. ``where`` may be empty."""

    name: str
    where: str = ""

    @property
    def words(self) -> str:
        return f"{self.name} ({self.where})" if self.where else self.name


@dataclass(frozen=True, slots=True)
class School:
    """``subjects`` is a file like the catalogue's ``subjects.yaml``; None keeps the default.

    ``dialogues`` is a folder of the school's own dialogues, beside or instead of those shipped.
    """

    name: str = "ton lycée"
    address: Address = Address.TU
    dpo: str = "la direction du lycée"
    subjects: Path | None = None
    dialogues: Path | None = None
    sheet_as_pdf: bool = False
    """Referents may receive a sheet on Telegram, instead of its address alone."""
    year: str = ""
    """ "2026-2027"; empty: the one it is."""
    zone: str = ""
    """A, B or C; empty: the school gives its own holidays, or nobody is written to."""
    holidays: tuple[Break, ...] = ()
    """In place of those of the zone that have the same name and year, or besides."""
    terms: tuple[Term, ...] = ()
    quiet: QuietHours = field(default_factory=QuietHours)
    away: Mapping[str, tuple[Break, ...]] = field(default_factory=lambda: _NO_WEEKS)
    """Weeks at work (PFMP), by class label as ``plain_label`` gives it."""
    contacts: tuple[Contact, ...] = ()

    @property
    def whom_to_see(self) -> str:
        """The contacts in one line; empty where the head has named nobody."""
        return " ; ".join(one.words for one in self.contacts)

    def catalogue(self) -> Catalogue:
        """The dialogues this school uses."""
        return Catalogue(subjects=self.subjects, own=self.dialogues)
