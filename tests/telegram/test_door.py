"""The door: whose account it is, what is read before, and what a link is worth afterwards."""

from __future__ import annotations

import hashlib

from apbot.channels.telegram import notice
from apbot.channels.telegram.enrolment import STRANGER
from apbot.clock import system_clock
from apbot.enabling import new_link
from dialogues.definition import Address
from storage.records import Person, TelegramAccount
from tests.botapi.students import Student
from tests.telegram.stage import Stage

IT_IS_ME = "C'est bien moi"
TEXTS = {
    "2026-11": {
        Address.TU: "d672b59ed2f3",
        Address.VOUS: "772d233e9f93",
    }
}
"""The start of the SHA-256 of every text that was ever shown, by version: never changed."""


def account_of(stage: Stage, person: Person) -> TelegramAccount | None:
    with stage.school.storage.read() as uow:
        return uow.accounts.of(person.id)


async def asked(stage: Stage, person: Person, number: int = 42) -> tuple[Student, str]:
    """Somebody who came with this student's link, and the link."""
    phone, token = stage.phone(number), await stage.link_for(person)
    await stage.answered(phone, lambda: phone.starts(token))
    return phone, token


# -- what Telegram keeps -------------------------------------------------------------------------


async def test_nothing_is_linked_before_what_telegram_keeps_was_read(stage: Stage) -> None:
    phone, _ = await asked(stage, stage.school.sacha)

    said = await stage.answered(phone, lambda: phone.presses(IT_IS_ME))

    assert "sa propre copie" in said
    assert "sans chiffrement de bout en bout" in said
    assert "page web" in said
    assert account_of(stage, stage.school.sacha) is None


async def test_which_text_was_read_is_kept_with_the_account(stage: Stage) -> None:
    sacha = stage.school.sacha
    await stage.enrolled(sacha)

    done = stage.school.audit("student", sacha.id)

    read = notice.name_of(Address.TU)
    assert (sacha.id, "read_telegram_notice", read) in done
    assert (sacha.id, "link_telegram", "done") in done


def test_a_text_that_changes_is_another_version() -> None:
    for address in TEXTS[notice.VERSION]:
        digest = hashlib.sha256(notice.TEXT.to(address).encode()).hexdigest()[:12]
        assert TEXTS[notice.VERSION][address] == digest
        assert notice.name_of(address) == f"{notice.VERSION} {address.value} {digest}"


async def test_who_prefers_the_web_page_keeps_a_link_that_works(stage: Stage) -> None:
    phone, token = await asked(stage, stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses(IT_IS_ME))

    said = await stage.answered(phone, lambda: phone.presses("Je préfère la page web"))

    assert "rien n'est relié" in said
    assert account_of(stage, stage.school.sacha) is None
    again = await stage.answered(phone, lambda: phone.starts(token))
    assert "Tu es bien Sacha P." in again


async def test_privacy_says_the_same_at_any_time(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)

    said = await stage.answered(phone, lambda: phone.types("/privacy"))

    assert notice.TEXT.tu.replace(" ;", "\u00a0;").replace(" :", "\u00a0:") in said
    assert "/quitter" in said


# -- presses at the door -------------------------------------------------------------------------


async def test_door_is_answered_by_words_as_by_its_buttons(stage: Stage) -> None:
    phone, _ = await asked(stage, stage.school.sacha)

    unclear = await stage.answered(phone, lambda: phone.types("euh"))
    notice_shown = await stage.answered(phone, lambda: phone.types("Oui c'est moi"))
    let_in = await stage.answered(phone, lambda: phone.types("ok"))

    assert unclear.startswith("Touche un des deux boutons au-dessus, ou écris")
    assert "Elle garde sa propre copie" in notice_shown
    assert let_in.startswith("Bonjour Sacha.")
    assert account_of(stage, stage.school.sacha) is not None


async def test_no_at_the_door_links_nothing(stage: Stage) -> None:
    phone, token = await asked(stage, stage.school.sacha)

    not_me = await stage.answered(phone, lambda: phone.types("non"))
    await stage.answered(phone, lambda: phone.starts(token))
    await stage.answered(phone, lambda: phone.types("oui"))
    web = await stage.answered(phone, lambda: phone.types("je préfère la page web"))
    stranger = await stage.answered(phone, lambda: phone.types("oui"))

    assert not_me.startswith("D'accord, rien n'est relié.")
    assert "lien personnel dans ton navigateur" in web
    assert stranger.startswith("Pour commencer, ouvre le lien")
    assert account_of(stage, stage.school.sacha) is None


