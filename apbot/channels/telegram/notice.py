"""What Telegram keeps: read before an account is linked, and again with /privacy.

Change the text, change ``VERSION``: a test holds them together, and the audit trail names both, so
that it can be said which text somebody read.
"""

from __future__ import annotations

import hashlib

from dialogues.definition import Address, Text

VERSION = "2026-11"


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


HEADING = "Avant de continuer sur Telegram :"
TEXT = Text(
    _paragraphs(
        (
            "Telegram appartient à une entreprise privée, hors de ton lycée. Elle garde sa "
            "propre copie de cette conversation sur ses serveurs, sans chiffrement de bout en "
            "bout. Elle sait aussi que ce compte parle à ce programme."
        ),
        (
            "Quand le lycée efface tes réponses, la copie de Telegram reste : pour l'enlever, "
            "supprime la conversation dans l'application. À l'inverse, supprimer un message ici "
            "ne prévient pas le lycée : pour effacer tes réponses, écris /effacer."
        ),
        (
            "La page web du lycée pose les mêmes questions, avec ton lien personnel. Tu peux la "
            "préférer, maintenant ou plus tard : rien n'est perdu, et cela ne change rien pour "
            "toi."
        ),
        (
            "Telegram est facultatif. Ses conditions demandent 18 ans dans l'Union européenne ; "
            "la direction de ton lycée l'a permis pour ta classe."
        ),
    ),
    _paragraphs(
        (
            "Telegram appartient à une entreprise privée, hors de votre lycée. Elle garde sa "
            "propre copie de cette conversation sur ses serveurs, sans chiffrement de bout en "
            "bout. Elle sait aussi que ce compte parle à ce programme."
        ),
        (
            "Quand le lycée efface vos réponses, la copie de Telegram reste : pour l'enlever, "
            "supprimez la conversation dans l'application. À l'inverse, supprimer un message ici "
            "ne prévient pas le lycée : pour effacer vos réponses, écrivez /effacer."
        ),
        (
            "La page web du lycée pose les mêmes questions, avec votre lien personnel. Vous "
            "pouvez la préférer, maintenant ou plus tard : rien n'est perdu, et cela ne change "
            "rien pour vous."
        ),
        (
            "Telegram est facultatif. Ses conditions demandent 18 ans dans l'Union européenne ; "
            "la direction de votre lycée l'a permis pour votre classe."
        ),
    ),
)
QUIT = Text(
    "/quitter retire le lien entre ce compte et toi ; tes réponses restent au lycée.",
    "/quitter retire le lien entre ce compte et vous ; vos réponses restent au lycée.",
)
GO_ON_LABEL = "Continuer sur Telegram"
WEB_LABEL = "Je préfère la page web"
_FINGERPRINT = 12


def at_the_door(address: Address) -> str:
    return _paragraphs(HEADING, TEXT.to(address))


def at_any_time(address: Address) -> str:
    """For who has an account already."""
    return _paragraphs(TEXT.to(address), QUIT.to(address))


def name_of(address: Address) -> str:
    """The text as the audit trail names it: version, form of address, start of its SHA-256."""
    digest = hashlib.sha256(TEXT.to(address).encode()).hexdigest()
    return f"{VERSION} {address.value} {digest[:_FINGERPRINT]}"
