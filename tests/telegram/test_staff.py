"""The adults' side of the bot, as somebody with two students in a class uses it."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial

import pytest

from apbot.announcing import TOLD, announce
from apbot.channels.telegram import sentences, staff_sentences
from apbot.channels.telegram.menu import STAFF
from apbot.clock import system_clock
from apbot.conversation import handle
from apbot.enabling import new_link
from apbot.enrolment import sign_in
from dialogues import events as ev
from storage.records import Delivery, NewOutgoing, PersonKind
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool, place_of
from tests.botapi.state import Telegram
from tests.telegram.staffroom import (
    CANARY,
    Shift,
    menu_of,
    outcomes,
    plain,
    sends,
    sent_to,
    told,
    until,
)
from tests.telegram.stage import PUBLIC_URL, Stage, running
from tests.telegram.test_scenarios import begun, current

# -- the account -----------------------------------------------------------------------------------


async def test_an_adult_is_asked_by_their_name_and_gets_the_menu_of_staff(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    asked, *_ = [plain(text) for text in phone.reads]
    assert asked.endswith("Vous êtes bien Dominique LAURÉOLE ?")
    assert staff_sentences.TELEGRAM_KEEPS in asked
    await stage.until(lambda: menu_of(stage, phone) == [name for name, _ in STAFF])
    verbs = [verb for _, verb, _ in stage.school.audit("staff", stage.school.laureole.id)]
    assert verbs == ["read_telegram_notice", "link_telegram"]


async def test_who_presses_twice_at_the_door_is_let_in_once(stage: Stage) -> None:
    phone = stage.phone(900)
    adult = stage.school.laureole
    link = await stage.write(lambda uow: new_link(uow, adult, at=system_clock()))
    await stage.answered(phone, lambda: phone.starts(link.token))

    phone.presses("C'est bien moi", times=3)
    phone.types("/syntheses")
    await stage.until(lambda: staff_sentences.NOTHING_READY in map(plain, phone.reads))

    assert sum("est relié" in text for text in phone.reads) == 1
    assert all("disponible" not in text for text in phone.reads)


async def test_who_is_somebody_else_links_nothing(stage: Stage) -> None:
    phone = stage.phone(900)
    adult = stage.school.laureole
    link = await stage.write(lambda uow: new_link(uow, adult, at=system_clock()))
    await stage.answered(phone, lambda: phone.starts(link.token))

    said = await stage.answered(phone, lambda: phone.presses("Ce n'est pas moi"))

    assert plain(said) == staff_sentences.REFUSED.vous
    with stage.school.storage.read() as uow:
        assert uow.accounts.of(adult.id) is None


async def test_who_leaves_loses_the_menu_and_is_told_nothing_more(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    said = await stage.answered(phone, lambda: phone.types("/quitter"))
    assert plain(said) == staff_sentences.LEFT
    assert menu_of(stage, phone) == []
    await sends(stage, stage.school.sacha)

    assert "prête" not in phone.reads[-1]
    with stage.school.storage.read() as uow:
        assert uow.accounts.of(stage.school.laureole.id) is None


# -- what is ready ---------------------------------------------------------------------------------


async def test_a_referent_is_told_of_what_was_sent_on_the_page(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    said = await told(stage, phone, partial(sends, stage, stage.school.sacha))

    assert said == (
        "Une synthèse est prête pour votre élève de 2nde 3.\n"
        f"{PUBLIC_URL}/equipe/eleve/{stage.school.sacha.id}"
    )
    wire = "\n".join(sent_to(stage, phone))
    assert all(word not in wire for word in ("Sacha", "Pivoine", CANARY))
    line = (stage.school.laureole.id, TOLD, "done")
    await stage.until(lambda: line in stage.school.audit("student", stage.school.sacha.id))


async def test_a_referent_is_told_of_what_was_sent_on_telegram(stage: Stage) -> None:
    adult = await stage.linked(stage.school.laureole)
    phone = await stage.enrolled(stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses("On commence"))
    await stage.pass_to(phone, "voir un adulte")
    await stage.answered(phone, lambda: phone.types("non"))

    async def act() -> None:
        await stage.answered(phone, lambda: phone.types("envoyer"))

    assert "2nde 3" in await told(stage, adult, act)


async def test_nobody_else_is_told(stage: Stage) -> None:
    theirs = await stage.linked(stage.school.laureole, 900)
    other = await stage.linked(stage.school.garance, 901)

    await told(stage, theirs, partial(sends, stage, stage.school.sacha))

    assert all("prête" not in text for text in other.reads[2:])


async def test_what_became_ready_while_telegram_was_away_goes_in_one_message(
    stage: Stage,
) -> None:
    phone = await stage.linked(stage.school.laureole)

    def both(uow: UnitOfWork) -> None:
        for student in (stage.school.sacha, stage.school.noa):
            submitted = ev.Submitted(system_clock())
            handle(uow, stage.school.library, place_of(student), submitted)

    for student in (stage.school.sacha, stage.school.noa):
        stage.school.bring(student)
    said = await told(stage, phone, partial(stage.write, both))

    assert said == f"2 synthèses sont prêtes pour vos élèves de 2nde 3.\n{PUBLIC_URL}/equipe"
    await stage.until(lambda: outcomes(stage)["cancelled"] == 1)


async def test_the_same_sending_is_announced_once(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)
    await told(stage, phone, partial(sends, stage, stage.school.sacha))
    conversation = stage.conversation(stage.school.sacha)
    assert conversation is not None

    await stage.write(lambda uow: announce(uow, conversation, at=system_clock()))
    await stage.until(lambda: outcomes(stage)["cancelled"] == 1)

    assert sum("prête" in text for text in phone.reads[2:]) == 1


async def test_only_the_first_announcement_of_a_class_hour_makes_a_sound(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    await told(stage, phone, partial(sends, stage, stage.school.sacha))
    await told(stage, phone, partial(sends, stage, stage.school.noa))

    assert json.loads(sent_to(stage, phone)[-1])["disable_notification"] is True


async def test_a_right_that_ended_meanwhile_cancels_the_announcement(
    school: SmallSchool,
) -> None:
    at = system_clock()
    school.grant(until(school.garance, school.sacha, at + dt.timedelta(hours=1)))
    later = Shift(dt.timedelta(hours=2))
    async with running(school, Telegram(clock=system_clock), clock=later) as stage:
        phone = await stage.linked(school.garance)

        await sends(stage, school.sacha, at=at)
        await stage.until(lambda: outcomes(stage)["cancelled"] == 1)

        assert all("prête" not in text for text in phone.reads[2:])
        assert (school.garance.id, TOLD, "denied") in school.audit("student", school.sacha.id)


async def test_a_school_wide_announcement_never_keeps_a_student_waiting(stage: Stage) -> None:
    """300 announcements take twelve seconds: an answer overtakes nearly all of them."""
    phone = await stage.enrolled(stage.school.sacha)
    asked = await stage.answered(phone, lambda: phone.presses("On commence"))
    for number in range(1000, 1300):
        stage.phone(number).telegram.chat(number).started = True
    rows = [_announcement(number) for number in range(1000, 1300)]
    await stage.write(lambda uow: uow.outbox.add(rows))
    await stage.until(lambda: _announced(stage) >= 30)

    before = _announced(stage)
    answer = await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert answer != asked
    assert _announced(stage) - before < 60
    assert outcomes(stage)["pending"] > 100


# -- commands ------------------------------------------------------------------------------------


async def test_students_and_who_has_answered(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)
    await sends(stage, stage.school.sacha)

    said = await stage.answered(phone, lambda: phone.types("/eleves"))

    assert plain(said) == (
        "2nde 3 : 1 synthèse sur 2 élèves\n"
        "Synthèse à lire (1) : Sacha P.\n"
        "Pas commencé (1) : Noa V."
    )
    same = await stage.answered(phone, lambda: phone.types("Élèves"))
    one = await stage.answered(phone, lambda: phone.types("/eleves 2NDE 3"))
    assert said == same == one


async def test_who_blocked_the_bot_is_named_to_their_referent(stage: Stage) -> None:
    adult = await stage.linked(stage.school.laureole)
    phone = await begun(stage)
    await stage.quiet()
    phone.presses("Plutôt bien")
    phone.chat.blocked = True  # Telegram lost the update that says so: the answer is refused

    def is_gone() -> bool:
        with stage.school.storage.read() as uow:
            account = uow.accounts.of(stage.school.sacha.id)
        return account is not None and account.state == "gone"

    await stage.until(is_gone)
    said = await stage.answered(adult, lambda: adult.types("/eleves"))

    assert outcomes(stage)["refused"]
    assert plain(said).endswith("Injoignables sur Telegram (1) : Sacha P.")
    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "good"


async def test_a_link_to_the_page_is_asked_for_and_opens_once(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    said = await stage.answered(phone, lambda: phone.types("/connexion"))
    again = await stage.answered(phone, lambda: phone.types("connexion"))

    older, token = (text.rpartition(f"\n{PUBLIC_URL}/p/")[2] for text in (said, again))
    at = system_clock()
    assert not await stage.write(lambda uow: sign_in(uow, older, PersonKind.STAFF, at=at))
    entered = await stage.write(lambda uow: sign_in(uow, token, PersonKind.STAFF, at=at))
    assert entered is not None
    assert entered.person == stage.school.laureole
    assert not await stage.write(lambda uow: sign_in(uow, token, PersonKind.STAFF, at=at))


async def test_a_student_who_asks_for_such_a_link_gets_none(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.quiet()

    said = await stage.answered(phone, lambda: phone.types("/connexion"))

    assert "/p/" not in said
    with stage.school.storage.read() as uow:
        assert not [one for one in uow.links.of(stage.school.sacha.id) if one.channel == "web"]


async def test_the_sheets_to_read_with_their_links(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)
    nothing = await stage.answered(phone, lambda: phone.types("/syntheses"))
    await told(stage, phone, partial(sends, stage, stage.school.sacha))

    said = await stage.answered(phone, lambda: phone.types("/syntheses"))
    found = await stage.answered(phone, lambda: phone.types("/syntheses pivoine"))

    assert plain(nothing) == staff_sentences.NOTHING_READY
    assert plain(said) == (
        f"À lire :\nSacha P., 2nde 3\n{PUBLIC_URL}/equipe/eleve/{stage.school.sacha.id}"
    )
    assert found == said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/aide", staff_sentences.COMMANDS),
        ("/privacy", staff_sentences.READING_IS_NOTED),
        ("/urgence", "3114"),
        ("Bonjour, tout va bien ?", staff_sentences.OTHER),
        ("/mesreponses", sentences.UNKNOWN_COMMAND.vous),
        ("/start", "Bonjour Dominique Lauréole."),
    ],
)
async def test_each_thing_typed_has_its_answer(stage: Stage, typed: str, words: str) -> None:
    phone = await stage.linked(stage.school.laureole)

    said = plain(await stage.answered(phone, lambda: phone.types(typed)))

    assert plain(words) in said


async def test_what_is_no_text_gets_one_sentence_with_vous(stage: Stage) -> None:
    phone = await stage.linked(stage.school.laureole)

    said = await stage.answered(phone, phone.sends_voice)

    assert "Vous pouvez écrire" in said


def _announcement(number: int) -> NewOutgoing:
    body = {"chat_id": number, "text": "Le questionnaire est ouvert."}
    return NewOutgoing(
        dedupe_key=f"all:{number}",
        channel="telegram",
        chat_key=f"chat {number}",
        kind="say",
        payload=json.dumps({"method": "sendMessage", "body": body}),
        delivery=Delivery.AT_LEAST_ONCE,
        created_at=system_clock(),
        priority=1,
    )


def _announced(stage: Stage) -> int:
    return sum(
        call.chat_id is not None and call.chat_id >= 1000 for call in stage.telegram.history.calls
    )
