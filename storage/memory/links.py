"""Personal links and signed-in browsers, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

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
        self._rows.put("personal_link", token_hash, row=replace(link, claimed_at=at))
        return True

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            over = link.expires_at is not None and link.expires_at < until
            shut = link.claimed_at is not None or over
            is_web = link.channel == "web"
            if link.person_id == person_id and is_web and link.revoked_at is None and shut:
                again = replace(link, claimed_at=None, expires_at=until)
                self._rows.put("personal_link", link.token_hash, row=again)
        self.sign_out_everywhere(person_id)

    def sign_out_everywhere(self, person_id: str) -> int:
        theirs = [row for row in self._rows.all("browser") if row["person_id"] == person_id]
        for row in theirs:
            self._rows.delete("browser", row["token_hash"])
        return len(theirs)

    def close(self, person_id: str, *, at: dt.datetime) -> None:
        refuse_unstorable([person_id, at])
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            if link.person_id == person_id and link.revoked_at is None:
                closed = replace(link, revoked_at=at)
                self._rows.put("personal_link", link.token_hash, row=closed)
        self.sign_out_everywhere(person_id)

    def revoke_unused(self, person_id: str, channel: str, *, at: dt.datetime) -> int:
        refuse_unstorable([person_id, channel, at])
        revoked = 0
        for link in [Link(**row) for row in self._rows.all("personal_link")]:
            theirs = link.person_id == person_id and link.channel == channel
            unused = link.claimed_at is None and link.revoked_at is None
            if theirs and unused and (link.expires_at is None or link.expires_at > at):
                self._rows.put("personal_link", link.token_hash, row=replace(link, revoked_at=at))
                revoked += 1
        return revoked

    def of(self, person_id: str) -> Sequence[Link]:
        theirs = (Link(**row) for row in self._rows.all("personal_link"))
        found = [link for link in theirs if link.person_id == person_id]
        return sorted(found, key=lambda link: (link.created_at, link.token_hash))

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

    def sign_out(self, token_hash: str) -> None:
        self._rows.delete("browser", token_hash)
