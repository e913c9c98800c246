"""A file of answers played through the engine: ``question id: value | [values] | skip``.

``facts: {name: value}`` in the file is what was known before the first question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apbot.channels.rehearsal import EnginePlayer
from apbot.channels.transcript import KnownFact
from apbot.documents.text import summary_text
from apbot.errors import Unusable
from apbot.summary.as_json import to_json as summary_to_json
from apbot.summary.reading import FILE, read_rules
from apbot.summary.summary import Summary, summarise
from apbot.wording import typeset
from dialogues import events as ev
from dialogues.answers import Answer, Answers
from dialogues.definition import OPTION_KINDS, Address, Dialogue, Kind, Step
from dialogues.effects import Effect, Record
from dialogues.engine import NO_FACTS
from dialogues.facts import PROPERTIES
from dialogues.machine import CompiledDialogue
from dialogues.matching import Matched, match_typed
from dialogues.reading import nearest
from dialogues.snapshot import Phase
from dialogues.yaml_source import read

from .opening import Opened

SKIP = "skip"
FACTS = "facts"


def read_values(path: Path) -> Mapping[str, Any]:
    """Raises ``InvalidDialogue`` or ``Unusable``."""
    values = read(path, lenient=True).plain()
    if not isinstance(values, dict):
        raise Unusable(f"{path}:1:1: des lignes « question: réponse » sont attendues.")
    return values


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it. Each list names questions."""

    answers: Mapping[str, Answer]
    path: tuple[str, ...]
    missing: tuple[str, ...]
    unasked: tuple[str, ...]
    refused: tuple[str, ...]
    facts: Answers

    @property
    def mistakes(self) -> str:
        """One sentence; empty when there is none."""
        parts = [
            f"{what} : {', '.join(names)}"
            for what, names in (
                ("questions posées sans réponse dans le fichier", self.missing),
                ("réponses à des questions qui n'ont pas été posées", self.unasked),
                ("réponses qui ne conviennent pas", self.refused),
            )
            if names
        ]
        return " ; ".join(parts) + "." if parts else ""

    def to_json(self, opened: Opened, address: Address) -> dict[str, Any]:
        """``summary`` is null for a dialogue without rules."""
        made = self._summary(opened, address)
        return {
            "answers": {key: answer.value for key, answer in self.answers.items()},
            "path": list(self.path),
            "summary": summary_to_json(made) if made else None,
        }

    def to_text(self, opened: Opened, address: Address) -> str:
        """The summary as a teacher reads it; ``address`` is how the school speaks to students."""
        made = self._summary(opened, address)
        title = opened.dialogue.title.to(address)
        if made is None:
            return typeset(f"« {title} » n'a pas de {FILE} : il n'y a pas de synthèse.") + "\n"
        return summary_text(made, title)

    def _summary(self, opened: Opened, address: Address) -> Summary | None:
        rules = opened.folder / FILE
        if not rules.is_file():
            return None
        read_by = read_rules(rules, opened.dialogue)
        return summarise(opened.dialogue, read_by, self.answers, address, self.facts)


def play_file(opened: Opened, path: Path, *, at: dt.datetime) -> Played:
    """The answers of a file, with its facts. Raises ``InvalidDialogue`` or ``Unusable``."""
    values = dict(read_values(path))
    facts = opened.facts(_facts(path, opened.dialogue, values.pop(FACTS, {})))
    return play_answers(CompiledDialogue(opened.dialogue), values, at=at, facts=facts)


def _facts(path: Path, dialogue: Dialogue, given: Any) -> tuple[KnownFact, ...]:
    if not isinstance(given, dict):
        raise Unusable(f"{path} : « {FACTS} » contient des lignes « nom: valeur ».")
    return tuple(_fact(path, dialogue, name, value) for name, value in given.items())


