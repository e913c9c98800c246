"""One mistake in each file, found by its code at its place; and files without any.

A ▲ stands in each file just before the place that must be shown; it is taken out first.
"""

from __future__ import annotations

import pytest

from dialogues.errors import InvalidDialogue
from dialogues.loader import make
from tests.dialogues.making import EVERY_KIND, HEAD, problems, sources

A = (
    "  - {id: d.a, type: choice, ask: A ?, topic: A,"
    " options: [{id: x, label: X}, {id: w, label: W}]}\n"
)
LEVEL = "  - {id: d.level, type: scale, scale: freq4, ask: Niveau ?, topic: Niveau}\n"
MANY = "  - {id: d.many, type: choices, ask: M ?, topic: M, options_from: subjects}\n"
HOURS = "  - {id: d.hours, type: number, ask: Heures ?, topic: Heures}\n"


def yes_no(key: str, more: str = "") -> str:
    return f"  - {{id: {key}, type: yes_no, ask: Oui ?, topic: T{more}}}\n"


def when(condition: str, before: str = A) -> str:
    """A question with that condition, after others."""
    return before + yes_no("d.b", f', when: "{condition}"')


BROKEN = {
    # unknown reference
    "condition on an unknown question": ("unknown-reference", when("▲d.aa == 'x'")),
    "condition on another dialogue": ("unknown-reference", when("d.a == 'x' and ▲welcome.a == 1")),
    "quoted condition on an unknown question": (
        "unknown-reference",
        when("'x' in ▲d.aa"),
    ),
    "condition on a note": (
        "unknown-reference",
        "  - {id: d.n, type: note, ask: Bonjour.}\n" + when("answered(▲d.n)"),
    ),
    "jump to an unknown step": (
        "unknown-reference",
        yes_no("d.a", ", goto: ▲d.z") + yes_no("d.b"),
    ),
    "conditional jump to an unknown step": (
        "unknown-reference",
        yes_no("d.a", ", goto: [{when: d.a == 'yes', to: ▲d.z}]") + yes_no("d.b"),
    ),
    "offer of an unknown step": ("unknown-reference", A + "  - offer: ▲d.z\n"),
    "unknown list of options": (
        "unknown-list",
        "  - {id: d.m, type: choices, ask: M ?, topic: M, options_from: ▲subject}\n",
    ),
    "unknown scale": (
        "unknown-list",
        "  - {id: d.s, type: scale, ask: S ?, topic: S, scale: ▲freq5}\n",
    ),
    # duplicate id
    "step twice": ("duplicate-id", A + A.replace("{id: d.a", "▲{id: d.a", 1)),
    "option twice": (
        "duplicate-id",
        A.replace("{id: w, label: W}", "{id: w, label: W}, ▲{id: x, label: Z}"),
    ),
    "option of a list again": (
        "duplicate-id",
        MANY.replace(
            "options_from: subjects",
            "options_from: subjects, options: [▲{id: maths, label: Calcul}]",
        ),
    ),
    # unreachable
    "step that a jump leaves out": (
        "unreachable",
        yes_no("d.a", ", goto: d.c") + yes_no("d.b").replace("{", "▲{", 1) + yes_no("d.c"),
    ),
    "note that a jump leaves out": (
        "unreachable",
        yes_no("d.a", ", goto: d.c") + "  - ▲{id: d.n, type: note, ask: N.}\n" + yes_no("d.c"),
    ),
    # never true
    "unknown option": ("unknown-option", when("▲d.a == 'z'")),
    "unknown option of several": ("unknown-option", when("▲d.a in ['x', 'z']")),
    "unknown option excluded": ("unknown-option", when("▲d.a != 'z'")),
    "unknown choice": ("unknown-option", when("'music' in ▲d.many", MANY)),
    "score over the scale": ("unknown-option", when("▲d.level == 5", LEVEL)),
    "score as a text": ("unknown-option", when("▲d.level == '2'", LEVEL)),
    "score under the scale": ("never-true", when("▲d.level < 1", LEVEL)),
    "score above the scale": ("never-true", when("▲d.level > 4", LEVEL)),
    "contradiction": ("never-true", when("▲d.a == 'x' and d.a == 'w'")),
    "contradiction with a negation": ("never-true", when("▲answered(d.a) and not answered(d.a)")),
    "skipped and answered": ("never-true", when("▲skipped(d.a) and d.a == 'x'")),
    "contradiction with another step's condition": (
        "never-true",
        when("d.a == 'x'") + yes_no("d.c", ", when: ▲d.a == 'w' and answered(d.b)"),
    ),
    "contradiction over two steps": (
        "never-true",
        when("d.a == 'x'")
        + yes_no("d.c", ", when: d.b == 'yes'")
        + yes_no("d.e", ", when: ▲d.c == 'yes' and d.a != 'x'"),
    ),
    "exclusive option with another": (
        "never-true",
        when(
            "▲'none' in d.m and 'x' in d.m",
            "  - {id: d.m, type: choices, ask: M ?, topic: M,"
            " options: [{id: x, label: X}, {id: none, label: Rien, exclusive: true}]}\n",
        ),
    ),
    "more choices than allowed": (
        "never-true",
        when("▲'french' in d.many and 'maths' in d.many", MANY.replace("}\n", ", max: 1}\n")),
    ),
    "several choices compared": ("never-true", when("▲d.many == 'maths'", MANY)),
    "one choice searched": ("never-true", when("'x' in ▲d.a")),
    "offer that never happens": (
        "never-true",
        A + "  - {offer: d.b, when: ▲d.a == 'x' and d.a == 'w'}\n" + yes_no("d.b"),
    ),
    "jump that never happens": (
        "never-true",
        yes_no("d.a", ", goto: [{when: ▲d.a == 'yes' and d.a == 'no', to: d.c}]")
        + yes_no("d.b")
        + yes_no("d.c"),
    ),
    "number bounds crossed": ("never-true", "  - ▲" + HOURS[4:-2] + ", min: 3, max: 2}\n"),
    "dates crossed": (
        "never-true",
        "  - ▲{id: d.d, type: date, ask: D, topic: D, earliest: 2026-09-02, latest: 2025-09-01}\n",
    ),
    # tu and vous
    "no vous": ("missing-address", A.replace("ask: A ?", "ask: ▲{tu: A ?}")),
    "no tu": ("missing-address", A.replace("label: X", "label: ▲{vous: X}")),
    "empty vous": ("missing-key", A.replace("ask: A ?", 'ask: ▲{tu: A ?, vous: ""}')),
    # option never used
    "two options of one name": (
        "unused-option",
        A.replace("{id: w, label: W}", "▲{id: w, label: x.}"),
    ),
    "options of a question without options": (
        "unused-option",
        "  - ▲{id: d.n, type: number, ask: N ?, topic: T, options: [{id: x, label: X}]}\n",
    ),
    # buttons
    "label too long for a button": (
        "long-label",
        A.replace("{id: w, label: W}", "▲{id: w, label: Un nom bien trop long pour un bouton}"),
    ),
    "short label still too long": (
        "long-label",
        A.replace(
            "{id: w, label: W}", "▲{id: w, label: W, short: Un nom bien trop long encore ici}"
        ),
    ),
    # order
    "backward jump": (
        "backward-goto",
        A + yes_no("d.b", ", goto: [{when: d.b == 'no', to: ▲d.a}]"),
    ),
    "jump to itself": ("self-reference", A + yes_no("d.b", ", goto: ▲d.b")),
    "forward condition": ("forward-condition", yes_no("d.b", ", when: ▲d.a == 'x'") + A),
    "condition on oneself": ("self-reference", yes_no("d.b", ", when: ▲d.b == 'yes'")),
    # respect
    "student obliged": ("required-for-student", "  - ▲" + yes_no("d.b", ", required: true")[4:]),
    "free text without readers": (
        "missing-readers",
        "  - ▲{id: d.t, type: text, ask: Un mot ?, topic: Mot}\n",
    ),
    # keys, types, values
    "unknown key": ("unknown-key", yes_no("d.b", ", ▲wen: d.a == 'x'")),
    "unknown key of an option": ("unknown-key", A.replace("label: X", "label: X, ▲labell: Z")),
    "unknown key of an offer": ("unknown-key", "  - {offer: d.a, ▲if: x}\n" + A),
    "unknown key of a jump": (
        "unknown-key",
        yes_no("d.a", ", goto: [{to: d.b, ▲whenever: 1}]") + yes_no("d.b"),
    ),
    "unknown type": ("unknown-type", "  - {id: d.b, type: ▲yesno, ask: Oui ?, topic: T}\n"),
    "no type": ("missing-key", "  - ▲{id: d.b, ask: Oui ?, topic: T}\n"),
    "no question": ("missing-key", "  - ▲{id: d.b, type: yes_no, topic: T}\n"),
    "no topic": ("missing-key", "  - ▲{id: d.b, type: yes_no, ask: Oui ?}\n"),
    "no options": ("missing-key", "  - ▲{id: d.b, type: choice, ask: Q ?, topic: T}\n"),
    "option without label": ("missing-key", A.replace("{id: w, label: W}", "▲{id: w}")),
    "id of another dialogue": ("wrong-id", yes_no("▲other.b")),
    "id that no condition can name": ("wrong-id", yes_no("▲d.B-c")),
    "text that is a number": ("wrong-type", yes_no("d.b").replace("Oui ?", "▲12")),
    "step that is a text": ("wrong-type", "  - ▲bonjour\n"),
    "options that are a text": (
        "wrong-type",
        "  - {id: d.n, type: note, ask: N., options: ▲bonjour}\n",
    ),
    "id that is a number": ("wrong-type", "  - {id: ▲12, type: yes_no, ask: Oui ?, topic: T}\n"),
    "option that is a text": ("wrong-type", A.replace("{id: w, label: W}", "▲bleu")),
    "scale without scores": (
        "missing-score",
        "  - ▲{id: d.s, type: scale, ask: S ?, topic: S, options: [{id: x, label: X}]}\n",
    ),
    "yes or no with options": (
        "unused-option",
        "  - ▲" + yes_no("d.b", ", options: [{id: x, label: X}]")[4:],
    ),
    "number that is a flag": ("wrong-type", HOURS.replace("}\n", ", min: ▲true}\n")),
    "flag that is a text": ("wrong-type", yes_no("d.b", ", sensitive: ▲jamais")),
    "maximum that is a text": ("wrong-type", MANY.replace("}\n", ", max: ▲deux}\n")),
    "maximum of nothing": ("wrong-type", MANY.replace("}\n", ", max: ▲0}\n")),
    "half a maximum": ("wrong-type", MANY.replace("}\n", ", max: ▲1.5}\n")),
    "text without length": (
        "wrong-type",
        "  - {id: d.t, type: text, ask: T ?, topic: T, readers: R., max_length: ▲0}\n",
    ),
    "text longer than a message": (
        "wrong-type",
        "  - {id: d.t, type: text, ask: T ?, topic: T, readers: R., max_length: ▲5000}\n",
    ),
    "date that does not exist": (
        "wrong-type",
        "  - {id: d.d, type: date, ask: D ?, topic: D, latest: ▲2026-02-30}\n",
    ),
    "condition that is a number": ("wrong-type", yes_no("d.b", ", when: ▲1")),
    "condition with a mistake": ("condition-syntax", when("d.a = ▲'x'").replace("= ▲", "▲= ")),
    "quoted condition with a mistake": ("condition-syntax", when("d.a == ▲z")),
    "unknown placeholder": ("unknown-placeholder", yes_no("d.b").replace("Oui ?", "▲{name} ?", 1)),
    "unknown placeholder in vous": (
        "unknown-placeholder",
        yes_no("d.b").replace("Oui ?", '{tu: "{referent}", vous: ▲"{refferent}"}', 1),
    ),
    "after an unknown option": ("unknown-option", yes_no("d.b", ", after: {▲oui: Bien.}")),
    "after without vous": ("missing-address", yes_no("d.b", ', after: {"yes": ▲{tu: Bien.}}')),
}
QUOTED = {"unknown placeholder": ("ask: ▲{name} ?", 'ask: ▲"{name} ?"')}


