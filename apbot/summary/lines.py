"""Reading lists of lines that each have a key: what the sections of a school's own file share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from dialogues.reading import Reader
from dialogues.yaml_source import Located

_T = TypeVar("_T")


class LineReader(Reader):
    """A reader of sections; a section that is not there is empty."""

    def section(self, node: Located, key: str) -> Located | None:
        """The mapping under the key, None when there is none (or it is none, and a problem)."""
        found = self.child(node, key)
        if found is None:
            return None
        section = self.mapping(found, what=f"« {key} »", place=node.place)
        return section if section is found else None

    def lines(self, node: Located, key: str) -> list[Located]:
        """The elements of the list under the key."""
        return list(self.items(self.child(node, key), what=f"« {key} »"))

    def each(self, node: Located, key: str, read: Callable[[Located], _T]) -> tuple[_T, ...]:
        """Each line of a section; two never share their key."""
        seen: set[object] = set()
        found = []
        for line in self.lines(node, key):
            if self.mapping(line, what=f"« {key} »", place=line.place) is not line:
                continue
            name = self.child(line, "key")
            if name is not None and name.value in seen:
                what = f"« {key} » : « {name.value} » est déjà écrit plus haut."
                self.report("duplicate-key", name.place, what, "Réunissez les deux, ou renommez.")
            elif name is not None and isinstance(name.value, str):
                seen.add(name.value)
            found.append(read(line))
        return tuple(found)

    def one_of(
        self, node: Located, key: str, known: Iterable[str], default: str | None = None
    ) -> str:
        """The word under the key if it is known, else the first one; needed without a default."""
        words = tuple(known)
        found = self.child(node, key)
        if found is None:
            if default is None:
                self.string(node, key)
            return words[0] if default is None else default
        if found.value in words:
            return str(found.value)
        what = f"« {key} » : « {found.value} » n'existe pas."
        listed = f"Au choix : {', '.join(words)}."
        self.report_unknown(
            "unknown-value", found.place, what, str(found.value), words, otherwise=listed
        )
        return words[0] if default is None else default
