"""What every channel says in the same words: placeholders, help, the card with its numbers.

Channels choose how it looks; the sentences are here, in both forms of address.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from dialogues.answers import Answer
from dialogues.definition import Address, Dialogue, Grid, Step, Text
from dialogues.effects import HelpReason
from dialogues.safeguarding import HelpCard, HelpNumber

NO_CONTACT = "Aucun adulte n'est encore désigné dans l'application pour être prévenu."
"""Said until a contact is configured: never let anybody believe that somebody was told."""

START_LABEL = "On commence"
KEEP_LABEL = "Garder cette réponse"
YES_LABEL = "Oui, c'est ça"
NO_LABEL = "Non"
RESUME_LABEL = "Continuer"
STOP_LABEL = "Arrêter sans envoyer"
ERASE_LABEL = "Effacer les réponses"
ERASE_HIDDEN_LABEL = "Effacer"
KEEP_HIDDEN_LABEL = "Garder au cas où"
SKIPPED_LABEL = "Question passée"
HELP_CARD_HEADING = "Parler à un adulte"

_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BLANK_LINE = re.compile(r"\n\s*\n")


def answer_words(answer: Answer) -> str:
    """What the respondent reads back."""
    return SKIPPED_LABEL if answer.skipped else answer.label


def fill(text: Text, address: Address, values: Mapping[str, str]) -> str:
    """The text in the form of address, its placeholders filled."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text.to(address))


def values_for(
    dialogue: Dialogue,
    *,
    referent: str,
    given_name: str,
    school: str,
    dpo: str,
    subject: str = "",
    contacts: str = "",
) -> dict[str, str]:
    """A value for each placeholder that a dialogue may use, but for what it recalls.

    ``contacts`` is for the card of help, where the head has named some.
    """
    counted = sum(step.counted for step in dialogue.questions.values())
    return {
        "referent": referent,
        "given_name": given_name,
        "school": school,
        "dpo": dpo,
        "questions": str(counted),
        "subject": subject,
        "contacts": contacts,
    }


def paragraphs(words: str) -> tuple[str, ...]:
    """Paragraphs are separated by blank lines."""
    return tuple(" ".join(part.split()) for part in _BLANK_LINE.split(words) if part.strip())


def help_card_sentences(address: Address, reason: HelpReason) -> tuple[str, ...]:
    """What stands above the numbers. It evaluates nothing, asks nothing, promises nothing."""
    pause = Text(
        "Je mets le questionnaire en pause. Tu n'as rien à expliquer ici.",
        "Je mets le questionnaire en pause. Vous n'avez rien à expliquer ici.",
    )
    program = Text(
        "Je suis un programme : je ne peux pas t'aider moi-même, et personne ne lit en direct.",
        "Je suis un programme : je ne peux pas vous aider moi-même, et personne ne lit en direct.",
    )
    numbers = Text(
        "À ces numéros, des personnes peuvent t'écouter. Ils sont gratuits.",
        "À ces numéros, des personnes peuvent vous écouter. Ils sont gratuits.",
    )
    said = (pause, program, numbers) if reason is HelpReason.WORDS else (program, numbers)
    return tuple(text.to(address) for text in said)


def contact_sentences(address: Address, contacts: str = "") -> tuple[str, ...]:
    """Who is told: nobody yet, so where to go; ``contacts`` are those whom the head has named."""
    if contacts:
        named = Text(
            f"Au lycée, tu peux aller voir : {contacts}. Ou un prof en qui tu as confiance.",
            f"Au lycée, vous pouvez aller voir : {contacts}. Ou un prof en qui vous avez "
            "confiance.",
        )
        return NO_CONTACT, named.to(address)
    go = Text(
        "Tu peux aller voir directement la vie scolaire, l'infirmerie, ou un prof en qui tu as "
        "confiance.",
        "Vous pouvez aller voir directement la vie scolaire, l'infirmerie, ou un prof en qui vous "
        "avez confiance.",
    )
    return NO_CONTACT, go.to(address)


def number_line(number: HelpNumber) -> str:
    """ "3114 : Prévention du suicide. Idées noires, ... Jour et nuit."."""
    return f"{number.number} : {number.name}. {number.when}"


def verified_sentence(card: HelpCard) -> str:
    return f"Numéros vérifiés le {day(card.verified_on)}."


