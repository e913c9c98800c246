"""``summary.yaml`` -> ``SummaryRules``, every reference checked against the dialogue it sums up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dialogues import yaml_source
from dialogues.conditions import questions_of
from dialogues.definition import Dialogue
from dialogues.errors import InvalidDialogue, Problem, Severity
from dialogues.yaml_source import Located

from .reading_indices import read_line, read_listing, read_question
from .reading_levels import read_level, read_source
from .reading_needs import Needs, inspect_needs, needs_file, read_need
from .references import References
from .rules import (
    LONGEST_QUOTE,
    Branch,
    ChecklistRule,
    MessageRule,
    OrientationRules,
    QuoteRule,
    QuoteSection,
    SummaryRules,
)

FILE = "summary.yaml"
_SECTIONS = (
    *("summary", "first", "message", "strengths", "requests", "needs", "conditions"),
    *("orientation", "quotes", "questions", "opening_question", "checklists", "levels", "sources"),
)


def read_rules(path: Path, dialogue: Dialogue) -> SummaryRules:
    """The rules in this file. Raises ``InvalidDialogue`` with every finding; advice is let pass."""
    rules, problems = inspect_rules(path, dialogue)
    if rules is None:
        raise InvalidDialogue(tuple(p for p in problems if p.severity is Severity.FINDING))
    return rules


def inspect_rules(
    path: Path, dialogue: Dialogue
) -> tuple[SummaryRules | None, tuple[Problem, ...]]:
    """The rules in this file, None when there is a finding; all that is to be said of it."""
    reader = References(dialogue)
    try:
        top = yaml_source.read(path)
    except InvalidDialogue as error:
        return None, error.problems
    top = reader.mapping(top, what="La synthèse", place=top.place)
    needs, of_needs = _needs_of(path, top)
    rules = _rules(reader, top, needs)
    reader.problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
    problems = (*of_needs, *reader.problems)
    found = any(problem.severity is Severity.FINDING for problem in problems)
    return (None if found else rules), problems


def _needs_of(path: Path, top: Located) -> tuple[Needs | None, tuple[Problem, ...]]:
    """Read only for a dialogue that tells needs; None when they cannot be relied on."""
    if "needs" not in top.keys:
        return {}, ()
    needs, problems = inspect_needs(needs_file(path.parent.parent))
    return (None if problems else needs), problems


def _rules(reader: References, top: Located, needs: Needs | None) -> SummaryRules:
    reader.known_keys(top, _SECTIONS, where="dans ce fichier")
    name = reader.string(top, "summary")
    if name not in {"", reader.dialogue.id}:
        what = f"Ce fichier est lu pour « {reader.dialogue.id} », pas pour « {name} »."
        repair = f"Écrivez « summary: {reader.dialogue.id} »."
        reader.report("other-dialogue", reader.place_of(top, "summary"), what, repair)
    line, listing = partial(read_line, reader), partial(read_listing, reader)
    seen = reader.each(top, "needs", lambda node: read_need(reader, node, needs))
    levels = reader.each(top, "levels", partial(read_level, reader))
    return SummaryRules(
        dialogue=reader.dialogue.id,
        first=reader.each(top, "first", line),
        message=_message(reader, reader.section(top, "message")),
        strengths=reader.each(top, "strengths", listing),
        requests=reader.each(top, "requests", listing),
        needs=tuple(rule for rule in seen if rule is not None),
        conditions=reader.each(top, "conditions", line),
        orientation=_orientation(reader, reader.section(top, "orientation")),
        quotes=reader.each(top, "quotes", partial(_quote, reader)),
        questions=reader.each(top, "questions", partial(read_question, reader)),
        opening_question=reader.text(top, "opening_question", required=False),
        checklists=reader.each(top, "checklists", partial(_checklist, reader)),
        levels=levels,
        sources=reader.each(top, "sources", lambda node: read_source(reader, node, levels)),
    )


def _message(reader: References, node: Located | None) -> MessageRule | None:
    if node is None:
        return None
    reader.known_keys(node, ("question", "words"), where="dans « message »")
    step = reader.free_text(node, "message")
    return MessageRule(step.id if step else "", reader.string(node, "words"))


def _orientation(reader: References, node: Located | None) -> OrientationRules | None:
    if node is None:
        return None
    reader.known_keys(node, ("question", "branches", "more"), where="dans « orientation »")
    step = reader.question(node)
    branches = reader.section(node, "branches") or Located({}, node.place)
    reader.options_of_keys(step, branches)
    assert isinstance(branches.value, dict)  # noqa: S101  # what `section` returns
    return OrientationRules(
        question=step.id if step else "",
        branches=tuple(_branch(reader, option, line) for option, line in branches.value.items()),
        more=reader.each(node, "more", partial(read_line, reader)),
    )


def _branch(reader: References, option: str, node: Located) -> Branch:
    node = reader.mapping(node, what="Une branche", place=node.place)
    reader.known_keys(node, ("branch", "words"), where="dans une branche")
    return Branch(option, reader.string(node, "branch"), reader.string(node, "words"))


def _quote(reader: References, node: Located) -> QuoteRule:
    reader.known_keys(node, ("key", "question", "label", "section"), where="dans « quotes »")
    step = reader.free_text(node, "quotes")
    if step is not None and step.limits.characters > LONGEST_QUOTE:
        what = f"« {step.id} » peut dépasser {LONGEST_QUOTE} caractères : trop long pour être cité."
        repair = f"Écrivez « max_length: {LONGEST_QUOTE} » à cette question, ou moins."
        reader.report("long-quote", reader.place_of(node, "question"), what, repair)
    return QuoteRule(
        key=reader.string(node, "key"),
        question=step.id if step else "",
        section=QuoteSection(reader.one_of(node, "section", tuple(QuoteSection))),
        label=reader.string(node, "label", required=False),
    )


def _checklist(reader: References, node: Located) -> ChecklistRule:
    keys = ("key", "label", "when", "items", "cites")
    reader.known_keys(node, keys, where="dans « checklists »")
    items = _texts(reader, node)
    when = reader.checked_condition(node, "when")
    cites = tuple(step.id for step in reader.steps(node, "cites"))
    if reader.child(node, "cites") is None:
        cites = tuple(name for name in reader.dialogue.questions if name in questions_of(when))
    return ChecklistRule(
        key=reader.string(node, "key"),
        label=reader.string(node, "label"),
        items=items,
        cites=cites,
        when=when,
    )


def _texts(reader: References, node: Located) -> tuple[str, ...]:
    before = len(reader.problems)
    texts = []
    for item in reader.lines(node, "items"):
        if isinstance(item.value, str) and item.value:
            texts.append(item.value)
        else:
            what = "Chaque ligne de « items » est un texte."
            reader.report("wrong-type", item.place, what, "Mettez-le entre guillemets.")
    if not texts and before == len(reader.problems):
        what, repair = "Cette liste à cocher est vide.", "Ajoutez « items: » et une ligne."
        reader.report("empty-checklist", reader.place_of(node, "key"), what, repair)
    return tuple(texts)