async def test_adult_may_answer_the_door_by_words(stage: Stage) -> None:
    link = await stage.write(lambda uow: new_link(uow, stage.school.laureole, at=system_clock()))
    adult = stage.phone(900)
    await stage.answered(adult, lambda: adult.starts(link.token))

    unclear = await stage.answered(adult, lambda: adult.types("euh"))
    let_in = await stage.answered(adult, lambda: adult.types("oui"))

    assert unclear.startswith("Touchez un des deux boutons au-dessus, ou écrivez")
    assert "est relié" in let_in
    assert account_of(stage, stage.school.laureole) is not None


async def test_it_is_me_pressed_twice_is_said_once(stage: Stage) -> None:
    phone, _ = await asked(stage, stage.school.sacha)

    await stage.answered(phone, lambda: phone.presses(IT_IS_ME, times=3))
    await stage.answered(phone, lambda: phone.presses("Continuer sur Telegram", times=2))
    await stage.until(lambda: "On commence" in phone.buttons)

    assert sum("sa propre copie" in text for text in phone.reads) == 1
    assert phone.buttons.count("On commence") == 1


async def test_going_on_is_worth_nothing_to_who_did_not_say_who_they_are(stage: Stage) -> None:
    phone, token = await asked(stage, stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses(IT_IS_ME))
    message = phone.bot_messages()[-1]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.answered(phone, lambda: phone.starts(token))

    said = await stage.answered(phone, lambda: stage.telegram._press(phone.chat, message, data))

    assert "ouvre le lien" in said
    assert account_of(stage, stage.school.sacha) is None


# -- one student for an account, one account for a student ---------------------------------------


async def test_own_link_pressed_again_goes_on_where_it_was(stage: Stage) -> None:
    phone, token = await asked(stage, stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses(IT_IS_ME))
    await stage.answered(phone, lambda: phone.presses("Continuer sur Telegram"))
    await stage.until(lambda: "On commence" in phone.buttons)

    await stage.answered(phone, lambda: phone.starts(token))

    assert phone.buttons.count("On commence") == 2
    assert not [
        line for line in stage.school.audit("student", stage.school.sacha.id) if "used" in line[1]
    ]


async def test_leaked_link_asks_who_and_the_first_to_say_so_has_it(stage: Stage) -> None:
    sacha = stage.school.sacha
    thief, token = await asked(stage, sacha, 1)
    theirs = stage.phone(2)
    await stage.answered(theirs, lambda: theirs.starts(token))
    assert "Tu es bien Sacha P." in thief.reads[-1].replace("\u00a0", " ")
    for label in (IT_IS_ME, "Continuer sur Telegram"):
        await stage.answered(thief, lambda label=label: thief.presses(label))  # type: ignore[misc]

    said = await stage.answered(theirs, lambda: theirs.presses(IT_IS_ME))
    again = await stage.answered(theirs, lambda: theirs.starts(token))

    assert said == again
    assert "ouvre le lien" in said
    # The staff see that a link which was taken goes round.
    assert (STRANGER, "open_used_link", "denied") in stage.school.audit("student", sacha.id)


async def test_who_has_an_account_cannot_try_links_without_end(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    other = await stage.link_for(stage.school.noa)
    for _ in range(5):
        assert "/quitter" in await stage.answered(phone, lambda: phone.starts("wrong"))
    before = len(phone.reads)

    phone.starts(other)
    await stage.answered(phone, lambda: phone.types("/aide"))

    assert not any("déjà relié" in text for text in phone.reads[before:])
    assert account_of(stage, stage.school.noa) is None


async def test_words_that_alarm_open_the_card_to_a_stranger_too(stage: Stage) -> None:
    phone = stage.phone()

    assert "3114" in await stage.answered(phone, lambda: phone.types("j'ai envie de mourir"))
    assert "3114" in await stage.answered(phone, lambda: phone.types("/urgence"))
    assert "ouvre le lien" in await stage.answered(phone, lambda: phone.types("bonjour"))
