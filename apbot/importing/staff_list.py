"""Lines become adults: a name, what they do, where, how to write to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apbot.emails import is_address
from apbot.errors import Unusable
from apbot.roles import LABELS, roles_of
from dialogues.folding import fold
from storage.records import Role

from .columns import HEADINGS_WITHIN, Ignored, find_names, ignored, position
from .entries import is_total, name_key, names_of
from .reading import Line, Sheet, read_list

_FULL = ("adulte", "adultes", "personnel", "personnels", "enseignant", "professeur")
_FULL_ALSO = ("nom et prenom", "nom prenom", "nom et prenoms", "nom complet")
_ROLE = ("role", "roles", "role ap", "fonction", "fonctions", "fonction role", "qualite")
_CLASSES = ("classe", "classes", "division", "divisions", "classe s", "div")
_EMAIL = (
    *("e mail", "email", "mail", "mel", "courriel", "adresse e mail", "adresse mail"),
    *("adresse email", "adresse electronique", "adresse de messagerie"),
)


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of the list; somebody may have several."""

    line: int
    family_name: str
    given_name: str
    roles: tuple[Role, ...]
    classes: str
    """As the list writes them, several in one cell."""
    email: str
    """Empty: the list does not say."""

    @property
    def key(self) -> str:
        return name_key(self.family_name, self.given_name)

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


@dataclass(frozen=True, slots=True)
class StaffList:
    name: str
    how: str
    lines: tuple[StaffLine, ...]
    ignored: tuple[Ignored, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    names: tuple[int | None, int | None, int | None]
    role: int
    classes: int | None
    email: int | None
    ignored: tuple[Ignored, ...]


def read_staff(path: Path) -> StaffList:
    """Raises ``Unusable`` about the first line in error."""
    sheet = read_list(path)
    columns, lines = _find_columns(sheet)
    read = tuple(_lines(sheet, columns, lines))
    if not read:
        raise Unusable(
            f"{sheet.name} : aucun adulte sous les titres. Exportez la liste de nouveau."
        )
    return StaffList(sheet.name, sheet.how, read, columns.ignored)


def _find_columns(sheet: Sheet) -> tuple[_Columns, tuple[Line, ...]]:
    for index, line in enumerate(sheet.lines[:HEADINGS_WITHIN]):
        headings = [fold(cell) for cell in line.cells]
        names = find_names(headings, (*_FULL_ALSO, *_FULL))
        if names is None:
            continue
        role = position(headings, _ROLE)
        if role is None:
            raise Unusable(
                f"{sheet.name}, ligne {line.number} : la colonne de la fonction manque. Ajoutez "
                "une colonne « Fonction » (professeur référent, CPE, direction…)."
            )
        classes, email = position(headings, _CLASSES), position(headings, _EMAIL)
        kept = {*names, role, classes, email}
        unused = tuple(ignored(line.cells, headings, kept))
        return _Columns(names, role, classes, email, unused), sheet.lines[index + 1 :]
    first = sheet.lines[0]
    raise Unusable(
        f"{sheet.name}, ligne {first.number} : aucune colonne « Nom » et « Prénom ». Gardez la "
        "ligne des titres en haut de la liste."
    )


def _lines(sheet: Sheet, columns: _Columns, lines: tuple[Line, ...]) -> Iterator[StaffLine]:
    for line in lines:
        if is_total(line):
            continue
        where = f"{sheet.name}, ligne {line.number}"
        family, given = names_of(line, columns.names, where)
        yield StaffLine(
            line.number,
            family,
            given,
            _roles(line.cell(columns.role), where),
            line.cell(columns.classes),
            _address(line.cell(columns.email), where),
        )


def _roles(words: str, where: str) -> tuple[Role, ...]:
    if not words:
        raise Unusable(f"{where} : la fonction manque. Complétez la ligne, ou retirez-la.")
    roles, unknown = roles_of(words)
    if not roles:
        known = ", ".join(LABELS.values())
        raise Unusable(
            f"{where} : la fonction « {unknown} » n'est pas connue. Écrivez l'une de celles-ci : "
            f"{known}."
        )
    return roles


def _address(text: str, where: str) -> str:
    if text and not is_address(text):
        raise Unusable(
            f"{where} : l'adresse e-mail n'en est pas une. Corrigez la case, ou videz-la."
        )
    return text
