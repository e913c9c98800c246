"""A student on Telegram, through the real service and an emulated Bot API on a real port."""

from __future__ import annotations

import pytest

from dialogues.snapshot import Phase
from tests.telegram.stage import Stage, Way

by_every_way = pytest.mark.parametrize("way", list(Way))


@by_every_way
async def test_student_is_let_in_once_and_the_token_goes_from_the_chat(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)

    assert not any("/start" in message.get("text", "") for message in phone.own_messages())
    assert any("Sacha" in text for text in phone.reads)


@by_every_way
async def test_whole_questionnaire_is_answered_and_sent(stage: Stage) -> None:
    sacha = stage.school.sacha
    phone = await stage.enrolled(sacha)
    phone.presses("On commence")
    await stage.until(lambda: "Plutôt bien" in phone.buttons)
    phone.presses("Plutôt bien")
    await stage.until(lambda: any(text.startswith("(2/25)") for text in phone.reads))
    phone.presses("La curiosité")
    await stage.until(lambda: "✓ La curiosité" in phone.buttons)
    phone.presses("L'écoute")
    await stage.until(lambda: "✓ L'écoute" in phone.buttons)
    await stage.answered(phone, lambda: phone.presses("Valider"))
    await stage.pass_to(phone, "Veux-tu voir un adulte")
    review = await stage.answered(phone, lambda: phone.types("non"))
    assert "Rien n'est encore envoyé" in review
    assert "1. Premières semaines : Plutôt bien" in review
    sent = await stage.answered(phone, lambda: phone.types("envoyer"))
    assert "Merci, c'est envoyé" in sent

    conversation = stage.conversation(sacha)
    assert conversation is not None
    assert conversation.phase == Phase.SUBMITTED
    current = {
        past.answer.question: past.answer.value
        for past in stage.school.history(sacha)
        if past.superseded_at is None
    }
    assert current["welcome.first_weeks"] == "good"
    assert current["welcome.strengths"] == ("curiosity", "listening")
