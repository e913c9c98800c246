"""The sentences that only paper needs, to one reader: a student (tu, vous) or an adult."""

from __future__ import annotations

from dataclasses import dataclass

from apbot import telling
from dialogues.definition import About, Address, Dialogue


@dataclass(frozen=True, slots=True)
class PaperWords:
    dialogue: Dialogue
    address: Address

    def _pick(self, tu: str, vous: str, adult: str | None = None) -> str:
        if self.address is Address.TU:
            return tu
        return adult if adult is not None and self.is_adult else vous

    @property
    def is_adult(self) -> bool:
        return self.address is Address.ADULT

    # -- who and what -----------------------------------------------------------------------

    @property
    def fields(self) -> list[str]:
        """What to write at the top. Nothing that names anybody on an anonymous sheet."""
        about = self.dialogue.about
        workshop = ["Atelier"] if about is About.WORKSHOP else []
        if self.dialogue.anonymous:
            return [*workshop, "Date"]
        if not self.is_adult:
            return ["Prénom", "Nom", "Classe", "Date", *workshop]
        subject = ["Élève", "Classe"] if about is About.STUDENT else workshop
        return [*subject, "Rempli par", "Date"]

    @property
    def subject(self) -> str:
        match self.dialogue.about:
            case About.WORKSHOP:
                return "cet atelier"
            case _:
                return "l'élève"

    @property
    def referent(self) -> str:
        return self._pick("ton prof référent", "votre prof référent")

    @property
    def your_school(self) -> str:
        return self._pick("ton lycée", "votre lycée")

    @property
    def blank(self) -> str:
        """To copy the words of an earlier answer."""
        return "." * 24

    # -- how to fill it in --------------------------------------------------------------------

    @property
    def how(self) -> list[str]:
        tick = self._pick("Coche", "Cochez")
        one = (
            f"{tick} une seule case par question, sauf s'il est écrit « plusieurs réponses » "
            "ou « au plus »."
        )
        if self.is_adult:
            return [one, *self._how_adult()]
        return [one, *self._how_student()]

    def _how_adult(self) -> list[str]:
        required = any(step.required for step in self.dialogue.questions.values())
        skip = "Pour passer une question, laissez-la vide"
        return [f"{skip}, sauf s'il est écrit « {self.required} »." if required else f"{skip}."]

    def _how_student(self) -> list[str]:
        keep = self._pick(
            "Rien n'est obligatoire. Pour passer une question, ou garder ta réponse pour toi, "
            "laisse-la vide.",
            "Rien n'est obligatoire. Pour passer une question, ou garder votre réponse pour vous, "
            "laissez-la vide.",
        )
        if self.dialogue.anonymous:
            nameless = self._pick(
                "N'écris pas ton nom sur cette feuille.",
                "N'écrivez pas votre nom sur cette feuille.",
            )
            return [keep, nameless]
        aloud = self._pick(
            "Tu préfères le dire ? Note « V » (de vive voix) à côté du numéro : seul le sujet de "
            "la question sera transmis.",
            "Vous préférez le dire ? Notez « V » (de vive voix) à côté du numéro : seul le sujet "
            "de la question sera transmis.",
        )
        copied = self._pick(
            "Un adulte du lycée recopie cette feuille dans l'application : il lit ce que tu écris.",
            "Un adulte du lycée recopie cette feuille dans l'application : il lit ce que vous "
            "écrivez.",
        )
        return [keep, aloud, copied]

    @property
    def notice_heading(self) -> str:
        return "Qui lit, et pour quoi faire"

    @property
    def on_sending(self) -> str:
        return (
            "Ces explications sont celles de l'application. Sur papier, « envoyer » veut dire "
            "rendre cette feuille."
        )

    @property
    def help_heading(self) -> str:
        return "Numéros d'aide" if self.is_adult else telling.HELP_CARD_HEADING

    @property
    def numbers(self) -> str:
        return self._pick(
            "À ces numéros, des personnes peuvent t'écouter. Ils sont gratuits.",
            "À ces numéros, des personnes peuvent vous écouter. Ils sont gratuits.",
            "Pour un élève, ou pour vous. Ces numéros sont gratuits.",
        )

    @property
    def contacts(self) -> str:
        """Where to go at school; an adult knows."""
        return "" if self.is_adult else telling.contact_sentences(self.address)[-1]

    # -- in the questions ---------------------------------------------------------------------

    @property
    def questions_heading(self) -> str:
        return "Les questions"

    @property
    def required(self) -> str:
        return "réponse attendue"

    @property
    def go_directly(self) -> str:
        """Beside a request that goes to another adult alone."""
        return self._pick(
            "Tu peux aussi y aller directement, sans rien cocher ici.",
            "Vous pouvez aussi y aller directement, sans rien cocher ici.",
        )

    def go_to(self, number: int) -> str:
        return f"{self._pick('passe', 'passez')} à la question\u00a0{number}"

    @property
    def go_to_end(self) -> str:
        return self._pick("passe à la fin", "passez à la fin")

    @property
    def closing(self) -> str:
        if self.dialogue.anonymous:
            return self._pick(
                "Merci. Rends cette feuille pliée, avec celles des autres.",
                "Merci. Rendez cette feuille pliée, avec celles des autres.",
            )
        return self._pick(
            "Merci. Rends cette feuille à ton prof référent.",
            "Merci. Rendez cette feuille à votre prof référent.",
            "Merci. Remettez cette feuille à la personne qui organise l'AP.",
        )
