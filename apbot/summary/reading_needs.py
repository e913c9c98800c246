"""Needs: each is described once, in ``needs.yaml``; a dialogue says only what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogues import yaml_source
from dialogues.errors import InvalidDialogue, Problem
from dialogues.loader import SHIPPED
from dialogues.yaml_source import Located

from .lines import LineReader
from .reading_indices import read_indices
from .references import References
from .rules import NeedKind, NeedRule, Place, Strand

NEEDS = "needs.yaml"
_REQUIRED = ("key", "label", "strand", "workshop")

Needs = Mapping[str, NeedKind]


def needs_file(catalogue: Path) -> Path:
    """The file of this catalogue folder, else the one that comes with the program."""
    beside = catalogue / NEEDS
    return beside if beside.exists() else SHIPPED / NEEDS


def inspect_needs(path: Path) -> tuple[Needs, tuple[Problem, ...]]:
    """The needs of a file by their key, and what is wrong in it."""
    reader = LineReader()
    try:
        top = yaml_source.read(path)
    except InvalidDialogue as error:
        return {}, error.problems
    top = reader.mapping(top, what="La liste des besoins", place=top.place)
    reader.known_keys(top, ("needs",), where="dans ce fichier")
    kinds = reader.each(top, "needs", lambda node: _kind(reader, node))
    if not kinds and not reader.problems:
        what, repair = "Il manque la liste des besoins.", "Ajoutez « needs: » et un besoin."
        reader.report("missing-key", top.place, what, repair)
    return {kind.key: kind for kind in kinds}, tuple(reader.problems)


def _kind(reader: LineReader, node: Located) -> NeedKind:
    reader.known_keys(node, (*_REQUIRED, "individual", "place", "ask"), where="dans un besoin")
    return NeedKind(
        key=reader.string(node, "key"),
        label=reader.string(node, "label"),
        strand=Strand(reader.one_of(node, "strand", tuple(Strand))),
        workshop=reader.string(node, "workshop"),
        individual=reader.flag(node, "individual", default=False),
        place=Place(reader.one_of(node, "place", tuple(Place), Place.NEEDS)),
        ask=reader.text(node, "ask", required=False),
    )


def read_need(reader: References, node: Located, needs: Needs | None) -> NeedRule | None:
    """What shows a need in this dialogue; None, and a problem, for one that is not in ``needs``.

    Without ``needs`` there is nothing to look it up in, and that was reported already.
    """
    reader.known_keys(node, ("key", "indices", "ask"), where="dans un besoin")
    key = reader.string(node, "key")
    indices = read_indices(reader, node)
    ask = reader.text(node, "ask", required=False)
    if not key or needs is None:
        return None
    if key in needs:
        return NeedRule(needs[key], indices, ask or needs[key].ask)
    what = f"Le besoin « {key} » n'est pas dans {NEEDS}."
    otherwise = f"Ajoutez-le à {NEEDS}, ou prenez-en un : {', '.join(needs)}."
    place = reader.place_of(node, "key")
    reader.report_unknown("unknown-need", place, what, key, needs, otherwise=otherwise)
    return None
