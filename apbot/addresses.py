"""Addresses of pages, for whoever writes a link to them."""

from __future__ import annotations

STAFF_HOME = "/equipe"
STAFF_LEAVE = f"{STAFF_HOME}/quitter"
STAFF_ACCESS = f"{STAFF_HOME}/acces"
CAMPAIGNS = f"{STAFF_HOME}/campagnes"
CODE_PAGE = "/code"
"""Where the short code of a card is typed."""


def sheet_path(student_id: str) -> str:
    return f"{STAFF_HOME}/eleve/{student_id}"