def _fact(path: Path, dialogue: Dialogue, name: str, value: Any) -> KnownFact:
    """Raises ``Unusable``: the dialogue recalls no such thing, or it has no such value."""
    if name not in dialogue.recall:
        what = f"« {name} » n'est pas un fait que « {dialogue.id} » rappelle."
        raise Unusable(f"{path} : {what} {_repair(name, tuple(dialogue.recall))}")
    words = _plain_words(value)
    if words is None:
        raise Unusable(f"{path} : « {name} » a une seule valeur : écrivez un mot ou un texte.")
    known = PROPERTIES.get(dialogue.recall[name], (words,))
    if words not in known:
        raise Unusable(f"{path} : « {name} » ne vaut pas « {words} ». {_repair(words, known)}")
    return KnownFact(name, words)


def _repair(name: str, known: Sequence[str]) -> str:
    near = nearest(name, known)
    if near:
        return f"Vouliez-vous dire « {near} » ?"
    return f"Au choix : {', '.join(known)}." if known else "Retirez cette ligne."


def play_answers(
    compiled: CompiledDialogue,
    values: Mapping[str, Any],
    *,
    at: dt.datetime,
    facts: Answers = NO_FACTS,
) -> Played:
    """Every question asked in turn. A mistake is noted, its question skipped, the play goes on.

    It ends at a question that must be answered and was not.
    """
    player = EnginePlayer(compiled, facts)
    player.begin()
    player.take(ev.Acknowledged(at))
    path: list[str] = []
    missing: list[str] = []
    refused: list[str] = []
    while player.snapshot.phase is Phase.ASKING and (question := player.snapshot.at):
        if path[-1:] == [question]:
            break
        path.append(question)
        event = _event(compiled.dialogue.questions[question], values.get(question, SKIP), at)
        if question not in values:
            missing.append(question)
        if event is None or not _recorded(player.take(event), question):
            if question in values:
                refused.append(question)
            _leave(player, question, at)
        _go_on(player, at)
    ended = player.snapshot.phase is not Phase.ASKING
    return Played(
        answers=player.answers,
        path=tuple(path),
        missing=tuple(missing),
        unasked=tuple(key for key in values if key not in path) if ended else (),
        refused=tuple(refused),
        facts=player.facts,
    )


def _recorded(effects: Sequence[Effect], question: str) -> bool:
    return any(
        isinstance(effect, Record) and effect.answer.question == question for effect in effects
    )


def _go_on(player: EnginePlayer, at: dt.datetime) -> None:
    """Past the help card that an answer's words may have called."""
    if player.snapshot.phase in {Phase.PAUSED, Phase.WITHDRAWN}:
        player.take(ev.Resumed(at))


def _leave(player: EnginePlayer, question: str, at: dt.datetime) -> None:
    """Skip the question, wherever its answer led (it may have been a command)."""
    _go_on(player, at)
    if player.snapshot.at != question:
        player.take(ev.Edited(at, question))
    player.take(ev.Skipped(at))


def _event(step: Step, value: Any, at: dt.datetime) -> ev.Event | None:
    """None: the value can be no answer to this question."""
    if value is None or value == SKIP:
        return ev.Skipped(at)
    if step.kind not in OPTION_KINDS:
        words = _plain_words(value)
        return ev.Said(at, words) if words is not None else None
    several = isinstance(value, list)
    found = [_options(step, item, at) for item in (value if several else [value])]
    if None in found:
        return None
    return ev.Pressed(at, tuple(key for keys in found if keys for key in keys))


def _plain_words(value: Any) -> str | None:
    """A number of YAML is typed as a number; a list or a truth value is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _options(step: Step, value: Any, at: dt.datetime) -> tuple[str, ...] | None:
    """The options meant, by the ladder of typed answers; only a certain match counts."""
    if isinstance(value, bool):
        value = ("yes" if value else "no") if step.kind is Kind.YES_NO else None
    if step.kind is Kind.SCALE and isinstance(value, int):
        option = step.option_for(value)
        return (option.id,) if option else None
    words = _plain_words(value)
    if words is None:
        return None
    if step.option(words):
        return (words,)
    match match_typed(step, words, today=at.date()):
        case Matched(value=tuple() as chosen):
            return chosen
        case Matched(value=chosen):
            option = step.option_for(chosen)
            return (option.id,) if option else None
        case _:
            return None
