"""The conversation page in each of its states; the people are fictitious."""

from __future__ import annotations

from apbot.channels.web.views import (
    Boxes,
    Buttons,
    ChatView,
    Choice,
    Confirmation,
    Exchange,
    Field,
    FieldType,
    OpenQuestion,
    Posting,
    ProgressBar,
)

TITLE = "Questionnaire d'accueil"
POST = Posting("jeton")
HISTORY = (
    Exchange("welcome.first_weeks", "Tes premières semaines ici se passent…", "Plutôt bien"),
    Exchange(
        "welcome.strengths", "Tes points forts", "La curiosité, L'esprit d'équipe, Le sens pratique"
    ),
    Exchange(
        "welcome.biggest_change",
        "Qu'est-ce qui change le plus pour toi cette année ?",
        "Je passe",
        skipped=True,
    ),
    Exchange("welcome.work_places", "Où peux-tu travailler au calme ?", "Chez moi, au CDI"),
)
HOW_OFTEN = tuple(
    Choice(str(i), label, i)
    for i, label in enumerate(("Presque jamais", "Parfois", "Souvent", "Presque toujours"), 1)
)
SUBJECTS = tuple(
    Choice(label.lower(), label, i, selected=i in {2, 5}, exclusive=label == "Aucune")
    for i, label in enumerate(
        (
            "Français",
            "Mathématiques",
            "Anglais",
            "Espagnol",
            "Histoire-géographie",
            "Sciences de la vie et de la Terre",
            "Physique-chimie",
            "Sciences économiques et sociales",
            "Numérique (SNT)",
            "Éducation physique et sportive",
            "Aucune",
        ),
        1,
    )
)
ASIDE = Field("Ou écrire une réponse", aside=True)


def chat(
    question: OpenQuestion,
    *,
    number: int = 7,
    history: tuple[Exchange, ...] = HISTORY,
    says: tuple[str, ...] = (),
    status: str = "",
) -> ChatView:
    """A conversation at this question."""
    progress = ProgressBar(number, 25, f"Question {number} sur 25")
    return ChatView(
        TITLE,
        POST,
        progress,
        history=history,
        says=says,
        status=status,
        open=question,
        can_back=bool(history),
    )


CHATS: dict[str, tuple[str, object]] = {
    "chat_scale": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Je note mon travail et je prévois quand le faire.",
                buttons=Buttons(HOW_OFTEN),
                field=ASIDE,
            ),
            status="C'est noté.",
        ),
    ),
    "chat_grid": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "J'ai prévu et organisé mon travail.",
                stem="Depuis le dernier point… (3 sur 8)",
                buttons=Buttons(HOW_OFTEN),
                field=ASIDE,
            ),
            number=4,
            history=HISTORY[:1],
        ),
    ),
    "chat_proposal": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "On part de quoi aujourd'hui ?",
                current="J'hésite",
                current_from="Dans le questionnaire d'accueil, tu avais répondu : « Des pistes ».",
                buttons=Buttons((Choice("a", "Un projet précis", 1), Choice("b", "J'hésite", 2))),
                field=ASIDE,
            ),
            number=1,
            history=(),
        ),
    ),
    "chat_hidden": (
        "student/chat.html",
        ChatView(
            TITLE,
            POST,
            ProgressBar(9, 25, "Question 9 sur 25"),
            history=HISTORY[:2],
            confirm=Confirmation(
                "",
                "Avec cette correction, ta réponse à « Raisons » ne sert plus. Je l'efface ?",
                "Effacer",
                "Garder au cas où",
            ),
            can_skip=False,
        ),
    ),
    "chat_first": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Tes premières semaines ici se passent…",
                buttons=Buttons(
                    tuple(
                        Choice(label, label, i)
                        for i, label in enumerate(
                            ("Difficilement", "Moyennement", "Plutôt bien", "Très bien"), 1
                        )
                    )
                ),
                field=ASIDE,
            ),
            number=1,
            history=(),
        ),
    ),
    "chat_boxes": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Les matières où tu voudrais progresser",
                hint="3 choix au plus",
                boxes=Boxes(SUBJECTS, 3, "3 choix au plus."),
                field=ASIDE,
            ),
            number=16,
            history=HISTORY[:2],
        ),
    ),
    "chat_error": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Quand je bloque, je demande de l'aide.",
                error="Je n'ai pas compris. Tu peux toucher un bouton.",
                buttons=Buttons(HOW_OFTEN),
                field=Field("Ou écrire une réponse", value="jsp trop", aside=True),
            ),
            number=14,
            history=HISTORY[3:],
        ),
    ),
    "chat_text": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Autre chose d'utile pour préparer l'entretien ?",
                hint="Facultatif, 300 caractères au plus.",
                readers="Seule Mme Dupré le lira. N'écris rien ici sur ta santé.",
                field=Field(
                    "Écrire une réponse",
                    FieldType.AREA,
                    value="J'aimerais parler des options.",
                    limit=300,
                ),
            ),
            number=25,
            history=HISTORY[3:],
            says=("C'est noté. Tu n'as pas à régler ça sans aide.",),
        ),
    ),
    "chat_back": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Ton trajet du matin dure…",
                current="15 à 30 min",
                buttons=Buttons(
                    tuple(
                        Choice(label, label, i, selected=i == 2)
                        for i, label in enumerate(
                            (
                                "Moins de 15 min",
                                "15 à 30 min",
                                "30 min à 1 h",
                                "Plus d'1 h",
                                "Je suis interne",
                            ),
                            1,
                        )
                    )
                ),
                field=ASIDE,
            ),
            number=8,
            history=HISTORY[2:3],
        ),
    ),
    "chat_date": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Quel jour commence ton stage ?",
                field=Field("Date", FieldType.DATE, earliest="2026-09-01", latest="2027-07-01"),
            ),
            number=8,
            history=(),
        ),
    ),
    "chat_number": (
        "student/chat.html",
        chat(
            OpenQuestion(
                "Combien d'heures par semaine ?",
                hint="Un nombre de 0 à 40",
                field=Field("Nombre d'heures", FieldType.NUMBER),
            ),
            number=8,
            history=(),
        ),
    ),
    "chat_confirm": (
        "student/chat.html",
        ChatView(
            TITLE,
            POST,
            ProgressBar(8, 25, "Question 8 sur 25"),
            history=HISTORY[3:],
            confirm=Confirmation("Ton trajet du matin dure…", "Tu voulais dire « 15 à 30 min » ?"),
        ),
    ),
}
