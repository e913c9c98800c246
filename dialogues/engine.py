"""``begin()`` and ``step()``: functions of their arguments only.

Theory of operation. A host keeps a snapshot (where somebody is) and the current answers (what they
said). Something comes in as an event; ``step`` returns the next snapshot and a list of effects:
what to store, what to say, what to ask. The host stores and commits, then sends. Time comes in on
the event. Nothing is remembered here, so the same call twice gives the same result twice.

One step goes down this ladder, whatever the channel:

1. A press under another prompt number than the open one is stale: the open question again.
2. Words that are a command (help, adult, pause ...) become that command, before any parsing.
3. The safeguarding list is asked about any other words; a match pauses and offers the card.
4. The phase decides what is possible; the machine makes the move; its states append the effects.

Bad input is a ``Reject`` effect. An exception means a defect in a definition or here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from . import events as ev
from .answering import answer_question, confirm_guess, continue_answer, skip_question
from .answers import Answer, Answers
from .commands import Command, recognise
from .effects import (
    AskConfirmation,
    Complete,
    Effect,
    EraseAnswers,
    HelpReason,
    Phrase,
    Say,
    ShowHelp,
    ShowHelpCard,
    ShowNotice,
    ShowReview,
    Tell,
)
from .machine import ASK, NOTICE, PAUSED, REVIEW, SUBMITTED, WITHDRAWN, CompiledDialogue
from .matching import MAX_TYPED
from .snapshot import Phase, Snapshot
from .turn import Turn


@dataclass(frozen=True, slots=True)
class Step:
    """Where the respondent is now, and what the host has to do, in order."""

    snapshot: Snapshot
    effects: tuple[Effect, ...]


def begin(compiled: CompiledDialogue) -> Step:
    """A new conversation: the information notice is shown first."""
    dialogue = compiled.dialogue
    snapshot = Snapshot(dialogue.id, dialogue.revision)
    return Step(snapshot, (ShowNotice(snapshot.prompt),))


NO_FACTS: Answers = MappingProxyType({})


def step(
    compiled: CompiledDialogue,
    snapshot: Snapshot,
    event: ev.Event,
    answers: Answers,
    facts: Answers = NO_FACTS,
) -> Step:
    """One event. ``facts``: what the dialogue recalls, by name (``facts.fact`` makes one).

    Raises ``UnknownState`` when the snapshot does not fit this revision.
    """
    turn = Turn(compiled, snapshot, answers, facts)
    if _is_stale(event, snapshot) and not _seeks_help(turn, event):
        turn.tell(Phrase.STALE)
        return Step(snapshot, (*turn.effects, *present(compiled, snapshot, answers, facts)))
    _handle(turn, event)
    return Step(turn.snapshot(), tuple(turn.effects))


def present(
    compiled: CompiledDialogue, snapshot: Snapshot, answers: Answers, facts: Answers = NO_FACTS
) -> tuple[Effect, ...]:
    """What is open now, without any event: for a page opened again. Changes nothing."""
    turn = Turn(compiled, snapshot, answers, facts)
    match snapshot.phase:
        case Phase.NOTICE:
            return (ShowNotice(snapshot.prompt),)
        case Phase.ASKING:
            return (_open_question(turn),)
        case Phase.PAUSED if snapshot.helping:
            return (ShowHelpCard(HelpReason.ASKED),)
        case Phase.PAUSED:
            return (Tell(Phrase.PAUSED),)
        case Phase.REVIEW:
            return (ShowReview(snapshot.prompt),)
        case Phase.SUBMITTED:
            return (Say(compiled.dialogue.closing),)
        case Phase.WITHDRAWN:
            return (Tell(Phrase.STOPPED),)
        case Phase.EXPIRED:
            return (Tell(Phrase.EXPIRED),)


def _open_question(turn: Turn) -> Effect:
    start = turn.start
    if start.hidden:
        return turn.ask_hidden(start.hidden)
    ask = turn.ask_again()
    if start.guess is not None and (option := ask.step.option(start.guess)):
        return AskConfirmation(ask.step, start.prompt, option)
    return ask


def _is_stale(event: ev.Event, snapshot: Snapshot) -> bool:
    prompt = getattr(event, "prompt", None)
    return prompt is not None and prompt != snapshot.prompt


def _seeks_help(turn: Turn, event: ev.Event) -> bool:
    """Words that ask for help are heard even under an old prompt; nothing is filed by them."""
    if not isinstance(event, ev.Said):
        return False
    matches = turn.compiled.dialogue.word_list.matches(event.text[:MAX_TYPED])
    return matches or recognise(event.text) is Command.ADULT


def _handle(turn: Turn, event: ev.Event) -> None:  # noqa: C901, PLR0912  # one flat table of events
    match event:
        case ev.Said():
            _said(turn, event)
        case ev.Pressed() | ev.Skipped() | ev.Kept() | ev.Confirmed():
            _answered(turn, event)
        case ev.Acknowledged():
            _acknowledge(turn)
        case ev.WentBack():
            _go_back(turn)
        case ev.Edited():
            _edit(turn, event.question)
        case ev.Continued():
            _continue(turn, event)
        case ev.Paused():
            _pause(turn)
        case ev.Resumed():
            _resume(turn)
        case ev.Stopped():
            _stop(turn)
        case ev.HelpAsked():
            turn.add(ShowHelp())
            turn.show_open()
        case ev.AdultAsked():
            _offer_card(turn, HelpReason.ASKED)
        case ev.Shared():
            _share(turn, event)
        case ev.Submitted():
            _submit(turn)
        case ev.Erased():
            _erase(turn)
        case ev.Expired():
            _expire(turn)


_COMMANDS: dict[Command, type[ev.HelpAsked | ev.WentBack | ev.Skipped | ev.Paused | ev.Resumed]] = {
    Command.HELP: ev.HelpAsked,
    Command.BACK: ev.WentBack,
    Command.SKIP: ev.Skipped,
    Command.PAUSE: ev.Paused,
    Command.RESUME: ev.Resumed,
}


def _said(turn: Turn, event: ev.Said) -> None:
    command = recognise(event.text)
    if command is Command.ADULT:
        _offer_card(turn, HelpReason.ASKED)
    elif command is Command.STOP:
        _stop(turn)
    elif command is not None:
        _handle(turn, _COMMANDS[command](event.at))
    elif turn.compiled.dialogue.word_list.matches(event.text[:MAX_TYPED]):
        _words_matched(turn, event)
    elif turn.start.phase is Phase.NOTICE:
        turn.tell(Phrase.NOTICE_FIRST)
        turn.show_open()
    elif turn.start.phase is Phase.PAUSED and turn.start.helping:
        turn.add(ShowHelpCard(HelpReason.ASKED))
    elif turn.start.phase is Phase.PAUSED:
        _resume(turn)
    else:
        _answered(turn, event)


def _words_matched(turn: Turn, event: ev.Said) -> None:
    """Nothing is blocked or deleted: a free text is recorded, for the student's eyes alone."""
    if turn.start.phase is Phase.ASKING and not _is_stale(event, turn.start):
        answer_question(turn, event, private=True)
        turn.drop_prompts()
    _offer_card(turn, HelpReason.WORDS)


