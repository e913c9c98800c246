"""Grids and called parts, taken apart: what is left is one line for each step, in order.

Everything happens on located values, before steps are made of them, so that a mistake inside a
part is reported at its place in the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .conditions import ALWAYS, Both, Condition
from .definition import Grid
from .errors import NOWHERE, Place
from .reading import Reader
from .yaml_source import Located

PARTS = "parts"
"""The folder of parts, beside the dialogues."""
_GRID_KEYS = ("grid", "scale", "stem", "when", "frozen", "items")
_CALL_KEYS = ("call", "as", "scale", "when")
_NOT_IN_A_LINE = ("type", "scale", "options", "options_from", "goto")
_SCALE = "$scale"
_RENAMED = frozenset({"id", "grid", "offer", "goto", "to", "when"})


@dataclass(frozen=True, slots=True)
class Line:
    """One step to be made (or one offer), and the condition of the groups around it."""

    node: Located
    when: Condition = ALWAYS
    when_place: Place = NOWHERE
    grid: Grid | None = None


def expand(
    reader: Reader, items: Sequence[Located], *, key: str, parts: Mapping[str, Located]
) -> list[Line]:
    """The lines of a dialogue whose id is ``key``."""
    return [line for item in items for line in _expanded(reader, item, key, parts)]


def _expanded(
    reader: Reader, item: Located, key: str, parts: Mapping[str, Located]
) -> Iterator[Line]:
    if reader.child(item, "call") is not None:
        yield from _called(reader, item, key, parts)
    elif reader.child(item, "grid") is not None:
        yield from _lines_of_grid(reader, item)
    else:
        yield Line(item)


def _called(
    reader: Reader, item: Located, key: str, parts: Mapping[str, Located]
) -> Iterator[Line]:
    reader.known_keys(item, _CALL_KEYS, where="dans « call »")
    name = reader.string(item, "call")
    if name not in parts:
        what = f"Le sous-dialogue « {name} » n'existe pas."
        place, otherwise = reader.place_of(item, "call"), f"Écrivez {PARTS}/{name}.yaml."
        reader.report_unknown("unknown-part", place, what, name, parts, otherwise=otherwise)
        return
    root = reader.mapping(parts[name], what="Un sous-dialogue", place=parts[name].place)
    reader.known_keys(root, ("part", "steps"), where="en tête du sous-dialogue")
    if reader.string(root, "part") not in {"", name}:
        what = f"Ce sous-dialogue s'appelle « {name} », comme son fichier."
        reader.report("wrong-id", reader.place_of(root, "part"), what, f"Écrivez « part: {name} ».")
    when, place = reader.condition(item, "when"), reader.place_of(item, "when")
    prefix = reader.string(item, "as", required=False) or key
    inside = [
        _rewritten(reader, node, item, old=name, new=prefix)
        for node in reader.items(reader.child(root, "steps"), what="« steps »")
    ]
    if not inside:
        what = "Ce sous-dialogue n'a aucune étape."
        reader.report("missing-key", root.place, what, "Ajoutez « steps: » et une question.")
    for node in inside:
        if reader.child(node, "call") is not None:
            what = "Un sous-dialogue n'en appelle pas un autre."
            reader.report("nested-part", node.place, what, "Appelez les deux depuis le dialogue.")
            continue
        for line in _expanded(reader, node, key, parts):
            yield _under(line, when, place)


def _rewritten(reader: Reader, node: Located, call: Located, *, old: str, new: str) -> Located:
    """The part's own name gives way to the caller's, and ``$scale`` to the scale it names."""
    scale = reader.child(call, "scale")
    named = re.compile(rf"(?<![\w.']){re.escape(old)}\.")

    def visit(inner: Located, under: str) -> Located:
        if isinstance(inner.value, dict):
            values = {name: visit(child, name) for name, child in inner.value.items()}
            return replace(inner, value=values)
        if isinstance(inner.value, list):
            return replace(inner, value=[visit(child, under) for child in inner.value])
        if under == "scale" and inner.value == _SCALE:
            if scale is None:
                what, repair = (
                    "« call » ne dit pas quelle échelle prendre.",
                    "Ajoutez « scale: … ».",
                )
                reader.report("missing-key", call.place, what, repair)
            return scale or inner
        if under in _RENAMED and isinstance(inner.value, str):
            return replace(inner, value=named.sub(f"{new}.", inner.value))
        return inner

    return visit(node, "")


def _under(line: Line, when: Condition, place: Place) -> Line:
    if when is ALWAYS:
        return line
    if line.when is ALWAYS:
        return replace(line, when=when, when_place=place)
    return replace(line, when=Both(when, line.when))


def _lines_of_grid(reader: Reader, item: Located) -> Iterator[Line]:
    reader.known_keys(item, _GRID_KEYS, where="dans une grille (grid)")
    name, stem = reader.string(item, "grid"), reader.text(item, "stem")
    reader.string(item, "scale")
    frozen = reader.child(item, "frozen")
    rows = list(reader.items(reader.child(item, "items"), what="« items »"))
    if not rows:
        what = f"La grille « {name} » n'a aucune ligne."
        reader.report("missing-key", item.place, what, "Ajoutez « items: » et une question.")
    if stem is None:
        return
    when, place = reader.condition(item, "when"), reader.place_of(item, "when")
    for number, row in enumerate(rows, start=1):
        node = reader.mapping(row, what="Une ligne de grille", place=row.place)
        for refused in _NOT_IN_A_LINE:
            if refused in node.keys:
                what = f"« {refused} » ne s'écrit pas dans une ligne de grille."
                repair = "Écrivez-le pour toute la grille, ou sortez la question de la grille."
                reader.report("wrong-in-grid", node.keys[refused], what, repair)
        assert isinstance(node.value, dict)  # noqa: S101  # what `mapping` returns
        shared = (
            {"type": Located("scale", node.place), "scale": item.value["scale"]}
            if (isinstance(item.value, dict) and "scale" in item.value)
            else {"type": Located("scale", node.place)}
        )
        if frozen is not None:
            shared["frozen"] = frozen
        values = {**node.value, **shared}
        yield Line(replace(node, value=values), when, place, Grid(name, stem, number, len(rows)))
