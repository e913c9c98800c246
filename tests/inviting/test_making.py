"""Whose cards are made, what they replace, who has joined."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from apbot.enrolment import LINK_LIFE, sign_in
from apbot.errors import Unusable
from apbot.inviting.joining import CardState, Member, members_of
from apbot.inviting.making import Card, Plan, draw, keep, plan_again, plan_class, revoke
from apbot.tokens import token_hash
from storage.records import Person, PersonKind, TelegramAccount
from tests.apbot.school import SmallSchool

SECRET = b"a secret of the tests"


@dataclass(frozen=True)
class Office:
    """The class 2nde 3 (Sacha, Noa) as the command line sees it."""

    school: SmallSchool

    def plan(self, *, again: bool = False) -> Plan:
        with self.school.storage.read() as uow:
            return plan_class(uow, "2nde 3", again=again, at=self.school.clock())

    def keeps(self, plan: Plan, *, telegram: bool = False) -> tuple[Card, ...]:
        at = self.school.clock()
        cards = draw(plan, with_telegram=telegram, at=at)
        with self.school.storage.write() as uow:
            keep(uow, plan, cards, secret=SECRET, at=at)
            uow.commit()
        return cards

    def makes(self, *, again: bool = False, telegram: bool = False) -> tuple[Card, ...]:
        return self.keeps(self.plan(again=again), telegram=telegram)

    def remakes(self, student: Person) -> Card:
        with self.school.storage.read() as uow:
            plan = plan_again(uow, "2nde 3", [student.id], at=self.school.clock())
        (card,) = self.keeps(plan)
        return card

    def revokes(self, student: Person) -> bool:
        with self.school.storage.write() as uow:
            had_account = revoke(uow, student, at=self.school.clock())
            uow.commit()
        return had_account

    def joins(self, card: Card) -> bool:
        with self.school.storage.write() as uow:
            entered = sign_in(uow, card.token, PersonKind.STUDENT, at=self.school.clock())
            uow.commit()
        return entered is not None

    def links(self, student: Person) -> None:
        account = TelegramAccount(student.id, "chat", 7, "active", self.school.clock())
        with self.school.storage.write() as uow:
            uow.accounts.link(account)
            uow.commit()

    def member(self, student: Person) -> Member:
        with self.school.storage.read() as uow:
            group = uow.people.get_class(student.class_id or "")
            assert group is not None
            members = members_of(uow, group, at=self.school.clock())
        return next(one for one in members if one.student.id == student.id)


@pytest.fixture
def office(school: SmallSchool) -> Office:
    return Office(school)


def whose(cards: tuple[Card, ...]) -> list[str]:
    return [card.member.student.given_name for card in cards]


def test_first_time_everybody_gets_a_card_of_their_own(office: Office, school: SmallSchool) -> None:
    cards = office.makes()

    assert whose(cards) == ["Sacha", "Noa"]
    assert len({card.token for card in cards} | {card.code for card in cards}) == 4
    assert [card.member.number for card in cards] == [1, 2]
    assert school.audit("student", school.noa.id) == [("operator", "make_card", "done")]
    with school.storage.read() as uow:
        (link,) = uow.links.of(school.noa.id)
    assert link.token_hash == token_hash(cards[1].token)
    assert link.expires_at == school.clock() + LINK_LIFE


def test_nothing_is_stored_by_drawing(office: Office, school: SmallSchool) -> None:
    cards = draw(office.plan(), with_telegram=True, at=school.clock())

    assert not office.joins(cards[0])
    assert office.member(school.sacha).card is CardState.NONE


def test_second_time_cards_in_force_are_left_alone(office: Office, school: SmallSchool) -> None:
    first = office.makes()

    assert office.makes() == ()
    assert office.member(school.noa).card is CardState.WAITING
    assert office.joins(first[1])


def test_card_that_is_over_is_made_again_and_its_code_is_dead(
    office: Office, school: SmallSchool
) -> None:
    old = office.makes()
    school.clock.now += LINK_LIFE
    assert office.member(school.noa).card is CardState.OVER

    assert whose(office.makes()) == ["Sacha", "Noa"]
    with school.storage.read() as uow:
        link = uow.links.get(token_hash(old[0].token))
    assert link is not None
    assert link.revoked_at == school.clock()


def test_again_makes_those_of_who_has_not_joined(office: Office, school: SmallSchool) -> None:
    sacha, noa = office.makes()
    office.joins(sacha)

    assert whose(office.makes(again=True)) == ["Noa"]
    assert not office.joins(noa)
    assert office.member(school.sacha).web_since == school.clock()


def test_who_joined_on_telegram_needs_no_card(office: Office, school: SmallSchool) -> None:
    office.links(school.sacha)

    assert whose(office.makes(again=True)) == ["Noa"]
    assert office.member(school.sacha).telegram_since == school.clock()


def test_who_joined_stays_so_when_access_is_opened_again(
    office: Office, school: SmallSchool
) -> None:
    sacha, _ = office.makes()
    joined = school.clock()
    office.joins(sacha)
    school.clock.advance(days=40)
    with school.storage.write() as uow:
        uow.links.reopen(school.sacha.id, until=school.clock() + dt.timedelta(minutes=10))
        uow.commit()
    school.clock.advance(days=1)

    member = office.member(school.sacha)
    assert (member.web_since, member.card) == (joined, CardState.USED)
    assert "Sacha" not in whose(office.makes(again=True))


def test_card_made_again_shuts_all_that_the_old_one_opened(
    office: Office, school: SmallSchool
) -> None:
    old, _ = office.makes()
    office.joins(old)
    office.links(school.sacha)

    new = office.remakes(school.sacha)

    with school.storage.read() as uow:
        assert uow.links.signed_in([school.sacha.id], at=school.clock()) == frozenset()
        assert uow.accounts.of(school.sacha.id) is None
    assert not office.joins(old)
    assert not office.member(school.sacha).has_joined
    assert office.joins(new)
    verbs = [verb for _, verb, _ in school.audit("student", school.sacha.id)]
    assert verbs[-1] == "reissue_card"


def test_revoked_card_opens_nothing_and_is_not_made_again_by_itself(
    office: Office, school: SmallSchool
) -> None:
    old, _ = office.makes()

    assert not office.revokes(school.sacha)
    assert not office.joins(old)
    assert office.member(school.sacha).card is CardState.REVOKED
    assert whose(office.makes(again=True)) == ["Noa"]
    assert office.member(school.sacha).card is CardState.REVOKED

    office.remakes(school.sacha)
    assert office.member(school.sacha).card is CardState.WAITING


def test_revoking_unlinks_telegram_too(office: Office, school: SmallSchool) -> None:
    office.links(school.sacha)

    assert office.revokes(school.sacha)


def test_who_came_back_to_the_class_gets_a_card(office: Office, school: SmallSchool) -> None:
    office.makes()
    with school.storage.write() as uow:  # as an import does, for who left
        uow.links.close(school.sacha.id, at=school.clock())
        uow.commit()

    assert whose(office.makes()) == ["Sacha"]


def test_telegram_is_on_a_card_only_where_it_is_wanted_and_not_yet_linked(
    office: Office, school: SmallSchool
) -> None:
    assert [card.telegram for card in office.makes()] == ["", ""]
    for card in office.makes(again=True, telegram=True):
        with school.storage.read() as uow:
            link = uow.links.get(token_hash(card.telegram))
        assert link is not None
        assert (link.channel, link.person_id) == ("telegram", card.member.student.id)


def test_class_that_changed_in_between_is_left_as_it_is(
    office: Office,
) -> None:
    plan = office.plan()
    first = office.makes()

    with pytest.raises(Unusable, match="vient de changer"):
        office.keeps(plan)

    assert office.joins(first[0])


def test_class_where_telegram_was_just_closed_is_left_as_it_is(
    office: Office, school: SmallSchool
) -> None:
    plan = office.plan()
    changed = replace(plan, group=replace(plan.group, telegram=True))

    with pytest.raises(Unusable, match="vient de changer"):
        office.keeps(changed)
    assert office.member(school.sacha).card is CardState.NONE


def test_class_without_a_student_says_what_to_do(school: SmallSchool) -> None:
    with school.storage.write() as uow:
        robin = replace(school.robin, left_at=school.clock())
        uow.people.save(robin)
        uow.commit()
    with school.storage.read() as uow, pytest.raises(Unusable, match="apbot import"):
        plan_class(uow, "2nde 4", again=False, at=school.clock())
