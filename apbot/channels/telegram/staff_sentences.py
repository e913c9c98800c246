"""What the bot says to the adults of the school, always with « vous »."""

from __future__ import annotations

import hashlib

from dialogues.definition import Text
from storage.records import Person

SHEET_LABEL = "Recevoir la synthèse"

COMMANDS = (
    "/eleves : vos élèves, et qui a répondu. « /eleves 2nde 3 » ne montre qu'une classe.\n"
    "/syntheses : les synthèses prêtes. « /syntheses Martin » cherche un élève.\n"
    "/connexion : un lien pour ouvrir votre espace dans un navigateur.\n"
    "/urgence : les numéros d'aide à donner à un élève.\n"
    "/privacy : qui lit quoi, et combien de temps.\n"
    "/quitter : ne plus relier ce compte."
)
ABOUT = (
    "Je suis un programme. Je vous préviens quand un de vos élèves a envoyé son questionnaire : sa "
    "synthèse est prête pour l'entretien."
)
READ_ON_THE_PAGE = (
    "Elle se lit sur la page du lycée. Si le lien ne s'ouvre pas, demandez /connexion et ouvrez "
    "d'abord ce lien dans le même navigateur."
)
READ_HERE = "Vous pouvez la recevoir ici en PDF, ou la lire sur la page du lycée."
OTHER = "Je ne sais pas répondre à cela. /aide montre ce que je sais faire."
NO_STUDENTS = (
    "Aucun élève ne vous est confié en ce moment. Si c'est une erreur, la direction du lycée peut "
    "la corriger."
)
NOTHING_READY = "Aucune synthèse n'est prête pour le moment. Je vous préviens dès qu'il y en a une."
NOT_FOUND = "Je ne trouve rien à ce nom parmi vos élèves. /eleves montre ceux que vous suivez."
"""The same for a name or a class that does not exist and for one that is not theirs."""
NOT_AVAILABLE = (
    "Cette synthèse n'est pas disponible. /syntheses montre celles que vous pouvez lire."
)
"""The same for a button made by hand, a right that was withdrawn, and what was never sent."""
ON_ITS_WAY = "La synthèse arrive."
LEFT = (
    "C'est fait : ce compte n'est plus relié, et je ne vous écris plus. Pour le relier de nouveau, "
    "demandez un lien à la direction du lycée."
)
TELEGRAM_KEEPS = "Telegram garde une copie de cette conversation sur ses serveurs, hors du lycée."
NAMES_ONLY = "Les noms de famille y sont abrégés, et je n'y écris aucune réponse d'élève"
BUT_IN_SHEETS = ", sauf dans les synthèses que vous demandez en PDF"
READING_IS_NOTED = (
    "Chaque lecture d'une synthèse est notée, et l'élève peut demander qui l'a lue. Le lycée "
    "efface tout à la fin de l'année scolaire ; la copie de Telegram reste : pour l'enlever, "
    "supprimez la conversation dans l'application."
)
LEAVING = "/quitter retire le lien entre ce compte et vous."
TO_READ, ALREADY_READ = "À lire", "Déjà lues"
BLOCKED = "Injoignables sur Telegram"
TOUCH_A_NAME = "Touchez un nom pour recevoir la synthèse en PDF."
NUMBERS = "Les numéros à donner à un élève. Ils sont gratuits."


REFUSED = Text(
    *("D'accord, rien n'est relié. Si ce lien n'est pas pour vous, rendez-le à la direction.",) * 2
)


def at_the_door(adult: Person, *, as_pdf: bool) -> str:
    """What Telegram keeps, then the question."""
    question = f"Vous êtes bien {adult.given_name} {adult.family_name.upper()} ?"
    return "\n\n".join((*privacy(as_pdf=as_pdf), question))


def notice_name(*, as_pdf: bool) -> str:
    """The text read at the door, as the audit trail names it."""
    text = "\n\n".join(privacy(as_pdf=as_pdf))
    return f"staff {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def welcome(name: str, *, as_pdf: bool) -> tuple[str, ...]:
    return (f"Bonjour {name}. Ce compte est relié.", *help_text(as_pdf=as_pdf))


def sign_in(address: str) -> str:
    return (
        "Ce lien ouvre votre espace, une seule fois, dans les dix minutes. Ne le transmettez à "
        f"personne :\n{address}"
    )


def help_text(*, as_pdf: bool) -> tuple[str, ...]:
    return (f"{ABOUT} {READ_HERE if as_pdf else READ_ON_THE_PAGE}", COMMANDS)


def privacy(*, as_pdf: bool) -> tuple[str, ...]:
    carried = NAMES_ONLY + (BUT_IN_SHEETS if as_pdf else "")
    return (f"{TELEGRAM_KEEPS} {carried}.", READING_IS_NOTED, LEAVING)


def counted(ready_ones: int, students: int) -> str:
    """ "20 synthèses sur 24 élèves"."""
    one, many = ("synthèse", "synthèses"), ("élève", "élèves")
    return f"{ready_ones} {one[ready_ones > 1]} sur {students} {many[students > 1]}"
