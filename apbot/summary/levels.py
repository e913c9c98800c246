"""Where somebody stands on each dimension, in the words of the scale: never a total."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.definition import Option

from .rules import LevelRule, SourceRule, Strand
from .shared import Shared


@dataclass(frozen=True, slots=True)
class Level:
    """A dimension read from answers on a scale; ``score`` is None when too few were given."""

    key: str
    label: str
    score: int | None
    evidence: tuple[str, ...]
    said: str = ""
    """The option's label: « Parfois », « Pas observé »; empty when nothing was answered."""
    strand: Strand | None = None
    sources: tuple[str, ...] = ()
    """Where it comes from, when somebody said so: « Test de positionnement »."""


def find_levels(
    rules: tuple[LevelRule, ...], sources: tuple[SourceRule, ...], read: Shared
) -> tuple[Level, ...]:
    return tuple(_level(rule, sources, read) for rule in rules)


def _level(rule: LevelRule, sources: tuple[SourceRule, ...], read: Shared) -> Level:
    """The lower median of the answers given, if enough were given."""
    given = {name: option for name in rule.questions for option in read.chosen(name)}
    option = _median([o for o in given.values() if o.score is not None], least=rule.least)
    unscored = [o for o in given.values() if o.score is None]
    if option is None and unscored and len(unscored) == len(given):
        option = unscored[0]
    cited = [source for source in sources if option and _names(source, rule, read)]
    questions = (*given, *(source.question for source in cited)) if option else ()
    return Level(
        key=rule.key,
        label=rule.label,
        score=option.score if option else None,
        evidence=tuple(dict.fromkeys(questions)),
        said=option.label.to(read.address) if option else "",
        strand=rule.strand,
        sources=tuple(source.label for source in cited),
    )


def _median(options: list[Option], *, least: int) -> Option | None:
    if not options or len(options) < least:
        return None
    return sorted(options, key=lambda option: option.score or 0)[(len(options) - 1) // 2]


def _names(source: SourceRule, rule: LevelRule, read: Shared) -> bool:
    return rule.key in {option.id for option in read.chosen(source.question)}
