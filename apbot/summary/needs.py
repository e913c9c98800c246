"""Which needs the answers show: a request, or two indices. No score, no total."""

from __future__ import annotations

from dataclasses import dataclass

from .rules import NeedRule, Place, Source, Strand
from .shared import Citation, Met, Shared, Statement

INDICES_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Need:
    """A need, with everything that makes it one."""

    key: str
    label: str
    rank: int
    """1 asked for and seen elsewhere, 2 asked for, 3 answers and team agree, 4 one source alone."""
    sentence: str
    """« S'organiser — 2 réponses sur 3 : ... », without the label."""
    cites: tuple[Citation, ...]
    sources: tuple[Source, ...]
    strand: Strand
    workshop: str
    individual: bool
    place: Place
    ask: Statement | None
    """The question it suggests for the interview."""

    @property
    def evidence(self) -> tuple[str, ...]:
        return tuple(cite.question for cite in self.cites)


def find_needs(rules: tuple[NeedRule, ...], answers: Shared) -> tuple[Need, ...]:
    """By rank, then in the student's order of requests, then in the order of the rules."""
    found = []
    for order, rule in enumerate(rules):
        met = answers.met(rule.indices)
        if _is_need(met):
            need = _need(rule, met, answers)
            found.append((need.rank, _first_place(met), order, need))
    return tuple(need for *_, need in sorted(found, key=lambda line: line[:3]))


def rank_of(sources: frozenset[Source]) -> int:
    """How surely a need is one: by what kinds of source say so, never by how many answers."""
    if Source.REQUEST in sources:
        return 2 if len(sources) == 1 else 1
    return 3 if len(sources) > 1 else 4


def distinct(cites: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Each question once, the first citation of it."""
    by_question: dict[str, Citation] = {}
    for cite in cites:
        by_question.setdefault(cite.question, cite)
    return tuple(by_question.values())


def _is_need(met: tuple[Met, ...]) -> bool:
    asked = any(line.source is Source.REQUEST for line in met)
    return asked or len(met) >= INDICES_NEEDED


def _first_place(met: tuple[Met, ...]) -> int:
    places = [line.place for line in met if line.source is Source.REQUEST]
    return min(places, default=0)


def _need(rule: NeedRule, met: tuple[Met, ...], answers: Shared) -> Need:
    sources = frozenset(line.source for line in met)
    cites = distinct(tuple(cite for line in met for cite in line.cites))
    need = rule.need
    ask = Statement(need.key, rule.ask.to(answers.student), cites) if rule.ask else None
    return Need(
        key=need.key,
        label=need.label,
        rank=rank_of(sources),
        sentence=_sentence(rule, met, answers),
        cites=cites,
        sources=tuple(source for source in Source if source in sources),
        strand=need.strand,
        workshop=need.workshop,
        individual=need.individual,
        place=need.place,
        ask=ask,
    )


def _sentence(rule: NeedRule, met: tuple[Met, ...], answers: Shared) -> str:
    """What was asked, then « 2 réponses sur 3 : a ; b », counted over what was answered."""
    asked = [line.words for line in met if line.source is Source.REQUEST]
    told = [line.words for line in met if line.source is not Source.REQUEST]
    parts = [" ; ".join(asked)] if asked else []
    if told:
        possible = sum(
            1
            for index in rule.indices
            if (answers.by_adult or index.source is not Source.REQUEST)
            and answers.tells(index.test)
        )
        noun = "observation" if answers.by_adult else "réponse"
        plural = "s" if len(told) > 1 else ""
        parts.append(f"{len(told)} {noun}{plural} sur {possible} : {' ; '.join(told)}")
    return ". ".join(part[0].upper() + part[1:] if at else part for at, part in enumerate(parts))
