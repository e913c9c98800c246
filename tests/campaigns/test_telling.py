"""Rows that hold no words, asked again when they go out, then said in plain French."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import pytest

from apbot.calendar import Rhythm
from apbot.campaigns.looking import Told
from apbot.campaigns.making import pause
from apbot.campaigns.sentences import sentences
from apbot.campaigns.telling import Announced, Due, put_in_outbox, to_say
from apbot.campaigns.ticking import Ticker
from apbot.rhythms import choose
from dialogues.definition import Address
from storage.records import Outgoing, Person, TelegramAccount
from storage.scheduled import Asked
from tests.campaigns.school import DAY, LIBRARY, THURSDAY, School

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def school() -> School:
    return School()


def reachable(school: School, name: str) -> Person:
    person = school.student(name)
    with school.storage.write() as uow:
        uow.accounts.link(TelegramAccount(person.id, f"key of {name}", 7, "active", THURSDAY))
        uow.commit()
    return person


def waiting(school: School, at: dt.datetime) -> Sequence[Outgoing]:
    """What the tick puts in the outbox."""
    with school.storage.write() as uow:
        Ticker(LIBRARY, school.calendar, put_in_outbox).tick(uow, at=at)
        uow.commit()
    with school.storage.read() as uow:
        return uow.outbox.due("telegram", at=at, limit=99)


def said(school: School, row: Outgoing, at: dt.datetime) -> tuple[Due, ...] | dt.datetime:
    with school.storage.write() as uow:
        found = to_say(uow, Announced.of(row), school.calendar, at=at)
        uow.commit()
    return found


def test_a_row_holds_no_word_and_who_has_no_channel_has_none(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 2))
    reachable(school, "2nde 3 n1")
    (row,) = waiting(school, THURSDAY)
    assert set(json.loads(row.payload)["body"]) == {"person", "items"}
    assert row.chat_key == "key of 2nde 3 n1"
    assert row.priority == 1, "a reply goes before it"
    found = said(school, row, THURSDAY)
    assert isinstance(found, tuple)
    assert [due.told for due in found] == [Told.INVITED]


def test_what_lost_its_reason_is_not_said(school: School) -> None:
    campaign = school.campaign(school.add_class("2nde 3", 1))
    alix = reachable(school, "2nde 3 n1")
    (row,) = waiting(school, THURSDAY)
    school.begins(alix, THURSDAY + HOUR)
    assert said(school, row, THURSDAY + HOUR) == ()
    with school.storage.write() as uow:
        pause(uow, campaign)
        uow.commit()
    assert said(school, row, THURSDAY) == ()


def test_who_has_left_is_told_nothing(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 1))
    alix = reachable(school, "2nde 3 n1")
    (row,) = waiting(school, THURSDAY)
    school.leaves(alix, THURSDAY)
    assert said(school, row, THURSDAY) == ()


def test_what_could_not_go_out_by_day_waits_for_the_morning(school: School) -> None:
    school.campaign(school.add_class("2nde 3", 1))
    reachable(school, "2nde 3 n1")
    (row,) = waiting(school, THURSDAY)
    night = THURSDAY + 6 * HOUR  # 23:00 in Paris
    assert said(school, row, night) == THURSDAY + 14 * HOUR  # Friday, 7:00


def test_an_adult_who_chose_once_a_day_is_told_in_the_morning(school: School) -> None:
    group = school.add_class("2nde 3", 3)
    school.campaign(group, dialogue="observation", asked=Asked.REFERENTS)
    with school.storage.write() as uow:
        (adult,) = uow.people.staff()
        choose(uow, adult.id, Rhythm.DAILY)
        uow.commit()
    assert school.tick(THURSDAY) == []
    assert school.tick(THURSDAY + 14 * HOUR) == [("référent 2nde 3", ["invited"] * 3)]


def test_the_words(school: School) -> None:
    group = school.add_class("2nde 3", 1)
    campaign = school.campaign(group)
    alix = school.student("2nde 3 n1")
    until = THURSDAY + 14 * DAY
    for told, words in (
        (Told.INVITED, "« Questionnaire d'accueil » : tu peux répondre jusqu'au 1er octobre 2026"),
        (Told.BEGIN, "Tu n'as pas encore commencé."),
        (Told.FINISH, "Rappel : tu as commencé « Questionnaire d'accueil »."),
    ):
        (one,) = sentences([Due(told, campaign, until)], alix, LIBRARY, Address.TU)
        assert words in one.replace("\u00a0", " ")
        (polite,) = sentences([Due(told, campaign, until)], alix, LIBRARY, Address.VOUS)
        assert "vous" in polite.lower()


def test_an_adult_is_told_how_many_and_always_vous(school: School) -> None:
    group = school.add_class("2nde 3", 2)
    campaign = school.campaign(group, dialogue="observation", asked=Asked.REFERENTS)
    with school.storage.read() as uow:
        (adult,) = uow.people.staff()
    due = Due(Told.INVITED, campaign, THURSDAY + DAY)
    (one,) = sentences([due, due], adult, LIBRARY, Address.TU)
    assert "2 élèves, à faire d'ici au 18 septembre 2026" in one
    (alone,) = sentences([due], adult, LIBRARY, Address.TU)
    assert "vous pouvez répondre" in alone
