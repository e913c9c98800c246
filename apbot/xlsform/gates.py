"""When a row is asked: ``relevant``, the groups around it, and our own columns of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogues import conditions
from dialogues.conditions import ALWAYS, Condition, ConditionSyntaxError, Literal, questions_of
from dialogues.definition import Kind

from .expressing import Untranslatable, condition_text, renamed, to_xpath
from .plan import Planned
from .reading import Row
from .report import Report
from .translating import Known, conjunction, refuse_too_long, translate

WHEN = " when "
"""Between a step and its condition in our columns of offers and jumps."""


@dataclass(slots=True)
class Gates:
    """Knows which questions were asked before the row at hand."""

    report: Report
    names: Mapping[str, Planned]
    dropped: Mapping[str, str]
    facts: frozenset[str]
    exported: bool
    """The workbook was made by ``export-form``: its conditions were ours."""
    asked: set[str] = field(default_factory=set)
    _groups: list[tuple[str, Condition]] = field(default_factory=list)

    def enter(self, name: str, condition: Condition) -> None:
        self._groups.append((name, condition))

    def leave(self) -> bool:
        """Whether there was a group to leave."""
        return bool(self._groups) and bool(self._groups.pop())

    @property
    def unclosed(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._groups)

    def of(self, row: Row) -> Condition:
        """The condition of a row under those of the groups around it."""
        whole: Condition = ALWAYS
        for _, condition in self._groups:
            whole = conjunction(whole, condition)
        whole = conjunction(whole, self._own(row))
        try:
            refuse_too_long(whole)
        except Untranslatable as error:
            self._lost(row, "relevant", f"Avec celles de ses groupes, {error}")
            return ALWAYS
        return whole

    def own(self, row: Row) -> Condition:
        """That of the row alone."""
        return self._own(row)

    def _own(self, row: Row) -> Condition:
        relevant = row.get("relevant")
        if row.get("apbot_when"):
            kept = self._kept(row, relevant)
            if kept is not None:
                return kept
        if not relevant:
            return ALWAYS
        try:
            translated = translate(relevant, self._known)
        except Untranslatable as error:
            self._lost(row, "relevant", f"Condition « {_short(relevant)} » : {error}")
            return ALWAYS
        if translated.differs_when_empty and not self.exported:
            what = (
                f"Condition « {_short(relevant)} » : avec une question passée ou jamais posée, "
                "elle n'est pas vraie ici, alors qu'elle le serait dans XLSForm."
            )
            self.report.changed(row.sheet, row.number, "relevant", what, "Vérifiez-la.")
        return translated.condition

    def _lost(self, row: Row, column: str, why: str) -> None:
        what = f"{why}. La question est gardée, et posée à tout le monde."
        repair = "Écrivez une condition sur une question déjà posée, ou reformulez."
        self.report.lost(row.sheet, row.number, column, what, repair)

    def _known(self, name: str) -> Known:
        """Raises ``Untranslatable``: no such question, or not yet asked."""
        if name in self.dropped:
            raise Untranslatable(f"« {name} » n'est pas repris ({self.dropped[name]})")
        planned = self.names.get(name)
        if planned is None:
            raise Untranslatable(f"aucune ligne ne s'appelle « {name} »")
        if planned.kind is Kind.NOTE:
            raise Untranslatable(f"« {name} » n'attend pas de réponse")
        if planned.id not in self.asked:
            raise Untranslatable(f"« {name} » est posée plus loin")
        return planned.known

    def _kept(self, row: Row, relevant: str) -> Condition | None:
        """Our own writing of the condition, unless ``relevant`` was changed since."""
        try:
            written = conditions.parse(row.get("apbot_when"))
            values = {name: planned.known.values for name, planned in self.names.items()}
            theirs = relevant_of(written, self.facts, values)
        except ConditionSyntaxError:
            written, theirs = ALWAYS, ""
        if written == ALWAYS or theirs != relevant:
            what = "La colonne apbot_when ne dit plus la même chose que relevant : relevant compte."
            self.report.changed(row.sheet, row.number, "apbot_when", what, "Vérifiez la condition.")
            return None
        return renamed(written, self._full)

    def _full(self, name: str) -> str:
        return self.names[name].id if name in self.names else name

    def citations(self, row: Row, column: str) -> Iterable[tuple[str, str]]:
        """(id of a step, condition as text) for each line of a column of ours."""
        for line in row.get(column).splitlines():
            name, _, said = line.partition(WHEN)
            planned = self.names.get(name.strip())
            try:
                text = condition_text(renamed(conditions.parse(said), self._full)) if said else ""
            except ConditionSyntaxError as error:
                planned, text = None, str(error)
            if planned is None:
                what = f"« {_short(line)} » n'est pas repris : étape inconnue, ou condition fausse."
                self.report.lost(row.sheet, row.number, column, what, "Écrivez « nom when … ».")
            else:
                yield planned.id, text


def relevant_of(
    condition: Condition, facts: Iterable[str], values: Mapping[str, Mapping[str, Literal]]
) -> str:
    """What a condition is as ``relevant``; nothing when it looks at a fact, which is no row.

    ``values``: name of a question -> name of a choice -> the value that the condition compares.
    """
    if questions_of(condition) & frozenset(facts):
        return ""

    def choice(question: str, literal: Literal) -> Literal:
        names = [name for name, value in values.get(question, {}).items() if value == literal]
        return names[0] if names and names[0] != str(literal) else literal

    return to_xpath(renamed(condition, str, choice), str)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"  # noqa: PLR2004
