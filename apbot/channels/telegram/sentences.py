"""What the bot says besides the dialogue: at the door, and where something cannot be taken."""

from __future__ import annotations

from dialogues.definition import Address, Text

DOOR = Text(
    "Pour commencer, ouvre le lien ou le QR code que ton lycée t'a donné. S'il ne marche plus, "
    "demande-en un autre à ton prof référent, ou réponds sur la page web.",
    "Pour commencer, ouvrez le lien ou le QR code que votre lycée vous a donné. S'il ne marche "
    "plus, demandez-en un autre à votre prof référent, ou répondez sur la page web.",
)
"""The one answer to a token unknown, expired, used, or of somebody else, and to a stranger."""
YES_OR_NO = Text(
    "Touche un des deux boutons au-dessus, ou écris « oui » ou « non ».",
    "Touchez un des deux boutons au-dessus, ou écrivez « oui » ou « non ».",
)
"""To who came with a link and has not answered what the door asks."""
TAKEN = Text(
    "Ce compte Telegram est déjà relié à quelqu'un. Pour changer, écris d'abord /quitter.",
    "Ce compte Telegram est déjà relié à quelqu'un. Pour changer, écrivez d'abord /quitter.",
)
NOT_LINKED = Text(
    "Ce compte n'est plus relié. Ouvre le lien donné par ton lycée, ou la page web.",
    "Ce compte n'est plus relié. Ouvrez le lien donné par votre lycée, ou la page web.",
)
"""Answers a press on a button that was left in the chat; at most 200 characters."""
ON_THE_PAGE = Text(
    "D'accord, rien n'est relié ici. Ouvre ton lien personnel dans ton navigateur. Si tu changes "
    "d'avis, ouvre de nouveau ton lien Telegram.",
    "D'accord, rien n'est relié ici. Ouvrez votre lien personnel dans votre navigateur. Si vous "
    "changez d'avis, ouvrez de nouveau votre lien Telegram.",
)
NOT_ME = Text(
    "D'accord, rien n'est relié. Rends cette carte à ton prof référent.",
    "D'accord, rien n'est relié. Rendez cette carte à votre prof référent.",
)
LEFT = Text(
    "C'est fait : ce compte n'est plus relié. Tes réponses sont gardées au lycée ; reprends sur "
    "la page web, ou demande un nouveau lien à ton prof référent. Telegram garde ce qui est écrit "
    "ici : pour l'enlever, supprime cette conversation.",
    "C'est fait : ce compte n'est plus relié. Vos réponses sont gardées au lycée ; reprenez sur "
    "la page web, ou demandez un nouveau lien à votre prof référent. Telegram garde ce qui est "
    "écrit ici : pour l'enlever, supprimez cette conversation.",
)
ALREADY = Text("C'est déjà noté.", "C'est déjà noté.")
FIRST_COUNTS = Text(
    "J'ai gardé ta première réponse. Pour la changer : /corriger.",
    "J'ai gardé votre première réponse. Pour la changer : /corriger.",
)
"""Several messages in one breath for a question of choices."""
NOTHING_OPEN = Text(
    "Il n'y a pas de questions pour toi en ce moment. Je t'écrirai quand il y en aura.",
    "Il n'y a pas de questions pour vous en ce moment. Je vous écrirai quand il y en aura.",
)
ALL_DONE = Text(
    "Tu as répondu à tout, merci. Il n'y a rien d'autre à faire pour le moment.",
    "Vous avez répondu à tout, merci. Il n'y a rien d'autre à faire pour le moment.",
)
EDIT_PAUSED = Text(
    "Le questionnaire est en pause, rien n'est changé. Écris /reprendre, puis corrige ta réponse.",
    "Le questionnaire est en pause, rien n'est changé. Écrivez /reprendre, puis corrigez votre "
    "réponse.",
)
NOTHING_YET = "Il n'y a pas encore de réponse."
UNKNOWN_COMMAND = Text(
    "Je ne connais pas cette commande. /aide montre celles qui existent.",
    "Je ne connais pas cette commande. /aide montre celles qui existent.",
)
TRY_AGAIN = Text(
    "Je n'ai pas pu traiter ton dernier message. Il est gardé ; réessaie dans un moment.",
    "Je n'ai pas pu traiter votre dernier message. Il est gardé ; réessayez dans un moment.",
)
EDIT_DONE = Text("C'est corrigé.", "C'est corrigé.")
EDIT_PARTS = (
    "Cette réponse est venue en plusieurs messages, et n'est pas changée. Pour la changer : "
    "/corriger."
)
EDIT_LATE = Text(
    "Je ne peux plus changer cette réponse ici. Parles-en pendant l'entretien.",
    "Je ne peux plus changer cette réponse ici. Parlez-en pendant l'entretien.",
)
AWAY = Text(
    "J'étais absent un moment : si tu as touché un bouton pendant ce temps, je ne l'ai peut-être "
    "pas reçu. Voici où nous en étions.",
    "J'étais absent un moment : si vous avez touché un bouton pendant ce temps, je ne l'ai "
    "peut-être pas reçu. Voici où nous en étions.",
)
AWAY_LONG = Text(
    "J'étais absent plus d'une journée : ce que tu as écrit ou touché pendant ce temps ne m'est "
    "peut-être pas arrivé. Voici où nous en étions.",
    "J'étais absent plus d'une journée : ce que vous avez écrit ou touché pendant ce temps ne "
    "m'est peut-être pas arrivé. Voici où nous en étions.",
)


def is_it_you(name: str, address: Address) -> str:
    """ "Tu es bien Lina D. ?"."""
    return Text(f"Tu es bien {name} ?", f"Vous êtes bien {name} ?").to(address)


def unsupported(what: str, address: Address) -> str:
    """A voice message, a picture …: nothing of it is kept."""
    said = Text(
        f"Je ne sais pas lire {what}, et je n'en garde rien. Tu peux écrire ou toucher un bouton.",
        f"Je ne sais pas lire {what}, et je n'en garde rien. Vous pouvez écrire ou toucher un "
        "bouton.",
    )
    return said.to(address)


def correct_it(topic: str, label: str, address: Address) -> str:
    """A press on an older question: the answer stands unless they choose to correct it."""
    said = Text(
        f"Tu as déjà répondu à « {topic} » : {label}. Veux-tu corriger ?",
        f"Vous avez déjà répondu à « {topic} » : {label}. Voulez-vous corriger ?",
    )
    return said.to(address)


def noted(label: str) -> str:
    """Several messages in one breath for a question of several choices."""
    return f"C'est noté : {label}."


def another(title: str, address: Address) -> str:
    """After something was sent, while something else waits."""
    said = Text(
        f"Autre chose t'attend : « {title} ». Écris /start quand tu veux.",
        f"Autre chose vous attend : « {title} ». Écrivez /start quand vous voulez.",
    )
    return said.to(address)
