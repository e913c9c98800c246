"""What somebody typed or pressed -> an event of the engine, or what the program itself must do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from apbot import telling
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.commands import recognise
from dialogues.folding import fold
from dialogues.snapshot import Phase, Snapshot

from .callbacks import Act, Press
from .updates import Command, Typed


@dataclass(frozen=True, slots=True)
class Where:
    """What reading an update needs to know of its conversation."""

    snapshot: Snapshot
    options: Sequence[str] = ()
    """Ids of the options of the open question, in its order."""
    lines: Sequence[str] = ()
    """The answered questions on the path: line 1 of the review is the first."""
    send_label: str = "Envoyer"
    """Of the button that sends the review."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """One option of the open question is ticked or not: to be kept and shown, not yet an answer."""

    option: int
    on: bool


@dataclass(frozen=True, slots=True)
class Older:
    """A press on a question asked before: offer to correct what was answered under ``prompt``.

    ``event`` is for the engine where nothing was: it says where the conversation is.
    """

    prompt: int
    event: ev.Event


@dataclass(frozen=True, slots=True)
class CorrectionChosen:
    """The answer given under this prompt number is to be given again: an ``Edited``."""

    prompt: int


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """``/corriger`` or its like without the number of a line: say how, show the lines."""

    verb: str


@dataclass(frozen=True, slots=True)
class EraseAsked:
    """To be confirmed before anything is erased."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What was offered is not wanted: take its buttons away."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The text of an earlier message was edited."""

    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A command that is not the dialogue's: ``mesreponses``, ``quitter``, or one unknown."""

    name: str


Meant = (
    ev.Event
    | Ticked
    | Older
    | CorrectionChosen
    | NumberWanted
    | EraseAsked
    | Dismissed
    | Rewritten
    | Outside
)

NOWHERE = -1
"""A prompt number that is never open."""
_START = frozenset({"on commence", "commencer", "c est parti", "ok", "oui", "1"})
_ERASE = frozenset({"effacer", "tout effacer", fold(telling.ERASE_LABEL)})
_NUMBERED = re.compile(r"(corriger|partager|garder|dire) (\d{1,3})")
_SHARING = MappingProxyType(
    {
        "partager": Visibility.SHARED,
        "garder": Visibility.MINE,
        "dire": Visibility.ALOUD,
    }
)
_LONGEST_NAME = 200
"""Characters; what is longer is no button's name."""
_VERBS = frozenset({"corriger", *_SHARING})
_Make = Callable[[dt.datetime, int | None], ev.Event]
_COMMANDS: Mapping[str, _Make] = MappingProxyType(
    {
        "aide": lambda at, _: ev.HelpAsked(at),
        "help": lambda at, _: ev.HelpAsked(at),
        "retour": ev.WentBack,
        "passer": ev.Skipped,
        "pause": lambda at, _: ev.Paused(at),
        "reprendre": lambda at, _: ev.Resumed(at),
        "urgence": lambda at, _: ev.AdultAsked(at),
        "stop": lambda at, _: ev.Stopped(at),
    }
)
OUTSIDE = frozenset(
    {"mesreponses", "mesdonnees", "privacy", "quitter", "eleves", "syntheses", "connexion"}
)
"""Commands that the program answers whatever is open."""
_PRESSES: Mapping[Act, _Make] = MappingProxyType(
    {
        Act.KEEP: ev.Kept,
        Act.ACKNOWLEDGE: ev.Acknowledged,
        Act.YES: lambda at, prompt: ev.Confirmed(at, yes=True, prompt=prompt),
        Act.NO: lambda at, prompt: ev.Confirmed(at, yes=False, prompt=prompt),
        Act.RESUME: lambda at, _: ev.Resumed(at),
        Act.STOP: lambda at, _: ev.Stopped(at),
        Act.SUBMIT: ev.Submitted,
        Act.ERASE_SURE: ev.Erased,
        Act.SKIP: ev.Skipped,
        Act.BACK: ev.WentBack,
        Act.HELP: lambda at, _: ev.HelpAsked(at),
        Act.ADULT: lambda at, _: ev.AdultAsked(at),
        Act.PAUSE: lambda at, _: ev.Paused(at),
    }
)
_ANSWERS = frozenset({Act.OPTION, Act.TICK, Act.UNTICK, Act.VALIDATE, Act.KEEP, Act.SKIP})


def event_of(
    said: Typed | Command | Press,
    where: Where,
    *,
    at: dt.datetime,
    prompt: int | None = None,
    ticked: Collection[int] = (),
) -> Meant:
    """``prompt``: the question that typed words belong to, None for the open one.

    ``ticked``: positions, in the order ticked.
    """
    match said:
        case Typed(edited=True):
            return Rewritten(said.message_id, said.text)
        case Typed():
            return _typed(said.text, where, at, prompt, ticked)
        case Command():
            return _command(said, where, at, prompt)
        case Press():
            return _pressed(said, where, at, ticked)


