"""Invitation cards to cut out, eight on an A4 page, then the list for the teacher.

The cards carry what opens: an address and a short code. The list carries names and never a code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from apbot.telling import day
from apbot.wording import typeset
from dialogues.definition import Address

from .qr_code import drawing
from .typesetting import Composed, Form, compose

TEMPLATE = "cards"
PER_PAGE = 8
_DATE = "%d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Face:
    """What one card says. ``telegram`` is the address of the bot, empty where there is none."""

    number: int
    name: str
    url: str
    code: str
    """With its space: "BCDF GHJK"."""
    until: dt.date
    telegram: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One student of the list; what is not known, or not yet, is empty."""

    number: int
    name: str
    card: str
    web: dt.date | None = None
    telegram: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CardSheet:
    """All that is printed for one class. ``school`` is empty where it has not said its name."""

    class_label: str
    school: str
    address: Address
    code_page: str
    """The address where a code is typed."""
    printed_on: dt.date
    faces: Sequence[Face]
    lines: Sequence[Line]
    """The class; empty where only cards are wanted."""
    with_telegram: bool
    """The class may use Telegram: the list has a column for it."""


def cards_pdf(sheet: CardSheet) -> Composed:
    return compose(TEMPLATE, card_values(sheet), Form.PDF)


def card_values(sheet: CardSheet) -> dict[str, Any]:
    """The plain values that ``typst/cards.typ`` sets."""
    faces = [_face(sheet, face) for face in sheet.faces]
    return {
        "title": typeset(_title(sheet)),
        "cut": "à couper le long des pointillés, page",
        "where": typeset(_where(sheet)),
        "pages": [faces[start : start + PER_PAGE] for start in range(0, len(faces), PER_PAGE)],
        "code_heading": typeset("Sans appareil photo :"),
        "list": _list(sheet) if sheet.lines else {},
    }


def _title(sheet: CardSheet) -> str:
    return f"Cartes d'invitation : {sheet.class_label}" if sheet.faces else _list_title(sheet)


# -- cards ----------------------------------------------------------------------------------------


def _face(sheet: CardSheet, face: Face) -> dict[str, Any]:
    tu = sheet.address is Address.TU
    return {
        "name": face.name,
        "number": f"n° {face.number}",
        "qr": _qr(face.url, f"QR code du lien personnel de {face.name}", "Page web"),
        "telegram": _qr(face.telegram, f"QR code de {face.name} pour Telegram", "ou Telegram"),
        "how": [typeset(line) for line in _how(face, tu=tu)],
        "code": face.code,
        "code_how": typeset(_code_how(sheet, tu=tu)),
    }


def _qr(address: str, alt: str, label: str) -> dict[str, Any]:
    """Nothing where there is no address."""
    if not address:
        return {}
    drawn = drawing(address)
    return {"side": drawn.side, "path": drawn.path, "alt": alt, "label": label}


def _how(face: Face, *, tu: bool) -> tuple[str, str]:
    """Two lines: what to do, and what the card is worth; shorter between two QR codes."""
    until = face.until.strftime(_DATE)
    if face.telegram:
        touch, whom = ("Scanne, puis touche", "toi") if tu else ("Scannez, puis touchez", "vous")
        return (
            f"{touch} « Oui, c'est moi ».",
            f"Sert une fois, jusqu'au {until}, et n'est que pour {whom}.",
        )
    if tu:
        return (
            "Scanne ce carré avec ton téléphone, puis touche « Oui, c'est moi ».",
            f"La carte sert une fois, jusqu'au {until}, et n'est que pour toi.",
        )
    return (
        "Scannez ce carré avec votre téléphone, puis touchez « Oui, c'est moi ».",
        f"La carte sert une fois, jusqu'au {until}, et n'est que pour vous.",
    )


def _code_how(sheet: CardSheet, *, tu: bool) -> str:
    page = _without_scheme(sheet.code_page)
    if tu:
        return f"quand ton prof ouvre les codes, va sur {page} et écris"
    return f"quand votre prof ouvre les codes, allez sur {page} et écrivez"


def _without_scheme(address: str) -> str:
    """As a person types it."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}" if parts.scheme == "https" else address


# -- the list -------------------------------------------------------------------------------------


def _list(sheet: CardSheet) -> dict[str, Any]:
    columns = ["N°", "Élève", "Carte", "Page web"]
    columns += ["Telegram"] if sheet.with_telegram else []
    columns.append("Remise")
    return {
        "title": _list_title(sheet),
        "about": typeset(_about(sheet)),
        "how": [typeset(sentence) for sentence in _teacher_how(sheet)],
        "columns": columns,
        "rows": [_row(line, with_telegram=sheet.with_telegram) for line in sheet.lines],
    }


def _list_title(sheet: CardSheet) -> str:
    return f"{sheet.class_label} : qui est entré"


def _about(sheet: CardSheet) -> str:
    joined = sum(bool(line.web or line.telegram) for line in sheet.lines)
    of = f"{len(sheet.lines)} élève{'s' if len(sheet.lines) > 1 else ''}"
    return f"{joined} sur {of}, le {day(sheet.printed_on)}. {_where_school(sheet)}".strip()


def _teacher_how(sheet: CardSheet) -> tuple[str, ...]:
    page = _without_scheme(sheet.code_page)
    printed = (
        "Imprimez d'un seul côté, coupez le long des pointillés, et remettez chaque carte en main "
        "propre : le numéro est celui de cette liste."
    )
    codes = (
        "Pour qui ne peut pas scanner : sur votre page, « Ouvrir les codes » les fait marcher dix "
        f"minutes, à l'adresse {page}."
    )
    lost = (
        "Une carte ne se réimprime pas, car apbot n'en garde qu'une empreinte. Carte perdue : "
        f'apbot invite "{sheet.class_label}" --reissue "NOM Prénom" en fait une autre, et '
        "l'ancienne ne vaut plus rien."
    )
    return (printed, codes, lost) if sheet.faces else (codes, lost)


def _row(line: Line, *, with_telegram: bool) -> list[str]:
    telegram = [_date(line.telegram)] if with_telegram else []
    return [str(line.number), line.name, line.card, _date(line.web), *telegram]


def _date(moment: dt.date | None) -> str:
    return moment.strftime(_DATE) if moment else ""


def _where(sheet: CardSheet) -> str:
    return f"{sheet.class_label}, {sheet.school}" if sheet.school else sheet.class_label


def _where_school(sheet: CardSheet) -> str:
    return f"{sheet.school}." if sheet.school else ""
