"""What goes wrong on a phone: presses twice, old buttons, words that cross, edits, strangers."""

from __future__ import annotations

from functools import partial

from apbot.channels.telegram import sentences
from dialogues.answers import Visibility
from dialogues.definition import Address
from storage.records import Person
from tests.botapi.students import Student
from tests.telegram.stage import Stage


def current(stage: Stage, person: Person, question: str) -> object:
    return next(
        (
            past.answer.value
            for past in stage.school.history(person)
            if past.answer.question == question and past.superseded_at is None
        ),
        None,
    )


def revisions(stage: Stage, person: Person, question: str) -> int:
    return sum(past.answer.question == question for past in stage.school.history(person))


async def begun(stage: Stage) -> Student:
    phone = await stage.enrolled(stage.school.sacha)
    await stage.answered(phone, lambda: phone.presses("On commence"))
    return phone


# -- the door ----------------------------------------------------------------------------------


async def test_stranger_wrong_token_and_used_token_get_the_same_answer(stage: Stage) -> None:
    door = sentences.DOOR.to(Address.TU).replace(" ?", "\u00a0?")
    used = await stage.link_for(stage.school.sacha)
    first = stage.phone(1)
    await stage.answered(first, lambda: first.starts(used))
    await stage.answered(first, lambda: first.presses("C'est bien moi"))
    await stage.answered(first, lambda: first.presses("Continuer sur Telegram"))

    said = set()
    for number, payload in ((2, ""), (3, "wrong"), (4, used)):
        phone = stage.phone(number)
        said.add(await stage.answered(phone, partial(phone.starts, payload)))
    words = stage.phone(5)
    said.add(await stage.answered(words, lambda: words.types("bonjour")))

    assert said == {door}


async def test_account_is_muted_after_five_wrong_tokens(stage: Stage) -> None:
    phone = stage.phone()
    for number in range(5):
        await stage.answered(phone, partial(phone.starts, f"wrong{number}"))
    token = await stage.link_for(stage.school.sacha)
    other = stage.phone(7)

    phone.starts(token)
    await stage.answered(other, lambda: other.types("bonjour"))

    assert "Tu es bien" not in " ".join(phone.reads)


async def test_link_works_only_where_the_class_may_use_telegram(stage: Stage) -> None:
    token = await stage.link_for(stage.school.sacha)
    class_id = stage.school.sacha.class_id or ""
    await stage.write(lambda uow: uow.people.allow_telegram(class_id, allowed=False))
    phone = stage.phone()

    said = await stage.answered(phone, lambda: phone.starts(token))

    assert "ouvre le lien" in said


async def test_it_is_not_me_links_nothing(stage: Stage) -> None:
    phone = stage.phone()
    token = await stage.link_for(stage.school.sacha)
    await stage.answered(phone, lambda: phone.starts(token))

    said = await stage.answered(phone, lambda: phone.presses("Ce n'est pas moi"))

    assert "rien n'est relié" in said
    with stage.school.storage.read() as uow:
        assert uow.accounts.of(stage.school.sacha.id) is None


