"""The table behind ``dialogues.codes``: for each chapter, (code, what it means, the repair)."""

from __future__ import annotations

from collections.abc import Mapping

ADVICE = frozenset(
    "always-true long-question long-text long-topic many-free-texts scale-levels scale-order "
    "single-option unknown-tag unused-fact useless-exclusive useless-max".split()
)
"""Codes that stop nothing; the others are findings."""

Line = tuple[str, str, str]

_FILE: tuple[Line, ...] = (
    (
        "unreadable-file",
        "Le fichier ne peut pas être lu : absent, ou protégé.",
        "Vérifiez son nom, son dossier et ses droits.",
    ),
    (
        "forbidden-yaml",
        "Fichier vide, trop gros, pas en UTF-8, ou écriture refusée (`&`, `*`, `!`, invisibles).",
        "Enregistrez en UTF-8, mettez entre guillemets un texte qui commence par un signe.",
    ),
    (
        "yaml-syntax",
        "Le YAML est incorrect à cet endroit, ou juste avant.",
        "Regardez l'indentation, les guillemets, les crochets, et les deux-points dans un texte.",
    ),
    (
        "duplicate-key",
        "La même clé est écrite deux fois au même endroit.",
        "Gardez-en une seule ; souvent, un « - » manque au début d'une étape.",
    ),
    (
        "surprising-type",
        "Sans guillemets, `no`, `12:30` ou `010` peuvent être lus autrement qu'un texte.",
        'Mettez la valeur entre guillemets : `"no"`.',
    ),
    (
        "wrong-shared-file",
        "Un fichier commun (numéros d'aide, liste de mots) n'a pas la forme attendue.",
        "Repartez de celui qui est livré avec le programme.",
    ),
    (
        "wrong-folder",
        "Le dossier et le dialogue n'ont pas le même nom.",
        "Donnez au dossier le nom écrit après `dialogue:`.",
    ),
)
_KEYS: tuple[Line, ...] = (
    (
        "unknown-key",
        "Cette clé n'existe pas à cet endroit.",
        "Corrigez son orthographe, ou vérifiez son indentation.",
    ),
    ("missing-key", "Une clé obligatoire manque, ou elle est vide.", "Ajoutez-la."),
    (
        "wrong-type",
        "La valeur n'est pas de la sorte attendue : texte, nombre, date, liste, true ou false.",
        "Écrivez une valeur de cette sorte ; un texte va entre guillemets.",
    ),
    ("unknown-type", "Ce type de question n'existe pas.", "Choisissez un des types proposés."),
    (
        "unknown-value",
        "Ce mot n'est pas un des choix possibles pour cette clé.",
        "Choisissez un des mots proposés.",
    ),
    (
        "wrong-id",
        "L'identifiant n'a pas la forme `dialogue.mot`, en minuscules sans accent.",
        "Écrivez-le ainsi : `accueil.trajet_du_matin`.",
    ),
    (
        "long-id",
        "L'identifiant est trop long pour un bouton : question, 48 signes ; option, 32.",
        "Raccourcissez-le.",
    ),
    (
        "duplicate-id",
        "Deux étapes, ou deux options d'une question, ont le même identifiant.",
        "Donnez-en un autre à la seconde.",
    ),
    (
        "missing-address",
        "Le texte existe en `tu` ou en `vous`, mais pas dans les deux.",
        "Ajoutez la forme qui manque.",
    ),
    (
        "unknown-placeholder",
        "Le mot entre accolades n'est pas un mot que le programme sait remplacer.",
        "Prenez un des mots proposés, par exemple `{referent}`.",
    ),
    (
        "anonymous-about",
        "Seul un dialogue sur un atelier peut être anonyme.",
        "Ajoutez `about: workshop`, ou retirez `anonymous`.",
    ),
    (
        "anonymous-adult",
        "Seul un dialogue d'élèves peut être anonyme : un adulte signe ce qu'il écrit.",
        "Retirez `anonymous`, ou écrivez `respondent: student`.",
    ),
)
_REFERENCES: tuple[Line, ...] = (
    (
        "unknown-reference",
        "Une condition, un `goto`, un `offer` ou un `prefill` nomme ce qui n'existe pas.",
        "Corrigez le nom : c'est l'`id` complet, avec le nom du dialogue.",
    ),
    (
        "unknown-option",
        "La question citée n'a pas cette option.",
        "Écrivez l'`id` de l'option, pas son libellé.",
    ),
    (
        "unknown-list",
        "Cette liste ou cette échelle n'existe pas.",
        "Choisissez une échelle de scales.yaml, `subjects`, ou une liste de `lists:`.",
    ),
    (
        "unknown-part",
        "Le sous-dialogue appelé n'existe pas.",
        "Vérifiez son nom dans le dossier parts.",
    ),
    (
        "nested-part",
        "Un sous-dialogue en appelle un autre.",
        "Appelez les deux depuis le dialogue.",
    ),
    (
        "wrong-in-grid",
        "Une ligne de grille porte une clé qui vaut pour toute la grille.",
        "Écrivez-la une fois, au niveau de la grille.",
    ),
    (
        "unknown-recall",
        "`recall` cite une question ou une information que personne ne connaît.",
        "Écrivez `dialogue.question`, `class.stage` ou `respondent.kind`.",
    ),
    (
        "unguarded-fact",
        "Un texte dit une information rappelée même quand elle n'est pas connue.",
        "Ajoutez `when: answered(nom)` à l'étape.",
    ),
    ("unused-fact", "Une information rappelée ne sert nulle part.", "Retirez-la de `recall`."),
    (
        "self-reference",
        "Une étape se regarde elle-même, ou saute vers elle-même.",
        "Regardez une question posée avant ; sautez vers une étape placée après.",
    ),
    (
        "forward-condition",
        "La condition regarde une question qui sera posée plus tard.",
        "Déplacez la question citée plus haut, ou changez la condition.",
    ),
    (
        "backward-goto",
        "Un saut revient en arrière : la personne tournerait en rond.",
        "Sautez vers une étape placée plus loin dans le fichier.",
    ),
)
_WAYS: tuple[Line, ...] = (
    (
        "condition-syntax",
        "La condition n'est pas écrite correctement.",
        "Exemple : `when: accueil.trajet == 'bus' and answered(accueil.duree)`.",
    ),
    (
        "never-true",
        "La condition ne peut jamais être vraie, ou aucune réponse n'est possible.",
        "Relisez les valeurs comparées, ou les bornes.",
    ),
    (
        "always-true",
        "La condition est vraie pour tout le monde : elle ne sert à rien.",
        "Retirez-la, ou relisez-la.",
    ),
    (
        "unreachable",
        "Aucun chemin ne mène à cette étape.",
        "Donnez une condition au `goto` qui la saute, ou retirez-la.",
    ),
)
_OPTIONS: tuple[Line, ...] = (
    (
        "long-label",
        "Le libellé dépasse 28 caractères : il ne tient pas sur un bouton de téléphone.",
        "Ajoutez `short:` avec quelques mots.",
    ),
    (
        "unused-option",
        "L'option, ou la liste, ne servira jamais : deux fois le même nom, ou rien ne l'utilise.",
        "Changez son nom, ou retirez-la.",
    ),
    (
        "option-is-command",
        "Le mot d'une option est une commande : tapé, il aide, met en pause ou arrête.",
        "Prenez d'autres mots : « avec de l'aide » plutôt que « aide ».",
    ),
    (
        "shared-synonym",
        "Le même mot désigne deux options : la seconde ne serait jamais comprise.",
        "Gardez ce mot pour une seule des deux.",
    ),
    ("single-option", "Il n'y a qu'une option : ce n'est pas un choix.", "Ajoutez-en une."),
    (
        "useless-exclusive",
        "`exclusive` ne change rien ici.",
        "Il sert dans une question `choices`, à côté d'autres options.",
    ),
    (
        "useless-max",
        "`max` n'est pas plus petit que le nombre d'options.",
        "Retirez-le, ou baissez-le.",
    ),
    (
        "missing-score",
        "Une option d'une échelle n'a pas de `score`.",
        "Ajoutez `score: 1`, 2, 3… ou `unscored: true` pour « Pas observé ».",
    ),
    (
        "scale-order",
        "L'échelle ne va pas du plus bas au plus haut.",
        "Rangez ses options par `score`.",
    ),
    (
        "scale-levels",
        "L'échelle n'a pas quatre niveaux, comme toutes les autres.",
        "Prenez une échelle de scales.yaml.",
    ),
)
_RESPECT: tuple[Line, ...] = (
    (
        "required-for-student",
        "Une question oblige un élève à répondre.",
        "Retirez `required` : un élève peut toujours passer une question.",
    ),
    (
        "missing-readers",
        "Un texte libre ne dit pas qui le lira.",
        "Ajoutez `readers:` ; dites aussi ce qu'il ne faut pas y écrire.",
    ),
    (
        "sensitive-without-help",
        "Après une question sensible, rien ne propose à tous de voir un adulte.",
        "Ajoutez plus loin, sans condition, une question dont une option porte `apart: true`.",
    ),
    (
        "anonymous-free-text",
        "Un questionnaire anonyme a un texte libre : l'écriture fait reconnaître.",
        "Remplacez-le par des options.",
    ),
    (
        "many-free-texts",
        "Une même personne peut rencontrer plus de deux textes libres.",
        "Remplacez-en par des options.",
    ),
)
_WRITING: tuple[Line, ...] = (
    (
        "long-sentence",
        "Une phrase dépasse 20 mots : elle est difficile à lire sur un téléphone.",
        "Coupez-la en deux.",
    ),
    ("long-question", "Une question dépasse 15 mots.", "Gardez une idée, en moins de mots."),
    (
        "long-text",
        "Le texte est trop long pour un téléphone.",
        "Coupez-le, ou ajoutez une étape `note`.",
    ),
    ("long-topic", "Le thème (`topic`) a plus de cinq mots.", "Gardez deux ou trois mots."),
    (
        "word-to-avoid",
        "Le mot juge la personne ou reste vague (liste : avoid.yaml).",
        "Prenez la formulation proposée, ou décrivez ce qui est fait.",
    ),
)
_SUMMARY: tuple[Line, ...] = (
    (
        "other-dialogue",
        "Cette synthèse est écrite pour un autre dialogue.",
        "Corrigez `summary:`, ou déplacez le fichier.",
    ),
    ("unknown-question", "Le dialogue n'a pas cette question.", "Corrigez son `id`."),
    (
        "unknown-level",
        "L'échelle de la question n'a pas ce niveau.",
        "Choisissez un niveau de son échelle.",
    ),
    (
        "unknown-need",
        "Ce besoin n'est pas décrit dans needs.yaml.",
        "Ajoutez-le à needs.yaml, ou prenez-en un de la liste.",
    ),
    (
        "unknown-tag",
        "Aucune réponse ne porte cette étiquette.",
        "Corrigez-la, ou ajoutez `tags:` dans la liste du lycée.",
    ),
    ("two-tests", "Un indice porte deux sortes de test.", "Gardez-en une, ou faites deux indices."),
    ("missing-index", "La ligne n'a aucun indice.", "Ajoutez `indices:` et une question."),
    (
        "missing-words",
        "L'indice n'a pas de mots, ou il en manque pour une réponse.",
        "Ajoutez `words:`, avec une phrase par réponse.",
    ),
    (
        "not-a-choice",
        "L'indice porte sur une question sans réponses au choix.",
        "Nommez une question à choix ; pour un texte, utilisez `quotes:`.",
    ),
    ("not-a-scale", "L'indicateur cite une question sans échelle.", "Nommez une `type: scale`."),
    (
        "not-choices",
        "La source cite une question qui n'a pas plusieurs choix.",
        "Nommez une question `type: choices`.",
    ),
    ("not-free-text", "La citation vient d'une question sans texte libre.", "Nommez un texte."),
    ("long-quote", "Le texte cité peut être trop long.", "Baissez `max_length` de la question."),
    ("empty-checklist", "La liste à cocher est vide.", "Ajoutez `items:` et une ligne."),
    ("unfed-indicator", "Aucune question ne nourrit l'indicateur.", "Ajoutez `questions: [...]`."),
    (
        "mixed-scales",
        "L'indicateur réunit des questions d'échelles différentes.",
        "Ne réunissez que des questions de la même échelle.",
    ),
    ("least-too-high", "`least` dépasse le nombre de questions.", "Baissez-le."),
    (
        "source-without-level",
        "Une réponse de la source n'est la clé d'aucun indicateur.",
        "Donnez à la réponse l'identifiant de l'indicateur.",
    ),
)

TABLE: Mapping[str, tuple[Line, ...]] = {
    "Le fichier": _FILE,
    "Les clés et les valeurs": _KEYS,
    "Les noms cités": _REFERENCES,
    "Les conditions et les chemins": _WAYS,
    "Les options": _OPTIONS,
    "Le respect des personnes": _RESPECT,
    "L'écriture": _WRITING,
    "La synthèse (summary.yaml)": _SUMMARY,
}
