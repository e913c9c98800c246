"""What is known before the first question: read by conditions and texts, proposed as an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.effects import Ask, Record
from dialogues.facts import fact
from tests.dialogues.making import AT, HEAD, Respondent, play, problems

RECALL = HEAD + "recall: {state: welcome.state, goal: d.goal}\n"
STEPS = """\
steps:
  - id: d.tried
    type: yes_no
    when: answered(goal)
    topic: Essai
    ask: "Tu avais choisi {goal}. Tu as essayé ?"
  - id: d.branch
    type: choice
    topic: Départ
    ask: On part de quoi ?
    options: [{id: sure, label: Un projet}, {id: unsure, label: J'hésite}]
    prefill:
      from: state
      as: {precise: sure, leads: unsure}
      words: "Tu avais répondu : {state}."
  - id: d.more
    type: yes_no
    when: not answered(state)
    topic: Suite
    ask: Et sinon ?
"""
KNOWN = {"state": fact("state", "leads", "Quelques pistes"), "goal": fact("goal", "", "Relire")}


def opened(respondent: Respondent) -> Ask:
    return next(effect for effect in respondent.effects if isinstance(effect, Ask))


def test_question_about_a_fact_is_asked_only_when_it_is_known() -> None:
    assert opened(play(STEPS, head=RECALL, facts=KNOWN).start()).step.id == "d.tried"
    assert opened(play(STEPS, head=RECALL).start()).step.id == "d.branch"


def test_known_answer_is_proposed_and_is_not_an_answer_yet() -> None:
    respondent = play(STEPS, head=RECALL, facts=KNOWN).start()
    respondent.says("oui")

    ask = opened(respondent)

    assert ask.current is None
    assert ask.proposal is not None
    assert (ask.proposal.value, ask.proposal.label) == ("unsure", "J'hésite")
    assert "d.branch" not in respondent.answers


def test_proposal_that_is_kept_becomes_the_answer() -> None:
    respondent = play(STEPS, head=RECALL, facts=KNOWN).start()
    respondent.says("oui")

    respondent.do(ev.Kept(AT))

    assert respondent.answers["d.branch"].value == "unsure"
    assert "d.more" not in respondent.compiled.route.questions(respondent.answers)


@pytest.mark.parametrize(
    ("event", "visibility"),
    [
        (ev.Kept(AT), Visibility.MINE),
        (ev.Pressed(AT, ("unsure",)), Visibility.MINE),
        (ev.Said(AT, "j'hésite"), Visibility.MINE),
        (ev.Pressed(AT, ("sure",)), Visibility.SHARED),
    ],
)
def test_what_was_kept_for_oneself_stays_so_when_it_is_said_again(
    event: ev.Event, visibility: Visibility
) -> None:
    """Another answer is a new one, theirs to share like any other."""
    mine = replace(KNOWN["state"], visibility=Visibility.MINE)
    respondent = play(STEPS, head=RECALL, facts={"state": mine}).start()

    respondent.do(event)

    assert respondent.answers["d.branch"].visibility is visibility


def test_value_that_is_not_in_the_list_proposes_nothing() -> None:
    other = {"state": fact("state", "prefer_not", "Je préfère ne pas répondre")}
    respondent = play(STEPS, head=RECALL, facts=other).start()

    assert opened(respondent).proposal is None
    respondent.do(ev.Kept(AT))
    assert respondent.answers == {}


def test_fact_that_is_not_known_is_like_a_question_passed_over() -> None:
    respondent = play(STEPS, head=RECALL).start()

    respondent.says("un projet")

    assert opened(respondent).step.id == "d.more"


def test_fact_is_never_recorded_and_never_shared() -> None:
    respondent = play(STEPS, head=RECALL, facts=KNOWN).start()
    respondent.says("oui", "un projet")

    respondent.do(ev.Shared(AT, "goal", respondent.answers["d.tried"].visibility))

    assert set(respondent.answers) == {"d.tried", "d.branch"}
    assert not [e for e in respondent.effects if isinstance(e, Record)]


def test_progress_counts_what_the_facts_leave_possible() -> None:
    assert opened(play(STEPS, head=RECALL, facts=KNOWN).start()).progress.total == 2
    assert opened(play(STEPS, head=RECALL).start()).progress.total == 2


def test_recalled_name_is_checked() -> None:
    def codes(head: str, steps: str = STEPS) -> list[str]:
        return [problem[0] for problem in problems(steps, head=head)]

    assert "unknown-recall" in codes(HEAD + "recall: {state: class.stag, goal: d.goal}\n")
    assert "wrong-id" in codes(HEAD + "recall: {given_name: d.goal, state: a.b, goal: d.goal}\n")
    assert "unknown-placeholder" in codes(RECALL, STEPS.replace("{goal}", "{gaol}"))
