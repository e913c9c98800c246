"""The school file read as a dialogue is: every mistake at once, with file, line and repair."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from apbot.calendar import ZONES, Break, QuietHours
from apbot.calendar.school import plain_label
from apbot.errors import Unusable
from dialogues.definition import Address
from dialogues.errors import InvalidDialogue, Place
from dialogues.yaml_source import Located, read

from .definition import Contact, School, Term

Value = TypeVar("Value")
_YEAR = re.compile(r"(20[0-9]{2})-(20[0-9]{2})")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:h]([0-5][0-9])")
_ONE = dt.timedelta(days=1)
_AS_LINK, _AS_PDF = "link", "pdf"
_LONGEST = 200
"""Signs of a name; longer is a mistake."""


def read_school(path: Path | None) -> School:
    """The school of this file, or the default. Raises ``Unusable`` with file, line and repair."""
    if path is None:
        return School()
    try:
        node = read(path)
    except InvalidDialogue as error:
        raise Unusable(str(error)) from error
    if not isinstance(node.value, dict):
        raise Unusable(f"{path}:1:1: des clés sont attendues. Écrivez par exemple « school: nom ».")
    reading = _Reading(path, node)
    school = reading.school()
    if reading.mistakes:
        raise Unusable("\n".join(reading.mistakes))
    return school


class _Reading:
    """One file; ``mistakes`` are sentences with their place, in the order they were met."""

    def __init__(self, path: Path, node: Located) -> None:
        self._path = path
        self._node = node
        self.mistakes: list[str] = []

    def school(self) -> School:
        default = School()
        values = {name: self._value(name, read_one) for name, read_one in _READERS.items()}
        self._refuse_unknown(self._node, _READERS)
        found = {name: value for name, value in values.items() if value is not None}
        name = found.pop("school", default.name)
        found["sheet_as_pdf"] = found.pop("telegram_sheet", _AS_LINK) == _AS_PDF
        if "pfmp" in found:
            found["away"] = found.pop("pfmp")
        return School(name=name, **found)

    def _value(self, name: str, read_one: Callable[[_Reading, Located], Value]) -> Value | None:
        assert isinstance(self._node.value, dict)  # noqa: S101  # looked at before
        node = self._node.value.get(name)
        # A key without a value is one that was emptied: the default.
        return None if node is None or node.value is None else read_one(self, node)

    def mistake(self, place: Place, what: str) -> None:
        self.mistakes.append(f"{place}: {what}")

    # -- values -----------------------------------------------------------------------------

    def text(self, node: Located) -> str:
        value = node.value
        if isinstance(value, dict | list) or not str(value).strip():
            self.mistake(node.place, "un texte est attendu. Écrivez-le entre guillemets.")
            return ""
        if len(str(value)) > _LONGEST:
            self.mistake(node.place, f"ce texte dépasse {_LONGEST} signes. Raccourcissez-le.")
        return str(value).strip()

    def one_of(self, node: Located, known: tuple[str, ...]) -> str:
        value = self.text(node)
        if value not in known:
            choices = f"{', '.join(known[:-1])} ou {known[-1]}"
            self.mistake(node.place, f"« {value} » n'est pas possible ici. Écrivez {choices}.")
            return known[0]
        return value

    def file(self, node: Located) -> Path:
        path = self._path.parent / self.text(node)
        if not path.is_file():
            self.mistake(node.place, f"le fichier {path.name} n'est pas là. Vérifiez son nom.")
        return path

    def folder(self, node: Located) -> Path:
        path = self._path.parent / self.text(node)
        if not path.is_dir():
            self.mistake(node.place, "ce doit être un dossier qui existe. Vérifiez son nom.")
        return path

    def year(self, node: Located) -> str:
        value = self.text(node)
        found = _YEAR.fullmatch(value)
        if not found or int(found[1]) + 1 != int(found[2]):
            self.mistake(node.place, "une année scolaire est attendue. Écrivez « 2026-2027 ».")
        return value

    def day(self, node: Located) -> dt.date:
        with suppress(ValueError):
            return dt.date.fromisoformat(self.text(node))
        self.mistake(node.place, f"« {node.plain()} » n'est pas un jour. Écrivez « 2026-11-09 ».")
        return dt.date(2000, 1, 1)

    def hour(self, node: Located) -> dt.time:
        found = _HOUR.fullmatch(self.text(node))
        if not found:
            self.mistake(node.place, 'une heure est attendue. Écrivez par exemple « "20:00" ».')
            return dt.time(12)
        return dt.time(int(found[1]), int(found[2]))

    # -- lists ------------------------------------------------------------------------------

    def holidays(self, node: Located) -> tuple[Break, ...]:
        return tuple(self._holiday(one) for one in self._items(node))

    def _holiday(self, node: Located) -> Break:
        """As calendars print it: the day classes end, the morning they are back; or one day."""
        keys = self._keys(node, {"name"}, {"after", "back", "day"})
        name = self.text(keys["name"]) if "name" in keys else ""
        if "day" in keys and not {"after", "back"} & keys.keys():
            day = self.day(keys["day"])
            return Break(name, day, day)
        if not {"after", "back"} <= keys.keys() or "day" in keys:
            self.mistake(
                node.place,
                "donnez « after » (dernier jour de cours) et « back » (jour de la reprise), ou "
                "« day » pour un seul jour.",
            )
            return Break(name, dt.date.min, dt.date.min)
        after, back = self.day(keys["after"]), self.day(keys["back"])
        if not after < back - _ONE:
            self.mistake(keys["back"].place, "la reprise vient après la fin des cours. Corrigez.")
            return Break(name, after, after)
        return Break(name, after + _ONE, back - _ONE)

    def terms(self, node: Located) -> tuple[Term, ...]:
        return tuple(Term(*self._span(one)) for one in self._items(node))

    def _span(self, node: Located) -> tuple[str, dt.date, dt.date]:
        keys = self._keys(node, {"name", "from", "to"}, set())
        name = self.text(keys["name"]) if "name" in keys else ""
        return (name, *self._days(keys))

    def _days(self, keys: Mapping[str, Located]) -> tuple[dt.date, dt.date]:
        if not {"from", "to"} <= keys.keys():
            return dt.date.min, dt.date.min
        first, last = self.day(keys["from"]), self.day(keys["to"])
        if last < first:
            self.mistake(keys["to"].place, "la fin vient avant le début. Échangez les deux jours.")
        return first, last

    def quiet(self, node: Located) -> QuietHours:
        keys = self._keys(node, {"evening", "morning"}, set())
        usual = QuietHours()
        evening = self.hour(keys["evening"]) if "evening" in keys else usual.evening
        morning = self.hour(keys["morning"]) if "morning" in keys else usual.morning
        if not morning < evening:
            self.mistake(node.place, "« morning » vient avant « evening ». Échangez les deux.")
            return usual
        if evening > usual.evening or morning < usual.morning:
            self.mistake(
                node.place,
                "personne n'est dérangé avant 7:00 ni après 20:00. Gardez des heures qui "
                "laissent ce temps libre.",
            )
        return QuietHours(evening, morning)

    def pfmp(self, node: Located) -> Mapping[str, tuple[Break, ...]]:
        if not isinstance(node.value, dict):
            self.mistake(node.place, "le nom d'une classe est attendu, puis ses semaines.")
            return {}
        return {
            plain_label(label): tuple(
                Break("PFMP", *self._days(self._keys(one, {"from", "to"}, set())))
                for one in self._items(weeks)
            )
            for label, weeks in node.value.items()
        }

    def contacts(self, node: Located) -> tuple[Contact, ...]:
        return tuple(self._contact(one) for one in self._items(node))

    def _contact(self, node: Located) -> Contact:
        keys = self._keys(node, {"name"}, {"where"})
        name = self.text(keys["name"]) if "name" in keys else ""
        return Contact(name, self.text(keys["where"]) if "where" in keys else "")

    def _items(self, node: Located) -> Iterator[Located]:
        if not isinstance(node.value, list):
            self.mistake(node.place, "une liste est attendue. Commencez chaque ligne par « - ».")
            return
        yield from node.value

    def _keys(self, node: Located, needed: set[str], possible: set[str]) -> Mapping[str, Located]:
        if not isinstance(node.value, dict):
            keys = ", ".join(sorted(needed | possible))
            self.mistake(node.place, f"des clés sont attendues : {keys}.")
            return {}
        self._refuse_unknown(node, needed | possible)
        for name in sorted(needed - node.value.keys()):
            self.mistake(node.place, f"« {name} » manque ici. Ajoutez-le.")
        return node.value

    def _refuse_unknown(self, node: Located, known: Any) -> None:
        for key, place in node.keys.items():
            if key not in known:
                near = difflib.get_close_matches(key, list(known), n=1)
                hint = f"Vouliez-vous « {near[0]} » ? " if near else ""
                self.mistake(
                    place,
                    f"clé inconnue « {key} ». {hint}Clés possibles : {', '.join(sorted(known))}.",
                )


_READERS: Mapping[str, Callable[[_Reading, Located], Any]] = {
    "school": _Reading.text,
    "year": _Reading.year,
    "zone": lambda reading, node: reading.one_of(node, ZONES),
    "address": lambda reading, node: Address(
        reading.one_of(node, (Address.TU.value, Address.VOUS.value))
    ),
    "dpo": _Reading.text,
    "contacts": _Reading.contacts,
    "holidays": _Reading.holidays,
    "terms": _Reading.terms,
    "quiet": _Reading.quiet,
    "pfmp": _Reading.pfmp,
    "subjects": _Reading.file,
    "dialogues": _Reading.folder,
    "telegram_sheet": lambda reading, node: reading.one_of(node, (_AS_LINK, _AS_PDF)),
}
