"""Codes tried one after another: by one account, by a thousand, by who had a link once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator

import pytest

from apbot.channels.telegram import sentences
from apbot.channels.telegram.deciding import Desk
from apbot.channels.telegram.enrolment import ALARM_AFTER, MUTED_AFTER, MUTED_FOR
from apbot.enabling import hand_out, last_alarm
from apbot.library import Library
from apbot.school import School
from apbot.tokens import new_token
from dialogues.definition import Address
from tests.apbot.school import SmallSchool
from tests.botapi.students import Student
from tests.clock import FakeClock
from tests.telegram.direct import Direct, direct

pytestmark = pytest.mark.parametrize("storage", ["sqlite"], indirect=True)
DOOR = sentences.DOOR.to(Address.TU)


@pytest.fixture
async def line(school: SmallSchool, library: Library, clock: FakeClock) -> AsyncIterator[Direct]:
    desk = Desk(library, School(name="lycée Exemple"), b"a secret of the tests")
    async with direct(school.storage, desk, clock) as line:
        with school.storage.write() as uow:
            uow.people.allow_telegram(school.sacha.class_id or "", allowed=True)
            uow.commit()
        yield line


def links(school: SmallSchool) -> dict[str, str]:
    """By given name."""
    with school.storage.write() as uow:
        handed = hand_out(uow, "2nde 3", at=school.clock())
        uow.commit()
    return {link.person.given_name: link.token for link in handed.links}


def alarm(school: SmallSchool) -> dt.datetime | None:
    with school.storage.read() as uow:
        return last_alarm(uow)


async def test_one_account_with_ten_thousand_codes_is_answered_five_times(
    line: Direct, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    codes = [new_token() for _ in range(10_000)]
    links(school)
    phone = Student(line.telegram, 42)

    for code in codes:
        phone.starts(code)
    await line.settled(seconds=120)

    assert phone.reads == [DOOR] * MUTED_AFTER
    # Who is muted costs no call: neither a word nor the deletion of what they sent.
    assert len(phone.own_messages()) == len(codes) - MUTED_AFTER
    with school.storage.read() as uow:
        assert not uow.accounts.all_active()
    # One account is muted; it takes many to raise the alarm.
    assert alarm(school) is None
    assert not [code for code in codes if code in caplog.text]


async def test_a_thousand_accounts_with_ten_codes_each_raise_one_alarm(
    line: Direct, school: SmallSchool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    phones = [Student(line.telegram, number) for number in range(1, 1001)]
    codes = [new_token() for _ in range(10)]

    for code in codes:
        for phone in phones:
            phone.starts(code)
    await line.settled(seconds=120)

    assert {text for phone in phones for text in phone.reads} == {DOOR}
    assert {len(phone.reads) for phone in phones} == {MUTED_AFTER}
    assert alarm(school) == school.clock()
    warned = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert warned == [
        f"Telegram : {ALARM_AFTER} liens faux essayés depuis {ALARM_AFTER} comptes en 15 minutes."
    ]
    assert ("unknown_account", "wrong_links", "alarm") in school.audit("channel", "telegram")
    assert not [code for code in codes if code in caplog.text]
    with school.storage.read() as uow:
        assert not uow.accounts.all_active()


async def test_the_alarm_is_raised_again_when_it_goes_on(
    line: Direct, school: SmallSchool, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def many(first: int) -> None:
        for number in range(first, first + ALARM_AFTER):
            Student(line.telegram, number).starts("wrong")
        await line.settled()

    await many(1)
    await many(1001)
    raised = alarm(school)
    clock.advance(hours=2)
    await many(2001)

    assert raised is not None
    assert alarm(school) == clock()
    assert sum(record.levelno == logging.WARNING for record in caplog.records) == 2


async def test_who_was_muted_may_come_in_after_a_while(
    line: Direct, school: SmallSchool, clock: FakeClock
) -> None:
    token, phone = links(school)["Sacha"], Student(line.telegram, 42)
    for _ in range(MUTED_AFTER):
        assert await line.says(phone, lambda: phone.starts("wrong")) == [DOOR]

    assert await line.says(phone, lambda: phone.starts(token)) == []
    clock.now += MUTED_FOR + dt.timedelta(seconds=1)

    assert await line.says(phone, lambda: phone.starts(token)) == ["Tu es bien Sacha P. ?"]


async def test_wrong_expired_revoked_and_used_links_read_the_same(
    line: Direct, school: SmallSchool, clock: FakeClock
) -> None:
    revoked, used = links(school)["Noa"], links(school)["Sacha"]
    theirs = Student(line.telegram, 1)
    await line.says(theirs, lambda: theirs.starts(used))
    for label in ("C'est bien moi", "Continuer sur Telegram"):
        await line.says(theirs, lambda label=label: theirs.presses(label))  # type: ignore[misc]
    expired = links(school)["Noa"]
    clock.advance(days=14)

    said = []
    for number, code in enumerate(("wrong", revoked, used, expired, new_token()), start=2):
        phone = Student(line.telegram, number)
        said.append(await line.says(phone, lambda phone=phone, code=code: phone.starts(code)))  # type: ignore[misc]

    assert said == [[DOOR]] * 5