async def test_second_link_never_rebinds_an_account(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    other = await stage.link_for(stage.school.noa)

    said = await stage.answered(phone, lambda: phone.starts(other))

    assert "/quitter" in said
    with stage.school.storage.read() as uow:
        account = uow.accounts.of(stage.school.sacha.id)
        assert account is not None
        assert uow.accounts.of(stage.school.noa.id) is None


async def test_who_leaves_is_a_stranger_again_and_keeps_their_answers(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    await stage.answered(phone, lambda: phone.types("/quitter"))
    said = await stage.answered(phone, lambda: phone.types("bonjour"))

    assert "ouvre le lien" in said
    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "good"


# -- presses -------------------------------------------------------------------------------------


async def test_same_press_delivered_three_times_counts_once(stage: Stage) -> None:
    phone = await begun(stage)

    await stage.answered(phone, lambda: phone.presses("Plutôt bien", times=3))
    await stage.answered(phone, lambda: phone.types("je passe"))

    assert revisions(stage, stage.school.sacha, "welcome.first_weeks") == 1


async def test_answered_question_shows_its_answer_and_loses_its_buttons(stage: Stage) -> None:
    phone = await begun(stage)

    await stage.answered(phone, lambda: phone.presses("Plutôt bien"))
    await stage.until(
        lambda: any("Réponse : Plutôt bien" in t.replace("\u00a0", " ") for t in phone.reads)
    )

    assert "Difficilement" not in phone.buttons


async def test_press_on_an_older_question_offers_to_correct_it(stage: Stage) -> None:
    phone = await begun(stage)
    asked = phone.bot_messages()[-1]
    data = next(
        button["callback_data"]
        for row in asked["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "Très bien"
    )
    await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    said = await stage.answered(phone, lambda: stage.telegram._press(phone.chat, asked, data))
    assert "Veux-tu corriger" in said
    again = await stage.answered(phone, lambda: phone.presses("Corriger cette réponse"))
    assert "premières semaines" in again
    await stage.answered(phone, lambda: phone.presses("Très bien"))

    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "great"


async def test_button_made_by_hand_is_nothing(stage: Stage) -> None:
    phone = await begun(stage)
    message = phone.bot_messages()[-1]

    stage.telegram._press(phone.chat, message, "o2.3.AAAAAAAAAAAA")
    await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "good"


# -- words ---------------------------------------------------------------------------------------


async def test_three_messages_in_one_breath_are_parts_of_the_one_question(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.pass_to(phone, "autre chose d'utile")

    def in_one_breath() -> None:
        for words in ("Je prends le car", "à six heures", "le lundi"):
            phone.types(words)

    await stage.answered(phone, in_one_breath)
    await stage.answered(phone, lambda: phone.types("non"))

    said = current(stage, stage.school.sacha, "welcome.free_word")
    assert said == "Je prends le car\nà six heures\nle lundi"
    assert current(stage, stage.school.sacha, "welcome.meeting_request") == "no"


async def test_parts_of_the_last_question_stand_in_the_review(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.answered(phone, lambda: phone.presses("Difficilement"))
    await stage.answered(phone, lambda: phone.presses("Non"))  # offered now, so not at the end
    await stage.pass_to(phone, "autre chose d'utile")

    def in_one_breath() -> None:
        for words in ("Je prends le car", "à six heures", "le lundi"):
            phone.types(words)

    said = await stage.answered(phone, in_one_breath)
    assert "Rien n'est encore envoyé" in said
    whole = "Je prends le car\nà six heures\nle lundi"
    await stage.until(lambda: whole in phone.reads[-1])

    assert current(stage, stage.school.sacha, "welcome.free_word") == whole


async def test_edited_message_is_a_new_revision_while_it_is_open(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.answered(phone, lambda: phone.types("plutôt bien"))

    said = await stage.answered(phone, lambda: phone.edits("très bien"))

    assert "C'est corrigé" in said
    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "great"
    assert revisions(stage, stage.school.sacha, "welcome.first_weeks") == 2


async def test_edit_after_sending_is_refused_with_a_sentence(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.answered(phone, lambda: phone.types("plutôt bien"))
    edited = phone.own_messages()[-1]["message_id"]
    await stage.pass_to(phone, "voir un adulte")
    await stage.answered(phone, lambda: phone.types("non"))
    await stage.answered(phone, lambda: phone.types("envoyer"))

    said = await stage.answered(phone, lambda: phone.edits("très bien", edited))

    assert "pendant l'entretien" in said
    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "good"


async def test_hostile_words_come_back_as_they_were_written(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.pass_to(phone, "autre chose d'utile")
    hostile = "<b>*_[x](tg://user?id=1)_*</b> {{7*7}} =HYPERLINK() \u202e zzz 👩‍👩‍👧"

    await stage.answered(phone, lambda: phone.types(hostile))
    await stage.answered(phone, lambda: phone.types("non"))

    assert current(stage, stage.school.sacha, "welcome.free_word") == hostile
    assert any(hostile in text for text in phone.reads)


async def test_words_that_alarm_open_the_card_and_stay_private(stage: Stage) -> None:
    phone = await begun(stage)
    await stage.pass_to(phone, "autre chose d'utile")

    said = await stage.answered(phone, lambda: phone.types("j'ai envie de mourir"))

    assert "3114" in said
    kept = [
        past.answer
        for past in stage.school.history(stage.school.sacha)
        if past.answer.question == "welcome.free_word"
    ]
    assert [answer.visibility for answer in kept] == [Visibility.MINE]


# -- where they are -------------------------------------------------------------------------------


async def test_who_blocked_the_bot_is_known_as_gone_and_welcome_back(stage: Stage) -> None:
    phone = await begun(stage)

    phone.blocks()

    def state() -> str:
        with stage.school.storage.read() as uow:
            account = uow.accounts.of(stage.school.sacha.id)
        return account.state if account else ""

    other = stage.phone(9)
    await stage.answered(other, lambda: other.types("bonjour"))
    assert state() == "gone"
    await stage.answered(phone, phone.starts)
    assert state() == "active"


async def test_poison_stops_nobody(stage: Stage) -> None:
    phone = await begun(stage)

    stage.telegram.arrives(phone.chat, {"text": "\ud800\u0000"})
    stage.telegram.arrives(phone.chat, {"strange": {"deep": [[[[]]]]}})
    await stage.answered(phone, lambda: phone.presses("Plutôt bien"))

    assert current(stage, stage.school.sacha, "welcome.first_weeks") == "good"


async def test_conversation_goes_on_where_the_web_left_it(stage: Stage) -> None:
    phone = await begun(stage)
    stage.school.bring(stage.school.sacha, to="welcome.strengths")

    said = await stage.answered(phone, lambda: phone.types("/start"))

    assert "points forts" in said
