"""Second look at the survey sheet: each planned row becomes a step, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dialogues.definition import Kind, Option, Text
from dialogues.folding import fold

from .expressing import condition_text
from .gates import Gates
from .limits import DEFAULT_LENGTH, Constraint, read_constraint
from .lists import Written
from .options import OptionList, is_true
from .plan import OTHER, Planned
from .report import Report
from .texts import Texts, topic_of
from .unread import Unread
from .writing import spoken

READERS = "Ce texte sera lu par {referent}."
_NO = frozenset({"no", "false", "non", "faux", "0"})
_FLAGS = ("sensitive", "frozen")
_OPTION_KINDS = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.SCALE})


@dataclass(slots=True)
class Steps:
    """Writes the steps. ``shared``: the lists of the catalogue."""

    texts: Texts
    gates: Gates
    unread: Unread
    report: Report
    shared: Mapping[str, tuple[Option, ...]]
    free_id: Callable[[str], str]
    adult: bool
    written: list[Written] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    _grid: Written | None = None
    _last: tuple[Planned, dict[str, Any]] | None = None

    def add(self, planned: Planned) -> None:
        if planned.row.get("apbot_after"):
            self._after(planned)
        elif planned.type.name.startswith("begin"):
            self._begin(planned)
        elif planned.type.name.startswith("end"):
            self._end(planned)
        else:
            self._offers(planned)
            self._step(planned)

    # --- groups ----------------------------------------------------------------------------------

    def _begin(self, planned: Planned) -> None:
        row = planned.row
        label = self.texts.read(row, "label")
        if planned.type.name == "begin_repeat":
            what = f"« {planned.name} » n'est pas répété : ses questions sont posées une fois."
            self.report.lost(row.sheet, row.number, "type", what, "Dédoublez les questions utiles.")
        self.unread.look(row)
        if is_true(row.get("apbot_grid")) and label is not None:
            keys = {"grid": planned.id, "scale": "", "stem": spoken(label), "items": []}
            self._grid = Written(keys, row.number)
            self.written.append(self._grid)
            self.gates.enter(planned.name, self.gates.own(row))
            return
        if label is not None:
            self._group_title(planned, label)
        self.gates.enter(planned.name, self.gates.own(row))

    def _group_title(self, planned: Planned, label: Text) -> None:
        row = planned.row
        keys = {"id": planned.id, **self._when(planned), "type": "note", "ask": spoken(label)}
        self.written.append(Written(keys, row.number))
        what = f"Le titre du groupe, « {label.tu} », devient un message entre deux questions."
        self.report.changed(row.sheet, row.number, "label", what, "Retirez-le s'il n'aide pas.")

    def _end(self, planned: Planned) -> None:
        self._grid = None
        if not self.gates.leave():
            row = planned.row
            what = "Une fin de groupe n'a pas de début : elle est ignorée."
            self.report.changed(row.sheet, row.number, "type", what, "Retirez cette ligne.")

    def finish(self) -> None:
        """A grid that got no line is no step."""
        for one in [one for one in self.written if one.keys.get("items") == []]:
            self.written.remove(one)
            what = f"La grille « {one.keys['grid']} » n'a aucune ligne à échelle."
            self.report.lost("survey", one.row, "apbot_grid", what, "Retirez ce groupe.")

    # --- one step --------------------------------------------------------------------------------

    def _step(self, planned: Planned) -> None:
        row, kind = planned.row, planned.kind or Kind.NOTE
        written = Written({}, row.number)
        if kind in _OPTION_KINDS and planned.options is not None:
            self._take_options(planned, planned.options, written)
        self.unread.look(row)
        constraint = self._constraint(planned, written)
        keys: dict[str, Any] = {"id": planned.id, **self._when(planned), "type": kind.value}
        keys |= self._said(planned, kind)
        keys |= dict(planned.limits) | constraint.keys
        keys |= self._extras(planned)
        self._required(planned, keys)
        written.keys = keys
        self._place(written)
        self._last = (planned, keys)
        self.gates.asked.add(planned.id)
        if planned.type.or_other and kind in {Kind.CHOICE, Kind.CHOICES}:
            self._other(planned, kind)

    def _place(self, written: Written) -> None:
        if self._grid is None or written.keys["type"] != Kind.SCALE:
            self._grid = None
            self.written.append(written)
            return
        del written.keys["type"]
        self._grid.options, self._grid.list_name = written.options, written.list_name
        self._grid.shared = written.shared
        self._grid.keys["items"].append(written.keys)

    def _when(self, planned: Planned) -> dict[str, str]:
        text = condition_text(self.gates.of(planned.row))
        return {"when": text} if text else {}

    def _said(self, planned: Planned, kind: Kind) -> dict[str, Any]:
        row, said = planned.row, dict[str, Any]()
        ask = self.texts.read(row, "label") or self._no_label(planned)
        topic = self.texts.own(row, "apbot_topic")
        if kind is not Kind.NOTE and topic is None:
            topic = Text(topic_of(ask.tu, planned.name), topic_of(ask.vous, planned.name))
            self.topics.append(f"« {topic.tu} » ({planned.name or planned.id})")
        if topic is not None:
            said["topic"] = spoken(topic)
        said["ask"] = spoken(ask)
        for key, column in (("hint", "hint"), ("retry", "constraint_message")):
            text = self.texts.read(row, column)
            if text is not None:
                said[key] = spoken(text)
        readers = self.texts.own(row, "apbot_readers")
        if readers is None and kind is Kind.TEXT:
            readers = Text(READERS, READERS)
            what = f"Qui lira ce texte libre n'est pas dit : « {READERS} » est ajouté."
            self.report.changed(row.sheet, row.number, "", what, "Vérifiez « readers ».")
        if readers is not None:
            said["readers"] = spoken(readers)
        return said

    def _no_label(self, planned: Planned) -> Text:
        name = planned.name or planned.id
        what = f"« {name} » n'a pas de libellé : son nom le remplace."
        self.report.lost(planned.row.sheet, planned.row.number, "label", what, "Écrivez label.")
        return Text(name, name)

    def _constraint(self, planned: Planned, written: Written) -> Constraint:
        row, text, kind = planned.row, planned.row.get("constraint"), planned.kind or Kind.NOTE
        found = Constraint()
        if text:
            found = read_constraint(text, kind, whole=planned.type.name == "integer")
        for why in found.lost:
            what = f"Contrainte « {text[:80]} » : {why}. Toute réponse est acceptée sur ce point."
            self.report.lost(
                row.sheet, row.number, "constraint", what, "Dites-le dans l'indication."
            )
        ids = planned.options.ids if planned.options else {}
        alone = {ids[name] for name in found.exclusive if name in ids}
        written.options = tuple(
            replace(option, exclusive=True) if option.id in alone else option
            for option in written.options
        )
        if found.keys.get("max_length") == DEFAULT_LENGTH:
            del found.keys["max_length"]
        return found

    def _take_options(self, planned: Planned, options: OptionList, written: Written) -> None:
        written.options, written.list_name = options.options, options.name
        cited = planned.row.get("apbot_list")
        if (
            cited in self.shared
            and options.options[: len(self.shared[cited])] == self.shared[cited]
        ):
            written.shared = cited
        elif cited:
            what = f"La liste « {cited} » n'est plus celle du catalogue : ses choix sont recopiés."
            self.report.changed(planned.row.sheet, planned.row.number, "apbot_list", what)

    def _extras(self, planned: Planned) -> dict[str, Any]:
        """Our own columns, which ``export-form`` writes."""
        row, extras = planned.row, dict[str, Any]()
        flags = row.get("apbot_flags").split()
        extras |= {flag: True for flag in _FLAGS if flag in flags}
        if "uncounted" in flags:
            extras["counted"] = False
        if row.get("apbot_when_hidden"):
            extras["when_hidden"] = row.get("apbot_when_hidden")
        words = self.texts.own(row, "apbot_prefill_words")
        fact, _, pairs = row.get("apbot_prefill").partition(":")
        if words is not None and fact:
            proposed = dict(pair.split("=", 1) for pair in pairs.split() if "=" in pair)
            values = {key: int(one) if one.isdecimal() else one for key, one in proposed.items()}
            extras["prefill"] = {"from": fact.strip(), "as": values, "words": spoken(words)}
        jumps = [
            {"when": when, "to": target} if when else {"to": target}
            for target, when in self.gates.citations(row, "apbot_goto")
        ]
        if jumps:
            extras["goto"] = jumps
        return extras

    def _required(self, planned: Planned, keys: dict[str, Any]) -> None:
        written = planned.row.get("required")
        if not written or fold(written) in _NO:
            return
        if self.adult and planned.kind is not Kind.NOTE and is_true(written):
            keys["required"] = True
            return
        self.unread.note(planned.row, "required (condition)" if self.adult else "required")

    # --- what a row brings besides ---------------------------------------------------------------

    def _offers(self, planned: Planned) -> None:
        for target, when in self.gates.citations(planned.row, "apbot_offer"):
            keys = {"offer": target, "when": when} if when else {"offer": target}
            self.written.append(Written(keys, planned.row.number))
            self.gates.asked.add(target)

    def _after(self, planned: Planned) -> None:
        """A note that comes after one answer is said with it, not as a step."""
        row, text = planned.row, self.texts.read(planned.row, "label")
        option = row.get("apbot_after")
        if text is None or self._last is None:
            what = "Cette réaction ne suit aucune question : elle n'est pas reprise."
            self.report.lost(row.sheet, row.number, "apbot_after", what, "Placez-la sous elle.")
            return
        question, keys = self._last
        known = {o.id for o in question.options.options} if question.options else {"yes", "no"}
        if option not in (known if question.kind is not Kind.YES_NO else {"yes", "no"}):
            what = f"« {option} » n'est pas un choix de « {question.name} »."
            self.report.lost(row.sheet, row.number, "apbot_after", what, "Corrigez apbot_after.")
            return
        keys.setdefault("after", {})[option] = spoken(text)

    def _other(self, planned: Planned, kind: Kind) -> None:
        """``or_other``: one more option, and a free text for who takes it."""
        row, written = planned.row, self.written[-1]
        if any(option.id == OTHER for option in written.options):
            what = f"« or_other » n'ajoute rien : la liste a déjà un choix « {OTHER} »."
            self.report.changed(row.sheet, row.number, "type", what, "Ajoutez un texte libre.")
            return
        written.options += (Option(OTHER, Text("Autre", "Autre")),)
        written.list_name = f"{written.list_name}_other" if written.list_name else ""
        is_other = (
            f"'{OTHER}' in {planned.id}" if kind is Kind.CHOICES else f"{planned.id} == '{OTHER}'"
        )
        keys: dict[str, Any] = {
            "id": self.free_id(f"{planned.id}_other"),
            "when": is_other,
            "type": "text",
            "topic": "Autre réponse",
            "ask": spoken(Text("Peux-tu préciser ?", "Pouvez-vous préciser ?")),
            "readers": READERS,
        }
        self.written.append(Written(keys, row.number))
        what = "« or_other » devient une option « Autre », suivie d'un texte libre."
        self.report.changed(row.sheet, row.number, "type", what, "Relisez ces deux ajouts.")
