"""A dialogue -> the rows of an XLSForm workbook, and the report of what it cannot say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from dialogues.conditions import ALWAYS, Comparison, Condition
from dialogues.definition import (
    Dialogue,
    Entry,
    Grid,
    Kind,
    Option,
    Prefill,
    Step,
    Text,
    WhenHidden,
)
from dialogues.groups import PARTS

from .choices import Choices
from .expressing import Untranslatable, condition_text, renamed, to_xpath
from .gates import WHEN, relevant_of
from .limits import to_constraint
from .report import Line, Report
from .sheets import Sheets, forms, languages_of, own_forms
from .texts import identifier
from .translating import Known, translate

_TYPES = {
    Kind.CHOICE: "select_one",
    Kind.SCALE: "select_one",
    Kind.YES_NO: "select_one",
    Kind.CHOICES: "select_multiple",
    Kind.NUMBER: "decimal",
    Kind.DATE: "date",
    Kind.TEXT: "text",
    Kind.NOTE: "note",
}
STEP_FIELDS = frozenset(
    "id kind ask topic wording hint options limits when gotos retry after sensitive required "
    "counted readers grid prefill when_hidden frozen place".split()
)
DIALOGUE_FIELDS = frozenset(
    "id title revision respondent intro notice closing entries help_card word_list about anonymous "
    "recall recall_places".split()
)


def export_dialogue(
    dialogue: Dialogue, shared: Mapping[str, tuple[Option, ...]]
) -> tuple[Sheets, tuple[Line, ...]]:
    """``shared``: the lists of the catalogue, cited by their name where a question uses them."""
    export = _Export(dialogue, shared)
    return export.sheets(), export.report.lines


class _Export:
    def __init__(self, dialogue: Dialogue, shared: Mapping[str, tuple[Option, ...]]) -> None:
        self._dialogue = dialogue
        self._languages = languages_of(dialogue)
        self._names = {key: self._name(key) for key in dialogue.steps}
        self._choices = Choices(dialogue, self._names, shared, self._languages)
        self._known = {
            self._names[key]: self._known_as(step) for key, step in dialogue.steps.items()
        }
        self._rows: list[dict[str, str]] = []
        self.report = Report()

    def sheets(self) -> Sheets:
        self._write_survey()
        self._tell_dialogue()
        return Sheets(self._rows, self._choices.rows, self._settings())

    def _name(self, key: str) -> str:
        """Without the dialogue's own name, where XLSForm accepts it and no fact has it."""
        short = key.removeprefix(f"{self._dialogue.id}.")
        taken = short in self._dialogue.recall or not (short[:1].isalpha() or short[:1] == "_")
        return key if taken else short

    def _known_as(self, step: Step) -> Known:
        return Known(self._names[step.id], step.kind, self._choices.values_of(step))

    # --- the survey sheet ------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        """Where the next row will stand."""
        return len(self._rows) + 2

    def _write_survey(self) -> None:
        offers: list[str] = []
        grid = ""
        for entry in self._dialogue.entries:
            if entry.is_offer:
                offers.append(self._offer(entry))
                continue
            grid = self._turn_to(entry.step.grid, grid)
            row = self._row(entry)
            if offers:
                row["apbot_offer"] = "\n".join(offers)
                offers = []
            self._rows.append(row)
            self._rows += self._after(entry.step)
        self._turn_to(None, grid)
        for offer in offers:
            what = f"La proposition « {offer} » est à la fin : aucune ligne ne peut la porter."
            self.report.lost("survey", 0, "apbot_offer", what, "Placez-la avant une question.")

    def _turn_to(self, grid: Grid | None, open_one: str) -> str:
        """Ends the group of one grid and begins that of the next; the id of the one now open."""
        wanted = "" if grid is None else grid.id
        if open_one and wanted != open_one:
            self._rows.append({"type": "end_group"})
        if grid is not None and wanted != open_one:
            self._rows.append(self._group(grid))
        return wanted

    def _group(self, grid: Grid) -> dict[str, str]:
        label = forms("label", grid.stem, self._languages)
        return {"type": "begin_group", "name": self._name(grid.id), **label, "apbot_grid": "yes"}

    def _offer(self, entry: Entry) -> str:
        name = self._names[entry.step.id]
        what = f"« {name} » est proposée plus tôt : XLSForm n'a rien de tel."
        repair = "La colonne apbot_offer le garde pour import-form ; ailleurs, elle est ignorée."
        self.report.changed("survey", self._line, "apbot_offer", what, repair)
        return self._cited(name, entry.when)

    def _cited(self, name: str, when: Condition) -> str:
        return name if when == ALWAYS else f"{name}{WHEN}{self._text(when)}"

    def _text(self, condition: Condition) -> str:
        return condition_text(condition, self._short)

    def _short(self, key: str) -> str:
        return self._names.get(key, key)

    def _row(self, entry: Entry) -> dict[str, str]:
        step = entry.step
        row = {"type": _TYPES[step.kind], "name": self._names[step.id]}
        if step.options:
            row["type"] += f" {self._choices.list_of(step)}"
        row |= forms("label", step.ask, self._languages)
        row |= forms("hint", step.hint, self._languages)
        row |= self._condition(entry)
        row["constraint"] = to_constraint(step, self._choices.names_of(step))
        row |= forms("constraint_message", step.retry, self._languages)
        row["required"] = "yes" if step.required else ""
        row["apbot_type"] = step.kind.value if row["type"].startswith("select_one") else ""
        row["apbot_list"] = self._choices.shared_of(step)
        if step.is_question or step.topic != step.ask:
            row |= own_forms("apbot_topic", step.topic)
        row |= own_forms("apbot_readers", step.readers)
        row |= self._rest(step)
        return {column: text for column, text in row.items() if text}

    def _condition(self, entry: Entry) -> dict[str, str]:
        if entry.when == ALWAYS:
            return {}
        condition = renamed(entry.when, self._short)
        values = {name: known.values for name, known in self._known.items()}
        relevant = relevant_of(condition, self._dialogue.recall, values)
        if not relevant:
            name = self._names[entry.step.id]
            what = f"« {name} » dépend d'un fait connu d'avance : XLSForm ne le connaît pas."
            repair = (
                "apbot_when le garde pour import-form ; ailleurs, la question est posée à tous."
            )
            self.report.changed("survey", self._line, "apbot_when", what, repair)
        if relevant and self._reads_back(relevant, condition):
            return {"relevant": relevant}
        return {"relevant": relevant, "apbot_when": self._text(entry.when)}

    def _reads_back(self, relevant: str, condition: Condition) -> bool:
        """Whether import-form makes the same condition of it, without our own column."""
        try:
            return translate(relevant, lambda name: self._known[name]).condition == condition
        except (Untranslatable, KeyError):
            return False

    def _rest(self, step: Step) -> dict[str, str]:
        """What only our own columns can hold."""
        flags = {
            "sensitive": step.sensitive,
            "uncounted": not step.counted,
            "frozen": step.frozen,
        }
        rest = {"apbot_flags": " ".join(flag for flag, applies in flags.items() if applies)}
        if step.when_hidden is not WhenHidden.DROP:
            rest["apbot_when_hidden"] = step.when_hidden.value
        if step.prefill is not None:
            rest |= self._prefill(step.prefill)
        if step.gotos:
            jumps = [self._cited(self._names[goto.target], goto.when) for goto in step.gotos]
            rest["apbot_goto"] = "\n".join(jumps)
            what = f"Après « {self._names[step.id]} », un saut : XLSForm n'en a pas."
            repair = "La colonne apbot_goto le garde pour import-form ; ailleurs, rien n'est sauté."
            self.report.changed("survey", self._line, "apbot_goto", what, repair)
        self._tell_unknown("survey", step, STEP_FIELDS, f"« {self._names[step.id]} »")
        return rest

    def _prefill(self, prefill: Prefill) -> dict[str, str]:
        pairs = " ".join(f"{theirs}={mine}" for theirs, mine in prefill.values)
        return {
            "apbot_prefill": f"{prefill.fact}: {pairs}",
            **own_forms("apbot_prefill_words", prefill.words),
        }

    def _after(self, step: Step) -> Iterator[dict[str, str]]:
        """What is said after one answer: a note for XLSForm, folded back by import-form."""
        for key, text in step.after:
            operator = "has" if step.kind is Kind.CHOICES else "=="
            called = self._choices.names_of(step)[key]
            chosen = Comparison(self._names[step.id], operator, (called,))
            yield {
                "type": "note",
                "name": self._free(f"{self._names[step.id]}_after_{identifier(key)}"),
                **forms("label", text, self._languages),
                "relevant": to_xpath(chosen, str),
                "apbot_after": key,
            }

    def _free(self, name: str) -> str:
        while name in self._names.values():
            name += "_"
        return name

    # --- the settings sheet ----------------------------------------------------------------------

    def _settings(self) -> dict[str, str]:
        dialogue = self._dialogue
        title = dialogue.title
        row = {
            "form_title": title.tu,
            "form_id": dialogue.id,
            "version": dialogue.revision,
            "default_language": self._languages["vous" if _for_adults(dialogue) else "tu"],
            "apbot_respondent": dialogue.respondent.value,
            "apbot_about": dialogue.about.value,
            "apbot_anonymous": "yes" if dialogue.anonymous else "",
            "apbot_recall": "\n".join(f"{name} = {of}" for name, of in dialogue.recall.items()),
            **(own_forms("apbot_title", title) if len(title.forms) > 1 or title.adult else {}),
            **own_forms("apbot_intro", dialogue.intro),
            "apbot_notice_version": dialogue.notice.version,
            **own_forms("apbot_notice", dialogue.notice.text),
            **own_forms("apbot_closing", dialogue.closing),
        }
        return {column: text for column, text in row.items() if text}

    # --- what is not in the workbook -------------------------------------------------------------

    def _tell_dialogue(self) -> None:
        what = "Les colonnes apbot_… ne servent qu'à import-form : un autre logiciel les ignore."
        self.report.changed("", 0, "", what)
        for part in sorted({one for step in self._dialogue.steps.values() if (one := _part(step))}):
            what = f"Le sous-dialogue « {part} » est recopié : le classeur ne le cite plus."
            self.report.lost("survey", 0, "", what, "Après l'import, remettez « call » à sa place.")
        what = (
            "La synthèse (summary.yaml), les transcriptions, les commentaires et les noms des "
            "listes n'y sont pas."
        )
        self.report.lost("", 0, "", what, "Gardez le dossier du dialogue à côté du classeur.")
        self._tell_unknown("settings", self._dialogue, DIALOGUE_FIELDS, "le dialogue")
        for step in self._dialogue.steps.values():
            for text in _texts_of(step):
                self._tell_spaces(step, text)

    def _tell_unknown(self, sheet: str, value: Any, known: frozenset[str], owner: str) -> None:
        for field in dataclasses.fields(value):
            if field.name in known or getattr(value, field.name) == field.default:
                continue
            what = f"« {field.name} » de {owner} n'a pas de colonne : il n'est pas écrit."
            self.report.lost(sheet, 0, field.name, what, "Remettez-le après l'import.")

    def _tell_spaces(self, step: Step, text: Text) -> None:
        if any("\u00a0" in form or form != form.strip() for form in text.forms):
            what = f"Les espaces insécables de « {self._names[step.id]} » deviennent ordinaires."
            self.report.lost("survey", 0, "label", what, "Rien à faire, sauf à y tenir.")


def _for_adults(dialogue: Dialogue) -> bool:
    return dialogue.respondent.value == "adult"


def _part(step: Step) -> str:
    """The file of the called part that the step comes from, if any."""
    return step.place.file if step.place.file.startswith(f"{PARTS}/") else ""


def _texts_of(step: Step) -> list[Text]:
    texts = [step.ask, step.topic, step.hint, step.retry, step.readers]
    texts += [text for _, text in step.after]
    texts += [option.label for option in step.options]
    return [text for text in texts if text is not None]
