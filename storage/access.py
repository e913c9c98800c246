"""What a storage promises of persons, their rights, and the links that let them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from .records import Browser, ClassGroup, Link, Person, RoleGrant


class People(Protocol):
    """Persons, classes and the rights of adults."""

    def add(self, person: Person, *, at: dt.datetime) -> None:
        """Store a person and make their data key."""

    def get(self, person_id: str) -> Person | None: ...

    def save(self, person: Person) -> None:
        """Names, e-mail, class, when they left; the kind of a person never changes.

        ``UnknownReference`` when there is no such person.
        """

    def add_class(self, group: ClassGroup) -> None: ...

    def save_class(self, group: ClassGroup) -> None:
        """Its label, level and track; ``UnknownReference`` when there is no such class."""

    def classes(self, school_year: str) -> Sequence[ClassGroup]:
        """Of that year ("2026-2027"), by label."""

    def get_class(self, class_id: str) -> ClassGroup | None: ...

    def allow_telegram(self, class_id: str, allowed: bool) -> None:  # noqa: FBT001 - reads well
        """Whether its students may answer there; ``UnknownReference`` when there is no class."""

    def grant(self, grant: RoleGrant) -> None: ...

    def end_grant(self, grant: RoleGrant, *, at: dt.datetime) -> bool:
        """That right holds no more from then on; False when it was over, or never given.

        The row stays: who had which right, and when, can be told.
        """

    def grants_of(self, person_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        """The rights in force at that moment."""

    def grants_over(self, class_id: str, *, at: dt.datetime) -> Sequence[RoleGrant]:
        """The rights in force over a class, over one of its students, or over the school."""

    def all_grants_of(self, person_id: str) -> Sequence[RoleGrant]:
        """Over or to come too, in the order they were given."""

    def grants(self, *, at: dt.datetime) -> Sequence[RoleGrant]:
        """Everybody's that are not over at that moment: in force, or to come."""

    def students(self) -> Sequence[Person]:
        """All, whatever their class and year, with those who left; in the order of a register."""

    def staff(self) -> Sequence[Person]:
        """The adults of the school, with those who left; in the order of a register."""

    def students_of_class(self, class_id: str) -> Sequence[Person]:
        """Those who did not leave, in the order of a register."""

    def remove(self, person_id: str) -> None:
        """Delete somebody and their data key; what it sealed can never be read again.

        ``UnknownReference`` while anything stored still points at them.
        """

    def staff_with(
        self, role: str, *, class_id: str | None, student_id: str | None, at: dt.datetime
    ) -> Sequence[Person]:
        """Adults holding that role over the class or the student at that moment."""


class Links(Protocol):
    """Personal links and the browsers they signed in."""

    def add(self, link: Link) -> None: ...

    def get(self, token_hash: str) -> Link | None: ...

    def claim(self, token_hash: str, *, at: dt.datetime) -> bool:
        """Mark the link as taken; False if somebody was first, or it is revoked or expired."""

    def by_code(self, code_hash: str) -> Link | None:
        """The link whose short code this is, open or not."""

    def claim_by_code(self, code_hash: str, *, at: dt.datetime) -> bool:
        """As ``claim``, by its code, while that is open; the link itself may be over."""

    def reopen(self, person_id: str, *, until: dt.datetime) -> None:
        """Their links taken or over, not revoked, may be claimed before ``until``, once each.

        A link nobody has opened yet keeps its own time. Their codes are open until then.

        Every browser of theirs is signed out: whoever had the old one sees nothing more.
        """

    def close(self, person_id: str, *, at: dt.datetime) -> None:
        """Revoke every link of theirs, on each channel, and sign out every browser."""

    def revoke_unused(self, person_id: str, channel: str, *, at: dt.datetime) -> int:
        """Their links that could still be claimed there can be no more; how many."""

    def of(self, person_id: str) -> Sequence[Link]:
        """All of theirs, whatever became of them, oldest first."""

    def of_each(self, person_ids: Sequence[str]) -> Mapping[str, Sequence[Link]]:
        """The same for several; one statement, for lists."""

    def add_browser(self, browser: Browser) -> None: ...

    def browser(self, token_hash: str, *, at: dt.datetime) -> Browser | None:
        """The browser, unless its time is over."""

    def seen(self, token_hash: str, *, at: dt.datetime) -> None:
        """The browser did something then."""

    def browsers_of(self, person_id: str, *, at: dt.datetime) -> Sequence[Browser]:
        """Signed in at that moment, oldest first."""

    def signed_in(self, person_ids: Sequence[str], *, at: dt.datetime) -> frozenset[str]:
        """Those of them who have a browser signed in; one statement, for lists."""

    def sign_out(self, token_hash: str) -> None: ...

    def sign_out_everywhere(self, person_id: str) -> int:
        """Every browser of theirs; how many."""

    def code_failed(self, who: str, *, at: dt.datetime) -> None:
        """A wrong code was typed by ``who``, a hash of a browser or an address."""

    def code_failures(self, who: str, *, since: dt.datetime) -> int: ...

    def forget_code_failures(self, before: dt.datetime) -> int:
        """Delete the older ones; how many."""
