"""Which column is what. Only the name, the first name and the class are ever kept.

The headings are those that Pronote, SIECLE and home-made lists have (``domain.md`` 5.1). An exact
heading is preferred to one that only begins the same, so that "Prénom d'usage" is no "Prénom".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apbot.errors import Unusable
from dialogues.folding import fold

from .reading import Line, Sheet

HEADINGS_WITHIN = 10
"""Lines: some exports have a title above."""
FAMILY = ("nom", "nom de famille", "nom de l eleve", "nom eleve")
GIVEN = ("prenom", "prenom de l eleve", "prenom eleve", "prenoms", "prenom 1")
FULL = ("eleve", "eleves", "nom et prenom", "nom prenom", "nom et prenoms", "nom complet")
CLASS = ("classe", "classes", "division", "div", "groupe classe")
_NEVER = ("prenom d usage", "nom d usage", "div prec", "classe prec", "prenom usuel")
_WHY = (
    (("ne e ", "ne le", "nee le", "date de naiss", "naissance"), "date de naissance"),
    (("sexe", "genre", "civilite"), "sexe"),
    (("projet d acc", "pap ", "pai ", "pps ", "allergie", "sante", "amenagement"), "santé"),
    (("doublant", "redoubl", "div prec", "classe prec"), "parcours passé"),
    (("ine ", "identifiant", "numero", "n0"), "identifiant national"),
    (("adresse", "e mail", "mail", "courriel", "tel ", "telephone", "portable"), "coordonnées"),
    (("responsable", "pere", "mere", "parent"), "famille"),
)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A column that is not kept, and why not."""

    heading: str
    why: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions; either ``full`` or both ``family`` and ``given``."""

    family: int | None
    given: int | None
    full: int | None
    group: int | None
    ignored: tuple[Ignored, ...]


def find_columns(sheet: Sheet, *, needs_class: bool) -> tuple[Columns, tuple[Line, ...]]:
    """The columns, and the lines under the headings. Raises ``Unusable``."""
    for index, line in enumerate(sheet.lines[:HEADINGS_WITHIN]):
        columns = _columns(line)
        if columns is not None:
            if needs_class and columns.group is None:
                raise Unusable(
                    f"{sheet.name}, ligne {line.number} : la colonne de la classe manque. Ajoutez "
                    "une colonne « Classe », ou dites la classe de toute la liste avec --class."
                )
            return columns, sheet.lines[index + 1 :]
    first = sheet.lines[0]
    raise Unusable(
        f"{sheet.name}, ligne {first.number} : aucune colonne « Nom » et « Prénom », ni « Élève ». "
        "Gardez la ligne des titres en haut de la liste."
    )


def _columns(line: Line) -> Columns | None:
    headings = [fold(cell) for cell in line.cells]
    names = find_names(headings, FULL)
    if names is None:
        return None
    family, given, full = names
    group = position(headings, CLASS)
    kept = {family, given, full, group}
    return Columns(family, given, full, group, tuple(ignored(line.cells, headings, kept)))


def find_names(
    headings: Sequence[str], together: Sequence[str]
) -> tuple[int | None, int | None, int | None] | None:
    """Where the family name and the given name are, or both in one; None: nowhere."""
    family, given = position(headings, FAMILY), position(headings, GIVEN)
    full = position(headings, together)
    if family is None or given is None:
        # "Nom" alone holds "DURAND Léa" in some lists.
        full = family if full is None else full
        family = given = None
    if full is None and family is None:
        return None
    return (family, given, None) if full is None else (None, None, full)


def position(headings: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Of the first heading that is one of those; otherwise of one that begins so."""
    for name in wanted:
        if name in headings:
            return headings.index(name)
    for index, found in enumerate(headings):
        begins = any(found.startswith(f"{name} ") for name in wanted)
        if begins and not found.startswith(_NEVER):
            return index
    return None


def ignored(
    cells: Sequence[str], headings: Sequence[str], kept: set[int | None]
) -> Iterator[Ignored]:
    """The columns that are not kept."""
    for index, cell in enumerate(cells):
        if cell and index not in kept:
            yield Ignored(cell, _why(headings[index]))


def _why(found: str) -> str:
    return next(
        (why for beginnings, why in _WHY if f"{found} ".startswith(beginnings)), "inutile ici"
    )
