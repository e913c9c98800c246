"""A correction that hides a question: its answer is dropped, waits, or the respondent decides."""

from __future__ import annotations

import pytest

from dialogues import events as ev
from dialogues.effects import Ask, AskHidden, Supersede
from dialogues.snapshot import Phase
from tests.dialogues.making import AT, Respondent, play

STEPS = """\
steps:
  - {id: d.job, type: yes_no, ask: Un projet ?, topic: Projet}
  - id: d.why
    type: text
    when: d.job == 'yes'
    when_hidden: FATE
    ask: Lequel ?
    topic: Lequel
    readers: Ton prof référent lit ce texte.
  - {id: d.end, type: yes_no, ask: Fini ?, topic: Fin}
"""


def corrected(fate: str) -> Respondent:
    """Everything answered, then the first answer corrected so that the second is hidden."""
    respondent = play(STEPS.replace("FATE", fate)).start()
    respondent.says("oui", "cuisine", "oui")
    respondent.do(ev.Edited(AT, "d.job"))
    respondent.says("non")
    return respondent


def superseded(respondent: Respondent) -> list[str]:
    return [q for e in respondent.effects if isinstance(e, Supersede) for q in e.questions]


def test_dropped_answer_is_superseded_at_once() -> None:
    respondent = corrected("drop")

    assert superseded(respondent) == ["d.why"]
    assert respondent.snapshot.phase is Phase.REVIEW


def test_kept_answer_waits_and_comes_back_with_its_question() -> None:
    respondent = corrected("keep")
    assert superseded(respondent) == []
    assert "d.why" not in respondent.compiled.route.on_path(respondent.answers)

    respondent.do(ev.Edited(AT, "d.job"))
    respondent.says("oui")

    assert respondent.snapshot.phase is Phase.REVIEW
    assert respondent.compiled.route.on_path(respondent.answers)["d.why"].value == "cuisine"


def test_answer_that_still_waits_is_not_sent() -> None:
    respondent = corrected("keep")

    respondent.do(ev.Submitted(AT))

    assert superseded(respondent) == ["d.why"]


def test_respondent_is_asked_and_erases() -> None:
    respondent = corrected("ask")
    asked = [effect for effect in respondent.effects if isinstance(effect, AskHidden)]
    assert [step.id for step in asked[0].steps] == ["d.why"]

    respondent.do(ev.Confirmed(AT, yes=True, prompt=asked[0].prompt))

    assert superseded(respondent) == ["d.why"]
    assert respondent.snapshot.phase is Phase.REVIEW


@pytest.mark.parametrize("reply", ["non", "NON "])
def test_respondent_is_asked_and_keeps(reply: str) -> None:
    respondent = corrected("ask")

    respondent.says(reply)

    assert superseded(respondent) == []
    assert respondent.snapshot.phase is Phase.REVIEW
    assert respondent.snapshot.kept == ("d.why",)


def test_question_about_hidden_answers_has_a_number_of_its_own() -> None:
    respondent = corrected("ask")
    asked = respondent.snapshot.prompt

    respondent.do(ev.Said(AT, "non", prompt=asked - 1))

    assert respondent.snapshot.hidden == ("d.why",)
    assert any(isinstance(effect, AskHidden) for effect in respondent.effects)


def test_page_opened_again_asks_again() -> None:
    respondent = corrected("ask")

    respondent.do(ev.HelpAsked(AT))

    shown = [effect for effect in respondent.effects if isinstance(effect, Ask | AskHidden)]
    assert isinstance(shown[-1], AskHidden)
    assert respondent.snapshot.hidden == ("d.why",)


def test_leaving_without_a_reply_keeps_the_answer() -> None:
    respondent = corrected("ask")

    respondent.do(ev.Paused(AT))
    respondent.do(ev.Resumed(AT))

    assert "d.why" in respondent.answers
    assert respondent.snapshot.hidden == ()
    assert respondent.snapshot.kept == ("d.why",)


def test_answer_kept_once_is_not_asked_about_again() -> None:
    respondent = corrected("ask")
    respondent.says("non")

    respondent.do(ev.Edited(AT, "d.end"))
    respondent.says("non")

    assert not any(isinstance(effect, AskHidden) for effect in respondent.effects)
    assert respondent.snapshot.phase is Phase.REVIEW
    respondent.do(ev.Edited(AT, "d.job"))
    respondent.says("non")
    assert not any(isinstance(effect, AskHidden) for effect in respondent.effects)
