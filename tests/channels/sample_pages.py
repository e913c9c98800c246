"""One view or more for every template of the web channel; the people are fictitious."""

from __future__ import annotations

from apbot.channels.web.views import (
    Cell,
    ClassTable,
    CodeView,
    DoneView,
    EnteringView,
    EraseView,
    ErrorView,
    FormField,
    HelpCardView,
    HelpLine,
    HelpView,
    Html,
    Input,
    ManageForm,
    ManageTable,
    ManageView,
    NeutralView,
    NothingView,
    NoticeView,
    Option,
    PageLink,
    PausedView,
    PrivacyView,
    ReviewItem,
    ReviewView,
    RhythmView,
    Section,
    SheetPageView,
    StaffAccessView,
    StaffHomeView,
    StaffLinkView,
    StudentRow,
    Task,
    WelcomeDoorView,
)
from dialogues.answers import Visibility

from .sample_chats import CHATS, POST, TITLE

NUMBERS = (
    HelpLine("3114", "Prévention du suicide", "Jour et nuit, gratuit"),
    HelpLine("119", "Enfance en danger", "Jour et nuit, gratuit, n'apparaît pas sur la facture"),
    HelpLine("3018", "Harcèlement, violences numériques", "Tous les jours, de 9 h à 23 h"),
    HelpLine("0 800 235 236", "Fil Santé Jeunes", "Tous les jours, de 9 h à 23 h"),
    HelpLine("15 ou 112", "Urgences", "Si tu es en danger maintenant"),
)
SHEET = Html(
    """<article class="sheet"><header><h1>Camille Exemple</h1><p>2nde 3</p></header>
<section><h2>Besoins repérés</h2><ul><li><strong>S'organiser</strong>, 2 réponses sur 3
<span class="evidence">« Je note mon travail » : Parfois</span></li></ul></section>
<section class="decided"><h2>Décidé ensemble</h2><ul><li>Objectif :</li></ul></section>
</article>"""
)

ITEMS = (
    ReviewItem(
        "welcome.first_weeks",
        "Tes premières semaines ici se passent…",
        "Plutôt bien",
        Visibility.SHARED,
    ),
    ReviewItem(
        "welcome.strengths",
        "Tes points forts",
        "La curiosité, L'esprit d'équipe, Le sens pratique",
        Visibility.MINE,
        "Personne d'autre que toi ne lira cette réponse.",
    ),
    ReviewItem(
        "welcome.plan",
        "Je note mon travail et je prévois quand le faire.",
        "Presque jamais",
        Visibility.ALOUD,
        "Seul le sujet apparaîtra : organisation.",
    ),
    ReviewItem(
        "welcome.biggest_change",
        "Qu'est-ce qui change le plus pour toi cette année ?",
        "Je passe",
        None,
    ),
)

