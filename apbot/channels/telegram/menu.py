"""The commands that Telegram lists behind its menu button; others are understood too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .rendering import ApiCall

Menu = Sequence[tuple[str, str]]
"""(command, what it does): at most 32 of ``a-z0-9_``, and 1 to 256 characters."""

STUDENTS: Menu = (
    ("aide", "Comment ça marche"),
    ("urgence", "Parler à un adulte, numéros d'aide"),
    ("retour", "Revenir à la question précédente"),
    ("passer", "Laisser la question sans réponse"),
    ("pause", "S'arrêter un moment"),
    ("reprendre", "Continuer là où on s'est arrêté"),
    ("corriger", "Changer une réponse"),
    ("mesreponses", "Relire les réponses données"),
    ("mesdonnees", "Savoir quelles données sont gardées"),
    ("effacer", "Effacer les réponses de ce questionnaire"),
    ("privacy", "Qui lit quoi, et combien de temps"),
    ("stop", "Arrêter sans rien envoyer"),
    ("quitter", "Ne plus relier ce compte Telegram"),
)
COMMANDS = f"Les commandes : {', '.join(f'/{name}' for name, _ in STUDENTS)}."
"""Said with the help."""
STAFF: Menu = (
    ("eleves", "Les élèves, et qui a répondu"),
    ("syntheses", "Les synthèses prêtes à lire"),
    ("connexion", "Un lien pour ouvrir votre espace"),
    ("aide", "Comment ça marche"),
    ("urgence", "Les numéros d'aide à donner"),
    ("privacy", "Qui lit quoi, et combien de temps"),
    ("quitter", "Ne plus relier ce compte Telegram"),
)


def menus() -> Iterator[ApiCall]:
    """What is set whenever the bot starts: every private chat gets the menu of students."""
    yield set_menu(STUDENTS, {"type": "all_private_chats"})


def staff_menu(chat_id: int) -> ApiCall:
    """For one chat, once it is known to be an adult's; ``forget_menu`` is its contrary.

    Telegram keeps it: it is not set again when the bot starts.
    """
    return set_menu(STAFF, {"type": "chat", "chat_id": chat_id})


def forget_menu(chat_id: int) -> ApiCall:
    """The chat is nobody's any more: it gets the menu of everybody again."""
    scope = {"type": "chat", "chat_id": chat_id}
    return ApiCall("deleteMyCommands", {"scope": scope}, "menu")


def set_menu(menu: Menu, scope: dict[str, Any]) -> ApiCall:
    commands = [{"command": name, "description": meaning} for name, meaning in menu]
    return ApiCall("setMyCommands", {"commands": commands, "scope": scope}, "menu")
