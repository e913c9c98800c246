"""Indices: the lines that name a question and the answers to it that count, with their words."""

from __future__ import annotations

from dialogues.definition import OPTION_KINDS, Step, Text
from dialogues.errors import Severity
from dialogues.reading import nearest
from dialogues.yaml_source import Located

from .references import References
from .rules import Index, Line, Listing, Source, Test, Wording

_KINDS_OF_TEST = ("at_most", "option", "options", "tag", "other_than")
_TEST = ("question", *_KINDS_OF_TEST, "also")


def read_line(reader: References, node: Located) -> Line:
    """A line of the sheet, said when one of its indices is met."""
    reader.known_keys(node, ("key", "label", "indices", "ask"), where="dans une ligne")
    return Line(
        key=reader.string(node, "key"),
        indices=read_indices(reader, node),
        label=reader.string(node, "label"),
        ask=reader.text(node, "ask", required=False),
    )


def read_question(reader: References, node: Located) -> Line:
    """A question for the interview: its indices only call for it, so they have no words."""
    reader.known_keys(node, ("key", "indices", "ask"), where="dans une question")
    return Line(
        key=reader.string(node, "key"),
        indices=read_indices(reader, node, worded=False),
        ask=reader.text(node, "ask") or Text("", ""),
    )


def read_listing(reader: References, node: Located) -> Listing:
    reader.known_keys(node, ("key", *_TEST), where="dans une liste")
    return Listing(reader.string(node, "key"), _test(reader, node))


def read_indices(reader: References, node: Located, *, worded: bool = True) -> tuple[Index, ...]:
    """One at least. Without words, they are never said."""
    before = len(reader.problems)
    lines = reader.lines(node, "indices")
    if not lines and before == len(reader.problems):
        what, repair = "Un indice au moins est attendu.", "Ajoutez « indices: » et une question."
        reader.report("missing-index", reader.place_of(node, "key"), what, repair)
    return tuple(_index(reader, line, worded=worded) for line in lines)


def _index(reader: References, node: Located, *, worded: bool) -> Index:
    before = len(reader.problems)
    reader.known_keys(node, (*_TEST, "kind", "words"), where="dans un indice")
    test = _test(reader, node)
    source = reader.one_of(node, "kind", tuple(Source), Source.ANSWERS)
    sound = before == len(reader.problems)
    return Index(test, Source(source), _wording(reader, node, test, worded=worded, sound=sound))


def _test(reader: References, node: Located) -> Test:
    step = _step_with_options(reader, node)
    given = [name for name in _KINDS_OF_TEST if reader.child(node, name)]
    if len(given) > 1:
        what = f"« {given[0]} » et « {given[1]} » s'excluent."
        reader.report("two-tests", node.keys[given[1]], what, "Gardez-en un.")
    single = reader.child(node, "option")
    options = [single] if single else reader.lines(node, "options")
    others = reader.lines(node, "other_than")
    for item in (*options, *others):
        reader.option(step, item)
    return Test(
        question=step.id if step else "",
        at_most=_score(reader, step, node),
        options=frozenset(str(item.value) for item in options),
        tag=_tag(reader, step, node),
        other_than=frozenset(str(item.value) for item in others),
        also=reader.checked_condition(node, "also"),
    )


def _step_with_options(reader: References, node: Located) -> Step | None:
    """The question of a test: what is typed or dated is no answer that could be told apart."""
    step = reader.question(node)
    if step is not None and step.kind not in OPTION_KINDS:
        what = f"« {step.id} » n'a pas de réponses au choix : cette ligne ne servirait jamais."
        repair = "Nommez une question à choix ou à échelle ; pour un texte, écrivez « quotes: »."
        reader.report("not-a-choice", reader.place_of(node, "question"), what, repair)
        return None
    return step


def _score(reader: References, step: Step | None, node: Located) -> int | None:
    score = reader.number(node, "at_most")
    if score is None or step is None:
        return None
    levels = [option.score for option in step.options if option.score is not None]
    if score not in levels:
        what = f"« at_most » : « {step.id} » n'a pas de niveau {score}."
        repair = f"De {min(levels)} à {max(levels)}." if levels else "Écrivez « option: … »."
        reader.report("unknown-level", reader.place_of(node, "at_most"), what, repair)
    return int(score)


def _tag(reader: References, step: Step | None, node: Located) -> str | None:
    """A school's own list of subjects may lack a tag: the need is then never seen, and no more."""
    tag = reader.string(node, "tag", required=False)
    if not tag or step is None:
        return None
    known = sorted({known for option in step.options for known in option.tags})
    if tag not in known:
        near = nearest(tag, known)
        listed = (
            f"Au choix : {', '.join(known)}." if known else "Ajoutez « tags: [...] » à la liste."
        )
        reader.report(
            "unknown-tag",
            reader.place_of(node, "tag"),
            f"Aucune réponse de « {step.id} » ne porte l'étiquette « {tag} ».",
            f"Vouliez-vous dire « {near} » ?" if near else listed,
            severity=Severity.ADVICE,
            suggestion=near,
        )
    return tag


def _wording(
    reader: References, node: Located, test: Test, *, worded: bool, sound: bool
) -> Wording:
    """One phrase, or one for each option that the test accepts, none forgotten.

    ``sound``: the test was read without a problem, so that what it accepts is known.
    """
    words = reader.child(node, "words")
    if words is None:
        if worded:
            what = "Cet indice n'a pas de mots : la fiche ne saurait pas le dire."
            reader.report("missing-words", node.place, what, "Ajoutez « words: … ».")
        return Wording()
    if not isinstance(words.value, dict):
        return Wording(reader.phrase(node, "words"))
    step = reader.dialogue.questions.get(test.question)
    before = len(reader.problems)
    reader.options_of_keys(step, words)
    phrases = {option: reader.phrase(words, option) for option in words.value}
    accepted = [option.id for option in step.options if test.accepts(option)] if step else []
    missing = [option for option in accepted if option not in phrases]
    if missing and sound and before == len(reader.problems):
        what = f"« words » : il manque la réponse {', '.join(f'« {name} »' for name in missing)}."
        reader.report("missing-words", words.place, what, f"Ajoutez « {missing[0]}: … ».")
    return Wording(by_option=tuple(phrases.items()))
