"""Levels: the dimensions that scale questions feed, and where an answer about them comes from."""

from __future__ import annotations

from dialogues.definition import Kind, Step
from dialogues.yaml_source import Located

from .references import References
from .rules import LevelRule, SourceRule, Strand


def read_level(reader: References, node: Located) -> LevelRule:
    keys = ("key", "label", "strand", "least", "questions")
    reader.known_keys(node, keys, where="dans un niveau")
    before = len(reader.problems)
    names = reader.lines(node, "questions")
    found = (_scale(reader, name) for name in names)
    steps = [step for step in found if step is not None]
    if before == len(reader.problems):
        _check_scales(reader, node, steps)
    return LevelRule(
        key=reader.string(node, "key"),
        label=reader.string(node, "label"),
        strand=_strand(reader, node),
        questions=tuple(step.id for step in steps),
        least=_least(reader, node, len(names)),
    )


def read_source(reader: References, node: Located, levels: tuple[LevelRule, ...]) -> SourceRule:
    """Where the levels come from that are chosen in answer to a question."""
    reader.known_keys(node, ("question", "label"), where="dans une source")
    step = reader.question(node)
    if step is not None and step.kind is not Kind.CHOICES:
        place = reader.place_of(node, "question")
        what = f"« {step.id} » n'est pas une question à plusieurs choix."
        reader.report("not-choices", place, what, "Nommez une question « type: choices ».")
        step = None
    if step is not None:
        _known_levels(reader, node, step, levels)
    return SourceRule(step.id if step else "", reader.string(node, "label"))


def _scale(reader: References, name: Located) -> Step | None:
    step = reader.step(name)
    if step is None or step.kind is Kind.SCALE:
        return step
    what = f"« {step.id} » n'est pas une question à échelle."
    reader.report("not-a-scale", name.place, what, "Nommez une question « type: scale ».")
    return None


def _check_scales(reader: References, node: Located, steps: list[Step]) -> None:
    """There is a question, and one scale: a median means something on one scale only."""
    if not steps:
        what = "Aucune question ne nourrit cet indicateur."
        repair = "Ajoutez « questions: [...] », avec une question à échelle."
        reader.report("unfed-indicator", reader.place_of(node, "key"), what, repair)
    other = next((step for step in steps if _labels(step) != _labels(steps[0])), None)
    if other is not None:
        what = f"« {other.id} » et « {steps[0].id} » n'ont pas la même échelle."
        repair = "Un indicateur ne réunit que des questions de la même échelle."
        reader.report("mixed-scales", reader.place_of(node, "questions"), what, repair)


def _labels(step: Step) -> tuple[tuple[int | None, str], ...]:
    return tuple((option.score, option.label.tu) for option in step.options)


def _least(reader: References, node: Located, questions: int) -> int:
    least = reader.whole(node, "least", least=1, most=99)
    if least is not None and questions and least > questions:
        what = f"« least: {least} » dépasse le nombre de questions ({questions})."
        place = reader.place_of(node, "least")
        reader.report("least-too-high", place, what, f"Écrivez {questions}, ou moins.")
    return least or 1


def _strand(reader: References, node: Located) -> Strand | None:
    if reader.child(node, "strand") is None:
        return None
    return Strand(reader.one_of(node, "strand", tuple(Strand)))


def _known_levels(
    reader: References, node: Located, step: Step, levels: tuple[LevelRule, ...]
) -> None:
    known = {level.key for level in levels}
    strange = [o.id for o in step.options if o.id not in known and not o.exclusive]
    if strange:
        what = f"« {step.id} » propose « {strange[0]} », qui n'est la clé d'aucun niveau."
        listed = f"Ses réponses s'appellent comme les niveaux : {', '.join(sorted(known))}."
        place = reader.place_of(node, "question")
        reader.report_unknown(
            "source-without-level", place, what, strange[0], known, otherwise=listed
        )
