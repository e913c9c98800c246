"""Everything that can be said of a dialogue folder: the dialogue, its texts, its summary.

``apbot check`` prints it; the suite asks it of the shipped catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from apbot.errors import Unusable
from apbot.summary.reading import FILE, inspect_rules
from apbot.summary.reading_needs import NEEDS
from dialogues import yaml_source
from dialogues.checker import check_catalogue, check_name, check_texts, check_words
from dialogues.checks.avoid import AvoidList, avoid_list
from dialogues.checks.writing import Source
from dialogues.definition import Dialogue
from dialogues.errors import InvalidDialogue, Problem, Severity
from dialogues.loader import SHIPPED, WORKSHOPS, inspect_folder
from dialogues.yaml_source import Located

NAME = "dialogue.yaml"
AVOID = "avoid.yaml"
_PARTS = "parts"
_LISTS = ("scales.yaml", "subjects.yaml", WORKSHOPS, NEEDS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One folder and all that was found in it; no dialogue when it cannot be read at all."""

    folder: Path
    dialogue: Dialogue | None
    problems: tuple[Problem, ...]

    @property
    def findings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.FINDING)

    @property
    def advice(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ADVICE)


def inspect_folders(folders: Sequence[Path], *, whole: bool) -> list[Verdict]:
    """``whole``: they are all the dialogues of a catalogue, so that what one recalls of another
    can be looked up. Raises ``Unusable``: the list of words to avoid cannot be read.
    """
    words = {folder.parent: read_avoid(folder.parent) for folder in folders}
    shared = {catalogue: _of_shared(catalogue, avoid) for catalogue, avoid in words.items()}
    verdicts = [
        _with(_inspect(folder, words[folder.parent]), shared[folder.parent]) for folder in folders
    ]
    if not whole:
        return verdicts
    across = check_catalogue({v.dialogue.id: v.dialogue for v in verdicts if v.dialogue})
    return [
        _with(v, [p for p in across if Path(p.place.file) == v.folder / NAME]) for v in verdicts
    ]


def _with(verdict: Verdict, more: Sequence[Problem]) -> Verdict:
    return replace(verdict, problems=_in_order([*verdict.problems, *more]))


def _of_shared(catalogue: Path, avoid: AvoidList) -> list[Problem]:
    """The words of the lists that stand beside the dialogues: scales, subjects, needs."""
    sources = [(name, _source(catalogue / name)) for name in _LISTS if (catalogue / name).exists()]
    return [
        problem
        for name, source in sources
        if source is not None
        for problem in check_words(source, avoid, summary=name == NEEDS)
    ]


def all_problems(verdicts: Sequence[Verdict]) -> list[Problem]:
    """Of all the folders, each once: a mistake in a part is met by every dialogue that calls it."""
    return list(dict.fromkeys(problem for verdict in verdicts for problem in verdict.problems))


def read_avoid(catalogue: Path) -> AvoidList:
    """The words to avoid of a catalogue folder, else those shipped. Raises ``Unusable``."""
    beside = catalogue / AVOID
    path = beside if beside.exists() else SHIPPED / AVOID
    try:
        return avoid_list(yaml_source.read(path).plain())
    except InvalidDialogue as error:
        raise Unusable(str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(
            f"{path} n'a pas la forme attendue : repartez de celui qui est livré."
        ) from error


def _inspect(folder: Path, avoid: AvoidList) -> Verdict:
    dialogue, problems = inspect_folder(folder)
    found = [*(_in_its_file(problem, folder) for problem in problems), *_of_texts(folder, avoid)]
    summary = folder / FILE
    if summary.exists():
        if dialogue is not None:
            found += inspect_rules(summary, dialogue)[1]
        source = _source(summary)
        found += check_words(source, avoid, summary=True) if source else []
    return Verdict(folder, dialogue, _in_order(found))


def _in_its_file(problem: Problem, folder: Path) -> Problem:
    """The path of a shared file (a part, a list) instead of its name in the catalogue."""
    name = problem.place.file
    for catalogue in (folder.parent, SHIPPED):
        if name != str(folder / NAME) and (catalogue / name).is_file():
            return replace(problem, place=replace(problem.place, file=str(catalogue / name)))
    return problem


def _of_texts(folder: Path, avoid: AvoidList) -> Iterator[Problem]:
    source = _source(folder / NAME)
    if source is None:
        return
    yield from check_name(folder.resolve().name, source.root)
    yield from check_texts(source, avoid)
    for name in sorted(_called(source.root)):
        part = _source(folder.parent / _PARTS / f"{name}.yaml")
        if part is not None:
            yield from check_texts(part, avoid)


def _source(path: Path) -> Source | None:
    """None when it cannot be read: that is a problem of its own, found elsewhere."""
    try:
        return Source(yaml_source.read(path), yaml_source.read_text(path).split("\n"))
    except InvalidDialogue:
        return None


def _called(root: Located) -> set[str]:
    """The names of the parts that a dialogue calls."""
    plain = root.plain()
    steps = plain.get("steps") if isinstance(plain, dict) else None
    lines = steps if isinstance(steps, list) else []
    return {str(line["call"]) for line in lines if isinstance(line, dict) and "call" in line}


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """By file and place, each once (a part is called twice, and read once)."""
    once = {(p.code, p.place, p.what): p for p in problems}
    return tuple(
        sorted(once.values(), key=lambda p: (p.place.file, p.place.line, p.place.column, p.code))
    )
