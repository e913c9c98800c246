"""A parser's complaint -> the mistake that a person made, where it was made (French).

Parsers notice a forgotten quote lines later; people need the place where it was opened.
"""

from __future__ import annotations

from dataclasses import dataclass

_QUOTES = frozenset({"'", '"'})


@dataclass(frozen=True, slots=True)
class Spot:
    """A line and a column of a text, both from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser says: where it stopped, in the course of what, begun where."""

    problem: str
    at: Spot
    context: str = ""
    since: Spot | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    spot: Spot
    what: str
    repair: str


def understand(complaint: Complaint, text: str) -> Mistake:
    """The most precise mistake that explains the complaint."""
    lines = text.split("\n")
    return (
        _colon(complaint)
        or _sign(complaint, lines)
        or _quote(complaint, lines)
        or _bracket(complaint)
        or _dash(complaint, lines)
        or _indentation(complaint)
        or Mistake(
            complaint.at,
            "Le fichier n'est pas du YAML correct à cet endroit.",
            "Vérifiez l'indentation, les guillemets et les crochets juste avant.",
        )
    )


def _colon(complaint: Complaint) -> Mistake | None:
    if "mapping values are not allowed" not in complaint.problem:
        return None
    what = "Un deux-points se trouve au milieu d'un texte."
    return Mistake(complaint.at, what, "Mettez le texte entre guillemets.")


def _sign(complaint: Complaint, lines: list[str]) -> Mistake | None:
    if "cannot start any token" not in complaint.problem:
        return None
    sign = _character(lines, complaint.at)
    if sign == "\t":
        what = "Une tabulation sert d'indentation."
        return Mistake(complaint.at, what, "Remplacez-la par des espaces.")
    what = f"Un texte ne peut pas commencer par « {sign} » sans guillemets."
    return Mistake(complaint.at, what, "Mettez le texte entre guillemets.")


def _quote(complaint: Complaint, lines: list[str]) -> Mistake | None:
    never_closed = "quoted scalar" in complaint.context and complaint.since is not None
    if never_closed and complaint.since is not None:
        return _not_closed(complaint.since)
    before = Spot(complaint.at.line, complaint.at.column - 1)
    sign = _character(lines, before)
    if sign not in _QUOTES:
        return None
    opened = _previous(lines, before, sign)
    if opened is not None and opened.line != complaint.at.line:
        return _not_closed(opened)
    name = "Une apostrophe" if sign == "'" else "Un guillemet"
    other = '"…"' if sign == "'" else "'…'"
    what = f"{name} ferme le texte juste avant cet endroit."
    return Mistake(complaint.at, what, f"Entourez tout le texte ainsi : {other}.")


def _not_closed(spot: Spot) -> Mistake:
    what = "Le guillemet ouvert ici n'est pas refermé."
    return Mistake(spot, what, "Fermez-le à la fin du texte.")


def _bracket(complaint: Complaint) -> Mistake | None:
    if "parsing a flow" not in complaint.context or complaint.since is None:
        return None
    if complaint.since.line != complaint.at.line:
        what = "L'accolade ou le crochet ouvert ici n'est pas refermé."
        return Mistake(complaint.since, what, "Fermez-le à la fin de la ligne.")
    what = "Entre accolades ou crochets, il manque une virgule avant cet endroit."
    return Mistake(complaint.at, what, "Écrivez {id: mot, label: texte}.")


def _dash(complaint: Complaint, lines: list[str]) -> Mistake | None:
    following = Spot(complaint.at.line, complaint.at.column + 1)
    if _character(lines, complaint.at) != "-" or _character(lines, following) in {" ", ""}:
        return None
    what = "Il manque une espace après le tiret."
    return Mistake(complaint.at, what, "Écrivez « - » puis une espace.")


def _indentation(complaint: Complaint) -> Mistake | None:
    if "<block end>" not in complaint.problem:
        return None
    what = "L'indentation de cette ligne ne suit pas celle des lignes au-dessus."
    repair = "Alignez-la avec elles, avec des espaces."
    return Mistake(complaint.at, what, repair)


def _character(lines: list[str], spot: Spot) -> str:
    if spot.line >= len(lines) or not 0 <= spot.column < len(lines[spot.line]):
        return ""
    return lines[spot.line][spot.column]


def _previous(lines: list[str], spot: Spot, sign: str) -> Spot | None:
    """The same sign before this place."""
    for line in range(spot.line, -1, -1):
        end = spot.column if line == spot.line else None
        column = lines[line][:end].rfind(sign)
        if column >= 0:
            return Spot(line, column)
    return None
