"""First look at the survey sheet: what each row becomes, and under which id.

Made for the whole sheet before any step is written, so that a condition can tell a question that
comes later from one that does not exist.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogues.checks.labels import MAX_STEP_ID
from dialogues.conditions import Literal
from dialogues.definition import Kind, Option, Text
from dialogues.folding import fold

from .headers import Type, type_of
from .options import MAX_SCORE, OptionList
from .reading import Row
from .report import Report
from .texts import identifier
from .translating import Known, plain_number
from .xpath import Call, Expression, Operation, Ref, XPathSyntaxError, parse

_PLAIN = {
    "text": Kind.TEXT,
    "integer": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "note": Kind.NOTE,
    "yes_no": Kind.YES_NO,
    "select_multiple": Kind.CHOICES,
    "select_one": Kind.CHOICE,
    "range": Kind.NUMBER,
}
_ONE_CHOICE = frozenset({Kind.CHOICE, Kind.SCALE, Kind.YES_NO})
"""What our column ``apbot_type`` may make of a ``select_one``."""
_INSTEAD = {
    "rank": (Kind.CHOICES, "un dialogue ne classe pas : la question devient un choix multiple"),
    "time": (Kind.TEXT, "un dialogue ne demande pas d'heure : la question devient un texte libre"),
    "datetime": (Kind.DATE, "un dialogue ne demande pas d'heure : seul le jour est demandé"),
    "acknowledge": (Kind.NOTE, "un dialogue ne demande pas d'accord : le texte est dit"),
    "trigger": (Kind.NOTE, "un dialogue ne demande pas d'accord : le texte est dit"),
}
_DEVICE = frozenset(
    "start end today deviceid phonenumber username email subscriberid simserial audit imei "
    "start-geopoint".split()
)
_WHY = {
    "calculate": "un dialogue ne calcule pas",
    "hidden": "un dialogue ne cache pas de valeur",
    "barcode": "un dialogue ne lit pas de code-barres",
    **dict.fromkeys(("geopoint", "geotrace", "geoshape"), "un dialogue ne relève pas de position"),
    **dict.fromkeys(
        ("image", "photo", "audio", "video", "file", "background-audio"),
        "un dialogue ne reçoit pas de fichier",
    ),
}
STRUCTURE = frozenset({"begin_group", "end_group", "begin_repeat", "end_repeat"})
_LIST_TYPES = frozenset({"select_one", "select_multiple", "rank"})
_YES_NO_VALUES: dict[str, Literal] = {"yes": "yes", "no": "no", "oui": "yes", "non": "no"}
_MOST_LEVELS = 10
OTHER = "other"
"""What XLSForm calls the choice that ``or_other`` adds."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that becomes a question, a note or the beginning or end of a group."""

    row: Row
    type: Type
    name: str
    id: str = ""
    kind: Kind | None = None
    """None for a group."""
    options: OptionList | None = None
    limits: tuple[tuple[str, int | float], ...] = ()
    """Of a range."""

    @property
    def known(self) -> Known:
        kind = self.kind or Kind.NOTE
        if kind is Kind.YES_NO:
            values = dict(_YES_NO_VALUES)
            for name, key in self.options.ids.items() if self.options else ():
                values[name] = "yes" if key in _oui(self.options) else "no"
            return Known(self.id, kind, values)
        values = self.options.values() if self.options else {}
        return Known(self.id, kind, {OTHER: OTHER, **values} if self.type.or_other else values)


def _oui(options: OptionList | None) -> set[str]:
    return {o.id for o in options.options if fold(o.label.tu) == "oui"} if options else set()