def _answered(
    turn: Turn, event: ev.Said | ev.Pressed | ev.Skipped | ev.Kept | ev.Confirmed
) -> None:
    if turn.start.phase is not Phase.ASKING:
        _not_now(turn)
    elif isinstance(event, ev.Skipped):
        skip_question(turn)
    elif isinstance(event, ev.Kept):
        turn.keep()
    elif isinstance(event, ev.Confirmed) and turn.start.hidden:
        turn.settle_hidden(erase=event.yes)
    elif isinstance(event, ev.Confirmed):
        confirm_guess(turn, yes=event.yes)
    else:
        answer_question(turn, event)


def _not_now(turn: Turn) -> None:
    phase = turn.start.phase
    if phase is Phase.NOTICE:
        turn.tell(Phrase.NOTICE_FIRST)
    elif phase is Phase.SUBMITTED and turn.compiled.dialogue.anonymous:
        turn.tell(Phrase.NOT_YOURS_ANY_MORE)
    elif phase is Phase.SUBMITTED:
        turn.tell(Phrase.SUBMITTED_ALREADY)
    elif phase is Phase.REVIEW:
        turn.tell(Phrase.NOT_NOW)
    turn.show_open()


def _acknowledge(turn: Turn) -> None:
    if not turn.allows("acknowledge"):
        _not_now(turn)
        return
    turn.unread = False
    turn.say_notes(after=None)
    turn.move("acknowledge", turn.next_state())


