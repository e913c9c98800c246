"""The engine's own sentences, in both forms of address."""

from __future__ import annotations

from collections.abc import Iterable

from .definition import Address, Text
from .effects import Phrase


def _same(text: str) -> Text:
    return Text(text, text)


_WORDS: dict[Phrase, Text] = {
    Phrase.NOTICE_FIRST: Text(
        "Lis d'abord l'information, puis touche « On commence ».",
        "Lisez d'abord l'information, puis touchez « On commence ».",
    ),
    Phrase.STALE: Text(
        "Cette réponse était déjà arrivée, ou la question a changé. Voici où tu en es.",
        "Cette réponse était déjà arrivée, ou la question a changé. Voici où vous en êtes.",
    ),
    Phrase.NOT_UNDERSTOOD: Text(
        "Je n'ai pas compris. Tu peux toucher un bouton, ou écrire un numéro de 1 à {count}.",
        "Je n'ai pas compris. Vous pouvez toucher un bouton, ou écrire un numéro de 1 à {count}.",
    ),
    Phrase.NOT_UNDERSTOOD_AGAIN: Text(
        "Je ne comprends toujours pas. Tu peux toucher un bouton, passer la question, "
        "ou parler à un adulte.",
        "Je ne comprends toujours pas. Vous pouvez toucher un bouton, passer la question, "
        "ou parler à un adulte.",
    ),
    Phrase.NOT_UNDERSTOOD_TEXT: Text(
        "Tu peux écrire ta réponse avec tes mots, ou passer.",
        "Vous pouvez écrire votre réponse avec vos mots, ou passer.",
    ),
    Phrase.ONE_ONLY: Text(
        "Une seule réponse est possible ici. Choisis celle qui te va le mieux.",
        "Une seule réponse est possible ici. Choisissez celle qui vous va le mieux.",
    ),
    Phrase.TOO_MANY: Text(
        "Tu peux en choisir {limit} au plus. Garde les plus importantes.",
        "Vous pouvez en choisir {limit} au plus. Gardez les plus importantes.",
    ),
    Phrase.EXCLUSIVE: Text(
        "« {label} » remplace les autres choix. Tu peux modifier si ce n'est pas ça.",
        "« {label} » remplace les autres choix. Vous pouvez modifier si ce n'est pas cela.",
    ),
    Phrase.NOTHING_CHOSEN: Text(
        "Aucune réponse n'est arrivée. Choisis ou écris quelque chose, ou passe la question.",
        "Aucune réponse n'est arrivée. Choisissez ou écrivez quelque chose, ou passez la question.",
    ),
    Phrase.TOO_LONG: Text(
        "C'est trop long : {limit} caractères au plus. Rien n'est enregistré, tu peux raccourcir.",
        "C'est trop long : {limit} caractères au plus. Rien n'est enregistré, "
        "vous pouvez raccourcir.",
    ),
    Phrase.UNREADABLE: Text(
        "Ce message contient des signes illisibles. Rien n'est enregistré, tu peux le retaper.",
        "Ce message contient des signes illisibles. Rien n'est enregistré, vous pouvez le retaper.",
    ),
    Phrase.NOT_A_NUMBER: Text(
        "J'attends un nombre, par exemple 3 ou 2,5.",
        "J'attends un nombre, par exemple 3 ou 2,5.",
    ),
    Phrase.OUT_OF_RANGE: _same("Le nombre va de {least} à {most}."),
    Phrase.NOT_A_DATE: _same("J'attends une date, par exemple 12/03 ou 12 mars."),
    Phrase.DATE_OUT_OF_RANGE: _same("La date va du {earliest} au {latest}."),
    Phrase.REQUIRED: Text(
        "Cette réponse est nécessaire pour envoyer.", "Cette réponse est nécessaire pour envoyer."
    ),
    Phrase.NO_WAY_BACK: Text("Tu es à la première question.", "Vous êtes à la première question."),
    Phrase.NOTHING_TO_KEEP: Text(
        "Il n'y a pas encore de réponse à garder ici.",
        "Il n'y a pas encore de réponse à garder ici.",
    ),
    Phrase.CANNOT_EDIT: Text(
        "Cette réponse ne peut pas être modifiée maintenant.",
        "Cette réponse ne peut pas être modifiée maintenant.",
    ),
    Phrase.NOT_NOW: Text(
        "Ce n'est pas possible à cet endroit. Voici où tu en es.",
        "Ce n'est pas possible à cet endroit. Voici où vous en êtes.",
    ),
    Phrase.PAUSED: Text(
        "C'est en pause. Tes réponses sont gardées, tu reprends quand tu veux.",
        "C'est en pause. Vos réponses sont gardées, vous reprenez quand vous voulez.",
    ),
    Phrase.STOPPED: Text(
        "C'est arrêté. Rien n'est envoyé. Tu peux reprendre plus tard, ou tout effacer.",
        "C'est arrêté. Rien n'est envoyé. Vous pouvez reprendre plus tard, ou tout effacer.",
    ),
    Phrase.ERASED: Text(
        "Tes réponses sont effacées. Tu peux recommencer si tu le souhaites.",
        "Vos réponses sont effacées. Vous pouvez recommencer si vous le souhaitez.",
    ),
    Phrase.EXPIRED: Text(
        "Ce questionnaire est fermé. Parles-en avec ton prof référent.",
        "Ce questionnaire est fermé. Parlez-en avec votre prof référent.",
    ),
    Phrase.SUBMITTED_ALREADY: Text(
        "C'est déjà envoyé. Pour changer une réponse, parles-en pendant l'entretien.",
        "C'est déjà envoyé. Pour changer une réponse, parlez-en pendant l'entretien.",
    ),
    Phrase.NOT_YOURS_ANY_MORE: Text(
        "C'est envoyé sans ton nom : je ne peux plus retrouver tes réponses.",
        "C'est envoyé sans votre nom : je ne peux plus retrouver vos réponses.",
    ),
    Phrase.KEPT_FOR_YOU: Text(
        "Ce que tu viens d'écrire est gardé pour toi. Personne d'autre ne le lit, "
        "sauf si tu choisis de le partager à la fin.",
        "Ce que vous venez d'écrire est gardé pour vous. Personne d'autre ne le lit, "
        "sauf si vous choisissez de le partager à la fin.",
    ),
}


def words(phrase: Phrase, address: Address, values: Iterable[tuple[str, str]] = ()) -> str:
    """The sentence, its placeholders filled."""
    text = _WORDS[phrase].to(address)
    for name, value in values:
        text = text.replace("{" + name + "}", value)
    return text
