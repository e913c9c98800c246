"""Lines become students: a family name, a given name, a class, and where they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apbot.errors import Unusable
from dialogues.folding import fold

from .columns import Columns, Ignored, find_columns
from .reading import Line, Sheet, read_list

MAX_NAME = 100
_TOTAL = re.compile(
    r"(total|effectif|nombre d eleves)\b.*|[0-9]+ (eleves?|adultes?|personnes?)\b.*"
)
FORMULA = "=+-@"
NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff<>{}\[\]|\\=@]")


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    family_name: str
    given_name: str
    group: str
    """The class as the list writes it."""

    @property
    def key(self) -> str:
        return name_key(self.family_name, self.given_name)

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"


@dataclass(frozen=True, slots=True)
class StudentList:
    name: str
    how: str
    entries: tuple[Entry, ...]
    ignored: tuple[Ignored, ...]


def read_students(path: Path, *, group: str | None = None) -> StudentList:
    """``group``: the class of the whole list. Raises ``Unusable`` about the first line in error."""
    sheet = read_list(path)
    columns, lines = find_columns(sheet, needs_class=group is None)
    entries = tuple(_entries(sheet, columns, lines, group))
    if not entries:
        raise Unusable(f"{sheet.name} : aucun élève sous les titres. Exportez la liste de nouveau.")
    return StudentList(sheet.name, sheet.how, entries, columns.ignored)


def name_key(family_name: str, given_name: str) -> str:
    """Two spellings of one name have one key: accents, case, hyphens, apostrophes aside."""
    return "|".join(map(_bare, (family_name, given_name)))


def _bare(name: str) -> str:
    """Letters only, of any alphabet."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def _entries(
    sheet: Sheet, columns: Columns, lines: tuple[Line, ...], group: str | None
) -> Iterator[Entry]:
    for line in lines:
        if is_total(line):
            continue
        where = f"{sheet.name}, ligne {line.number}"
        family, given = names_of(line, (columns.family, columns.given, columns.full), where)
        label = group or line.cell(columns.group)
        if not label:
            raise Unusable(f"{where} : la classe manque. Complétez la ligne, ou retirez-la.")
        if label.startswith(tuple(FORMULA)) or NOT_A_NAME.search(label):
            raise Unusable(f"{where} : cette classe n'est pas un nom de classe. Corrigez la case.")
        yield Entry(line.number, family, given, label)


def names_of(
    line: Line, places: tuple[int | None, int | None, int | None], where: str
) -> tuple[str, str]:
    """The family name and the given name; ``places`` as ``find_names`` gives them.

    Raises ``Unusable``.
    """
    family_at, given_at, full_at = places
    if full_at is not None:
        family, given = split_name(line.cell(full_at), where)
    else:
        family, given = line.cell(family_at), line.cell(given_at)
    for what, name in (("le nom", family), ("le prénom", given)):
        if not name:
            raise Unusable(f"{where} : {what} manque. Complétez la ligne, ou retirez-la.")
        if name.startswith(tuple(FORMULA)) or NOT_A_NAME.search(name):
            raise Unusable(f"{where} : {what} n'est pas un nom (une formule ?). Corrigez la case.")
        if len(name) > MAX_NAME or not any(sign.isalpha() for sign in name):
            raise Unusable(f"{where} : {what} n'est pas un nom. Corrigez la case.")
    return family, given


def split_name(text: str, where: str) -> tuple[str, str]:
    """ "DE LA TOUR Jean-Luc": the words in capitals are the family name. Raises ``Unusable``."""
    words = text.split()
    capitals = 0
    while capitals < len(words) and _is_capital(words[capitals]):
        capitals += 1
    if not 0 < capitals < len(words):
        raise Unusable(
            f"{where} : le nom et le prénom ne se distinguent pas. Écrivez « NOM Prénom », ou "
            "faites deux colonnes, « Nom » et « Prénom »."
        )
    return " ".join(words[:capitals]), " ".join(words[capitals:])


def _is_capital(word: str) -> bool:
    return word == word.upper() and any(sign.isalpha() for sign in word)


def is_total(line: Line) -> bool:
    filled = [cell for cell in line.cells if cell]
    return len(filled) <= 2 and bool(_TOTAL.fullmatch(fold(filled[0])))  # noqa: PLR2004
