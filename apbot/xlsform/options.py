"""The choices sheet -> the options of each list, and the lists that all dialogues share."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialogues.building import build_options
from dialogues.checks.labels import MAX_OPTION_ID
from dialogues.conditions import Literal
from dialogues.definition import Option, Text
from dialogues.folding import fold
from dialogues.loader import SHIPPED
from dialogues.reading import Reader
from dialogues.yaml_source import read

from .reading import Row, Workbook
from .report import Report
from .texts import Texts, identifier, shortened

_NAME = re.compile(rf"[A-Za-z0-9_.-]{{1,{MAX_OPTION_ID}}}")
_TRUE = frozenset({"true", "vrai", "yes", "oui", "1", "x"})
_SEPARATOR = " | "
MAX_SCORE = 100


@dataclass(frozen=True, slots=True)
class OptionList:
    """``ids``: name in the workbook -> id of the option; a repeated choice leads to the first."""

    name: str
    options: tuple[Option, ...]
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_yes_no(self) -> bool:
        return [fold(option.label.tu) for option in self.options] in (
            ["oui", "non"],
            ["non", "oui"],
        )

    @property
    def is_numbered(self) -> bool:
        """Every choice is called by a whole number, so that they may be ranked."""
        return all(o.id.isdecimal() and int(o.id) <= MAX_SCORE for o in self.options)

    def values(self) -> dict[str, Literal]:
        """Name in the workbook -> the value that a condition compares."""
        by_id = {option.id: option.value for option in self.options}
        return {name: by_id[key] for name, key in self.ids.items() if key in by_id}

    def scored(self) -> OptionList:
        return replace(self, options=tuple(replace(o, score=int(o.id)) for o in self.options))


def read_lists(book: Workbook, texts: Texts, report: Report) -> dict[str, OptionList]:
    """Every list of the choices sheet, by its name."""
    rows: dict[str, list[Row]] = {}
    for row in book.choices:
        name = row.get("list_name")
        if name:
            rows.setdefault(name, []).append(row)
        elif row.cells:
            what = "Ce choix n'appartient à aucune liste."
            report.lost("choices", row.number, "list_name", what, "Remplissez list_name.")
    return {name: _list(name, found, texts, report) for name, found in rows.items()}


def _list(name: str, rows: list[Row], texts: Texts, report: Report) -> OptionList:
    options: list[Option] = []
    ids: dict[str, str] = {}
    for row in rows:
        option = _option(row, len(options) + 1, texts, report)
        if option is None:
            continue
        called = row.get("name") or option.id
        twin = next((o for o in options if fold(o.label.tu) == fold(option.label.tu)), None)
        if called in ids or twin is not None:
            what = f"Le choix « {called} » répète un choix de la liste « {name} » : il est retiré."
            report.lost("choices", row.number, "name", what, "Donnez-lui un autre nom.")
            ids.setdefault(called, twin.id if twin else option.id)
            continue
        option = replace(option, id=_free(option.id, ids.values()))
        ids[called] = option.id
        options.append(_with_short(option, options, row, report))
    return OptionList(name, tuple(options), ids)


def _free(wanted: str, taken: Collection[str]) -> str:
    key, number = wanted, 2
    while key in taken:
        ending = f"_{number}"
        key, number = f"{wanted[: MAX_OPTION_ID - len(ending)]}{ending}", number + 1
    return key


def _option(row: Row, number: int, texts: Texts, report: Report) -> Option | None:
    called, label = row.get("name"), texts.read(row, "label")
    if not called and label is None:
        what = "Ce choix n'a ni nom ni libellé."
        report.lost("choices", row.number, "name", what, "Remplissez name et label.")
        return None
    if label is None:
        label = Text(called, called)
        what = f"Le choix « {called} » n'a pas de libellé : son nom est montré."
        report.changed("choices", row.number, "label", what, "Écrivez son libellé.")
    key = row.get("apbot_id") or _id_of(called, label, number, row, report)
    score = row.get("apbot_score")
    return Option(
        id=key,
        label=label,
        short=texts.own(row, "apbot_short"),
        synonyms=words_of(row.get("apbot_synonyms")),
        exclusive=is_true(row.get("apbot_exclusive")),
        apart=is_true(row.get("apbot_apart")),
        score=int(score) if score.isdecimal() else None,
        unscored=is_true(row.get("apbot_unscored")),
        tags=frozenset(words_of(row.get("apbot_tags"))),
    )


def _id_of(called: str, label: Text, number: int, row: Row, report: Report) -> str:
    if _NAME.fullmatch(called):
        return called
    key = (identifier(called) or identifier(label.tu))[:MAX_OPTION_ID] or f"option_{number}"
    what = f"Le choix « {called or label.tu} » s'appelle maintenant « {key} »."
    report.changed("choices", row.number, "name", what)
    return key


def _with_short(option: Option, others: list[Option], row: Row, report: Report) -> Option:
    if option.short is not None:
        return option
    short = shortened(option.label, [form for o in others for form in (o.short or o.label).forms])
    if short is not None:
        what = f"Libellé long : le bouton dira « {short.tu} »."
        report.changed("choices", row.number, "label", what, "Relisez « short ».")
    return replace(option, short=short)


def is_true(text: str) -> bool:
    return fold(text) in _TRUE


def words_of(cell: str) -> tuple[str, ...]:
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except ValueError:
            found = [cell]
        return tuple(str(word) for word in found) if isinstance(found, list) else ()
    return tuple(word.strip() for word in cell.split(_SEPARATOR.strip()) if word.strip())


def joined(words: tuple[str, ...]) -> str:
    """What ``_words`` reads back: "bof | moyen"."""
    plain = _SEPARATOR.join(words)
    return plain if words_of(plain) == words else json.dumps(list(words), ensure_ascii=False)


def shared_lists(subjects: Path | None = None) -> dict[str, tuple[Option, ...]]:
    """The lists that a dialogue may cite by name; ``subjects`` replaces the shipped subjects."""
    lists: dict[str, tuple[Option, ...]] = {}
    for file in ("scales.yaml", "subjects.yaml", "workshops.yaml"):
        path = subjects if file == "subjects.yaml" and subjects else SHIPPED / file
        if not path.exists():
            continue
        found = read(path)
        if isinstance(found.value, dict):
            for name, node in found.value.items():
                lists[name] = build_options(Reader(), node, what=name)
    return lists