def _go_back(turn: Turn) -> None:
    if not turn.allows("back"):
        _not_now(turn)
        return
    previous = turn.route.previous_question(turn.answers, turn.cursor.question)
    if previous is None:
        turn.tell(Phrase.NO_WAY_BACK)
        turn.show_open()
        return
    turn.move("back", f"{ASK}{previous.id}")


def _edit(turn: Turn, question: str) -> None:
    if not turn.allows("edit") or question not in turn.route.questions(turn.answers):
        turn.tell(Phrase.CANNOT_EDIT)
        turn.show_open()
        return
    turn.move("edit", f"{ASK}{question}")


def _continue(turn: Turn, event: ev.Continued) -> None:
    """Nobody moves: the open question stays open, and is not asked again."""
    matches = turn.compiled.dialogue.word_list.matches(event.text[:MAX_TYPED])
    if turn.start.phase in {Phase.ASKING, Phase.REVIEW}:
        continue_answer(turn, event, private=matches)
    else:
        _not_now(turn)
    if matches:
        turn.drop_prompts()
        _offer_card(turn, HelpReason.WORDS)


def _pause(turn: Turn) -> None:
    if not turn.allows("pause"):
        turn.show_open()
        return
    turn.tell(Phrase.PAUSED)
    turn.move("pause", PAUSED)


def _resume(turn: Turn) -> None:
    if not turn.allows("resume"):
        turn.show_open()
        return
    held = turn.start.at
    if turn.start.unread:
        turn.move("resume", NOTICE)
    elif held is not None:
        turn.move("resume", f"{ASK}{held}")
    elif turn.start.reached == 0 and not turn.route.on_path(turn.answers):
        turn.move("resume", NOTICE)
    else:
        turn.move("resume", turn.next_state())


def _stop(turn: Turn) -> None:
    if not turn.allows("stop"):
        _not_now(turn)
        return
    turn.tell(Phrase.STOPPED)
    turn.move("stop", WITHDRAWN)


def _offer_card(turn: Turn, reason: HelpReason) -> None:
    """The card at every moment; where a question is open, the conversation waits behind it."""
    if turn.allows("pause"):
        turn.move("pause", PAUSED)
    turn.helping = True
    turn.add(ShowHelpCard(reason))


def _share(turn: Turn, event: ev.Shared) -> None:
    answer = turn.route.on_path(turn.answers).get(event.question)
    allowed = turn.allows("share") and turn.may_share
    if not allowed or answer is None or answer.skipped or _is_apart(turn, answer):
        turn.tell(Phrase.CANNOT_EDIT)
        turn.show_open()
        return
    if answer.visibility is not event.visibility:
        turn.record(replace(answer, visibility=event.visibility))
    turn.move("share", REVIEW)


def _is_apart(turn: Turn, answer: Answer) -> bool:
    return turn.route.question(answer.question).is_apart(answer.value)


def _submit(turn: Turn) -> None:
    if not turn.allows("submit"):
        _not_now(turn)
        return
    # What only waited in case its question came back is not sent.
    turn.drop(turn.route.waiting(turn.answers))
    turn.kept = ()
    turn.add(Complete())
    turn.add(Say(turn.compiled.dialogue.closing))
    turn.move("submit", SUBMITTED)


def _erase(turn: Turn) -> None:
    sent_by_nobody = turn.start.phase is Phase.SUBMITTED and turn.compiled.dialogue.anonymous
    if sent_by_nobody or not turn.allows("erase"):
        _not_now(turn)
        return
    turn.add(EraseAnswers())
    turn.tell(Phrase.ERASED)
    turn.move("erase", WITHDRAWN)
    turn.start_over()


def _expire(turn: Turn) -> None:
    if turn.allows("expire"):
        turn.tell(Phrase.EXPIRED)
        turn.move("expire", Phase.EXPIRED.value)


__all__ = ["Step", "begin", "present", "step"]
