"""The sheet: what it shows, in which order, and that nothing typed becomes markup."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from apbot import telling
from apbot.documents.sheet import SheetHeader, sheet_html
from apbot.summary import SummaryRules, summarise
from dialogues.answers import Value, Visibility
from dialogues.definition import Address, Dialogue
from tests.summary.profiles import WORST_CASE, answers_of, make_answer

HEADER = SheetHeader(
    given_name="Camille",
    family_name="EXEMPLE",
    class_label="2GT3",
    date=dt.date(2026, 11, 24),
    version="2026-11",
    approved_on=dt.date(2026, 11, 23),
)
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} {% raw %} & \"guillemets\" 'apostrophes' #let x"


def sheet(
    dialogue: Dialogue, rules: SummaryRules, values: dict[str, Value], header: SheetHeader = HEADER
) -> str:
    return sheet_html(summarise(dialogue, rules, answers_of(dialogue, values), Address.TU), header)


def text_of(html: str) -> str:
    """What a reader sees, spaces closed up and made plain."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_sections_stand_in_the_order_of_the_interview(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    html = sheet(welcome, rules, dict(WORST_CASE))

    assert re.findall(r"<h2>(.*?)</h2>", html) == [
        "À aborder en premier",
        "Points d'appui",
        "Demandes de l'élève",
        "Besoins repérés",
        "Conditions de travail",
        "Orientation",
        "Questions possibles pour l'entretien",
        "Décidé ensemble",
    ]


def test_header_says_who_when_which_version_and_that_the_student_approved(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    said = text_of(sheet(welcome, rules, {}))

    assert said.startswith(
        "Camille EXEMPLE 2GT3, 24 novembre 2026. Questionnaire version 2026-11, "
        "validé par l'élève le 23 novembre 2026."
    )


def test_sheet_under_review_says_it_is_not_approved_yet(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    header = SheetHeader("Camille", "EXEMPLE", "2GT3", dt.date(2026, 11, 24), "2026-11")

    said = text_of(sheet(welcome, rules, {}, header))

    assert "pas encore validé par l'élève" in said


def test_need_is_printed_with_its_answers_and_its_workshop(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    said = text_of(sheet(welcome, rules, {"plan": 1, "notes": 2}))

    assert (
        "S'organiser — 2 réponses sur 2 : ne note et ne prévoit presque jamais son travail ; "
        "se retrouve parfois dans ses cours. Piste : atelier « Organiser sa semaine ». "
        "Prévoir son travail : Presque jamais ; Cours et notes : Parfois"
    ) in said


def test_needs_beyond_the_third_are_only_named(welcome: Dialogue, rules: SummaryRules) -> None:
    said = text_of(sheet(welcome, rules, dict(WORST_CASE)))

    assert said.count("Piste :") == 3
    assert "Également : Changer de voie ; Comprendre les consignes ; Aller plus loin." in said


def test_sections_without_an_answer_say_so_and_the_optional_ones_are_left_out(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    html = sheet(welcome, rules, {})

    assert "Conditions de travail" not in html
    assert "À aborder en premier" not in html
    assert "Orientation Non répondu." in text_of(html)


def test_topic_to_be_said_aloud_is_printed_without_its_answer(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    name = "welcome.free_word"
    answers = {name: make_answer(welcome, name, "rien que de vive voix", Visibility.ALOUD)}

    html = sheet_html(summarise(welcome, rules, answers, Address.TU), HEADER)

    assert "À dire de vive voix Mot libre" in text_of(html)
    assert "rien que de vive voix" not in html


def test_each_line_names_the_answers_it_comes_from(welcome: Dialogue, rules: SummaryRules) -> None:
    html = sheet(welcome, rules, dict(WORST_CASE))

    cited = re.findall(r'<li data-answers="([^"]+)">', html)
    assert len(cited) == html.count("<li") - 3  # « Décidé ensemble » has three lines to fill in
    assert {name for line in cited for name in line.split()} <= set(welcome.questions)


def test_first_lines_stand_beside_their_source_answer(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    said = text_of(sheet(welcome, rules, {"can_succeed": 1}))

    assert "capable de réussir cette année (Confiance : Pas du tout)" in said


def test_only_a_long_sheet_is_set_in_smaller_print(welcome: Dialogue, rules: SummaryRules) -> None:
    assert '<article class="sheet">' in sheet(welcome, rules, {"plan": 1, "notes": 2})
    assert '<article class="sheet dense">' in sheet(welcome, rules, dict(WORST_CASE))


def test_words_of_the_student_keep_their_own_spaces(welcome: Dialogue, rules: SummaryRules) -> None:
    html = sheet(welcome, rules, {"free_word": "« oui » ; non ?", "help_wanted": ("oral",)})

    assert "« oui » ; non ?" in html
    assert "Coup de main\N{NO-BREAK SPACE}:" in html


def test_hostile_words_stay_words(welcome: Dialogue, rules: SummaryRules) -> None:
    header = SheetHeader(HOSTILE, HOSTILE, HOSTILE, dt.date(2026, 11, 24), "2026-11")

    html = sheet(welcome, rules, {"free_word": HOSTILE}, header)

    assert "<script" not in html
    assert "49" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} {% raw %} &amp; ") == 4
    assert HOSTILE in unescape(html)


def test_the_words_of_the_student_are_shown_on_the_screen_and_not_printed(
    welcome: Dialogue, rules: SummaryRules
) -> None:
    html = sheet(welcome, rules, {"free_word": "à lire seulement"})

    assert re.search(r'<blockquote class="screen-only">à lire seulement</blockquote>', html)
    assert html.count("à lire seulement") == 1


@pytest.mark.parametrize(
    "word", ["%", "profil", "score", "moyenne", "rang", "note :", "diagnostic"]
)
def test_sheet_never_measures_anybody(welcome: Dialogue, rules: SummaryRules, word: str) -> None:
    assert word not in text_of(sheet(welcome, rules, dict(WORST_CASE))).lower().split()


@pytest.mark.parametrize(
    ("day", "said"),
    [(dt.date(2026, 9, 1), "1er septembre 2026"), (dt.date(2027, 2, 21), "21 février 2027")],
)
def test_dates_are_written_in_french(day: dt.date, said: str) -> None:
    assert telling.day(day) == said
