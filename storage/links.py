"""Personal links and signed-in browsers, in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from .records import Browser, Link
from .tables import BROWSER, CODE_ATTEMPT, PERSONAL_LINK
from .transaction import Transaction

_THIS_LINK = PERSONAL_LINK.c.token_hash == bindparam("hash")
_FIRST_CLAIM = func.coalesce(PERSONAL_LINK.c.first_claimed_at, bindparam("moment"))
_ADD = insert(PERSONAL_LINK)
_GET = select(PERSONAL_LINK).where(_THIS_LINK)
_OF = (
    select(PERSONAL_LINK)
    .where(PERSONAL_LINK.c.person_id == bindparam("person"))
    .order_by(PERSONAL_LINK.c.created_at, PERSONAL_LINK.c.token_hash)
)
_CLAIM = (
    update(PERSONAL_LINK)
    .where(
        _THIS_LINK,
        PERSONAL_LINK.c.claimed_at.is_(None),
        PERSONAL_LINK.c.revoked_at.is_(None),
        or_(
            PERSONAL_LINK.c.expires_at.is_(None),
            PERSONAL_LINK.c.expires_at > bindparam("moment"),
        ),
    )
    .values(claimed_at=bindparam("moment"), first_claimed_at=_FIRST_CLAIM)
)
_CLAIM_BY_CODE = (
    update(PERSONAL_LINK)
    .where(
        PERSONAL_LINK.c.code_hash == bindparam("hash"),
        PERSONAL_LINK.c.claimed_at.is_(None),
        PERSONAL_LINK.c.revoked_at.is_(None),
        PERSONAL_LINK.c.code_open_until > bindparam("moment"),
    )
    .values(claimed_at=bindparam("moment"), first_claimed_at=_FIRST_CLAIM)
)
_BY_CODE = select(PERSONAL_LINK).where(PERSONAL_LINK.c.code_hash == bindparam("hash"))
_OF_EACH = (
    select(PERSONAL_LINK)
    .where(PERSONAL_LINK.c.person_id.in_(bindparam("persons", expanding=True)))
    .order_by(PERSONAL_LINK.c.created_at, PERSONAL_LINK.c.token_hash)
)
_OPEN_CODES = (
    update(PERSONAL_LINK)
    .where(
        PERSONAL_LINK.c.person_id == bindparam("person"),
        PERSONAL_LINK.c.revoked_at.is_(None),
        PERSONAL_LINK.c.code_hash.is_not(None),
    )
    .values(code_open_until=bindparam("moment"))
)
_REOPEN = (
    update(PERSONAL_LINK)
    .where(
        PERSONAL_LINK.c.person_id == bindparam("person"),
        PERSONAL_LINK.c.channel == "web",
        PERSONAL_LINK.c.revoked_at.is_(None),
        or_(
            PERSONAL_LINK.c.claimed_at.is_not(None),
            PERSONAL_LINK.c.expires_at < bindparam("moment"),
        ),
    )
    .values(claimed_at=None, expires_at=bindparam("moment"))
)
_REVOKE = (
    update(PERSONAL_LINK)
    .where(PERSONAL_LINK.c.person_id == bindparam("person"), PERSONAL_LINK.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)
_REVOKE_UNUSED = (
    update(PERSONAL_LINK)
    .where(
        PERSONAL_LINK.c.person_id == bindparam("person"),
        PERSONAL_LINK.c.channel == bindparam("leads_to"),
        PERSONAL_LINK.c.claimed_at.is_(None),
        PERSONAL_LINK.c.revoked_at.is_(None),
        or_(
            PERSONAL_LINK.c.expires_at.is_(None),
            PERSONAL_LINK.c.expires_at > bindparam("moment"),
        ),
    )
    .values(revoked_at=bindparam("moment"))
)
_SIGN_OUT_EVERYWHERE = delete(BROWSER).where(BROWSER.c.person_id == bindparam("person"))
_ADD_BROWSER = insert(BROWSER)
_BROWSER = select(BROWSER).where(
    BROWSER.c.token_hash == bindparam("hash"), BROWSER.c.expires_at > bindparam("moment")
)
_BROWSERS_OF = (
    select(BROWSER)
    .where(BROWSER.c.person_id == bindparam("person"), BROWSER.c.expires_at > bindparam("moment"))
    .order_by(BROWSER.c.created_at, BROWSER.c.token_hash)
)
_SEEN = (
    update(BROWSER)
    .where(BROWSER.c.token_hash == bindparam("hash"))
    .values(seen_at=bindparam("moment"))
)
_SIGNED_IN = (
    select(BROWSER.c.person_id)
    .distinct()
    .where(
        BROWSER.c.person_id.in_(bindparam("persons", expanding=True)),
        BROWSER.c.expires_at > bindparam("moment"),
    )
)
_CODE_FAILED = insert(CODE_ATTEMPT)
_CODE_FAILURES = (
    select(func.count())
    .select_from(CODE_ATTEMPT)
    .where(CODE_ATTEMPT.c.who == bindparam("hash"), CODE_ATTEMPT.c.at >= bindparam("since"))
)
_FORGET_CODE_FAILURES = delete(CODE_ATTEMPT).where(CODE_ATTEMPT.c.at < bindparam("moment"))
_SIGN_OUT = delete(BROWSER).where(BROWSER.c.token_hash == bindparam("hash"))


class SqlLinks:
    """``Links`` of one transaction."""

    __slots__ = ("_transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, link: Link) -> None:
        self._transaction.change(
            _ADD,
            {
                "token_hash": link.token_hash,
                "person_id": link.person_id,
                "created_at": link.created_at,
                "expires_at": link.expires_at,
                "claimed_at": link.claimed_at,
                "revoked_at": link.revoked_at,
                "channel": link.channel,
                "code_hash": link.code_hash,
                "code_open_until": link.code_open_until,
                "first_claimed_at": link.first_claimed_at,
            },
        )

    def get(self, token_hash: str) -> Link | None:
        row = self._transaction.row(_GET, {"hash": token_hash})
        return None if row is None else Link(*row)

    def claim(self, token_hash: str, *, at: dt.datetime) -> bool:
        """One statement, so that of two browsers at once one is first."""
        return self._transaction.change(_CLAIM, {"hash": token_hash, "moment": at}) == 1

    def by_code(self, code_hash: str) -> Link | None:
        row = self._transaction.row(_BY_CODE, {"hash": code_hash})
        return None if row is None else Link(*row)

    def claim_by_code(self, code_hash: str, *, at: dt.datetime) -> bool:
        """One statement, as ``claim``."""
        return self._transaction.change(_CLAIM_BY_CODE, {"hash": code_hash, "moment": at}) == 1

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        values = {"person": person_id, "moment": until}
        self._transaction.change(_REOPEN, values)
        self._transaction.change(_OPEN_CODES, values)
        self._transaction.change(_SIGN_OUT_EVERYWHERE, {"person": person_id})

    def close(self, person_id: str, *, at: dt.datetime) -> None:
        self._transaction.change(_REVOKE, {"person": person_id, "moment": at})
        self._transaction.change(_SIGN_OUT_EVERYWHERE, {"person": person_id})

    def revoke_unused(self, person_id: str, channel: str, *, at: dt.datetime) -> int:
        values = {"person": person_id, "leads_to": channel, "moment": at}
        return self._transaction.change(_REVOKE_UNUSED, values)

    def of(self, person_id: str) -> Sequence[Link]:
        return [Link(*row) for row in self._transaction.rows(_OF, {"person": person_id})]

    def of_each(self, person_ids: Sequence[str]) -> Mapping[str, Sequence[Link]]:
        found: dict[str, list[Link]] = {person_id: [] for person_id in person_ids}
        if person_ids:
            for row in self._transaction.rows(_OF_EACH, {"persons": list(person_ids)}):
                link = Link(*row)
                found[link.person_id].append(link)
        return found

    def add_browser(self, browser: Browser) -> None:
        self._transaction.change(
            _ADD_BROWSER,
            {
                "token_hash": browser.token_hash,
                "person_id": browser.person_id,
                "created_at": browser.created_at,
                "expires_at": browser.expires_at,
                "seen_at": browser.seen_at,
            },
        )

    def browser(self, token_hash: str, *, at: dt.datetime) -> Browser | None:
        row = self._transaction.row(_BROWSER, {"hash": token_hash, "moment": at})
        return None if row is None else Browser(*row)

    def seen(self, token_hash: str, *, at: dt.datetime) -> None:
        self._transaction.change(_SEEN, {"hash": token_hash, "moment": at})

    def browsers_of(self, person_id: str, *, at: dt.datetime) -> Sequence[Browser]:
        rows = self._transaction.rows(_BROWSERS_OF, {"person": person_id, "moment": at})
        return [Browser(*row) for row in rows]

    def signed_in(self, person_ids: Sequence[str], *, at: dt.datetime) -> frozenset[str]:
        if not person_ids:
            return frozenset()
        values = {"persons": list(person_ids), "moment": at}
        return frozenset(row[0] for row in self._transaction.rows(_SIGNED_IN, values))

    def sign_out(self, token_hash: str) -> None:
        self._transaction.change(_SIGN_OUT, {"hash": token_hash})

    def sign_out_everywhere(self, person_id: str) -> int:
        return self._transaction.change(_SIGN_OUT_EVERYWHERE, {"person": person_id})

    def code_failed(self, who: str, *, at: dt.datetime) -> None:
        self._transaction.change(_CODE_FAILED, {"who": who, "at": at})

    def code_failures(self, who: str, *, since: dt.datetime) -> int:
        count: int = self._transaction.rows(_CODE_FAILURES, {"hash": who, "since": since})[0][0]
        return count

    def forget_code_failures(self, before: dt.datetime) -> int:
        return self._transaction.change(_FORGET_CODE_FAILURES, {"moment": before})