@pytest.mark.parametrize("name", BROKEN)
def test_mistake_is_found_at_its_place(name: str) -> None:
    code, steps = BROKEN[name]
    steps = "steps:\n" + steps.replace(*QUOTED.get(name, ("", "")))
    before = (HEAD + steps).split("▲")[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")

    assert problems(steps.replace("▲", "")) == [(code, line, column)]


HEADS = {
    "no title": ("missing-key", HEAD.replace("title: Essai\n", "")),
    "no closing": ("missing-key", HEAD.replace("closing: Merci.\n", "")),
    "no notice": ("missing-key", HEAD.replace('notice: {version: "1", text: Voici.}\n', "")),
    "no version of the notice": ("missing-key", HEAD.replace('version: "1", ', "")),
    "unknown key": ("unknown-key", HEAD + "titel: Essai\n"),
    "unknown respondent": ("wrong-type", HEAD + "respondent: parent\n"),
    "unknown placeholder": ("unknown-placeholder", HEAD.replace("Bonjour.", '"{nom}"')),
    "title that is a list": ("wrong-type", HEAD.replace("title: Essai", "title: [Essai]")),
    "notice that is a text": ("wrong-type", HEAD.replace('{version: "1", text: Voici.}', "Voici.")),
    "list that nobody uses": ("unused-option", HEAD + "lists: {moods: [{id: x, label: X}]}\n"),
    "lists that are a text": ("wrong-type", HEAD + "lists: bonjour\n"),
}


@pytest.mark.parametrize("name", HEADS)
def test_mistake_in_the_head_is_found(name: str) -> None:
    code, head = HEADS[name]

    assert code in [found for found, _, _ in problems("steps:\n" + A, head=head)]


@pytest.mark.parametrize("steps", ["", "steps: []\n", "steps: bonjour\n", "steps:\n"])
def test_dialogue_without_steps_is_refused(steps: str) -> None:
    assert "missing-key" in [code for code, _, _ in problems(steps)]


@pytest.mark.parametrize("source", ["", "bonjour", "- a\n- b", "12", "{}"])
def test_file_that_is_no_dialogue_is_refused(source: str) -> None:
    assert problems("", head=source)


CORRECT = {
    "every kind": EVERY_KIND,
    "one question": "steps:\n" + A,
    "a note alone": "steps:\n  - {id: d.n, type: note, ask: Bonjour.}\n",
    "condition on every operator": "steps:\n"
    + when("d.a in ['x', 'w'] and not skipped(d.a) or d.a != 'x'")
    + LEVEL
    + yes_no("d.c", ", when: d.level >= 2 and d.level < 4"),
    "condition after an offer": "steps:\n"
    + A
    + "  - {offer: d.c, when: d.a == 'x'}\n"
    + yes_no("d.b", ", when: d.c == 'yes'")
    + yes_no("d.c"),
    "condition on a number": "steps:\n" + when("d.hours > 3 and d.hours < 2.5", HOURS),
    "jump over a conditional step": "steps:\n"
    + A
    + yes_no("d.b", ", when: d.a == 'x', goto: d.e")
    + yes_no("d.c")
    + yes_no("d.e"),
    "jump from a note": "steps:\n"
    + A
    + "  - {id: d.n, type: note, ask: N., goto: [{when: d.a == 'x', to: d.c}]}\n"
    + yes_no("d.b")
    + yes_no("d.c"),
    "labels of 28 characters, short or not": "steps:\n"
    + A.replace("label: X", f"label: {'x' * 28}").replace(
        "label: W", f"label: {'w' * 60}, short: {'w' * 28}"
    ),
    "all placeholders": "steps:\n"
    + A.replace("A ?", '"{referent} {given_name} {school} {questions} {dpo}"'),
    "many branches": "steps:\n"
    + "".join(yes_no(f"d.q{n}") for n in range(20))
    + yes_no("d.z", ", when: " + " and ".join(f"d.q{n} == 'yes'" for n in range(20))),
    "many choices": "steps:\n  - {id: d.m, type: choices, ask: M ?, topic: M, options: ["
    + ", ".join(f"{{id: o{n}, label: Option {n}}}" for n in range(12))
    + "]}\n"
    + yes_no("d.z", ', when: "' + " and ".join(f"'o{n}' in d.m" for n in range(12)) + '"'),
    "five choices at once": "steps:\n  - {id: d.m, type: choices, ask: M ?, topic: M, options: ["
    + ", ".join(f"{{id: o{n}, label: Option {n}}}" for n in range(6))
    + "]}\n"
    + yes_no("d.z", ', when: "' + " and ".join(f"'o{n}' in d.m" for n in range(5)) + '"'),
}


@pytest.mark.parametrize("name", CORRECT)
def test_correct_dialogue_has_no_problem(name: str) -> None:
    assert problems(CORRECT[name]) == []


def test_list_of_the_dialogue_itself_may_be_used() -> None:
    head = HEAD + "lists: {moods: [{id: x, label: X}]}\n"
    steps = "steps:\n  - {id: d.a, type: choice, ask: A ?, topic: A, options_from: moods}\n"

    assert problems(steps, head=head) == []


def test_adult_may_be_required_to_answer() -> None:
    steps = "steps:\n" + yes_no("d.a", ", required: true")

    assert problems(steps, head=HEAD + "respondent: adult\n") == []


def test_repair_names_what_was_probably_meant() -> None:
    steps = "steps:\n" + A + yes_no("d.b", ", wen: d.a == 'x'").replace("yes_no", "yes_noo")
    with pytest.raises(InvalidDialogue) as caught:
        make(sources(steps))

    first, second = caught.value.problems
    assert str(first) == (
        "dialogue.yaml:8:21: Type inconnu « yes_noo ». Vouliez-vous dire « yes_no » ?"
    )
    assert str(second) == (
        "dialogue.yaml:8:52: Clé inconnue « wen » dans une étape. Vouliez-vous dire « when » ?"
    )
    assert str(caught.value) == f"{first}\n{second}"


@pytest.mark.parametrize(
    ("steps", "repair"),
    [
        (when("d.aa == 'x'"), "Vouliez-vous dire « d.a » ?"),
        (when("d.a == 'xx'"), "Vouliez-vous dire « x » ?"),
        (when("d.a == 'nothing'"), "Options : x, w."),
        (when("zzzz == 1"), "Citez une étape de ce dialogue."),
        (yes_no("d.b").replace("yes_no", "question"), "Types : choice, choices, scale"),
        (yes_no("d.b", ", zzzz: 1"), "Clés : id, type"),
        (A + "  - offer: d.aa\n", "Vouliez-vous dire « d.a » ?"),
        (A + "  - offer: zzzz\n", "Citez une question de ce dialogue."),
        (MANY.replace("subjects", "subject"), "Vouliez-vous dire « subjects » ?"),
    ],
)
def test_repair_is_said(steps: str, repair: str) -> None:
    with pytest.raises(InvalidDialogue) as caught:
        make(sources("steps:\n" + steps))

    assert repair in caught.value.problems[0].repair


def test_every_mistake_of_a_file_is_shown_in_its_order() -> None:
    steps = (
        "steps:\n"
        + yes_no("d.a", ", wen: x")
        + when("d.zz == 1 and d.a == 'maybe'", before="")
        + yes_no("d.c", ", required: true, goto: d.a")
    )

    assert problems(steps) == [
        ("unknown-key", 7, 51),
        ("unknown-reference", 8, 58),
        ("unknown-option", 8, 72),
        ("required-for-student", 9, 5),
        ("backward-goto", 9, 73),
    ]
