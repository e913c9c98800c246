"""Commands in words, recognised before any answer is parsed.

Only a whole message is a command, so that a word of it inside a free text stays a text.
"""

from __future__ import annotations

from enum import StrEnum

from .folding import fold


class Command(StrEnum):
    HELP = "help"
    BACK = "back"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    ADULT = "adult"


_WORDS: dict[Command, tuple[str, ...]] = {
    Command.HELP: ("aide", "help", "a l aide", "aide moi", "comment ca marche"),
    Command.BACK: ("retour", "precedent", "question precedente", "revenir", "back"),
    Command.SKIP: (
        "je passe",
        "passe",
        "passer",
        "je prefere ne pas repondre",
        "question suivante",
        "skip",
    ),
    Command.PAUSE: ("pause", "faire une pause", "plus tard"),
    Command.RESUME: ("reprendre", "continuer", "on continue", "je continue"),
    Command.STOP: ("stop", "arreter", "j arrete", "je veux arreter", "quitter"),
    Command.ADULT: (
        "urgence",
        "parler a un adulte",
        "je voudrais parler a un adulte",
        "je veux parler a un adulte",
        "voir un adulte",
        "demander a voir un adulte",
        "numeros d aide",
    ),
}
_BY_WORD = {word: command for command, words in _WORDS.items() for word in words}


def recognise(text: str) -> Command | None:
    """The command that the whole message is, with or without a leading slash."""
    return _BY_WORD.get(fold(text)) if len(text) <= 60 else None  # noqa: PLR2004  # longest command
