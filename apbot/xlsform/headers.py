"""What people call the sheets, columns and types of a workbook -> the names that XLSForm gives."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogues.folding import fold

SHEETS = {
    "survey": "survey questions question questionnaire enquete sondage formulaire feuille1 form",
    "choices": "choices choice choix reponses options listes liste modalites",
    "settings": "settings setting parametres parametre reglages configuration",
}
_COLUMNS = {
    "type": ("type", "command", "type de question", "types", "genre"),
    "name": (
        "name",
        "nom",
        "tag",
        "nom de variable",
        "variable",
        "identifiant",
        "value",
        "code",
        "valeur",
        "id",
        "nom de la question",
    ),
    "label": ("label", "libelle", "intitule", "question", "caption", "texte", "etiquette"),
    "hint": ("hint", "indication", "aide", "consigne", "indice"),
    "relevant": (
        "relevant",
        "relevance",
        "pertinent",
        "pertinence",
        "condition",
        "condition d affichage",
        "affichage",
        "si",
        "afficher si",
    ),
    "constraint": ("constraint", "contrainte"),
    "constraint_message": (
        "constraint message",
        "constraining message",
        "message de contrainte",
        "message d erreur",
        "message",
    ),
    "required": ("required", "obligatoire", "requis"),
    "required_message": ("required message", "requiredmsg"),
    "list_name": ("list name", "liste", "nom de liste", "nom de la liste", "list", "listname"),
    "appearance": ("appearance", "apparence"),
    "calculation": ("calculation", "calculate", "calcul"),
    "default": ("default", "valeur par defaut", "defaut", "par defaut"),
    "read_only": ("read only", "readonly", "lecture seule"),
    "choice_filter": ("choice filter", "filtre", "filtre de choix"),
    "repeat_count": ("repeat count", "jr count", "nombre de repetitions"),
    "parameters": ("parameters", "parametres"),
    "guidance_hint": ("guidance hint", "aide detaillee"),
    "trigger": ("trigger", "declencheur"),
    "media::image": ("image", "media image", "photo"),
    "media::audio": ("audio", "media audio", "son"),
    "media::video": ("video", "media video"),
    "notes": ("note", "notes", "commentaire", "commentaires", "remarque", "remarques"),
}
_SETTINGS = {
    "form_title": ("form title", "title", "titre", "titre du formulaire", "set form title"),
    "form_id": ("form id", "id string", "identifiant", "set form id", "id"),
    "version": ("version",),
    "default_language": ("default language", "langue par defaut", "langue"),
    "apbot_respondent": ("respondent", "repondant", "public"),
    "style": ("style",),
    "instance_name": ("instance name",),
    "allow_choice_duplicates": ("allow choice duplicates",),
}
_TYPES = {
    "begin_group": "begin group|begin_group|debut groupe|debut de groupe|debut_groupe|begin lgroup",
    "end_group": "end group|end_group|fin groupe|fin de groupe|fin_groupe",
    "begin_repeat": "begin repeat|begin_repeat|begin looped group|debut repetition|begin loop",
    "end_repeat": "end repeat|end_repeat|end looped group|fin repetition|end loop",
    "text": "text|texte|string|texte libre|chaine",
    "integer": "integer|int|entier|nombre entier|add integer prompt",
    "decimal": "decimal|nombre|nombre decimal|number|numerique",
    "date": "date|jour|today date",
    "note": "note|information|message|titre|texte affiche",
    "range": "range|curseur|intervalle",
    "yes_no": "oui non|yes no|oui ou non",
}
_SELECTS = {
    "select_one": r"select[ _]?one(?: from)?|select1|choix[ _]unique(?: dans)?|un choix"
    r"|liste deroulante|add select one prompt using",
    "select_multiple": r"select[ _]?multiple(?: from)?|select all that apply(?: from)?"
    r"|choix[ _]multiples?(?: dans)?|plusieurs choix|add select multiple prompt using",
    "rank": r"rank|classement",
}
_SELECT = re.compile(
    "|".join(rf"(?P<{name}>{pattern})(?=\s|$)" for name, pattern in _SELECTS.items()),
    re.IGNORECASE,
)
_OR_OTHER = re.compile(r"\s+(?:or[ _](?:specify[ _])?other|ou[ _]autre)$", re.IGNORECASE)
_SPOKEN = re.compile(r"\s*(?:::?|\((?=[^()]*\)$))\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """``label::Français (fr)`` is ``label`` in ``Français (fr)``; ``name`` empty: unknown."""

    name: str
    language: str = ""
    guessed: bool = False
    """Recognised by its spelling only."""


@dataclass(frozen=True, slots=True)
class Type:
    """``select_one mood or_other`` is a ``select_one`` of ``mood`` with another answer."""

    name: str
    list_name: str = ""
    or_other: bool = False


def sheet_of(title: str) -> str:
    """``survey``, ``choices``, ``settings`` or nothing."""
    names = {word: sheet for sheet, words in SHEETS.items() for word in words.split()}
    folded = fold(title).replace(" ", "")
    near = difflib.get_close_matches(folded, names, n=1, cutoff=0.8)
    return names[near[0]] if near else ""


def column_of(header: str, *, settings: bool = False) -> Column:
    if header.strip().lower().startswith("apbot_"):
        return Column(header.strip().lower())
    names = _by_word(_SETTINGS if settings else _COLUMNS)
    whole = fold(header)
    if whole in names:
        return Column(names[whole])
    parts = [part for part in _SPOKEN.split(header.strip(), maxsplit=1) if part]
    if len(parts) == 2 and fold(parts[0]) == "media":  # noqa: PLR2004  # media::image::fr
        inner = column_of(parts[1])
        return inner if inner.name.startswith("media") else Column("")
    language = parts[1] if len(parts) > 1 else ""
    language = language if "(" in language else language.removesuffix(")")
    base = fold(parts[0]) if parts else ""
    near = [base] if base in names else difflib.get_close_matches(base, names, n=1, cutoff=0.84)
    if not near:
        return Column("")
    return Column(names[near[0]], language, guessed=base not in names)


def _by_word(columns: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: name for name, words in columns.items() for word in words}


def type_of(text: str) -> Type:
    """The type of a row; one that is not known keeps its own word."""
    words = " ".join(text.split())
    or_other = bool(_OR_OTHER.search(words))
    words = _OR_OTHER.sub("", words)
    if found := _SELECT.match(words):
        rest = words[found.end() :].strip()
        return Type(found.lastgroup or "", rest, or_other=or_other)
    folded = fold(words)
    for name, spellings in _TYPES.items():
        if folded in {fold(one) for one in spellings.split("|")}:
            return Type(name)
    return Type(words.lower())


def language_rank(language: str, *, default: str = "") -> int:
    """French first, then no language at all, then the default one of the form."""
    folded = fold(language)
    if {"fr", "francais", "french", "fre", "fra"} & set(folded.split()):
        return 0
    if not language:
        return 1
    return 2 if default and folded == fold(default) else 3


def address_of(language: str) -> str:
    """``tu``, ``vous`` or ``adult`` when the "language" is a form of address."""
    words = set(fold(language).split())
    for address, names in {"tu": {"tu"}, "vous": {"vous"}, "adult": {"adulte", "adult"}}.items():
        if words & names:
            return address
    return ""


def best_of(languages: Iterable[str], *, default: str = "") -> list[str]:
    """The languages, the one to read first."""
    return sorted(dict.fromkeys(languages), key=lambda one: language_rank(one, default=default))
