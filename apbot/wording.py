"""The sentences of the program itself, for one person: tu or vous, names filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dialogues import phrases
from dialogues.answers import Source
from dialogues.definition import Address, Dialogue, Grid, Step, Text
from dialogues.effects import HelpReason, Phrase

from . import telling

_BEFORE = re.compile(r" ([?!:;»])")


def typeset(words: str) -> str:
    """French typography: the space before a double sign never ends a line."""
    return _BEFORE.sub("\u00a0\\1", words).replace("« ", "«\u00a0")


@lru_cache(maxsize=4096)
def _typeset_once(words: str) -> str:
    """For texts of a dialogue, which come again for everybody; never for words of a person."""
    return typeset(words)


@dataclass(frozen=True, slots=True)
class Words:
    """``values`` are the placeholders: referent, given_name, school, questions, dpo."""

    address: Address
    values: Mapping[str, str] = field(default_factory=dict)

    def pick(self, tu: str, vous: str) -> str:
        return tu if self.address is Address.TU else vous

    def fill(self, text: Text) -> str:
        """The text in the form of address, its placeholders filled."""
        words = text.to(self.address)
        if "{" not in words:
            return _typeset_once(words)
        return typeset(telling.fill(text, self.address, self.values))

    def paragraphs(self, text: Text) -> tuple[str, ...]:
        """The same, cut at empty lines."""
        filled = telling.fill(text, self.address, self.values)
        return tuple(map(typeset, telling.paragraphs(filled)))

    def phrase(self, phrase: Phrase, values: Iterable[tuple[str, str]] = ()) -> str:
        return typeset(phrases.words(phrase, self.address, values))

    @property
    def referent(self) -> str:
        return self.values.get("referent") or self.pick("ton prof référent", "votre prof référent")

    # -- the open question ------------------------------------------------------------------

    @property
    def own_words(self) -> str:
        return self.pick("Ou écris ta réponse", "Ou écrivez votre réponse")

    @property
    def your_answer(self) -> str:
        return self.pick("Ta réponse", "Votre réponse")

    def stem(self, grid: Grid) -> str:
        return typeset(telling.stem_sentence(grid, self.address, self.values))

    def hidden_question(self, steps: Sequence[Step]) -> str:
        return typeset(telling.hidden_question(steps, self.address))

    def did_you_mean(self, label: str) -> str:
        return typeset(telling.guess_question(label, self.address))

    # -- help -------------------------------------------------------------------------------

    def help_card(self, reason: HelpReason) -> tuple[str, ...]:
        return tuple(map(typeset, telling.help_card_sentences(self.address, reason)))

    @property
    def no_contact(self) -> str:
        return " ".join(telling.contact_sentences(self.address, self.values.get("contacts", "")))

    @property
    def help_sentences(self) -> tuple[str, ...]:
        return tuple(map(typeset, telling.help_sentences(self.address)))

    @property
    def commands(self) -> tuple[tuple[str, str], ...]:
        return telling.help_commands(self.address)

    # -- review, erase ----------------------------------------------------------------------

    @property
    def review_heading(self) -> str:
        return self.pick("Relis avant d'envoyer", "Relisez avant d'envoyer")

    def review_sentences(self, dialogue: Dialogue) -> tuple[str, ...]:
        values = {"referent": self.referent}
        said = telling.review_sentences(dialogue, self.address, values)
        return tuple(map(typeset, said))

    def send_label(self, dialogue: Dialogue) -> str:
        return telling.send_label(dialogue, self.address, {"referent": self.referent})

    @property
    def review_sheet_heading(self) -> str:
        return f"Ce que lira {self.referent}"

    @property
    def review_items_heading(self) -> str:
        return self.pick("Tes réponses", "Vos réponses")

    @property
    def erase_sentences(self) -> tuple[str, ...]:
        return (
            self.pick(
                "Toutes tes réponses à ce questionnaire seront effacées, pour toujours.",
                "Toutes vos réponses à ce questionnaire seront effacées, pour toujours.",
            ),
            self.pick("Tu pourras recommencer.", "Vous pourrez recommencer."),
        )

    def entered(self, source: Source) -> str:
        """Under an answer that an adult typed; empty under the student's own."""
        match source:
            case Source.ORAL:
                return self.pick(
                    "Tu l'as dit à un adulte du lycée, qui l'a saisi. Tu peux corriger.",
                    "Vous l'avez dit à un adulte du lycée, qui l'a saisi. Vous pouvez corriger.",
                )
            case Source.PAPER:
                return self.pick(
                    "Saisi par un adulte du lycée d'après ta feuille. Tu peux corriger.",
                    "Saisi par un adulte du lycée d'après votre feuille. Vous pouvez corriger.",
                )
            case Source.STUDENT:
                return ""

    # -- what else there is -----------------------------------------------------------------

    def left(self, titles: Sequence[str]) -> str:
        """What waits once something is sent."""
        before = self.pick("Il te reste", "Il vous reste")
        return typeset(f"{before} : {', '.join(titles)}.")

    @property
    def nothing_left(self) -> str:
        return self.pick(
            "Tu n'as rien d'autre à remplir pour l'instant.",
            "Vous n'avez rien d'autre à remplir pour l'instant.",
        )

    @property
    def nothing_open(self) -> tuple[str, ...]:
        return (
            self.pick(
                "Tu n'as rien à remplir pour l'instant.",
                "Vous n'avez rien à remplir pour l'instant.",
            ),
            self.pick(
                "Quand un questionnaire sera ouvert pour toi, il sera ici. Tu peux fermer "
                "cette page.",
                "Quand un questionnaire sera ouvert pour vous, il sera ici. Vous pouvez fermer "
                "cette page.",
            ),
        )

    # -- the door ---------------------------------------------------------------------------

    @property
    def is_it_you(self) -> str:
        return self.pick("C'est bien toi ?", "C'est bien vous ?")

    # -- the code of a card -----------------------------------------------------------------

    @property
    def code_title(self) -> str:
        return "Entrer avec le code de la carte"

    @property
    def code_link(self) -> str:
        return "J'ai un code sur ma carte"

    @property
    def code_label(self) -> str:
        return self.pick("Ton code", "Votre code")

    @property
    def code_hint(self) -> str:
        return self.pick(
            "Huit lettres, en bas de ta carte. Minuscules ou majuscules, comme tu veux.",
            "Huit lettres, en bas de votre carte. Minuscules ou majuscules, comme vous voulez.",
        )

    @property
    def code_sentences(self) -> tuple[str, ...]:
        return ("Ce code marche pendant dix minutes, quand un prof l'a ouvert.",)

    @property
    def code_refused(self) -> str:
        """The same whatever the reason."""
        return self.pick(
            "Ce code ne s'ouvre pas. Relis-le sur ta carte, et demande à ton prof d'ouvrir les "
            "codes. Après cinq essais, il faut attendre un quart d'heure.",
            "Ce code ne s'ouvre pas. Relisez-le sur votre carte, et demandez à votre prof "
            "d'ouvrir les codes. Après cinq essais, il faut attendre un quart d'heure.",
        )

    @property
    def telegram_too(self) -> str:
        return typeset(
            self.pick(
                "La direction de ton lycée permet à ta classe de répondre aussi par l'application "
                "Telegram : c'est facultatif, et cette page suffit.",
                "La direction de votre lycée permet à votre classe de répondre aussi par "
                "l'application Telegram : c'est facultatif, et cette page suffit.",
            )
        )

    @property
    def closed_here(self) -> tuple[str, ...]:
        return (
            self.pick(
                "Tes réponses sont gardées, et cet appareil ne les montre plus.",
                "Vos réponses sont gardées, et cet appareil ne les montre plus.",
            ),
            self.pick(
                "Pour reprendre, ici ou ailleurs, demande à ton prof référent de rouvrir "
                "ton accès.",
                "Pour reprendre, ici ou ailleurs, demandez à votre prof référent de rouvrir "
                "votre accès.",
            ),
        )

    @property
    def offline(self) -> str:
        return self.pick(
            "Pas de réseau. Ta réponse n'est peut-être pas partie. Réessaie : "
            "elle ne comptera qu'une fois.",
            "Pas de réseau. Votre réponse n'est peut-être pas partie. Réessayez : "
            "elle ne comptera qu'une fois.",
        )

    @property
    def failed(self) -> str:
        return self.pick(
            "Le serveur n'a pas répondu. Ta réponse n'est pas partie. Réessaie.",
            "Le serveur n'a pas répondu. Votre réponse n'est pas partie. Réessayez.",
        )