PAGES: dict[str, tuple[str, object]] = {
    "door": (
        "student/door.html",
        WelcomeDoorView(
            "Questionnaire d'accueil de Camille",
            "C'est bien toi ?",
            "/e/x",
            sentences=("Si ce n'est pas toi, ferme cette page et rends la carte.",),
        ),
    ),
    "nothing": (
        "student/nothing.html",
        NothingView("Rien à remplir", ("Tu n'as rien à remplir pour l'instant.",), POST),
    ),
    "code": (
        "student/code.html",
        CodeView(
            heading="Ton code",
            label="Le code de ta carte",
            hint="Huit lettres.",
            sentences=("Ton prof ouvre les codes de la classe pour dix minutes.",),
            post_to="/code",
            submit_label="Entrer",
            typed="BCDF",
            error="Ce code n'ouvre rien.",
        ),
    ),
    "neutral": (
        "student/neutral.html",
        NeutralView(
            "Ce lien n'ouvre rien",
            (
                "Il a peut-être déjà servi sur un autre appareil, ou il n'est plus valable.",
                "Le professeur référent peut en donner un autre.",
            ),
        ),
    ),
    "notice": (
        "student/notice.html",
        NoticeView(
            TITLE,
            POST,
            (
                "Bonjour ! Je suis l'assistant d'AP du lycée, un programme.",
                "Je te pose 25 petites questions avant ton entretien. Ce n'est pas noté.",
                "À la fin, tu vois ce qui sera envoyé, et tu décides.",
            ),
            (
                "Tes réponses servent seulement à préparer ton accompagnement.",
                "Mme Dupré lit ta synthèse. Tout est effacé à la fin de l'année scolaire.",
                "Tu peux voir, corriger ou effacer tes réponses quand tu veux.",
                "Ce n'est pas une messagerie d'urgence : personne ne lit en direct.",
            ),
            "On commence",
            NUMBERS,
        ),
    ),
    **CHATS,
    "paused": (
        "student/paused.html",
        PausedView(
            TITLE,
            POST,
            "C'est en pause",
            (
                "Tes réponses sont gardées. Rien n'est envoyé.",
                "Tu peux fermer cette page et rouvrir ton lien quand tu veux.",
            ),
            "Reprendre",
        ),
    ),
    "help_card": (
        "student/help_card.html",
        HelpCardView(
            TITLE,
            POST,
            "Ce que tu écris compte",
            (
                "Je suis un programme. Personne ne lit en direct.",
                "Si tu es en danger maintenant, appelle le 15 ou le 112.",
            ),
            NUMBERS,
            "Le lycée n'a pas encore indiqué qui prévenir : personne n'est prévenu par cette page.",
            "Numéros vérifiés le 20 novembre 2026.",
        ),
    ),
    "help": (
        "student/help.html",
        HelpView(
            TITLE,
            "/questionnaire",
            "Retour à la question",
            (
                ("Je passe", "La question reste sans réponse. Personne n'en tire de conclusion."),
                ("Retour", "La question d'avant, avec la réponse déjà donnée."),
                ("Pause", "Tout est gardé ; on reprend plus tard à la même question."),
                ("Modifier", "Répondre à nouveau à une question passée."),
                ("Parler à un adulte", "Les numéros d'aide, sans perdre sa place."),
            ),
            ("Touche un bouton, ou écris ta réponse.",),
            NUMBERS,
            "Numéros vérifiés le 20 novembre 2026.",
        ),
    ),
    "review": (
        "student/review.html",
        ReviewView(
            TITLE,
            POST,
            "Avant d'envoyer",
            ("Tu peux corriger. Rien n'est encore envoyé.",),
            "Ce que lira Mme Dupré",
            SHEET,
            "Tes réponses",
            ITEMS,
            "Envoyer à Mme Dupré",
        ),
    ),
    "erase": (
        "student/erase.html",
        EraseView(
            TITLE,
            POST,
            "Effacer toutes tes réponses ?",
            ("Elles seront supprimées pour de bon. Rien n'aura été envoyé.",),
        ),
    ),
    "done": (
        "student/done.html",
        DoneView(
            TITLE,
            POST,
            "C'est envoyé à Mme Dupré",
            (
                "Merci.",
                "Elle lira ta synthèse avant l'entretien.",
            ),
            NUMBERS,
            "Numéros vérifiés le 20 novembre 2026.",
            can_erase=True,
        ),
    ),
    "staff_home": (
        "staff/home.html",
        StaffHomeView(
            "Vos élèves",
            (
                Task("3 synthèses nouvelles à lire", "#c1", "Voir la liste"),
                Task(
                    "Noé Exemple demande un rendez-vous", "/personnel/eleves/2", "Lire la synthèse"
                ),
            ),
            "Rien à faire aujourd'hui.",
            (
                ClassTable(
                    "2nde 3",
                    "20 synthèses sur 24 élèves",
                    (
                        StudentRow("Ange Exemple", "Synthèse à lire", "23 novembre", "/s/1"),
                        StudentRow("Camille Exemple", "Synthèse lue", "20 novembre", "/s/2"),
                        StudentRow(
                            "Noé Dit-Le-Très-Long-Nom Exemple",
                            "En cours, question 7",
                            "24 novembre",
                            "",
                            "/r/3",
                        ),
                        StudentRow("Sacha Exemple", "Pas commencé"),
                    ),
                ),
            ),
            "",
            "tok",
            "/personnel/quitter",
        ),
    ),
    "staff_sheet": (
        "staff/sheet.html",
        SheetPageView("Camille Exemple", "/personnel", SHEET, "/personnel/quitter", "tok"),
    ),
    "staff_manage": (
        "staff/manage.html",
        ManageView(
            "Claude Exemple",
            "/personnel",
            "Retour",
            "C'est enregistré.",
            "Rien n'a été enregistré.",
            ("Une phrase.",),
            (
                ManageTable(
                    "Ses droits",
                    ("Droit", "Quand", "Action"),
                    (
                        (
                            Cell("professeur référent (2nde 3)"),
                            Cell("depuis le 01/09/2026"),
                            Cell(
                                post_to="/personnel/fin",
                                button="Finir",
                                about="professeur référent",
                                field="rank",
                                value="0",
                            ),
                        ),
                        (Cell("2nde 3", href="/personnel/2"), Cell(""), Cell()),
                    ),
                    "Aucun droit.",
                ),
                ManageTable("Les élèves", ("Élève",), (), "Personne."),
            ),
            (
                ManageForm(
                    "droit",
                    "Donner un droit",
                    "/personnel/droits",
                    "Donner",
                    (
                        FormField("name", "Nom", value="Exemple", error="Écrivez un nom."),
                        FormField("email", "E-mail", Input.EMAIL, hint="Facultatif."),
                        FormField("day", "Jour", Input.DATE, error="Non.", hint="Vide : non."),
                        FormField("sure", "Oui", Input.TICK, error="Cochez."),
                        FormField("open", "", Input.HIDDEN, "1"),
                        FormField(
                            "over",
                            "Sur",
                            Input.SELECT,
                            options=(
                                Option("", "Choisissez"),
                                Option("1", "2nde 3", selected=True),
                            ),
                        ),
                    ),
                    ("Une phrase.",),
                ),
            ),
            "/personnel/quitter",
            "tok",
        ),
    ),
    "staff_entering": (
        "staff/entering.html",
        EnteringView(
            heading="Saisir les réponses : Camille B.",
            sentences=("Rien n'est envoyé d'ici.",),
            choices=(PageLink("Point d'étape, à l'oral", "/equipe/saisir/1/oral/checkin"),),
            back_to="/equipe",
        ),
    ),
    "staff_access": (
        "staff/access.html",
        StaffAccessView(
            "Mes réglages",
            ("Cet appareil est connecté depuis le 24/11/2026 08:12.",),
            "Ils arrivent par e-mail.",
            (
                RhythmView("at_once", "Tout de suite", is_chosen=True),
                RhythmView("daily", "Une fois par jour, le matin"),
            ),
            "/personnel/rythme",
            "/personnel/lien",
            "/personnel/partout",
            "/personnel",
            "/personnel/quitter",
            "tok",
        ),
    ),
    "staff_link": (
        "staff/link.html",
        StaffLinkView(
            "Un autre appareil",
            ("Il sert une fois.",),
            "https://ap.lycee.example/p/jeton",
            "/personnel",
            "Retour",
            "/personnel/quitter",
            "tok",
        ),
    ),
    "privacy": (
        "privacy.html",
        PrivacyView(
            "Confidentialité",
            (
                Section(
                    "Qui lit quoi", ("Le professeur référent lit la synthèse validée par l'élève.",)
                ),
                Section("Combien de temps", ("Jusqu'au 31 août de l'année scolaire.",)),
            ),
            "Version du 24 novembre 2026.",
            "/questionnaire",
        ),
    ),
    "error": (
        "error.html",
        ErrorView(
            "La page n'a pas pu s'ouvrir",
            (
                "Rien n'est perdu : les réponses déjà envoyées sont gardées.",
                "Réessayer dans un moment.",
            ),
            "/questionnaire",
            "Réessayer",
        ),
    ),
}
