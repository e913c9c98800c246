"""Respondent, subject, dialogue and occasion are four things: every dialogue of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from apbot.conversation import Place, Standing, handle, look, open_conversation
from apbot.errors import NotAllowed
from apbot.placing import about_student, about_themselves, about_workshop, without_a_name
from apbot.recalling import stage_of
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.definition import Dialogue
from dialogues.effects import Ask, ShowReview
from dialogues.snapshot import Phase
from storage.records import ClassGroup, Person, PersonKind, Strand, SubjectKind, Workshop
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool, place_of

SECRET = b"a secret of the tests"
PLAN = Workshop(
    id="e" * 32,
    name="Organiser sa semaine",
    strand=Strand.REMEDIATION,
    objective="Tenir un agenda.",
    term="T1",
    school_year="2026-2027",
    facilitator_id="b" * 32,
)
Given = Mapping[str, str]


def play(uow: UnitOfWork, school: SmallSchool, place: Place, given: Given) -> Standing:
    """Answer with these option ids or words, pass over the rest, and send."""
    at = school.clock()
    standing = handle(uow, school.library, place, ev.Acknowledged(at))
    while not any(isinstance(effect, ShowReview) for effect in standing.effects):
        ask = asked(standing)
        words = given.get(ask.step.id)
        event: ev.Event = ev.Skipped(at)
        if words is not None:
            pressed = ask.step.option(words) is not None
            event = ev.Pressed(at, (words,)) if pressed else ev.Said(at, words)
        standing = handle(uow, school.library, place, event)
    return handle(uow, school.library, place, ev.Submitted(at))


def asked(standing: Standing) -> Ask:
    return next(effect for effect in standing.effects if isinstance(effect, Ask))


def begun(school: SmallSchool, place: Place) -> Standing:
    with school.storage.write() as uow:
        standing = handle(uow, school.library, place, ev.Acknowledged(school.clock()))
        uow.commit()
    return standing


def done(school: SmallSchool, place: Place, given: Given) -> Standing:
    with school.storage.write() as uow:
        standing = play(uow, school, place, given)
        uow.commit()
    return standing


def dialogue(school: SmallSchool, name: str) -> Dialogue:
    return school.library.newest(name).dialogue


# -- recall -------------------------------------------------------------------------------------


def test_orientation_begins_from_what_the_welcome_said(school: SmallSchool) -> None:
    school.send(school.sacha, {"welcome.project_state": ("leads",)})
    place = about_themselves(school.sacha, dialogue(school, "orientation"))

    ask = asked(begun(school, place))

    assert ask.step.id == "orientation.branch"
    assert ask.proposal is not None
    assert ask.current is None


def test_orientation_begins_from_nothing_where_nothing_was_said(school: SmallSchool) -> None:
    place = about_themselves(school.sacha, dialogue(school, "orientation"))

    assert asked(begun(school, place)).proposal is None


def test_class_tells_the_stage_so_that_it_is_not_asked(school: SmallSchool) -> None:
    standing = begun(school, about_themselves(school.sacha, dialogue(school, "orientation")))

    assert standing.facts["stage"].value == "seconde_gt"


def test_question_asked_for_want_of_a_fact_is_read_again_at_the_end(school: SmallSchool) -> None:
    nowhere = ClassGroup("f" * 32, "Classe", None, None, "2026-2027")
    student = Person("7" * 32, PersonKind.STUDENT, "Alix", "Bruyère", nowhere.id)
    with school.storage.write() as uow:
        uow.people.add_class(nowhere)
        uow.people.add(student, at=school.clock())
        uow.commit()
    place = about_themselves(student, dialogue(school, "orientation"))

    standing = done(school, place, {"orientation.stage": "premiere"})

    assert "orientation.stage" in standing.on_path


def test_next_checkin_quotes_the_goal_of_the_last(school: SmallSchool) -> None:
    checkin = dialogue(school, "checkin")
    goals = [o.id for o in checkin.questions["checkin.goal"].options if o.id != "own"]
    first = about_themselves(school.sacha, checkin, occasion="2026-10")
    done(school, first, {"checkin.goal": goals[0]})

    second = begun(school, about_themselves(school.sacha, checkin, occasion="2026-11"))

    chosen = checkin.questions["checkin.goal"].option(goals[0])
    assert chosen is not None
    assert second.facts["last_goal"].label == chosen.label.tu
    assert "{last_goal}" in asked(second).step.ask.tu


def test_goal_in_words_of_ones_own_is_quoted_and_never_a_value(school: SmallSchool) -> None:
    checkin = dialogue(school, "checkin")
    first = about_themselves(school.sacha, checkin, occasion="1")
    done(school, first, {"checkin.goal": "own", "checkin.goal_words": "Relire le lundi"})

    second = begun(school, about_themselves(school.sacha, checkin, occasion="2"))

    assert second.facts["last_words"].label == "Relire le lundi"
    assert second.facts["last_words"].value == ""


def test_nobody_is_reminded_of_what_somebody_else_answered(school: SmallSchool) -> None:
    school.send(school.sacha, {"welcome.project_state": ("leads",)})

    standing = begun(school, about_themselves(school.noa, dialogue(school, "orientation")))

    assert "project_state" not in standing.facts


def test_what_was_not_sent_is_not_recalled(school: SmallSchool) -> None:
    school.bring(school.sacha, profile={"welcome.project_state": ("leads",)})

    standing = begun(school, about_themselves(school.sacha, dialogue(school, "orientation")))

    assert "project_state" not in standing.facts


@pytest.mark.parametrize(
    ("level", "track", "stage"),
    [
        ("seconde", "general", "seconde_gt"),
        ("seconde", "pro", "seconde_pro"),
        ("seconde", None, None),
        ("premiere", None, "premiere"),
        ("terminale", "techno", "terminale_gt"),
        ("terminale", "pro", "terminale_pro"),
        ("cap1", None, "seconde_pro"),
        ("cap2", None, "terminale_pro"),
        (None, "general", None),
    ],
)
def test_stage_is_never_guessed(level: str | None, track: str | None, stage: str | None) -> None:
    assert stage_of(ClassGroup("c", "2nde 3", level, track, "2026-2027")) == stage


# -- an adult about a student ----------------------------------------------------------------------


def test_teacher_observes_a_student_and_the_student_owns_it(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        place = about_student(
            uow,
            school.laureole,
            school.sacha.id,
            dialogue(school, "observation"),
            at=school.clock(),
        )
        standing = play(
            uow,
            school,
            place,
            {
                "observation.engagement": "3",
                "observation.autonomy": "na",
                "observation.success": "A aidé un camarade.",
            },
        )
        uow.commit()

    conversation = standing.conversation
    assert (conversation.respondent_id, conversation.subject_id) == (
        school.laureole.id,
        school.sacha.id,
    )
    assert conversation.owner_id == school.sacha.id
    assert standing.snapshot.phase is Phase.SUBMITTED
    assert standing.answers["observation.autonomy"].value == "na"


def test_observation_waits_for_one_success(school: SmallSchool) -> None:
    place = Place(school.laureole.id, school.sacha.id, "observation")
    at = school.clock()
    with school.storage.write() as uow:
        standing = handle(uow, school.library, place, ev.Acknowledged(at))
        while asked(standing).step.id != "observation.success":
            standing = handle(uow, school.library, place, ev.Skipped(at))
        standing = handle(uow, school.library, place, ev.Skipped(at))

    assert asked(standing).step.id == "observation.success"


def test_adult_keeps_no_answer_to_themselves(school: SmallSchool) -> None:
    place = Place(school.laureole.id, school.sacha.id, "observation")
    success = {"observation.success": "A dit avoir envie de mourir."}
    at = school.clock()
    with school.storage.write() as uow:
        handle(uow, school.library, place, ev.Acknowledged(at))
        standing = handle(uow, school.library, place, ev.Skipped(at))
        while asked(standing).step.id != "observation.success":
            standing = handle(uow, school.library, place, ev.Skipped(at))
        standing = handle(uow, school.library, place, ev.Said(at, success["observation.success"]))

    assert standing.answers["observation.success"].visibility is Visibility.SHARED


@pytest.mark.parametrize("who", ["garance", "sacha"])
def test_only_an_adult_of_the_student_observes(school: SmallSchool, who: str) -> None:
    with school.storage.read() as uow, pytest.raises(NotAllowed):
        about_student(
            uow,
            getattr(school, who),
            school.sacha.id,
            dialogue(school, "observation"),
            at=school.clock(),
        )


def test_adults_dialogue_is_not_for_students(school: SmallSchool) -> None:
    with pytest.raises(NotAllowed):
        about_themselves(school.sacha, dialogue(school, "observation"))
    with pytest.raises(NotAllowed):
        about_themselves(school.sacha, dialogue(school, "workshop_review"))


def test_positioning_speaks_to_whoever_answers(school: SmallSchool) -> None:
    positioning = dialogue(school, "positioning")
    mine = begun(school, about_themselves(school.sacha, positioning))
    with school.storage.write() as uow:
        place = about_student(uow, school.laureole, school.sacha.id, positioning, at=school.clock())
        theirs = handle(uow, school.library, place, ev.Acknowledged(school.clock()))
        uow.commit()

    assert mine.facts["who"].value == "student"
    assert theirs.facts["who"].value == "adult"
    assert mine.conversation.id != theirs.conversation.id


# -- workshops -------------------------------------------------------------------------------------


@pytest.fixture
def workshop(school: SmallSchool) -> Workshop:
    with school.storage.write() as uow:
        uow.workshops.add(PLAN)
        uow.commit()
    return PLAN


def test_choices_of_workshops_are_the_rows_of_the_year(
    school: SmallSchool, workshop: Workshop
) -> None:
    standing = begun(school, about_themselves(school.sacha, dialogue(school, "ap_review")))

    options = standing.compiled.dialogue.questions["ap_review.best"].options
    assert (workshop.id, workshop.name) == (options[0].id, options[0].label.tu)
    with school.storage.read() as uow:
        seen = look(
            uow, school.library, about_themselves(school.sacha, dialogue(school, "ap_review"))
        )
    assert seen is not None
    assert seen.compiled.dialogue.revision == standing.compiled.dialogue.revision


@pytest.mark.parametrize("name", ["Atelier {x}", "Un nom\nsur deux lignes", "yes", "a" * 60, "{}"])
def test_any_name_of_a_workshop_can_be_asked_about(school: SmallSchool, name: str) -> None:
    rows = [
        Workshop(str(n) * 32, name, Strand.REMEDIATION, "", "T1", "2026-2027") for n in range(2)
    ]
    with school.storage.write() as uow:
        for row in rows:
            uow.workshops.add(row)
        place = about_themselves(school.sacha, dialogue(school, "ap_review"))
        standing = open_conversation(uow, school.library, place, at=school.clock())

    options = standing.compiled.dialogue.questions["ap_review.best"].options
    assert {row.id for row in rows} <= {option.id for option in options}


def test_facilitator_reports_on_their_own_workshop(school: SmallSchool, workshop: Workshop) -> None:
    report = dialogue(school, "workshop_report")
    with school.storage.read() as uow:
        place = about_workshop(uow, school.garance, workshop.id, report, occasion="T1")
        with pytest.raises(NotAllowed):
            about_workshop(uow, school.laureole, workshop.id, report)
        with pytest.raises(NotAllowed):
            about_workshop(uow, school.garance, "nothing", report)

    standing = done(school, place, {"workshop_report.objective": "3"})

    assert standing.conversation.subject_kind is SubjectKind.WORKSHOP
    assert standing.conversation.owner_id == school.garance.id
    assert standing.conversation.occasion == "T1"


def test_conversation_about_oneself_is_found_by_its_occasion(school: SmallSchool) -> None:
    review = dialogue(school, "ap_review")
    middle = about_themselves(school.sacha, review, occasion="mid_year")
    end = about_themselves(school.sacha, review, occasion="end_year")
    done(school, middle, {})

    with school.storage.read() as uow:
        assert look(uow, school.library, end) is None
        found = look(uow, school.library, middle)
    assert found is not None
    assert found.snapshot.phase is Phase.SUBMITTED


def test_review_is_not_somebodys(school: SmallSchool, workshop: Workshop) -> None:
    place = nameless(school, school.sacha.id)
    assert school.sacha.id not in (place.respondent_id, place.subject_id)
    assert place.subject_id == workshop.id


def nameless(school: SmallSchool, student_id: str) -> Place:
    with school.storage.write() as uow:
        student = uow.people.get(student_id)
        assert student is not None
        review = dialogue(school, "workshop_review")
        place = without_a_name(uow, SECRET, student, PLAN.id, review, at=school.clock())
        uow.commit()
    return place


def test_clock_of_the_tests_is_in_the_year_of_the_workshops(school: SmallSchool) -> None:
    assert school.clock() < dt.datetime(2027, 8, 31, tzinfo=dt.UTC)
    assert place_of(school.sacha).occasion == ""
