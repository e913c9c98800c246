"""Answers -> ``Summary``: what the interview sheet says is decided here, shown elsewhere."""

from __future__ import annotations

from pathlib import Path

from dialogues.definition import Dialogue
from dialogues.loader import SHIPPED

from .as_json import to_json
from .reading import FILE, read_rules
from .rules import SummaryRules
from .shared import Citation
from .summary import Summary, summarise

__all__ = ["Citation", "Summary", "SummaryRules", "rules_for", "summarise", "to_json"]


def rules_for(dialogue: Dialogue, catalogue: Path = SHIPPED) -> SummaryRules:
    """The rules that stand beside a dialogue of the catalogue, checked against it.

    Read them once, for the dialogue in force: they also sum up answers given under an older
    revision, whose unknown questions simply have no answer.
    """
    return read_rules(catalogue / dialogue.id / FILE, dialogue)
