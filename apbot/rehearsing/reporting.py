"""What coverage and random respondents found, in French and for another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from dialogues.definition import Dialogue, Option, Step
from dialogues.errors import Place

from .coverage import Branch, Coverage
from .decisions import Deciding
from .playing import Mishap, Trouble
from .tally import Tally, never_chosen, never_reached, spread

_WIDEST = 40
_TROUBLES = {
    Trouble.DEAD_END: "Impasse",
    Trouble.EXCEPTION: "Erreur",
    Trouble.UNFILLED: "Texte incomplet",
    Trouble.COMMAND: "Libellé pris pour une commande",
}


def coverage_lines(coverage: Coverage) -> Iterator[str]:
    for stale in coverage.stale:
        yield f"{stale.name} : {stale.why} Elle n'est pas comptée."
    missed = [
        (place, f"l'étape « {key} » n'est visitée par aucune transcription.")
        for key, place in coverage.missed_steps
    ]
    missed += [(branch.decision.place, _missed(branch)) for branch in coverage.missed_branches]
    for place, what in sorted(missed, key=lambda found: (found[0].file, found[0].line)):
        yield f"{_at(place)} : {what}"
    visited = coverage.steps - len(coverage.missed_steps)
    taken = coverage.branches - len(coverage.missed_branches)
    yield (
        f"{coverage.dialogue} : {_of(visited, coverage.steps, 'étape')}, "
        f"{_of(taken, coverage.branches, 'branche')} "
        f"({_counted(coverage.transcripts, 'transcription')})."
    )


def coverage_to_json(coverage: Coverage) -> dict[str, Any]:
    return {
        "dialogue": coverage.dialogue,
        "transcripts": coverage.transcripts,
        "steps": {
            "visited": coverage.steps - len(coverage.missed_steps),
            "total": coverage.steps,
        },
        "branches": {
            "visited": coverage.branches - len(coverage.missed_branches),
            "total": coverage.branches,
        },
        "missed": [
            *(
                {**_place(place), "kind": "step", "step": key, "outcome": None}
                for key, place in coverage.missed_steps
            ),
            *(
                {
                    **_place(branch.decision.place),
                    "kind": branch.decision.about.value,
                    "step": branch.decision.step,
                    "outcome": branch.outcome,
                }
                for branch in coverage.missed_branches
            ),
        ],
        "stale": [asdict(stale) for stale in coverage.stale],
    }


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _missed(branch: Branch) -> str:
    """What no transcript does there."""
    decision = branch.decision
    match decision.about:
        case Deciding.STEP if branch.outcome:
            return f"la condition de « {decision.step} » n'est jamais vraie."
        case Deciding.STEP:
            return f"la condition de « {decision.step} » n'est jamais fausse."
        case Deciding.OFFER if branch.outcome:
            return f"« {decision.step} » n'est jamais proposée ici (« offer »)."
        case Deciding.OFFER:
            return f"« {decision.step} » est toujours proposée ici (« offer »)."
        case Deciding.GOTO if branch.outcome:
            return f"le saut de « {decision.step} » à « {decision.target} » n'est jamais fait."
        case Deciding.GOTO:
            return f"le saut de « {decision.step} » à « {decision.target} » est toujours fait."


def _of(some: int, total: int, noun: str) -> str:
    """ "18 branches sur 20"."""
    return f"{_counted(some, noun)} sur {total}"


def _counted(number: int, noun: str) -> str:
    """ "1 étape", "1 000 étapes"."""
    plural = "s" if number > 1 else ""
    return f"{number:,}".replace(",", "\u202f") + f" {noun}{plural}"


@dataclass(frozen=True)
class Report:
    """What random respondents ran into. ``name`` is the dialogue as the command called it."""

    name: str
    seed: int
    dialogue: Dialogue
    tally: Tally

    @cached_property
    def unreached(self) -> tuple[Step, ...]:
        return never_reached(self.dialogue, self.tally)

    @cached_property
    def unchosen(self) -> tuple[tuple[Step, Option], ...]:
        return never_chosen(self.dialogue, self.tally)

    @property
    def is_clean(self) -> bool:
        """Options that nobody took are told, and are no mistake."""
        return not (self.tally.troubled or self.unreached)

    def lines(self) -> Iterator[str]:
        tally = self.tally
        last = self.seed + tally.played - 1
        played = _counted(tally.played, "conversation")
        yield f"{self.dialogue.id} : {played} au hasard, {_counted(tally.sent, 'envoi')}."
        yield f"Graines {self.seed} à {last} : les mêmes graines redonnent les mêmes conversations."
        for mishap in tally.mishaps:
            yield from self._troubled(mishap)
        if tally.troubled > len(tally.mishaps):
            yield f"En tout, {_counted(tally.troubled, 'conversation')} à problème."
        for step in self.unreached:
            yield f"{_at(step.place)} : « {step.id} » n'a été posée à personne."
        yield from self._options()
        yield from self._lengths()
        if self.is_clean:
            yield "Ni impasse, ni erreur ; chaque question a été posée."

    def _troubled(self, mishap: Mishap) -> Iterator[str]:
        yield f"{_TROUBLES[mishap.trouble]} (graine {mishap.seed}) : {mishap.what}"
        yield f"  Avant : {' ; '.join(mishap.trail)}"
        yield f"  Pour la rejouer : apbot rehearse {self.name} --random 1 --seed {mishap.seed}"

    def _options(self) -> Iterator[str]:
        by_step: dict[str, list[str]] = {}
        for step, option in self.unchosen:
            by_step.setdefault(step.id, []).append(option.id)
        for key, options in by_step.items():
            yield f"Jamais choisi à « {key} » : {', '.join(options)}."

    def _lengths(self) -> Iterator[str]:
        """The number of questions asked, as a small histogram."""
        found = spread(self.tally.lengths)
        if found is None:
            return
        yield (
            f"Questions posées : de {found.least} à {found.most} ; "
            f"quartiles {found.lower}, {found.middle}, {found.upper}."
        )
        most = max(self.tally.lengths.values())
        for length in range(found.least, found.most + 1):
            number = self.tally.lengths[length]
            bar = "▇" * -(-number * _WIDEST // most)
            yield " ".join(part for part in (f"  {length:3}", bar, str(number)) if part)

    def to_json(self) -> dict[str, Any]:
        found = spread(self.tally.lengths)
        return {
            "dialogue": self.dialogue.id,
            "seed": self.seed,
            "played": self.tally.played,
            "sent": self.tally.sent,
            "troubled": self.tally.troubled,
            "mishaps": [
                {
                    "seed": mishap.seed,
                    "trouble": mishap.trouble.value,
                    "what": mishap.what,
                    "trail": list(mishap.trail),
                }
                for mishap in self.tally.mishaps
            ],
            "never_reached": [{**_place(step.place), "step": step.id} for step in self.unreached],
            "never_chosen": [[step.id, option.id] for step, option in self.unchosen],
            "lengths": {str(n): self.tally.lengths[n] for n in sorted(self.tally.lengths)},
            "spread": None if found is None else asdict(found),
        }
