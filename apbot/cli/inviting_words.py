"""What ``apbot invite`` says, in sentences and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from apbot.clock import school_day
from apbot.inviting.codes import spaced
from apbot.inviting.joining import CardState, Member
from apbot.inviting.making import Card, Plan
from storage.records import Person

CARD: Mapping[CardState, str] = {
    CardState.NONE: "",
    CardState.WAITING: "en vigueur",
    CardState.USED: "utilisée",
    CardState.OVER: "périmée",
    CardState.REVOKED: "annulée",
}
NOT_ACCESSIBLE = (
    "Attention : un signe d'un nom empêche de rendre le PDF accessible. Il s'imprime, mais une "
    "synthèse vocale le lira mal."
)
_ONLY_COPY = (
    "Ce fichier est leur seul exemplaire : remettez chaque carte en main propre, puis effacez-le."
)


class Addresses(Protocol):
    """Where a card leads."""

    def web(self, card: Card) -> str: ...

    def telegram(self, card: Card) -> str: ...


def full_name(student: Person) -> str:
    return f"{student.family_name.upper()} {student.given_name}"


def no_bot(label: str) -> str:
    return (
        f"Attention : Telegram est permis en {label}, mais aucun bot n'est réglé "
        "(APBOT_TELEGRAM_TOKEN) : les cartes n'ont que la page web."
    )


# -- sentences ------------------------------------------------------------------------------------


def done(plan: Plan, cards: Sequence[Card], path: Path | None, *, again: bool) -> Iterator[str]:
    label = plan.group.label
    if cards:
        are = "cartes sont" if len(cards) > 1 else "carte est"
        yield (
            f"{len(cards)} {are} dans {path}, avec la liste de la classe : imprimez d'un seul "
            "côté, à 100 %."
        )
        yield f"Une carte sert une fois, jusqu'au {_until(cards)}. {_ONLY_COPY}"
        if again:
            yield "Les cartes d'avant, de ces élèves, ne valent plus rien."
    else:
        yield f"Aucune carte à faire en {label}. La liste de la classe est dans {path}."
    made = {card.member.student.id for card in cards}
    yield from _waiting(plan, [one for one in plan.members if one.student.id not in made])


def _waiting(plan: Plan, others: Sequence[Member]) -> Iterator[str]:
    absent = [one for one in others if not one.has_joined]
    held = [one for one in absent if one.card is CardState.WAITING]
    ended = [one for one in absent if one.card is CardState.REVOKED]
    if held:
        yield f"Ont une carte et ne sont pas encore entrés ({len(held)}) : {_listed(held)}."
        yield (
            "Leur carte ne peut pas être réimprimée, car apbot n'en garde qu'une empreinte. Pour "
            f'en faire d\'autres, et annuler celles-là : apbot invite "{plan.group.label}" --again '
            '-o FICHIER.pdf, ou --reissue "NOM Prénom" pour un seul élève.'
        )
    if ended:
        yield (
            f"Carte annulée ({len(ended)}) : {_listed(ended)}. Pour en faire une autre : "
            '--reissue "NOM Prénom".'
        )


def made_again(plan: Plan, cards: Sequence[Card], path: Path | None) -> Iterator[str]:
    names = _listed([card.member for card in cards])
    yield f"{names} : la carte neuve est dans {path}, valable une fois, jusqu'au {_until(cards)}."
    yield (
        "L'ancienne ne vaut plus rien, et les appareils où elle avait servi sont déconnectés"
        f"{_unlinked(any(one.telegram_since for one in plan.wanted))}. Les réponses sont gardées."
    )


def revoked(ended: Sequence[tuple[Person, bool]]) -> str:
    names = ", ".join(full_name(student) for student, _ in ended)
    return (
        f"{names} : la carte ne vaut plus rien, et les appareils où elle avait servi sont "
        f"déconnectés{_unlinked(any(had_account for _, had_account in ended))}. Les réponses sont "
        "gardées."
    )


def _unlinked(had_account: bool) -> str:
    return ", compte Telegram compris" if had_account else ""


def _until(cards: Sequence[Card]) -> str:
    return f"{school_day(cards[0].expires_at):%d/%m/%Y}"


def _listed(members: Sequence[Member]) -> str:
    return ", ".join(full_name(one.student) for one in members)


# -- JSON -----------------------------------------------------------------------------------------


def as_json(plan: Plan, cards: Sequence[Card], addresses: Addresses) -> str:
    """The only time these addresses and codes are shown."""
    said = {
        "class": plan.group.label,
        "cards": [_card(card, addresses) for card in cards],
        "students": [_standing(member) for member in plan.members],
    }
    return json.dumps(said, ensure_ascii=False)


def revoked_as_json(label: str, ended: Sequence[tuple[Person, bool]]) -> str:
    found = [_person(student) | {"telegram_unlinked": account} for student, account in ended]
    return json.dumps({"class": label, "revoked": found}, ensure_ascii=False)


def _card(card: Card, addresses: Addresses) -> dict[str, Any]:
    return {
        **_person(card.member.student),
        "number": card.member.number,
        "url": addresses.web(card),
        "telegram_url": addresses.telegram(card) or None,
        "code": spaced(card.code),
        "expires_at": card.expires_at.isoformat(),
    }


def _standing(member: Member) -> dict[str, Any]:
    """As it was before the cards above were made."""
    return {
        **_person(member.student),
        "number": member.number,
        "card": member.card.value,
        "web_since": member.web_since.isoformat() if member.web_since else None,
        "telegram_since": member.telegram_since.isoformat() if member.telegram_since else None,
    }


def _person(student: Person) -> dict[str, Any]:
    return {
        "id": student.id,
        "given_name": student.given_name,
        "family_name": student.family_name,
    }
