"""What is typed and pressed -> events of the engine, and whole conversations by buttons alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot import telling
from apbot.channels.messages import Voice
from apbot.channels.telegram import callbacks
from apbot.channels.telegram.callbacks import Act, Press
from apbot.channels.telegram.events import (
    CorrectionChosen,
    Dismissed,
    EraseAsked,
    Meant,
    NumberWanted,
    Older,
    Outside,
    Rewritten,
    Ticked,
    Where,
    event_of,
)
from apbot.channels.telegram.rendering import ApiCall, calls
from apbot.channels.telegram.texts import LONGEST, units
from apbot.channels.telegram.updates import Command, Typed, read_update
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.definition import Address, Kind
from dialogues.effects import Ask, Phrase, Tell
from dialogues.snapshot import Phase, Snapshot
from tests.dialogues.making import AT, Respondent, at_review, every_kind, respondent, welcome

HERE = Snapshot("d", "r", Phase.ASKING, "d.mood", prompt=7)
WHERE = Where(HERE, ("good", "bad", "odd"), ("d.mood", "d.level"), "Envoyer à Mme Dupré")
STAMP = partial(callbacks.stamp, chat_key="k", secret=b"s")
READ = partial(callbacks.read, chat_key="k", secret=b"s")


def during(phase: Phase) -> Where:
    return replace(WHERE, snapshot=replace(HERE, phase=phase))


def typed(text: str, where: Where = WHERE, prompt: int | None = None) -> Meant:
    return event_of(Typed(5, 1, text), where, at=AT, prompt=prompt)


def command(text: str, where: Where = WHERE) -> Meant:
    chat = {"id": 5, "type": "private"}
    update = read_update({"message": {"message_id": 1, "chat": chat, "text": text}})
    assert isinstance(update, Command)
    return event_of(update, where, at=AT)


def pressed(press: Press, *ticked: int, where: Where = WHERE) -> Meant:
    return event_of(press, where, at=AT, ticked=ticked)


def test_words_are_for_the_engine_as_they_came() -> None:
    assert typed(" Bonne\ud800") == ev.Said(AT, " Bonne\ud800")
    assert typed("Bonne", prompt=6) == ev.Said(AT, "Bonne", 6)


def test_an_edited_message_is_told_apart() -> None:
    edited = Typed(5, 1, "/stop", edited=True)

    assert event_of(edited, WHERE, at=AT) == Rewritten(1, "/stop")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/aide", ev.HelpAsked(AT)),
        ("/retour", ev.WentBack(AT)),
        ("/passer@ApBot", ev.Skipped(AT)),
        ("/pause", ev.Paused(AT)),
        ("/reprendre", ev.Resumed(AT)),
        ("/urgence", ev.AdultAsked(AT)),
        ("/stop", ev.Stopped(AT)),
        ("/corriger 2", ev.Edited(AT, "d.level")),
        ("/corriger_1", ev.Edited(AT, "d.mood")),
        ("/corriger 9", ev.Edited(AT, "")),
        ("/corriger 0", ev.Edited(AT, "")),
        ("/garder 1", ev.Shared(AT, "d.mood", Visibility.MINE)),
        ("/corriger", NumberWanted("corriger")),
        ("/effacer", EraseAsked()),
        ("/quitter", Outside("quitter")),
        ("/inconnu", Outside("inconnu")),
        ("/je veux mourir", ev.Said(AT, "/je veux mourir")),
        ("/aide moi", ev.Said(AT, "/aide moi")),
        ("/effacer tout de suite", ev.Said(AT, "/effacer tout de suite")),
        ("/corriger ça", ev.Said(AT, "/corriger ça")),
        ("/corriger ²", ev.Said(AT, "/corriger ²")),
    ],
)
def test_commands_become_events_and_words_behind_them_are_heard(text: str, event: Meant) -> None:
    assert command(text) == event


@pytest.mark.parametrize(
    ("phase", "text", "event"),
    [
        (Phase.NOTICE, "On commence", ev.Acknowledged(AT)),
        (Phase.NOTICE, "pourquoi ?", ev.Said(AT, "pourquoi ?")),
        (Phase.REVIEW, "ENVOYER", ev.Submitted(AT)),
        (Phase.REVIEW, "Envoyer à Mme Dupré", ev.Submitted(AT)),
        (Phase.REVIEW, "Envoyer à ma mère ?", ev.Said(AT, "Envoyer à ma mère ?")),
        (Phase.REVIEW, "👍", ev.Said(AT, "👍")),
        (Phase.REVIEW, "corriger 1", ev.Edited(AT, "d.mood")),
        (Phase.REVIEW, "Dire 2", ev.Shared(AT, "d.level", Visibility.ALOUD)),
        (Phase.REVIEW, "partager 3", ev.Shared(AT, "", Visibility.SHARED)),
        (Phase.REVIEW, "effacer", EraseAsked()),
        (Phase.WITHDRAWN, telling.ERASE_LABEL, EraseAsked()),
        (Phase.PAUSED, telling.STOP_LABEL, ev.Stopped(AT)),
        (Phase.ASKING, "effacer", ev.Said(AT, "effacer")),
        (Phase.ASKING, "envoyer", ev.Said(AT, "envoyer")),
        (Phase.ASKING, "corriger 1", ev.Said(AT, "corriger 1")),
        (Phase.ASKING, telling.KEEP_LABEL, ev.Kept(AT)),
        (Phase.ASKING, telling.YES_LABEL, ev.Said(AT, telling.YES_LABEL)),
    ],
)
def test_a_button_can_be_called_by_its_name(phase: Phase, text: str, event: Meant) -> None:
    assert typed(text, during(phase)) == event


def test_a_guess_and_hidden_answers_are_confirmed_by_name() -> None:
    guess = replace(WHERE, snapshot=replace(HERE, guess="bad"))
    hidden = replace(WHERE, snapshot=replace(HERE, hidden=("d.level",)))

    assert typed(telling.YES_LABEL, guess) == ev.Confirmed(AT, yes=True)
    assert typed(telling.NO_LABEL, guess) == ev.Confirmed(AT, yes=False)
    assert typed(telling.ERASE_HIDDEN_LABEL, hidden) == ev.Confirmed(AT, yes=True)
    assert typed(telling.KEEP_HIDDEN_LABEL, hidden) == ev.Confirmed(AT, yes=False)


@pytest.mark.parametrize(
    ("press", "event"),
    [
        (Press(Act.OPTION, 7, 1), ev.Pressed(AT, ("bad",), 7)),
        (Press(Act.OPTION, 7, 99), ev.Pressed(AT, (), 7)),
        (Press(Act.OPTION, 7), ev.Pressed(AT, (), 7)),
        (Press(Act.OPTION, None, 1), ev.Pressed(AT, ("bad",), -1)),
        (Press(Act.TICK, 7, 2), Ticked(2, on=True)),
        (Press(Act.UNTICK, 7, 2), Ticked(2, on=False)),
        (Press(Act.TICK, 7, 3), ev.Pressed(AT, (), -1)),
        (Press(Act.TICK, 8, 1), ev.Pressed(AT, (), -1)),
        (Press(Act.KEEP, 7), ev.Kept(AT, 7)),
        (Press(Act.ACKNOWLEDGE, 7), ev.Acknowledged(AT, 7)),
        (Press(Act.YES, 7), ev.Confirmed(AT, yes=True, prompt=7)),
        (Press(Act.NO, 7), ev.Confirmed(AT, yes=False, prompt=7)),
        (Press(Act.RESUME), ev.Resumed(AT)),
        (Press(Act.STOP), ev.Resumed(AT)),
        (Press(Act.SUBMIT, 7), ev.Submitted(AT, 7)),
        (Press(Act.ERASE, 7), EraseAsked()),
        (Press(Act.ERASE_SURE, 7), ev.Erased(AT, 7)),
        (Press(Act.CORRECT, 3), CorrectionChosen(3)),
        (Press(Act.CORRECT), Dismissed()),
        (Press(Act.DISMISS, 3), Dismissed()),
        (Press(Act.SKIP, 7), ev.Skipped(AT, 7)),
        (Press(Act.BACK, 7), ev.WentBack(AT, 7)),
        (Press(Act.HELP), ev.HelpAsked(AT)),
        (Press(Act.ADULT), ev.AdultAsked(AT)),
        (Press(Act.PAUSE), ev.Paused(AT)),
    ],
    ids=str,
)
def test_presses_become_events(press: Press, event: Meant) -> None:
    assert pressed(press) == event


def test_the_button_that_stops_is_worth_something_in_a_pause_alone() -> None:
    paused = replace(WHERE, snapshot=replace(WHERE.snapshot, phase=Phase.PAUSED))

    assert event_of(Press(Act.STOP), paused, at=AT) == ev.Stopped(AT)


def test_the_ticked_options_are_sent_in_the_order_ticked() -> None:
    assert pressed(Press(Act.VALIDATE, 7), 2, 0) == ev.Pressed(AT, ("odd", "good"), 7)
    assert pressed(Press(Act.VALIDATE, 7)) == ev.Pressed(AT, (), 7)


def test_typing_valider_sends_what_is_ticked() -> None:
    said = Typed(5, 1, "Valider")

    assert event_of(said, WHERE, at=AT, ticked=(1,)) == ev.Pressed(AT, ("bad",), 7)
    assert event_of(said, WHERE, at=AT) == ev.Said(AT, "Valider")


@pytest.mark.parametrize("act", [Act.OPTION, Act.TICK, Act.VALIDATE, Act.KEEP, Act.SKIP])
def test_an_answer_to_an_older_question_is_told_apart(act: Act) -> None:
    meant = pressed(Press(act, 6, 1))

    assert isinstance(meant, Older)
    assert meant.prompt == 6


@pytest.mark.parametrize("act", [Act.BACK, Act.YES, Act.SUBMIT, Act.ERASE_SURE, Act.ACKNOWLEDGE])
def test_any_other_old_press_is_stale_to_the_engine(act: Act) -> None:
    me = respondent()
    me.presses("good")

    event = pressed(Press(act, me.snapshot.prompt - 1), where=Where(me.snapshot))
    assert isinstance(event, ev.Event)
    before = dict(me.answers)
    effects = me.do(event)

    assert Tell(Phrase.STALE) in effects
    assert me.answers == before


def test_the_event_of_an_older_press_files_nothing() -> None:
    me = respondent()
    me.presses("good")
    before = dict(me.answers)

    meant = pressed(Press(Act.OPTION, me.snapshot.prompt - 1, 1), where=Where(me.snapshot, "ab"))
    assert isinstance(meant, Older)
    me.do(meant.event)

    assert me.answers == before


PRESSES = st.builds(
    Press,
    st.sampled_from(Act),
    st.none() | st.integers(0, 12),
    st.none() | st.integers(0, 12),
)
SAID = st.builds(Typed, st.just(5), st.just(1), st.text(), st.booleans()) | st.builds(
    Command, st.just(5), st.just(1), st.text(), st.text(), st.text()
)


@given(PRESSES | SAID, st.sampled_from(Phase), st.lists(st.integers(-3, 12)))
def test_whatever_comes_has_a_meaning(
    said: Press | Typed | Command, phase: Phase, ticked: list[int]
) -> None:
    meant = event_of(said, during(phase), at=AT, ticked=ticked)

    assert isinstance(meant, Meant)


@given(st.lists(PRESSES | SAID, max_size=8))
def test_the_engine_takes_whatever_comes_out(came: list[Press | Typed | Command]) -> None:
    me = at_review()
    for said in came:
        where = Where(me.snapshot, ("good", "bad", "odd"), tuple(me.answers))
        meant = event_of(said, where, at=AT)
        if isinstance(meant, ev.Event):
            me.do(meant)


class Phone:
    """Renders what is said, and finds the buttons to press."""

    def __init__(self, me: Respondent, address: Address) -> None:
        dialogue = me.compiled.dialogue
        values = telling.values_for(
            dialogue, referent="Mme Dupré", given_name="Lina", school="Lycée", dpo="dpo@exemple.fr"
        )
        self.me, self.voice = me, Voice(dialogue, address, values)
        self.ticked: tuple[int, ...] = ()

    @property
    def step(self) -> Ask | None:
        return next((effect for effect in self.me.effects if isinstance(effect, Ask)), None)

    def screen(self) -> list[ApiCall]:
        me, asked = self.me, self.step
        route = me.compiled.route
        messages = self.voice.messages(
            me.effects,
            snapshot=me.snapshot,
            answers=me.answers,
            questions=route.questions(me.answers),
        )
        step = asked.step if asked else None
        return calls(messages, chat_id=5, stamp=STAMP, step=step, ticked=self.ticked, sharing=True)

    def presses(self) -> list[Press]:
        rows = self.screen()[-1].body.get("reply_markup", {}).get("inline_keyboard", [])
        found = [READ(key["callback_data"]) for row in rows for key in row]
        return [press for press in found if press]

    def press(self, act: Act, option: int | None = None) -> None:
        wanted = [p for p in self.presses() if p.act is act and option in (None, p.option)]
        asked = self.step
        options = tuple(option.id for option in asked.step.options) if asked else ()
        where = Where(self.me.snapshot, options)
        meant = event_of(wanted[0], where, at=AT, ticked=self.ticked)
        if isinstance(meant, Ticked):
            self.ticked = (*self.ticked, meant.option)
            return
        assert isinstance(meant, ev.Event)
        self.ticked = ()
        self.me.do(meant)


@pytest.mark.parametrize("address", list(Address))
@pytest.mark.parametrize("chosen", [0, -1])
@pytest.mark.parametrize("name", ["every kind", "welcome"])
def test_a_whole_conversation_is_answered_by_its_buttons(
    name: str, chosen: int, address: Address
) -> None:
    me = Respondent(welcome() if name == "welcome" else every_kind())
    phone = Phone(me, address)
    phone.press(Act.ACKNOWLEDGE)
    for _ in range(100):
        check(phone.screen())
        asked = phone.step
        if me.snapshot.phase is not Phase.ASKING or asked is None:
            break
        if asked.step.options:
            position = len(asked.step.options) - 1 if chosen else 0
            several = asked.step.kind is Kind.CHOICES
            phone.press(Act.TICK if several else Act.OPTION, position)
            if several:
                phone.press(Act.VALIDATE)
            assert me.answers[asked.step.id].value in (
                asked.step.options[position].value,
                (asked.step.options[position].id,),
            )
        else:
            phone.press(Act.SKIP)
            assert me.answers[asked.step.id].skipped
    reviewed = me.snapshot.phase

    phone.press(Act.SUBMIT)

    assert (reviewed, me.snapshot.phase) == (Phase.REVIEW, Phase.SUBMITTED)
    check(phone.screen())


def check(screen: list[ApiCall]) -> None:
    """One call is enough for a question and what is said before it, but for the longest texts."""
    assert 1 <= len(screen) <= 2
    for call in screen:
        assert 0 < units(call.body["text"]) <= LONGEST
        rows = call.body.get("reply_markup", {}).get("inline_keyboard", [])
        assert all(len(row) <= 8 for row in rows)
        assert all(len(key["callback_data"].encode()) <= 64 for row in rows for key in row)


def test_a_card_of_help_and_the_way_on_are_one_message() -> None:
    me = respondent()
    phone = Phone(me, Address.TU)
    me.do(ev.AdultAsked(AT))

    (call,) = phone.screen()

    assert "3114" in call.body["text"]
    assert [press.act for press in phone.presses()] == [Act.RESUME, Act.STOP]
