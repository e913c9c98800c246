"""What is not theirs (reliability: S4), and a sheet as PDF."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from apbot.announcing import About
from apbot.channels.telegram import enrolment, sentences, staff_buttons, staff_sentences
from apbot.channels.telegram.staff import SHEET
from apbot.clock import system_clock
from dialogues.definition import Address
from storage.records import Delivery, NewOutgoing
from storage.unit_of_work import UnitOfWork
from tests.apbot.school import SmallSchool
from tests.botapi.faults import Fault, Kind
from tests.botapi.state import Telegram
from tests.telegram.staffroom import (
    CANARY,
    PDF,
    Shift,
    documents,
    nothing_of_robin,
    outcomes,
    plain,
    sends,
    sent_to,
    told,
    until,
)
from tests.telegram.stage import PUBLIC_URL, SECRET, Stage, desk_of, running

# -- what is not theirs (reliability S4) ----------------------------------------------------------


async def test_another_class_and_one_that_does_not_exist_get_the_same_words(stage: Stage) -> None:
    school = stage.school
    phone = await stage.linked(school.laureole)
    await sends(stage, school.robin)

    said = {
        plain(await stage.answered(phone, partial(phone.types, typed)))
        for typed in ("/eleves 2nde 4", "/eleves 2nde 9", "/syntheses Coriandre", "/syntheses Zut")
    }

    assert said == {staff_sentences.NOT_FOUND}
    denied = [line for line in school.audit("class", "") if line[2] == "denied"]
    assert [verb for _, verb, _ in denied] == ["list", "list", "read_sheet", "read_sheet"]
    assert nothing_of_robin(stage, phone)


async def test_a_student_who_types_the_commands_of_staff_meets_unknown_ones(stage: Stage) -> None:
    phone = await stage.enrolled(stage.school.sacha)
    class_id = stage.school.sacha.class_id or ""

    said = {
        await stage.answered(phone, partial(phone.types, typed))
        for typed in ("/eleves", "/syntheses", "/rien")
    }

    assert {plain(text) for text in said} == {sentences.UNKNOWN_COMMAND.to(Address.TU)}
    denied = (stage.school.sacha.id, "list", "denied")
    assert stage.school.audit("class", class_id) == [denied, denied]


@pytest.fixture
async def as_pdf(school: SmallSchool) -> AsyncIterator[Stage]:
    """The school lets its referents receive sheets on Telegram."""
    async with running(school, Telegram(clock=system_clock), decided=PDF) as stage:
        yield stage


async def test_an_old_button_is_worth_nothing_once_the_right_has_ended(
    school: SmallSchool,
) -> None:
    at, shift = system_clock(), Shift()
    school.grant(until(school.garance, school.sacha, at + dt.timedelta(hours=1)))
    telegram = Telegram(clock=system_clock)
    async with running(school, telegram, decided=PDF, clock=shift) as stage:
        phone = await stage.linked(school.garance)
        await told(stage, phone, partial(sends, stage, school.sacha))

        shift.by = dt.timedelta(hours=2)
        said = await stage.answered(phone, lambda: phone.presses(staff_sentences.SHEET_LABEL))

        assert plain(said) == staff_sentences.NOT_AVAILABLE
        assert documents(phone) == []
        assert (school.garance.id, "read_sheet", "denied") in school.audit(
            "student", school.sacha.id
        )


async def test_a_sheet_asked_for_in_time_and_sent_too_late_is_cancelled(
    school: SmallSchool,
) -> None:
    at, shift = system_clock(), Shift()
    school.grant(until(school.garance, school.sacha, at + dt.timedelta(hours=1)))
    telegram = Telegram(clock=system_clock)
    async with running(school, telegram, decided=PDF, clock=shift) as stage:
        phone = await stage.linked(school.garance)
        await told(stage, phone, partial(sends, stage, school.sacha))

        shift.by = dt.timedelta(hours=2)
        with school.storage.read() as uow:
            account = uow.accounts.of(school.garance.id)
        assert account is not None
        row = _asked_for(About(school.garance.id, school.sacha.id), account.chat_key)
        await stage.write(lambda uow: uow.outbox.add([row]))
        await stage.until(lambda: outcomes(stage)["cancelled"] == 1)

        assert documents(phone) == []
        denied = (school.garance.id, "read_sheet", "denied")
        assert denied in school.audit("student", school.sacha.id)


@pytest.mark.parametrize("again", ["", "another chat"], ids=["left", "linked elsewhere"])
async def test_what_waits_for_a_chat_that_is_theirs_no_more_is_cancelled(
    as_pdf: Stage, again: str
) -> None:
    stage, school = as_pdf, as_pdf.school
    phone = await stage.linked(school.laureole)
    with school.storage.read() as uow:
        account = uow.accounts.of(school.laureole.id)
    assert account is not None
    row = _asked_for(About(school.laureole.id, school.sacha.id), account.chat_key)
    await sends(stage, school.sacha)

    def leaves(uow: UnitOfWork) -> None:
        uow.outbox.add([row])
        enrolment.leave(uow, school.laureole.id, at=system_clock())
        if again:
            uow.accounts.link(replace(account, chat_key=again, chat_id=901))

    await stage.write(leaves)
    await stage.until(lambda: outcomes(stage)["pending"] == 0)

    assert documents(phone) == []
    assert outcomes(stage)["cancelled"] >= 1
    assert outcomes(stage)["refused"] == 0


async def test_buttons_made_by_hand_get_the_words_of_one_that_is_unknown(as_pdf: Stage) -> None:
    stage, school = as_pdf, as_pdf.school
    phone = await stage.linked(school.laureole)
    await sends(stage, school.robin)
    await told(stage, phone, partial(sends, stage, school.sacha))
    message = phone.bot_messages()[-1]
    key = desk_of(school.library).key_of(phone.user_id)
    made = staff_buttons.stamp(school.robin.id, chat_key=key, secret=b"guessed")
    theirs = staff_buttons.stamp(school.sacha.id, chat_key=key, secret=b"guessed")
    elsewhere = staff_buttons.stamp(school.sacha.id, chat_key="another chat", secret=SECRET)
    ours = staff_buttons.stamp(school.robin.id, chat_key=key, secret=SECRET)
    unknown = staff_buttons.stamp("0" * 32, chat_key=key, secret=SECRET)

    said = set()
    for data in (
        made,
        ours,
        unknown,
        theirs,
        elsewhere,
        "f" + "x" * 22 + "." + "y" * 12,
        "o1.2.AAAAAAAAAAAA",
        "é",
    ):
        said.add(
            plain(
                await stage.answered(
                    phone, partial(stage.telegram._press, phone.chat, message, data)
                )
            )
        )

    assert said == {staff_sentences.NOT_AVAILABLE}
    denied = (school.laureole.id, "read_sheet", "denied")
    assert school.audit("student", school.robin.id).count(denied) == 2
    assert school.audit("student", "0" * 32) == [denied]
    assert documents(phone) == []
    assert nothing_of_robin(stage, phone)


# -- a sheet as PDF ------------------------------------------------------------------------------


async def test_a_sheet_comes_as_a_protected_pdf_and_the_reading_is_on_record(
    as_pdf: Stage,
) -> None:
    stage, school = as_pdf, as_pdf.school
    phone = await stage.linked(school.laureole)
    read = (school.laureole.id, "read_sheet", "read")
    words = await told(stage, phone, partial(sends, stage, school.sacha))
    assert words == "Une synthèse est prête pour votre élève de 2nde 3."
    assert read not in school.audit("student", school.sacha.id)

    phone.presses(staff_sentences.SHEET_LABEL)
    await stage.until(lambda: bool(documents(phone)))

    (message,) = documents(phone)
    assert message["has_protected_content"] is True
    assert message["document"]["file_name"] == "synthese.pdf"
    assert "caption" not in message
    content = stage.telegram.files[message["document"]["file_id"]].content
    assert content.startswith(b"%PDF-")
    assert read in school.audit("student", school.sacha.id)
    assert all(CANARY not in params for params in sent_to(stage, phone))


async def test_a_pdf_that_telegram_would_not_take_yet_comes_later(as_pdf: Stage) -> None:
    stage, school = as_pdf, as_pdf.school
    phone = await stage.linked(school.laureole)
    await told(stage, phone, partial(sends, stage, school.sacha))
    stage.telegram.faults.add(Fault(Kind.LIMITED, method="sendDocument", seconds=0.1))

    phone.presses(staff_sentences.SHEET_LABEL)
    await stage.until(lambda: bool(documents(phone)))

    assert len(documents(phone)) == 1


async def test_the_sheets_ready_are_names_to_touch(as_pdf: Stage) -> None:
    stage = as_pdf
    phone = await stage.linked(stage.school.laureole)
    await told(stage, phone, partial(sends, stage, stage.school.sacha))

    said = await stage.answered(phone, lambda: phone.types("/syntheses"))
    phone.presses("Sacha P., 2nde 3")
    await stage.until(lambda: bool(documents(phone)))

    assert plain(said) == f"{staff_sentences.TOUCH_A_NAME}\n{PUBLIC_URL}/equipe"
    again = await stage.answered(phone, lambda: phone.types("/eleves"))
    assert "Synthèse lue (1) : Sacha P." in plain(again)


def _asked_for(about: About, chat_key: str) -> NewOutgoing:
    return NewOutgoing(
        dedupe_key="asked for",
        channel="telegram",
        chat_key=chat_key,
        kind=SHEET,
        payload=json.dumps({"method": SHEET, "body": about.to_json()}),
        delivery=Delivery.AT_LEAST_ONCE,
        created_at=system_clock(),
    )
