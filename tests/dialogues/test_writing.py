"""How texts read: sentences, questions, words that judge; each shown at its place."""

from __future__ import annotations

import datetime as dt

import pytest

from dialogues.checker import check_texts, check_words
from dialogues.checks.avoid import NOTHING_TO_AVOID, AvoidList, avoid_list
from dialogues.checks.writing import Source, words_of
from dialogues.errors import Severity
from dialogues.loader import SHIPPED
from dialogues.yaml_source import parse, read

WORDS = " ".join(["mot"] * 20)
AVOID = avoid_list(
    {
        "reviewed_on": "2026-11-24",
        "words": [
            {"avoid": ["faible", "Faibles"], "better": "à consolider"},
            {"avoid": ["peut mieux faire"], "better": "un conseil"},
            {"avoid": ["nulle", "nul"], "better": "pas encore acquis"},
        ],
        "harmless": ["nulle part"],
    }
)
Found = list[tuple[str, int, int]]


def source(text: str) -> Source:
    return Source(parse(text.encode(), file="f"), text.split("\n"))


def found(text: str, avoid: AvoidList = NOTHING_TO_AVOID) -> Found:
    problems = check_texts(source(text), avoid)
    return [(p.code, p.place.line, p.place.column) for p in problems]


SENTENCES: dict[str, tuple[str, Found]] = {
    "twenty words": (f"intro: {WORDS}.", []),
    "twenty-one words": (f"intro: {WORDS} mot.", [("long-sentence", 1, 8)]),
    "two sentences": (f"intro: {WORDS}. {WORDS}.", []),
    "questions end too": (f"intro: {WORDS} ? {WORDS}.", []),
    "second sentence is the long one": (f"intro: Oui. A{WORDS} b.", [("long-sentence", 1, 13)]),
    "line ends a sentence": (f"intro: |-\n  {WORDS}\n  {WORDS}", []),
    "long line of a block": (
        f"intro: |-\n  Bonjour.\n\n  Ah {WORDS}.",
        [("long-sentence", 4, 3)],
    ),
    "folded block": (f"intro: >-\n  Bonjour.\n  Ah {WORDS}.", [("long-sentence", 3, 3)]),
    "signs are no words": (f"intro: « {WORDS} » — … ;", []),
    "both forms of address": (
        f"intro:\n  tu: Tu {WORDS}.\n  vous: Vous {WORDS}.",
        [("long-sentence", 2, 7), ("long-sentence", 3, 9)],
    ),
    "form of an adult": (
        f"intro: {{tu: A, vous: B, adult: C {WORDS}}}",
        [("long-sentence", 1, 32)],
    ),
    "notice": (f"notice: {{version: a, text: A {WORDS}}}", [("long-sentence", 1, 28)]),
    "hint": (f"steps:\n  - hint: A {WORDS}", [("long-sentence", 2, 11)]),
    "readers": (f"steps:\n  - readers: A {WORDS}", [("long-sentence", 2, 14)]),
    "what is said after an option": (
        f"steps:\n  - after: {{hard: A {WORDS}}}",
        [("long-sentence", 2, 19)],
    ),
    "words of a proposal": (
        f"steps:\n  - prefill: {{from: f, words: A {WORDS}}}",
        [("long-sentence", 2, 31)],
    ),
    "stem of a grid": (f"steps:\n  - grid: g\n    stem: A {WORDS}", [("long-sentence", 3, 11)]),
    "line of a grid": (
        f"steps:\n  - grid: g\n    items: [{{id: x, ask: A {WORDS}}}]",
        [("long-sentence", 3, 26)],
    ),
    "question of fifteen words": (f"steps: [{{ask: {WORDS[:59]}}}]", []),
    "question of sixteen words": (f"steps: [{{ask: {WORDS[:63]}}}]", [("long-question", 1, 15)]),
    "note of sixteen words": (f"steps: [{{type: note, ask: {WORDS[:63]}}}]", []),
    "label is no sentence": (f"steps: [{{options: [{{id: x, label: A {WORDS}}}]}}]", []),
    "synonym is not read by anybody": (
        f"steps: [{{options: [{{synonyms: [A {WORDS}]}}]}}]",
        [],
    ),
    "topic of six words": ("steps: [{topic: a b c d e f}]", [("long-topic", 1, 17)]),
    "topic of five words": ("steps: [{topic: a b c d e}]", []),
    "text longer than a phone": (
        "steps:\n  - hint: " + "Oui. " * 71,
        [("long-text", 2, 11)],
    ),
    "notice may be longer": ("notice: {text: " + "Oui. " * 71 + "}", []),
    "file that is no dialogue": ("bonjour", []),
    "list": ("- {ask: [1, 2]}", []),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_long_texts_are_found_at_their_place(name: str) -> None:
    text, expected = SENTENCES[name]

    assert found(text) == expected


JUDGING: dict[str, tuple[str, Found]] = {
    "word": ("title: Un niveau faible", [("word-to-avoid", 1, 18)]),
    "accents and capitals": ("title: FAÏBLE", [("word-to-avoid", 1, 8)]),
    "in a label": ("options: [{id: x, label: Très faibles}]", [("word-to-avoid", 1, 31)]),
    "in a topic": ("steps: [{topic: Points faibles}]", [("word-to-avoid", 1, 24)]),
    "phrase over signs": ("title: 'Peut-mieux faire.'", [("word-to-avoid", 1, 8)]),
    "part of a word": ("title: Affaiblement", []),
    "harmless phrase": ("title: Nulle part", []),
    # The place is the first one where the word is written, whatever follows it.
    "harmless phrase and the word": ("title: Nulle part, nulle envie", [("word-to-avoid", 1, 8)]),
    "synonym": ("options: [{id: x, label: Bof, synonyms: [nul]}]", []),
    "id": ("steps: [{id: nul, when: nul == 1}]", []),
    "note in a block": ("intro: |-\n  Oui.\n  C'est nul ici.", [("word-to-avoid", 3, 9)]),
}


@pytest.mark.parametrize("name", JUDGING)
def test_words_that_judge_are_found_at_their_place(name: str) -> None:
    text, expected = JUDGING[name]

    assert found(text, AVOID) == expected


def test_better_wording_is_given() -> None:
    [problem] = check_texts(source("title: Élève faible"), AVOID)

    assert problem.what == "« faible » juge la personne."
    assert problem.repair == "Écrivez plutôt : à consolider."
    assert problem.severity is Severity.FINDING


def test_summary_is_read_too() -> None:
    text = (
        "levels: [{key: nul, label: Nul}]\nneeds: [{indices: [{words: {a: très faible}}]}]\n"
        "checklists: [{items: [Rien, Nul]}]\nopening_question: {tu: Nul, vous: Bien}\n"
    )

    problems = check_words(source(text), AVOID, summary=True)

    assert [(p.place.line, p.place.column) for p in problems] == [
        (1, 28),
        (2, 37),
        (3, 29),
        (4, 24),
    ]


def test_words_are_what_has_a_letter_or_a_digit() -> None:
    assert words_of("« L'adulte », 3 fois : {referent} — …") == [
        "L'adulte",
        "3",
        "fois",
        "{referent}",
    ]


@pytest.mark.parametrize(
    "plain",
    [None, [], {}, {"words": [], "harmless": []},
     {"reviewed_on": "hier", "words": [], "harmless": []},
     {"reviewed_on": "2026-11-24", "words": ["nul"], "harmless": []}],
)  # fmt: skip
def test_list_of_another_form_is_refused(plain: object) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        avoid_list(plain)


def shipped() -> AvoidList:
    return avoid_list(read(SHIPPED / "avoid.yaml").plain())


def test_shipped_list_is_dated_and_each_word_stands_once() -> None:
    words = [word for word, _ in shipped().words]

    assert shipped().reviewed_on >= dt.date(2026, 11, 24)
    assert sorted(set(words)) == sorted(words)
    assert all(better for _, better in shipped().words)


@pytest.mark.parametrize(
    "text",
    ["Niveau faible", "Travail insuffisant", "C'est nul", "Résultats médiocres", "Élève moyen",
     "Peut mieux faire", "Une participation terne", "Un travail inexistant", "Résultats moyens"],
)  # fmt: skip
def test_words_that_reports_should_not_say_are_on_the_shipped_list(text: str) -> None:
    assert list(shipped().found_in(text))


@pytest.mark.parametrize(
    "text",
    ["Moyennement", "Un moyen de transport", "Nulle part", "Ni note ni moyenne de classe",
     "Au moyen d'un dictionnaire", "Des bases à revoir", "C'est difficile"],
)  # fmt: skip
def test_ordinary_words_are_not_on_the_shipped_list(text: str) -> None:
    assert list(shipped().found_in(text)) == []
