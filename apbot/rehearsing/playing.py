"""One random conversation from the notice to the end, and what came of it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from apbot.channels.messages import Voice
from apbot.channels.rehearsal import Player
from dialogues import events as ev
from dialogues.answers import Answers
from dialogues.definition import Address
from dialogues.effects import (
    Ask,
    AskConfirmation,
    AskHidden,
    Effect,
    Record,
    ShowHelpCard,
    ShowNotice,
    ShowReview,
)
from dialogues.facts import labels
from dialogues.machine import CompiledDialogue
from dialogues.snapshot import Phase, Snapshot

from .drawing import HeardAsCommand
from .players import careful_player, quick_player
from .remembered import Possible
from .respondent import RandomRespondent

PATIENCE = 40
"""So many events that bring nothing new: there is no way on."""
CAREFUL = 20
"""One respondent in so many is stored as JSON between two events, and is spoken to in words."""
_LAST = 6
_UNFILLED = re.compile(r"\{\w+\}")
_OPENS: Mapping[Phase, tuple[type[Effect], ...]] = {
    Phase.NOTICE: (ShowNotice, ShowHelpCard),
    Phase.ASKING: (Ask, AskConfirmation, AskHidden),
    Phase.REVIEW: (ShowReview,),
}
"""What a respondent must be shown, to know how to go on."""

Voices = Mapping[Address, Voice]


class Trouble(StrEnum):
    DEAD_END = "dead_end"
    EXCEPTION = "exception"
    UNFILLED = "unfilled"
    """A text was said with a placeholder left open."""
    COMMAND = "command"
    """An option was typed by its name, and that name is a command."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """What went wrong for the respondent of this seed; ``trail`` are its last events."""

    seed: int
    trouble: Trouble
    what: str
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """``asked``: questions on the path that was sent; None when nothing was."""

    asked: int | None
    reached: frozenset[str]
    chosen: frozenset[tuple[str, str]]
    """(question, option)."""
    mishap: Mishap | None = None


class _DeadEnd(Exception):
    """The message is French."""


class _Unfilled(Exception):
    """The message is French."""


def play_one(compiled: CompiledDialogue, seed: int, recalled: Possible, voices: Voices) -> Outcome:
    """The whole conversation of the respondent that is ``seed``."""
    game = _Game(compiled, seed, recalled, voices)
    mishap = None
    try:
        game.play()
    except _DeadEnd as end:
        mishap = game.mishap(Trouble.DEAD_END, str(end))
    except _Unfilled as text:
        mishap = game.mishap(Trouble.UNFILLED, str(text))
    except HeardAsCommand as words:
        what = f"« {words} » nomme une option, mais c'est une commande : changez ce mot."
        mishap = game.mishap(Trouble.COMMAND, what)
    except Exception as error:  # noqa: BLE001  # any defect is what is looked for here
        mishap = game.mishap(Trouble.EXCEPTION, f"{type(error).__name__} : {error}")
    asked = None if mishap else len(game.path())
    return Outcome(asked, frozenset(game.reached), frozenset(game.chosen), mishap)


class _Game:
    def __init__(
        self, compiled: CompiledDialogue, seed: int, recalled: Possible, voices: Voices
    ) -> None:
        self._compiled = compiled
        self._seed = seed
        rng = Random(seed)  # noqa: S311  # nothing secret: the same seed plays the same
        self._who = RandomRespondent(compiled.route, compiled.dialogue, rng, recalled)
        is_careful = seed % CAREFUL == 0
        player = careful_player if is_careful else quick_player
        self._player: Player = player(compiled, self._who.facts)
        self._voice = _informed(voices.get(self._who.address), self._who.facts)
        self._speaks = is_careful
        self._may_keep = False
        self._trail: deque[str] = deque(maxlen=_LAST)
        self.reached: set[str] = set()
        self.chosen: set[tuple[str, str]] = set()

    def play(self) -> None:
        """Raises ``_DeadEnd``, ``_Unfilled``, ``HeardAsCommand``, or whatever the engine does."""
        seen: set[object] = set()
        quiet = 0
        self._notice(self._player.begin())
        while self._player.snapshot.phase is not Phase.SUBMITTED:
            snapshot = self._player.snapshot
            event = self._who.next_event(snapshot, self._player.answers, may_keep=self._may_keep)
            self._trail.append(f"{snapshot.at or snapshot.phase} : {self._told(event)}")
            self._notice(self._player.take(event), event)
            here = _position(self._player)
            quiet = quiet + 1 if here in seen else 0
            seen.add(here)
            if quiet > PATIENCE:
                raise _DeadEnd(f"Après {PATIENCE} messages, {_standing(self._player.snapshot)}.")

    def path(self) -> tuple[str, ...]:
        return self._compiled.route.questions({**self._player.answers, **self._player.facts})

    def mishap(self, trouble: Trouble, what: str) -> Mishap:
        return Mishap(self._seed, trouble, what, tuple(self._trail))

    def _notice(self, effects: Sequence[Effect], event: ev.Event | None = None) -> None:
        snapshot = self._player.snapshot
        opens = _OPENS.get(snapshot.phase)
        if opens and not any(isinstance(effect, opens) for effect in effects):
            raise _DeadEnd(f"Rien n'est montré, alors que {_standing(snapshot)}.")
        ended = snapshot.phase in {Phase.WITHDRAWN, Phase.EXPIRED}
        if ended and not isinstance(event, ev.Stopped | ev.HelpAsked | ev.AdultAsked):
            raise _DeadEnd("La conversation s'est arrêtée sans que personne l'ait demandé.")
        for effect in effects:
            match effect:
                case Ask(step, current=current, proposal=proposal):
                    self.reached.add(step.id)
                    self._may_keep = current is not None or proposal is not None
                case Record(answer):
                    self.chosen |= set(self._options(answer.question, answer.value))
                case _:
                    pass
        if self._speaks and self._voice is not None:
            self._speak(self._voice, effects)

    def _options(self, question: str, value: object) -> Iterator[tuple[str, str]]:
        step = self._compiled.route.question(question)
        if isinstance(value, tuple):
            yield from ((question, option_id) for option_id in value)
        elif (option := step.option_for(value)) is not None:
            yield question, option.id

    def _told(self, event: ev.Event) -> str:
        """ "touche [hard]"."""
        match event:
            case ev.Said(text=text) if self._compiled.dialogue.word_list.matches(text):
                return "écrit une phrase qui fait proposer de l'aide"
            case ev.Said(text=text):
                return f"écrit « {text} »"
            case ev.Pressed(options=options):
                return f"touche {' '.join(f'[{option}]' for option in options)}"
            case ev.Edited(question=question):
                return f"corrige {question}"
            case ev.Shared(question=question, visibility=visibility):
                return f"règle {question} sur {visibility}"
            case ev.Confirmed(yes=yes):
                return "dit oui" if yes else "dit non"
            case _:
                return _DONE.get(type(event), "")

    def _speak(self, voice: Voice, effects: Sequence[Effect]) -> None:
        messages = voice.messages(
            effects,
            snapshot=self._player.snapshot,
            answers=self._player.answers,
            questions=self.path(),
        )
        for message in messages:
            for paragraph in message.paragraphs:
                if found := _UNFILLED.search(paragraph):
                    raise _Unfilled(f"« {found[0]} » n'est remplacé par rien.")


def _informed(voice: Voice | None, facts: Answers) -> Voice | None:
    if voice is None:
        return None
    return replace(voice, values={**voice.values, **labels(facts)})


def _position(player: Player) -> object:
    snapshot = player.snapshot
    return snapshot.phase, snapshot.at, snapshot.hidden, len(player.answers)


def _standing(snapshot: Snapshot) -> str:
    match snapshot.phase:
        case Phase.ASKING:
            return f"« {snapshot.at} » est encore ouverte"
        case Phase.REVIEW:
            return "la relecture est encore ouverte"
        case Phase.NOTICE:
            return "l'information est encore ouverte"
        case _:
            return f"la conversation en est à « {snapshot.phase} »"


_DONE: Mapping[type[object], str] = {
    ev.Acknowledged: "commence",
    ev.Skipped: "passe",
    ev.WentBack: "revient",
    ev.Kept: "garde sa réponse",
    ev.Paused: "met en pause",
    ev.Resumed: "reprend",
    ev.Stopped: "arrête",
    ev.HelpAsked: "demande de l'aide",
    ev.AdultAsked: "demande un adulte",
    ev.Submitted: "envoie",
}
