"""Personal links and browsers, on each storage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import AlreadyStored
from storage.records import Browser, Link
from storage.unit_of_work import Storage
from tests.storage.samples import AT, BROWSER, DAY, HOUR, LINK


def with_link(school: Storage, **changes: object) -> None:
    with school.write() as uow:
        uow.links.add(replace(LINK, **changes))  # type: ignore[arg-type]
        uow.links.add_browser(BROWSER)
        uow.commit()


def claims(school: Storage, *, later: object = 0 * HOUR) -> bool:
    with school.write() as uow:
        claimed = uow.links.claim("link-hash", at=AT + later)  # type: ignore[operator]
        uow.commit()
    return claimed


def test_an_unknown_link_is_none_and_cannot_be_claimed(school: Storage) -> None:
    with school.read() as uow:
        assert uow.links.get("link-hash") is None
    assert not claims(school)


def test_a_link_is_claimed_once(school: Storage) -> None:
    with_link(school)

    assert claims(school)
    assert not claims(school, later=HOUR)
    with school.read() as uow:
        assert uow.links.get("link-hash") == replace(LINK, claimed_at=AT, first_claimed_at=AT)


def test_a_link_without_expiry_can_be_claimed(school: Storage) -> None:
    with_link(school, expires_at=None)

    assert claims(school, later=900 * DAY)


def test_an_expired_link_cannot_be_claimed(school: Storage) -> None:
    with_link(school)

    assert not claims(school, later=DAY)
    assert claims(school, later=DAY - HOUR)


def test_a_revoked_link_cannot_be_claimed_even_when_reopened(school: Storage) -> None:
    with_link(school, revoked_at=AT)
    with school.write() as uow:
        uow.links.reopen("lina", until=AT + DAY)
        uow.commit()

    assert not claims(school)


def test_a_reopened_link_is_claimed_once_more_before_the_time(school: Storage) -> None:
    with_link(school)
    claims(school)
    with school.write() as uow:
        uow.links.reopen("lina", until=AT + HOUR)
        uow.commit()

    assert not claims(school, later=HOUR)
    assert claims(school)
    assert not claims(school)


def test_reopening_signs_out_every_browser_of_that_person_alone(school: Storage) -> None:
    with_link(school)
    other = Browser("other", "noe", AT, expires_at=AT + DAY)
    with school.write() as uow:
        uow.links.add_browser(other)
        uow.links.reopen("lina", until=AT + HOUR)
        uow.commit()

    with school.read() as uow:
        assert uow.links.browser("browser-hash", at=AT) is None
        assert uow.links.browser("other", at=AT) == other


def test_a_browser_is_known_until_its_time_is_over(school: Storage) -> None:
    with_link(school)

    with school.read() as uow:
        assert uow.links.browser("browser-hash", at=AT) == BROWSER
        assert uow.links.browser("browser-hash", at=AT + DAY) is None
        assert uow.links.browser("unknown", at=AT) is None


def test_a_browser_that_signed_out_is_unknown(school: Storage) -> None:
    with_link(school)
    with school.write() as uow:
        uow.links.sign_out("browser-hash")
        uow.links.sign_out("unknown")
        uow.commit()

    with school.read() as uow:
        assert uow.links.browser("browser-hash", at=AT) is None


def test_link_to_telegram_is_not_opened_again_with_those_of_the_web(school: Storage) -> None:
    theirs = replace(LINK, token_hash="telegram-hash", channel="telegram", claimed_at=AT)  # noqa: S106  # a hash
    with school.write() as uow:
        uow.links.add(theirs)
        uow.links.reopen("lina", until=AT + DAY)
        uow.commit()
    with school.read() as uow:
        assert uow.links.get("telegram-hash") == theirs


def test_closed_access_lets_nobody_in_any_more(school: Storage) -> None:
    with school.write() as uow:
        uow.links.add(LINK)
        uow.links.add(replace(LINK, token_hash="o", channel="telegram"))  # noqa: S106
        uow.links.add_browser(BROWSER)
        uow.links.close("lina", at=AT)
        uow.links.close("nobody", at=AT)
        uow.commit()
    with school.write() as uow:
        assert uow.links.browser("browser-hash", at=AT) is None
        for token_hash in ("link-hash", "o"):
            found = uow.links.get(token_hash)
            assert found is not None
            assert found.revoked_at == AT
            assert not uow.links.claim(token_hash, at=AT)


def test_unused_links_to_a_channel_are_revoked_and_no_others(school: Storage) -> None:
    with school.write() as uow:
        for name, changes in (
            ("unused", {}),
            ("used", {"claimed_at": AT}),
            ("over", {"expires_at": AT}),
            ("without end", {"expires_at": None}),
            ("web", {"channel": "web"}),
            ("another's", {"person_id": "noe"}),
        ):
            link = replace(LINK, token_hash=name, channel="telegram")
            uow.links.add(replace(link, **changes))
        assert uow.links.revoke_unused("lina", "telegram", at=AT) == 2
        assert uow.links.revoke_unused("lina", "telegram", at=AT) == 0
        uow.commit()

    with school.write() as uow:
        assert not uow.links.claim("unused", at=AT)
        assert not uow.links.claim("without end", at=AT)
        assert uow.links.claim("web", at=AT)
        assert uow.links.claim("another's", at=AT)


def test_links_and_browsers_of_somebody_are_told_oldest_first(school: Storage) -> None:
    newer = Link("newer", "lina", AT + HOUR, claimed_at=AT + HOUR)
    over = Browser("over", "lina", AT, expires_at=AT + HOUR)
    with_link(school)
    with school.write() as uow:
        uow.links.add(newer)
        uow.links.add(Link("other", "noe", AT))
        uow.links.add_browser(over)
        uow.commit()

    with school.read() as uow:
        assert list(uow.links.of("lina")) == [LINK, newer]
        assert list(uow.links.browsers_of("lina", at=AT + HOUR)) == [BROWSER]
        assert list(uow.links.browsers_of("noe", at=AT)) == []


def test_what_a_browser_did_last_is_kept(school: Storage) -> None:
    with_link(school)
    with school.write() as uow:
        uow.links.seen("browser-hash", at=AT + HOUR)
        uow.links.seen("unknown", at=AT + HOUR)
        uow.commit()

    with school.read() as uow:
        assert uow.links.browser("browser-hash", at=AT) == replace(BROWSER, seen_at=AT + HOUR)


def test_signing_out_everywhere_leaves_the_links(school: Storage) -> None:
    with_link(school)
    with school.write() as uow:
        uow.links.add_browser(Browser("second", "lina", AT, AT + DAY))
        uow.links.add_browser(Browser("other", "noe", AT, AT + DAY))
        assert uow.links.sign_out_everywhere("lina") == 2
        uow.commit()

    with school.read() as uow:
        assert list(uow.links.browsers_of("lina", at=AT)) == []
        assert uow.links.browser("other", at=AT) is not None
    assert claims(school)


# -- the short code of a card -------------------------------------------------------------------


def with_code(school: Storage, **changes: object) -> None:
    with_link(school, code_hash="code-hash", **changes)


def opens(school: Storage, *, until: object = HOUR) -> None:
    with school.write() as uow:
        uow.links.reopen("lina", until=AT + until)  # type: ignore[operator]
        uow.commit()


def claims_by_code(school: Storage, *, later: object = 0 * HOUR) -> bool:
    with school.write() as uow:
        claimed = uow.links.claim_by_code("code-hash", at=AT + later)  # type: ignore[operator]
        uow.commit()
    return claimed


def test_code_is_dead_until_it_is_opened_and_dead_again_afterwards(school: Storage) -> None:
    with_code(school)

    assert not claims_by_code(school)
    opens(school)
    assert not claims_by_code(school, later=HOUR)
    assert claims_by_code(school)
    assert not claims_by_code(school)


def test_link_and_code_are_one_door(school: Storage) -> None:
    with_code(school)
    opens(school)
    assert claims(school)
    assert not claims_by_code(school)

    opens(school)
    assert claims_by_code(school)
    assert not claims(school)


def test_open_code_works_though_the_link_is_over(school: Storage) -> None:
    with_code(school, expires_at=AT - DAY)
    opens(school)

    assert claims_by_code(school)


def test_code_of_a_revoked_link_never_opens(school: Storage) -> None:
    with_code(school)
    opens(school)
    with school.write() as uow:
        uow.links.close("lina", at=AT)
        uow.commit()
    opens(school)

    assert not claims_by_code(school)


def test_link_is_found_by_its_code(school: Storage) -> None:
    with_code(school)
    with school.read() as uow:
        assert uow.links.by_code("code-hash") == replace(LINK, code_hash="code-hash")
        assert uow.links.by_code("link-hash") is None


def test_two_links_never_have_one_code(school: Storage) -> None:
    with_code(school)
    with school.write() as uow, pytest.raises(AlreadyStored), uow.savepoint():
        uow.links.add(replace(LINK, token_hash="other", code_hash="code-hash"))  # noqa: S106


def test_first_time_is_kept_when_it_is_opened_again(school: Storage) -> None:
    with_code(school)
    claims(school)
    opens(school, until=2 * DAY)
    claims(school, later=DAY)

    with school.read() as uow:
        found = uow.links.get("link-hash")
    assert found is not None
    assert (found.first_claimed_at, found.claimed_at) == (AT, AT + DAY)


def test_links_of_several_people_are_read_at_once(school: Storage) -> None:
    theirs = replace(LINK, token_hash="a", person_id="noe")  # noqa: S106
    with school.write() as uow:
        uow.links.add(replace(LINK, created_at=AT + HOUR))
        uow.links.add(replace(LINK, token_hash="z", revoked_at=AT))  # noqa: S106
        uow.links.add(theirs)
        uow.commit()
    with school.read() as uow:
        found = uow.links.of_each(["lina", "noe", "ref"])
        assert [link.token_hash for link in found["lina"]] == ["z", "link-hash"]
        assert (list(found["noe"]), list(found["ref"])) == ([theirs], [])
        assert uow.links.of_each([]) == {}


def test_those_with_a_browser_signed_in(school: Storage) -> None:
    with_link(school)
    with school.read() as uow:
        assert uow.links.signed_in(["lina", "noe"], at=AT) == {"lina"}
        assert uow.links.signed_in(["noe"], at=AT) == frozenset()
        assert uow.links.signed_in(["lina"], at=AT + DAY) == frozenset()
        assert uow.links.signed_in([], at=AT) == frozenset()


def test_wrong_codes_are_counted_by_who_typed_them_and_forgotten(school: Storage) -> None:
    with school.write() as uow:
        for hours in range(3):
            uow.links.code_failed("browser", at=AT + hours * HOUR)
        uow.links.code_failed("address", at=AT)
        uow.commit()
    with school.write() as uow:
        assert uow.links.code_failures("browser", since=AT + HOUR) == 2
        assert uow.links.code_failures("address", since=AT) == 1
        assert uow.links.code_failures("nobody", since=AT) == 0
        assert uow.links.forget_code_failures(AT + HOUR) == 2
        assert uow.links.forget_code_failures(AT + HOUR) == 0
        assert uow.links.code_failures("browser", since=AT) == 2