def day(date: dt.date) -> str:
    """ "1er septembre 2026"."""
    number = "1er" if date.day == 1 else str(date.day)
    return f"{number} {_MONTHS[date.month - 1]} {date.year}"


def help_sentences(address: Address) -> tuple[str, ...]:
    """How this works, before the list of commands."""
    said = (
        Text(
            "Je suis un programme. Tu réponds en touchant un bouton ou en écrivant.",
            "Je suis un programme. Vous répondez en touchant un bouton ou en écrivant.",
        ),
        Text(
            "Rien n'est envoyé tant que tu n'as pas tout relu.",
            "Rien n'est envoyé tant que vous n'avez pas tout relu.",
        ),
    )
    return tuple(text.to(address) for text in said)


def help_commands(address: Address) -> tuple[tuple[str, str], ...]:
    """(words to touch or to type, what they do)."""
    later = Text("s'arrêter et reprendre quand tu veux", "s'arrêter et reprendre quand vous voulez")
    return (
        ("Je passe", "laisser la question sans réponse"),
        ("Retour", "revoir la question précédente"),
        ("Pause", later.to(address)),
        ("Stop", "arrêter sans rien envoyer"),
        (HELP_CARD_HEADING, "voir les numéros d'aide et à qui s'adresser"),
        ("Aide", "relire ces explications"),
    )


def is_for_referent(dialogue: Dialogue, address: Address) -> bool:
    """Whether the answers go to the referent, and each is the student's to share or to keep."""
    return address is not Address.ADULT and not dialogue.anonymous


def send_label(dialogue: Dialogue, address: Address, values: Mapping[str, str]) -> str:
    """ "Envoyer à Mme Dupré"."""
    if not is_for_referent(dialogue, address):
        return "Envoyer"
    return f"Envoyer à {values['referent']}"


def review_sentences(
    dialogue: Dialogue, address: Address, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Said above what will be sent."""
    before = Text(
        "Voici tes réponses. Rien n'est encore envoyé.",
        "Voici vos réponses. Rien n'est encore envoyé.",
    )
    if dialogue.anonymous:
        nameless = Text("Elles partent sans ton nom.", "Elles partent sans votre nom.")
        return before.to(address), nameless.to(address)
    if address is Address.ADULT:
        return (before.to(address),)
    said = (
        before,
        Text(
            "Pour chacune, tu peux choisir : la partager avec {referent}, la garder pour toi, "
            "ou la dire de vive voix (seul le sujet apparaît alors).",
            "Pour chacune, vous pouvez choisir : la partager avec {referent}, la garder pour vous, "
            "ou la dire de vive voix (seul le sujet apparaît alors).",
        ),
    )
    return tuple(fill(text, address, values) for text in said)


def stem_sentence(grid: Grid, address: Address, values: Mapping[str, str]) -> str:
    """ "Depuis le dernier point… (3 sur 8)"."""
    return f"{fill(grid.stem, address, values)} ({grid.number} sur {grid.of})"


def hidden_question(steps: Sequence[Step], address: Address) -> str:
    """After a correction: what becomes of the answers it hid."""
    topics = ", ".join(f"« {step.topic.to(address)} »" for step in steps)
    if len(steps) == 1:
        one = Text(
            f"Avec cette correction, ta réponse à {topics} ne sert plus. Je l'efface ?",
            f"Avec cette correction, votre réponse à {topics} ne sert plus. Je l'efface ?",
        )
        return one.to(address)
    several = Text(
        f"Avec cette correction, tes réponses à {topics} ne servent plus. Je les efface ?",
        f"Avec cette correction, vos réponses à {topics} ne servent plus. Je les efface ?",
    )
    return several.to(address)


def current_sentence(label: str) -> str:
    """The earlier answer of a question returned to."""
    return f"Réponse actuelle : {label}"


def guess_question(label: str, address: Address) -> str:
    """ "Tu voulais dire « Souvent » ?"."""
    said = Text(f"Tu voulais dire « {label} » ?", f"Vous vouliez dire « {label} » ?")
    return said.to(address)


def insist_sentence(address: Address) -> str:
    """After two misunderstandings: the ways on."""
    said = Text(
        "Tu peux aussi écrire « je passe », ou « parler à un adulte ».",
        "Vous pouvez aussi écrire « je passe », ou « parler à un adulte ».",
    )
    return said.to(address)