class Planner:
    """Goes through the rows once."""

    def __init__(self, dialogue: str, lists: Mapping[str, OptionList], report: Report) -> None:
        self._dialogue = dialogue
        self._lists = lists
        self._report = report
        self._ids: set[str] = set()
        self._ordered: frozenset[str] = frozenset()
        self.dropped: dict[str, str] = {}
        """Name of a row that becomes nothing -> why."""

    def plan(self, rows: tuple[Row, ...]) -> list[Planned]:
        self._ordered = frozenset(name for row in rows for name in _ranked(row.get("relevant")))
        return [planned for row in rows if row.cells for planned in self._planned(row)]

    def _lost(self, row: Row, column: str, what: str, repair: str) -> None:
        self._report.lost("survey", row.number, column, what, repair)

    def _planned(self, row: Row) -> Iterator[Planned]:
        written, name = row.get("type"), row.get("name")
        if not written:
            what = "Cette ligne n'a pas de type : elle n'est pas reprise."
            return self._lost(row, "type", what, "Remplissez type, ou effacez la ligne.")
        kind = self._spelled(row, type_of(written))
        if kind.name in STRUCTURE or row.get("apbot_after"):
            yield Planned(row, kind, name, self._id(row, kind) if kind.name[:5] == "begin" else "")
            return None
        planned = self._question(row, kind, name)
        if planned is not None:
            yield planned
        return None

    def _spelled(self, row: Row, kind: Type) -> Type:
        known = {*_PLAIN, *_INSTEAD, *_DEVICE, *_WHY, *STRUCTURE, "rank"}
        if kind.name in known:
            return kind
        near = difflib.get_close_matches(kind.name, known, n=1, cutoff=0.75)
        if not near:
            return kind
        what = f"Le type « {kind.name} » est lu comme « {near[0]} »."
        self._report.changed("survey", row.number, "type", what, "Vérifiez-le.")
        return Type(near[0], kind.list_name, or_other=kind.or_other)

    def _question(self, row: Row, kind: Type, name: str) -> Planned | None:
        ours = _PLAIN.get(kind.name)
        if kind.name in _INSTEAD:
            ours, why = _INSTEAD[kind.name]
            self._lost(row, "type", f"Type « {kind.name} » : {why}.", "Relisez la question.")
        if ours is None:
            self._drop(row, kind, name)
            return None
        options: OptionList | None = None
        limits: tuple[tuple[str, int | float], ...] = ()
        if kind.name in _LIST_TYPES:
            options = self._options(row, kind, name)
            if options is None:
                return None
        elif kind.name == "range":
            options, limits = _range(row)
            ours = Kind.SCALE if options else Kind.NUMBER
        if ours is Kind.CHOICE and options is not None:
            ours = Kind.YES_NO if options.is_yes_no and not kind.or_other else ours
            if name in self._ordered and options.is_numbered:
                options = options.scored()
        if kind.name == "select_one" and row.get("apbot_type") in _ONE_CHOICE:
            ours = Kind(row.get("apbot_type"))
        return Planned(row, kind, name, self._id(row, kind), ours, options, limits)

    def _drop(self, row: Row, kind: Type, name: str) -> None:
        if kind.name in _DEVICE:
            why = "le programme ne relève rien sur l'appareil"
        else:
            elsewhere = kind.name.startswith(("select", "csv", "xml", "osm"))
            why = "ses choix sont dans un autre fichier" if elsewhere else "ce type est inconnu ici"
            why = _WHY.get(kind.name, why)
        self.dropped[name] = why
        what = f"« {name or kind.name} » ({kind.name}) n'est pas repris : {why}."
        if kind.name in _DEVICE:
            return self._report.changed("survey", row.number, "type", what)
        return self._lost(row, "type", what, "Posez la question autrement, ou retirez la ligne.")

    def _options(self, row: Row, kind: Type, name: str) -> OptionList | None:
        called = kind.list_name or row.get("list_name")
        found = self._lists.get(called)
        if found is None:
            near = difflib.get_close_matches(
                identifier(called), {identifier(one): one for one in self._lists}, cutoff=0.85
            )
            found = next((v for k, v in self._lists.items() if identifier(k) in near[:1]), None)
            if found is not None:
                what = f"La liste « {called} » est lue comme « {found.name} »."
                self._report.changed("survey", row.number, "type", what)
        if found is None or not found.options:
            why = (
                f"la liste « {called} » n'a aucun choix" if called else "sa liste n'est pas nommée"
            )
            self.dropped[name] = why
            what = f"« {name} » n'est pas repris : {why}."
            self._lost(row, "type", what, "Écrivez ses choix dans la feuille choices.")
            return None
        return found

    def free_id(self, wanted: str) -> str:
        """The id, or the same with a number when it is taken; never given twice."""
        key, number = wanted[:MAX_STEP_ID], 2
        while key in self._ids:
            ending = f"_{number}"
            key, number = f"{wanted[: MAX_STEP_ID - len(ending)]}{ending}", number + 1
        self._ids.add(key)
        return key

    def _id(self, row: Row, kind: Type) -> str:
        """``welcome.mood``, different from every other; said when the name had to change."""
        name = row.get("name")
        own = name.removeprefix(f"{self._dialogue}.")
        word = ".".join(filter(None, (identifier(part) for part in own.split("."))))
        label = next(iter(row.cells.get("label", {}).values()), "")
        word = word or "_".join(identifier(label).split("_")[:3]) or f"{kind.name}_{row.number}"
        wanted = f"{self._dialogue}.{word}"
        key = self.free_id(wanted)
        if key != f"{self._dialogue}.{own}":
            twice = " : un autre porte déjà ce nom" if key != wanted[:MAX_STEP_ID] else ""
            what = f"« {name} » s'appelle maintenant « {key} »{twice}."
            what = what if name else f"Cette ligne n'a pas de nom : elle s'appelle « {key} »."
            self._report.changed("survey", row.number, "name", what)
        return key


def _ranked(text: str) -> Iterator[str]:
    """The questions that a condition compares with < or >."""
    try:
        waiting: list[Expression] = [parse(text)] if text else []
    except XPathSyntaxError:
        return
    while waiting:
        match waiting.pop():
            case Operation(operator, left, right):
                if operator[0] in "<>":
                    yield from (side.name for side in (left, right) if isinstance(side, Ref))
                waiting += [left, right]
            case Call(_, arguments):
                waiting += arguments
            case _:
                pass


def _range(row: Row) -> tuple[OptionList | None, tuple[tuple[str, int | float], ...]]:
    """A short range of whole numbers is a scale; a longer one a number with its limits."""
    said = dict(part.split("=", 1) for part in row.get("parameters").split() if "=" in part)
    try:
        low, high, step = (
            plain_number(said.get(key, default))
            for key, default in (("start", "1"), ("end", "10"), ("step", "1"))
        )
    except ValueError:
        low, high, step = 1, 10, 1
    low, high = min(low, high), max(low, high)
    whole = all(isinstance(one, int) for one in (low, high, step))
    if not whole or step <= 0 or low < 0 or high > MAX_SCORE:
        return None, (("min", low), ("max", high))
    levels = range(int(low), int(high) + 1, int(step))
    if not 1 < len(levels) <= _MOST_LEVELS:
        return None, (("min", low), ("max", high))
    options = tuple(Option(str(n), Text(str(n), str(n)), score=n) for n in levels)
    return OptionList("", options, {str(n): str(n) for n in levels}), ()
