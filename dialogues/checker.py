"""The checks of an author's files, assembled: what a dialogue is, and how it is written.

Each problem has a code, a place, what is wrong and the repair, in French, for a teacher; its
severity is that of its code.
"""

from __future__ import annotations

from collections.abc import Mapping

from .checks import catalogue, facts, labels, reach, references, respect, writing
from .checks.avoid import AvoidList
from .checks.writing import Source
from .codes import graded
from .definition import Dialogue
from .errors import Problem
from .yaml_source import Located

_CHECKS = (
    references.check_conditions,
    references.check_jumps,
    references.check_proposals,
    reach.check_truths,
    reach.check_reach,
    facts.check_facts,
    labels.check_options,
    labels.check_ids,
    respect.check_respect,
    respect.check_free_texts,
)


def check(dialogue: Dialogue) -> list[Problem]:
    """What would go wrong while it is played; in no particular order."""
    return graded(problem for one in _CHECKS for problem in one(dialogue))


def check_catalogue(dialogues: Mapping[str, Dialogue]) -> list[Problem]:
    """What one dialogue says of another; ``dialogues`` by id, those that could be read."""
    return graded(catalogue.check_catalogue(dialogues))


def check_name(folder: str, root: Located) -> list[Problem]:
    """``root``: of the dialogue file in the folder of that name."""
    return graded(catalogue.check_name(folder, root))


def check_texts(source: Source, avoid: AvoidList) -> list[Problem]:
    """How the texts of a dialogue or of a part read, even of one that does not load."""
    return graded([*writing.check_writing(source), *writing.check_words(source, avoid)])


def check_words(source: Source, avoid: AvoidList, *, summary: bool = False) -> list[Problem]:
    """Only the words to avoid: in a list of options, or in what a summary says of somebody."""
    return graded(writing.check_words(source, avoid, summary=summary))
