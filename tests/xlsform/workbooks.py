"""XLSForm workbooks as people write them by hand: each a few sheets of rows, saved by openpyxl."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
Sheets = dict[str, Rows]

HEADER = ("type", "name", "label")
CHOICES = ("list_name", "name", "label")
SETTINGS = (("form_title", "form_id"), ("Mon questionnaire", "mien"))
MOODS = (CHOICES, ("mood", "good", "Bien"), ("mood", "bad", "Mal"))
PLACES = (
    ("places", "home", "Chez moi"),
    ("places", "bus", "Dans le bus"),
    ("places", "none", "Nulle part"),
)


def save(folder: Path, sheets: Sheets, *, name: str = "form.xlsx") -> Path:
    """Sheets in their order; the first row of each is its header."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path = folder / name
    book.save(path)
    return path


def survey(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> Sheets:
    """Only questions, under a form that is called ``mien``."""
    return {"survey": (header, *rows), "choices": (*MOODS, *PLACES), "settings": SETTINGS}


MISSING_COLUMNS: Sheets = {"survey": (("type", "label"), ("text", "Un mot ?"), ("note", "Merci."))}

FRENCH_HEADERS: Sheets = {
    "Questions": (
        ("Type", "Nom", "Libellé", "Indication", "Obligatoire", "Pertinent", "Contrainte"),
        ("choix unique humeur", "humeur", "Comment vas-tu ?", "Une seule réponse.", "oui"),
        ("choix multiple lieux", "lieux", "Où travailles-tu ?", None, None, "${humeur} = 'bien'"),
        ("entier", "heures", "Combien d'heures par jour ?", None, None, None, ". >= 0 and . < 13"),
        ("texte", "mot", "Un mot ?"),
    ),
    "Choix": (
        ("Liste", "Nom", "Libellé"),
        ("humeur", "bien", "Bien"),
        ("humeur", "mal", "Mal"),
        ("lieux", "cdi", "Au CDI"),
        ("lieux", "maison", "Chez moi"),
    ),
    "Paramètres": (("Titre", "Identifiant"), ("Bilan de rentrée", "bilan")),
}

SEVERAL_LANGUAGES: Sheets = {
    "survey": (
        ("type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)"),
        ("select_one mood", "mood", "How are you?", "Comment ça va ?", "One answer."),
        ("text", "word", "A word?", None),
    ),
    "choices": (
        ("list_name", "name", "label::English (en)", "label::Français (fr)"),
        ("mood", "good", "Well", "Bien"),
        ("mood", "bad", "Badly", "Mal"),
    ),
    "settings": (("form_id", "default_language"), ("langues", "English (en)")),
}

RELEVANT = ("type", "name", "label", "relevant")
MACROS: Sheets = survey(
    ("select_one mood", "mood", "Humeur ?", None),
    ("select_multiple places", "places", "Où ?", "${ mood } = \u2018bad\u2019"),
    ("integer", "hours", "Combien ?", "not(selected(${places}, 'none'))"),
    ("note", "broken", "Cassé.", "${mood = 'bad'"),
    ("note", "later", "Plus loin.", "${last} = 'x'"),
    ("note", "maths", "Calcul.", "${hours} + 1 > 3"),
    ("note", "two", "Deux.", "${hours} = ${mood}"),
    ("note", "once", "Une fois.", "once(${hours})"),
    ("note", "regex", "Motif.", "regex(${mood}, '^b')"),
    ("note", "choice", "Nom.", "jr:choice-name(${mood}, '${mood}') = 'Bien'"),
    ("note", "absent", "Absent.", "${nobody} = 1"),
    ("note", "many", "Plusieurs.", "${places} = 'home'"),
    ("note", "long", "Long.", "${hours} > 3 and (${mood} = 'good' or ${mood} = 'bad')"),
    ("text", "last", "Un mot ?", "${places} != ''"),
    header=RELEVANT,
)

OR_OTHER: Sheets = survey(
    ("select_one mood or_other", "mood", "Humeur ?"),
    ("select_multiple places or_other", "places", "Où ?"),
)

REPEATS: Sheets = survey(
    ("begin repeat", "child", "Chaque membre"),
    ("text", "first", "Prénom ?"),
    ("end repeat", None, None),
    ("begin group", "end", "La fin"),
    ("select_one mood", "mood", "Humeur ?"),
)

BLANK_ROWS: Sheets = survey(
    (None, None, None),
    ("select_one mood", "mood", "Humeur ?"),
    (None, None, None),
    (None, "orphan", "Sans type"),
    (None, None, None),
    ("text", None, None),
    ("  ", " ", ""),
    ("date", "day", "Quel jour ?"),
)

NUMBERED: Sheets = {
    "survey": (
        RELEVANT,
        ("select_one level", "level", "Quel niveau ?", None),
        ("select_one yn", "agree", "D'accord ?", "${level} >= 3"),
        ("text", "why", "Pourquoi ?", "${agree} = 2"),
    ),
    "choices": (
        CHOICES,
        *(("level", number, f"Niveau {number}") for number in (1, 2, 3, 4)),
        ("yn", 1, "Oui"),
        ("yn", 2, "Non"),
    ),
    "settings": SETTINGS,
}

UPPER_CASE: Sheets = survey(
    ("SELECT_ONE mood", "Mood", "Humeur ?"),
    ("Select one from mood", "again", "Encore ?"),
    ("select all that apply from places", "places", "Où ?"),
    ("select1 mood", "third", "Et là ?"),
    ("INTEGER", "n", "Combien ?"),
    ("Textt", "word", "Un mot ?"),
)

DUPLICATES: Sheets = {
    "survey": (
        HEADER,
        ("select_one mood", "mood", "Humeur ?"),
        ("text", "mood", "Pourquoi cette humeur ?"),
        ("text", "Âge de l'élève", "Quel âge ?"),
    ),
    "choices": (
        CHOICES,
        ("mood", "good", "Bien"),
        ("mood", "good", "Très bien"),
        ("mood", "fine", "BIEN !"),
        ("mood", "bad", "Mal"),
        ("", "lost", "Perdu"),
    ),
    "settings": SETTINGS,
}

CASCADE: Sheets = {
    "survey": (
        (*HEADER, "choice_filter", "appearance", "default", "calculation", "image"),
        ("select_one region", "region", "Quelle région ?", None, "minimal", "south"),
        ("select_one town", "town", "Quelle ville ?", "region = ${region}", "minimal"),
        ("calculate", "sum", None, None, None, None, "1 + 1"),
        ("image", "photo", "Une photo ?"),
        ("select_one_from_file towns.csv", "file", "Quelle commune ?"),
        ("start", "start", None),
    ),
    "choices": (
        (*CHOICES, "region"),
        ("region", "north", "Nord", None),
        ("region", "south", "Sud", None),
        ("town", "lille", "Lille", "north"),
        ("town", "nice", "Nice", "south"),
    ),
    "settings": SETTINGS,
}

LIMITS: Sheets = survey(
    ("integer", "age", "Quel âge ?", ". > 10 and . <= 20", "Entre 11 et 20 ans."),
    ("decimal", "height", "Quelle taille ?", "1 <= . and . <= 2.5", None),
    ("date", "day", "Quel jour ?", ". >= date('2026-09-01') and . <= today()", None),
    ("text", "word", "Un mot ?", "string-length(.) <= 40 and regex(., '^a')", None),
    (
        "select_multiple places",
        "places",
        "Où ?",
        "count-selected(.) <= 2 and not(selected(., 'none') and count-selected(.) > 1)",
        None,
    ),
    ("range", "ease", "Aisance ?", None, None, "start=1 end=5 step=1"),
    ("range", "percent", "Combien pour cent ?", None, None, "start=0 end=100 step=1"),
    header=(*HEADER, "constraint", "constraint_message", "parameters"),
)

MARKUP: Sheets = survey(
    ("select_one mood", "mood", "**Humeur** <b>du jour</b> ?"),
    ("text", "why", "Tu as répondu ${mood}. Pourquoi {prénom} {referent} ?"),
)

ADULT: Sheets = {
    "survey": (
        (*HEADER, "required", "required_message"),
        ("select_one mood", "mood", "Humeur ?", "yes", "Il faut répondre."),
        ("text", "word", "Un mot ?", "${mood} = 'bad'", None),
    ),
    "choices": MOODS,
    "settings": (("form_id", "répondant", "version"), ("bilan_adulte", "adulte", 3)),
}

BY_HAND: dict[str, Sheets] = {
    "missing columns": MISSING_COLUMNS,
    "French headers": FRENCH_HEADERS,
    "several languages": SEVERAL_LANGUAGES,
    "macros in relevant": MACROS,
    "or_other": OR_OTHER,
    "repeats": REPEATS,
    "blank rows": BLANK_ROWS,
    "numbers as names": NUMBERED,
    "upper case": UPPER_CASE,
    "duplicates": DUPLICATES,
    "cascade": CASCADE,
    "limits": LIMITS,
    "markup": MARKUP,
    "adult": ADULT,
}
