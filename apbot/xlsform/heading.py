"""The settings sheet -> the head of a dialogue; what it does not say is filled in, and said."""

from __future__ import annotations

from typing import Any

from dialogues.definition import Respondent, Text
from dialogues.folding import fold

from .options import is_true
from .reading import Row, Workbook
from .report import Report
from .texts import Texts, identifier
from .writing import spoken

INTRO = (
    "Bonjour {given_name}. Je suis l'assistant d'accompagnement personnalisé : un programme, pas "
    "une personne.\n\nIl y a {questions} questions au plus. Chaque question peut être passée."
)
CLOSING = "Merci, c'est envoyé à {referent}."
NOTICE = (
    "Notice à compléter avant de proposer ce questionnaire.\n\nQui lit les réponses ? À quoi "
    "servent-elles ? Combien de temps sont-elles gardées ? À qui s'adresser ?\n\nContact : {dpo}."
)
_LONGEST_ID = 24
"""Of a dialogue: room is left for the names of its questions."""
_NOTICE_VERSION = "à compléter"
_ADULTS = frozenset({"adult", "adulte", "adultes", "enseignant", "enseignante", "personnel"})


def dialogue_id(book: Workbook, report: Report) -> str:
    """From the id of the form, its title, or the name of the file."""
    written = book.settings.get("form_id")
    for candidate in (written, book.settings.get("form_title"), book.stem, "questionnaire"):
        key = identifier(candidate)[:_LONGEST_ID].strip("_")
        if key and key[0].isalpha():
            break
    else:
        key = "questionnaire"
    if key != written:
        what = f"Le dialogue s'appelle « {key} »."
        report.changed("settings", 0, "form_id", what, "Écrivez form_id pour un autre nom.")
    return key


def is_adult(settings: Row) -> bool:
    return fold(settings.get("apbot_respondent")) in _ADULTS


def was_exported(settings: Row) -> bool:
    """Whether ``export-form`` made the workbook."""
    return bool(settings.get("apbot_notice_version"))


def recall_of(settings: Row) -> dict[str, str]:
    """``last_goal = checkin.goal``, one by line."""
    pairs = (line.partition("=") for line in settings.get("apbot_recall").splitlines())
    return {name.strip(): source.strip() for name, _, source in pairs if source.strip()}


def head_of(book: Workbook, key: str, texts: Texts, report: Report) -> dict[str, Any]:
    settings = book.settings
    head: dict[str, Any] = {"dialogue": key, "title": spoken(_title(book, key, texts, report))}
    head |= _who(settings)
    if recall := recall_of(settings):
        head["recall"] = recall
    filled = []
    for column, default in (("intro", INTRO), ("notice", NOTICE), ("closing", CLOSING)):
        text = texts.own(settings, f"apbot_{column}")
        if text is None:
            filled.append(column)
            text = Text(default, default)
        head[column] = spoken(text)
    version = settings.get("apbot_notice_version") or _NOTICE_VERSION
    head["notice"] = {"version": version, "text": head["notice"]}
    _tell_filled(filled, settings, report)
    for column in settings.cells.keys() & {"style", "instance_name"}:
        what = f"« {column} » n'est pas repris : la présentation est celle du programme."
        report.changed("settings", settings.number, column, what)
    return head


def _title(book: Workbook, key: str, texts: Texts, report: Report) -> Text:
    title = texts.own(book.settings, "apbot_title") or texts.read(book.settings, "form_title")
    if title is None:
        words = key.replace("_", " ").capitalize()
        title = Text(words, words)
        what = f"Le questionnaire n'a pas de titre : « {words} » est mis à la place."
        report.changed("settings", 0, "form_title", what, "Écrivez form_title.")
    return title


def _who(settings: Row) -> dict[str, Any]:
    who: dict[str, Any] = {}
    respondent = settings.get("apbot_respondent")
    if is_adult(settings):
        who["respondent"] = Respondent.ADULT.value
    else:
        either = respondent == Respondent.EITHER
        who["respondent"] = respondent if either else Respondent.STUDENT.value
    if settings.get("apbot_about") in {"student", "workshop"}:
        who["about"] = settings.get("apbot_about")
    if is_true(settings.get("apbot_anonymous")):
        who["anonymous"] = True
    return who


_NAMED = {
    "intro": "le mot d'accueil (intro)",
    "notice": "la notice d'information",
    "closing": "le mot de la fin (closing)",
}


def _tell_filled(filled: list[str], settings: Row, report: Report) -> None:
    for column in filled:
        what = f"Le classeur ne contient pas {_NAMED[column]} : un texte d'attente est mis."
        report.changed("settings", 0, "", what, f"Complétez « {column} » dans dialogue.yaml.")
    if settings.get("version") and filled:
        what = f"La version « {settings.get('version')} » n'est pas reprise : elle se calcule ici."
        report.changed("settings", settings.number, "version", what)
