"""Reading located values with problems instead of exceptions: one reader for one file."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from .conditions import ALWAYS, Condition, ConditionSyntaxError, parse
from .definition import Text
from .errors import Place, Problem, Severity
from .yaml_source import Located

PLACEHOLDERS = frozenset({"referent", "given_name", "school", "questions", "dpo"})
"""What the texts of a dialogue may leave open, as ``{referent}``."""
SUBJECT = "subject"
"""The same for a dialogue about somebody or something else: their name."""
ADULT = "adult"
"""The form of a text that an adult reads, where it is not ``vous``."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; empty when none is near."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), "")


class Reader:
    """Collects the problems of a file while values are taken out of it."""

    def __init__(self, *, placeholders: frozenset[str] | None = None) -> None:
        self.problems: list[Problem] = []
        self._placeholders = placeholders

    def report(
        self,
        code: str,
        place: Place,
        what: str,
        repair: str,
        *,
        severity: Severity = Severity.FINDING,
        suggestion: str = "",
    ) -> None:
        self.problems.append(Problem(code, place, what, repair, severity, suggestion))

    def report_unknown(
        self, code: str, place: Place, what: str, name: str, known: Iterable[str], *, otherwise: str
    ) -> None:
        """The same for a name that is not known; the nearest known one is suggested."""
        near = nearest(name, known)
        repair = f"Vouliez-vous dire « {near} » ?" if near else otherwise
        self.report(code, place, what, repair, suggestion=near)

    def allow_placeholders(self, names: Iterable[str]) -> None:
        """These too may be left open in the texts that are read from now on."""
        self._placeholders = frozenset(names) | (self._placeholders or frozenset())

    def known_keys(self, node: Located, known: Iterable[str], *, where: str) -> None:
        """Report keys that mean nothing here, with the nearest one that does."""
        names = tuple(known)
        for key, place in node.keys.items():
            if key not in names:
                what = f"Clé inconnue « {key} » {where}."
                listed = "Clés : " + ", ".join(names) + "."
                self.report_unknown("unknown-key", place, what, key, names, otherwise=listed)

    def mapping(self, node: Located | None, *, what: str, place: Place) -> Located:
        """The mapping, or an empty one and a problem."""
        if node is not None and isinstance(node.value, dict):
            return node
        at = node.place if node else place
        self.report(
            "wrong-type", at, f"{what} : des clés sont attendues ici.", "Écrivez clé: valeur."
        )
        return Located({}, at)

    def items(self, node: Located | None, *, what: str) -> Iterator[Located]:
        """The elements of a sequence; nothing when it is absent."""
        if node is None:
            return
        if isinstance(node.value, list):
            yield from node.value
        else:
            self.report(
                "wrong-type",
                node.place,
                f"{what} : une liste est attendue.",
                "Commencez par « - ».",
            )

    def child(self, node: Located, key: str) -> Located | None:
        return node.value.get(key) if isinstance(node.value, dict) else None

    def whole(self, node: Located, key: str, *, least: int, most: int) -> int | None:
        """The whole number under the key, within its bounds."""
        found, value = self.child(node, key), self.number(node, key)
        if found is None or value is None:
            return None
        if value != int(value) or not least <= value <= most:
            what = f"« {key} » doit être un nombre entier de {least} à {most}."
            self.report("wrong-type", found.place, what, "Corrigez ce nombre.")
            return None
        return int(value)

    def string(self, node: Located, key: str, *, required: bool = True) -> str:
        """The text under the key; "" and a problem when it is not there."""
        found = self.child(node, key)
        if found is None or found.value in (None, ""):
            if required:
                repair = f"Ajoutez « {key}: … »."
                self.report("missing-key", node.place, f"Il manque « {key} ».", repair)
            return ""
        if not isinstance(found.value, str):
            self._not_text(found, key)
            return ""
        return found.value

    def _not_text(self, found: Located, key: str) -> None:
        what = f"« {key} » doit être un texte."
        self.report("wrong-type", found.place, what, "Mettez-le entre guillemets.")

    def text(self, node: Located, key: str, *, required: bool = True) -> Text | None:
        """A text in both forms of address; one string is good for both when nobody is addressed."""
        found = self.child(node, key)
        if found is None:
            if required:
                repair = f"Ajoutez « {key}: {{tu: …, vous: …}} »."
                self.report("missing-key", node.place, f"Il manque « {key} ».", repair)
            return None
        if isinstance(found.value, str):
            self._check_placeholders(found)
            return Text(found.value, found.value)
        if not isinstance(found.value, dict):
            self._not_text(found, key)
            return None
        self.known_keys(found, ("tu", "vous", ADULT), where=f"dans « {key} »")
        for form in ("tu", "vous"):
            if form not in found.value:
                what = f"« {key} » n'a pas de texte en « {form} »."
                self.report("missing-address", found.place, what, f"Ajoutez « {form}: … ».")
                return None
            self._check_placeholders(found.value[form])
        if ADULT not in found.value:
            return Text(self.string(found, "tu"), self.string(found, "vous"))
        self._check_placeholders(found.value[ADULT])
        return Text(*(self.string(found, form) for form in ("tu", "vous", ADULT)))

    def _check_placeholders(self, found: Located) -> None:
        if self._placeholders is None:
            return
        for name in _PLACEHOLDER.findall(str(found.value)):
            if name not in self._placeholders:
                what = f"« {{{name}}} » n'est pas un mot que je sais remplacer."
                known = sorted(self._placeholders)
                listed = "Mots connus : " + ", ".join(known) + "."
                self.report_unknown(
                    "unknown-placeholder", found.place, what, name, known, otherwise=listed
                )

    def flag(self, node: Located, key: str, *, default: bool) -> bool:
        found = self.child(node, key)
        if found is None:
            return default
        if not isinstance(found.value, bool):
            what = f"« {key} » vaut true ou false."
            self.report("wrong-type", found.place, what, "Écrivez true ou false.")
            return default
        return found.value

    def number(self, node: Located, key: str) -> float | None:
        found = self.child(node, key)
        if found is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int | float):
            what = f"« {key} » doit être un nombre."
            self.report("wrong-type", found.place, what, "Écrivez un nombre, sans guillemets.")
            return None
        return found.value

    def condition(self, node: Located, key: str) -> Condition:
        """The parsed condition; "always" when there is none or it is wrong."""
        found = self.child(node, key)
        if found is None:
            return ALWAYS
        if not isinstance(found.value, str):
            self._not_text(found, key)
            return ALWAYS
        try:
            return parse(found.value)
        except ConditionSyntaxError as error:
            example = "Exemple : welcome.plan <= 2 and not ('none' in welcome.hard_subjects)."
            self.report("condition-syntax", found.at(error.column), str(error), example)
            return ALWAYS

    def place_of(self, node: Located, key: str) -> Place:
        """Where the text under the key begins; the node itself when there is none."""
        found = self.child(node, key)
        return node.place if found is None else found.at(0)