def _typed(
    text: str, where: Where, at: dt.datetime, prompt: int | None, ticked: Collection[int]
) -> Meant:
    """A button called by its name, a line of the review, or words for the engine."""
    phase, folded = where.snapshot.phase, fold(text) if len(text) <= _LONGEST_NAME else ""
    if phase is Phase.NOTICE and folded in _START:
        return ev.Acknowledged(at)
    if phase is Phase.ASKING and (meant := _called(folded, where, at, prompt)):
        return meant
    if phase is Phase.ASKING and folded == "valider" and ticked:
        return _answer(Press(Act.VALIDATE, where.snapshot.prompt), where, at, ticked)
    if phase is Phase.PAUSED and folded == fold(telling.STOP_LABEL):
        return ev.Stopped(at)
    if phase not in {Phase.NOTICE, Phase.ASKING} and folded in _ERASE:
        return EraseAsked()
    if phase is Phase.REVIEW and (found := _of_review(folded, where, at)):
        return found
    return ev.Said(at, text, prompt)


def _of_review(folded: str, where: Where, at: dt.datetime) -> ev.Event | None:
    if folded in {"envoyer", fold(where.send_label) or "envoyer"}:
        return ev.Submitted(at)
    found = _NUMBERED.fullmatch(folded)
    return _about_line(found[1], int(found[2]), where, at) if found else None


def _called(folded: str, where: Where, at: dt.datetime, prompt: int | None) -> ev.Event | None:
    """The buttons of a question that the engine does not know by name."""
    yes, no = telling.YES_LABEL, telling.NO_LABEL
    if where.snapshot.hidden:
        yes, no = telling.ERASE_HIDDEN_LABEL, telling.KEEP_HIDDEN_LABEL
    if where.snapshot.hidden or where.snapshot.guess:
        if folded in {fold(yes), fold(no)}:
            return ev.Confirmed(at, folded == fold(yes), prompt)
    elif folded == fold(telling.KEEP_LABEL):
        return ev.Kept(at, prompt)
    return None


def _command(command: Command, where: Where, at: dt.datetime, prompt: int | None) -> Meant:
    """Words after a command that takes none make it a message: the engine hears all of it."""
    name, argument = command.name, command.argument
    if name in _VERBS:
        return _about_argument(command, where, at)
    if argument:
        return ev.Said(at, command.text, prompt)
    if name in _COMMANDS:
        return _COMMANDS[name](at, prompt)
    if name not in OUTSIDE and recognise(command.text) is not None:
        return ev.Said(at, command.text, prompt)
    return EraseAsked() if name == "effacer" else Outside(name)


def _about_argument(command: Command, where: Where, at: dt.datetime) -> Meant:
    number = command.argument
    if number.isascii() and number.isdigit() and len(number) <= 3:  # noqa: PLR2004  # lines
        return _about_line(command.name, int(number), where, at)
    return ev.Said(at, command.text) if number else NumberWanted(command.name)


def _about_line(verb: str, number: int, where: Where, at: dt.datetime) -> ev.Event:
    """The engine refuses a question that is not there."""
    question = where.lines[number - 1] if 0 < number <= len(where.lines) else ""
    if verb == "corriger":
        return ev.Edited(at, question)
    return ev.Shared(at, question, _SHARING[verb])


def _pressed(press: Press, where: Where, at: dt.datetime, ticked: Collection[int]) -> Meant:
    prompt, opened = press.prompt, where.snapshot.prompt
    if press.act is Act.CORRECT:
        return Dismissed() if prompt is None else CorrectionChosen(prompt)
    if press.act is Act.DISMISS:
        return Dismissed()
    if press.act is Act.ERASE:
        return EraseAsked()
    if press.act is Act.STOP and where.snapshot.phase is not Phase.PAUSED:
        return ev.Resumed(at)  # Left from an earlier pause, and under a thumb.
    if press.act in _ANSWERS and prompt is not None and prompt < opened:
        return Older(prompt, _answer(press, where, at, ticked))
    if press.act in {Act.TICK, Act.UNTICK}:
        return _tick(press, where, at)
    return _answer(press, where, at, ticked)


def _tick(press: Press, where: Where, at: dt.datetime) -> Meant:
    asking = where.snapshot.phase is Phase.ASKING and press.prompt == where.snapshot.prompt
    if not asking or press.option is None or press.option >= len(where.options):
        return ev.Pressed(at, (), NOWHERE)
    return Ticked(press.option, on=press.act is Act.TICK)


def _answer(press: Press, where: Where, at: dt.datetime, ticked: Collection[int]) -> ev.Event:
    if press.act in _PRESSES:
        return _PRESSES[press.act](at, press.prompt)
    positions = ticked if press.act is Act.VALIDATE else (press.option,)
    count = len(where.options)
    options = tuple(
        where.options[position]
        for position in positions
        if position is not None and 0 <= position < count
    )
    # A press without its prompt is no press of ours: what is open is shown again.
    return ev.Pressed(at, options, NOWHERE if press.prompt is None else press.prompt)
