"""The options of a dialogue -> the rows of the choices sheet, each list written once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogues.conditions import Literal
from dialogues.definition import Dialogue, Kind, Option, Step

from .options import joined
from .sheets import forms, own_forms
from .texts import identifier

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_YES_NO = "yes_no"


class Choices:
    """``names``: step id -> its name in the workbook."""

    def __init__(
        self,
        dialogue: Dialogue,
        names: Mapping[str, str],
        shared: Mapping[str, tuple[Option, ...]],
        languages: Mapping[str, str],
    ) -> None:
        self._shared = shared
        self._lists: dict[tuple[Option, ...], str] = {}
        for step in dialogue.steps.values():
            if step.options and step.options not in self._lists:
                self._lists[step.options] = self._free(self._wanted(step, names[step.id]))
        self.rows = [
            _row(name, option, called, languages)
            for options, name in self._lists.items()
            for option, called in zip(options, _called(options), strict=True)
        ]

    def _wanted(self, step: Step, name: str) -> str:
        if step.kind is Kind.YES_NO:
            return _YES_NO
        cited = self.shared_of(step)
        return cited if cited and self._shared[cited] == step.options else name

    def _free(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._lists.values():
            name, number = f"{wanted}_{number}", number + 1
        return name

    def list_of(self, step: Step) -> str:
        return self._lists[step.options]

    def shared_of(self, step: Step) -> str:
        """The longest list of the catalogue with which the options begin; empty for none."""
        if step.kind is Kind.YES_NO:
            return ""
        fits = [
            name
            for name, options in self._shared.items()
            if options
            and step.options[: len(options)] == options
            and (step.kind is not Kind.SCALE or step.options == options)
        ]
        return max(fits, key=lambda name: len(self._shared[name]), default="")

    def names_of(self, step: Step) -> dict[str, str]:
        """Option id -> the name of its choice."""
        keys = (option.id for option in step.options)
        return dict(zip(keys, _called(step.options), strict=True))

    def values_of(self, step: Step) -> dict[str, Literal]:
        """Name of a choice -> the value that a condition compares."""
        values: list[Literal] = [option.value for option in step.options]
        return dict(zip(_called(step.options), values, strict=True))


def _called(options: tuple[Option, ...]) -> list[str]:
    """A name without spaces for each: the value that is stored, where XLSForm accepts it."""
    names: list[str] = []
    for number, option in enumerate(options, start=1):
        name = str(option.value)
        name = name if _NAME.fullmatch(name) else identifier(name) or f"option_{number}"
        names.append(name if name not in names else f"{name}_{number}")
    return names


def _row(name: str, option: Option, called: str, languages: Mapping[str, str]) -> dict[str, str]:
    row = {
        "list_name": name,
        "name": called,
        **forms("label", option.label, languages),
        **own_forms("apbot_short", option.short),
        "apbot_synonyms": joined(option.synonyms),
        "apbot_score": "" if option.score is None else str(option.score),
        "apbot_tags": joined(tuple(sorted(option.tags))),
        "apbot_id": "" if option.id == called else option.id,
    }
    for flag in ("exclusive", "apart", "unscored"):
        row[f"apbot_{flag}"] = "yes" if getattr(option, flag) else ""
    return {column: text for column, text in row.items() if text}
