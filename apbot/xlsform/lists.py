"""Where the options of a step are written: with it, in a list, or in the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogues.definition import Option

from .texts import identifier
from .writing import option_keys


@dataclass(slots=True)
class Written:
    """A step, the row it comes from, and its options, which may go to a list of their own."""

    keys: dict[str, Any]
    row: int
    options: tuple[Option, ...] = ()
    list_name: str = ""
    shared: str = ""
    """The list of the catalogue with which the options begin."""


class Placing:
    """Gives each step its options; ``lists`` are those that the dialogue keeps for itself."""

    def __init__(
        self, written: Sequence[Written], shared: Mapping[str, tuple[Option, ...]]
    ) -> None:
        self._shared = shared
        self._uses = Counter(one.options for one in written if one.options)
        self._names: dict[tuple[Option, ...], str] = {}
        self.lists: dict[str, Any] = {}
        self.steps = [self._step(one) for one in written]

    def _step(self, one: Written) -> dict[str, Any]:
        if not one.options:
            return one.keys
        placed = self._placed(one)
        if "grid" in one.keys:
            return {**one.keys, **placed}
        late: dict[str, Any] = {key: one.keys[key] for key in ("after", "goto") if key in one.keys}
        early = {key: value for key, value in one.keys.items() if key not in late}
        return {**early, **placed, **late}

    def _placed(self, one: Written) -> dict[str, Any]:
        scale = "grid" in one.keys or one.keys.get("type") == "scale"
        cite = "scale" if scale else "options_from"
        if one.shared:
            rest = one.options[len(self._shared[one.shared]) :]
            own = {"options": [option_keys(option) for option in rest]} if rest else {}
            return {cite: one.shared, **own}
        if "grid" in one.keys or self._uses[one.options] > 1:
            return {cite: self._named(one)}
        return {"options": [option_keys(option) for option in one.options]}

    def _named(self, one: Written) -> str:
        if one.options not in self._names:
            wanted = identifier(one.list_name) or "options"
            name, number = wanted, 2
            while name in self.lists or name in self._shared:
                name, number = f"{wanted}_{number}", number + 1
            self._names[one.options] = name
            self.lists[name] = [option_keys(option) for option in one.options]
        return self._names[one.options]
