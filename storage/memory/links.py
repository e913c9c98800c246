"""Personal links and signed-in browsers, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage.errors import AlreadyStored
from storage.records import Browser, Link
from storage.storable import refuse_unstorable

from .tables import MemoryTransaction


class MemoryLinks:
    """``Links`` of one transaction."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._rows = transaction

    def add(self, link: Link) -> None:
        refuse_unstorable(link)
        self._rows.must_exist("person", link.person_id)
        if link.code_hash is not None and self.by_code(link.code_hash) is not None:
            raise AlreadyStored("personal_link")
        self._rows.add("personal_link", link.token_hash, row=link)

    def get(self, token_hash: str) -> Link | None:
        row = self._rows.get("personal_link", token_hash)
        return None if row is None else Link(**row)

    def claim(self, token_hash: str, *, at: dt.datetime) -> bool:
        refuse_unstorable(at)
        link = self.get(token_hash)
        if link is None or link.claimed_at is not None or link.revoked_at is not None:
            return False
        if link.expires_at is not None and link.expires_at <= at:
            return False
        self._claimed(link, at)
        return True

    def _claimed(self, link: Link, at: dt.datetime) -> None:
        taken = replace(link, claimed_at=at, first_claimed_at=link.first_claimed_at or at)
        self._rows.put("personal_link", link.token_hash, row=taken)

    def by_code(self, code_hash: str) -> Link | None:
        refuse_unstorable(code_hash)
        return next((link for link in self._all() if link.code_hash == code_hash), None)

    def claim_by_code(self, code_hash: str, *, at: dt.datetime) -> bool:
        refuse_unstorable(at)
        link = self.by_code(code_hash)
        if link is None or link.claimed_at is not None or link.revoked_at is not None:
            return False
        if link.code_open_until is None or link.code_open_until <= at:
            return False
        self._claimed(link, at)
        return True

    def _all(self) -> list[Link]:
        return [Link(**row) for row in self._rows.all("personal_link")]

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        for link in self._all():
            over = link.expires_at is not None and link.expires_at < until
            shut = link.claimed_at is not None or over
            is_web = link.channel == "web"
            if link.person_id != person_id or link.revoked_at is not None:
                continue
            again = replace(link, claimed_at=None, expires_at=until) if is_web and shut else link
            if link.code_hash is not None:
                again = replace(again, code_open_until=until)
            self._rows.put("personal_link", link.token_hash, row=again)
        self.sign_out_everywhere(person_id)

    def sign_out_everywhere(self, person_id: str) -> int:
        theirs = [row for row in self._rows.all("browser") if row["person_id"] == person_id]
        for row in theirs:
            self._rows.delete("browser", row["token_hash"])
        return len(theirs)

    def close(self, person_id: str, *, at: dt.datetime) -> None:
        refuse_unstorable([person_id, at])
        for link in self._all():
            if link.person_id == person_id and link.revoked_at is None:
                closed = replace(link, revoked_at=at)
                self._rows.put("personal_link", link.token_hash, row=closed)
        self.sign_out_everywhere(person_id)

    def revoke_unused(self, person_id: str, channel: str, *, at: dt.datetime) -> int:
        refuse_unstorable([person_id, channel, at])
        revoked = 0
        for link in self._all():
            theirs = link.person_id == person_id and link.channel == channel
            unused = link.claimed_at is None and link.revoked_at is None
            if theirs and unused and (link.expires_at is None or link.expires_at > at):
                self._rows.put("personal_link", link.token_hash, row=replace(link, revoked_at=at))
                revoked += 1
        return revoked

    def of(self, person_id: str) -> Sequence[Link]:
        found = [link for link in self._all() if link.person_id == person_id]
        return sorted(found, key=lambda link: (link.created_at, link.token_hash))

    def of_each(self, person_ids: Sequence[str]) -> Mapping[str, Sequence[Link]]:
        refuse_unstorable(list(person_ids))
        return {person_id: self.of(person_id) for person_id in person_ids}

    def add_browser(self, browser: Browser) -> None:
        refuse_unstorable(browser)
        self._rows.must_exist("person", browser.person_id)
        self._rows.add("browser", browser.token_hash, row=browser)

    def browser(self, token_hash: str, *, at: dt.datetime) -> Browser | None:
        refuse_unstorable(at)
        row = self._rows.get("browser", token_hash)
        browser = None if row is None else Browser(**row)
        return browser if browser is not None and browser.expires_at > at else None

    def seen(self, token_hash: str, *, at: dt.datetime) -> None:
        refuse_unstorable(at)
        row = self._rows.get("browser", token_hash)
        if row is not None:
            self._rows.put("browser", token_hash, row=replace(Browser(**row), seen_at=at))

    def browsers_of(self, person_id: str, *, at: dt.datetime) -> Sequence[Browser]:
        refuse_unstorable(at)
        everything = (Browser(**row) for row in self._rows.all("browser"))
        found = [one for one in everything if one.person_id == person_id and one.expires_at > at]
        return sorted(found, key=lambda one: (one.created_at, one.token_hash))

    def signed_in(self, person_ids: Sequence[str], *, at: dt.datetime) -> frozenset[str]:
        refuse_unstorable([*person_ids, at])
        browsers = [Browser(**row) for row in self._rows.all("browser")]
        found = {browser.person_id for browser in browsers if browser.expires_at > at}
        return frozenset(found & set(person_ids))

    def sign_out(self, token_hash: str) -> None:
        self._rows.delete("browser", token_hash)

    def code_failed(self, who: str, *, at: dt.datetime) -> None:
        refuse_unstorable(who)
        number = self._rows.next_number("code_attempt")
        self._rows.put("code_attempt", str(number), row={"id": number, "who": who, "at": at})

    def code_failures(self, who: str, *, since: dt.datetime) -> int:
        refuse_unstorable([who, since])
        tried = self._rows.all("code_attempt")
        return sum(1 for row in tried if row["who"] == who and row["at"] >= since)

    def forget_code_failures(self, before: dt.datetime) -> int:
        old = [row["id"] for row in self._rows.all("code_attempt") if row["at"] < before]
        for number in old:
            self._rows.delete("code_attempt", str(number))
        return len(old)
