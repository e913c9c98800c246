"""A workbook -> a dialogue folder, and the report of everything that is not the same."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apbot.errors import Unusable
from dialogues.definition import Option
from dialogues.errors import Problem, Severity
from dialogues.loader import inspect_folder
from dialogues.reading import PLACEHOLDERS, SUBJECT

from .gates import Gates
from .headers import address_of, best_of
from .heading import dialogue_id, head_of, is_adult, recall_of, was_exported
from .lists import Placing, Written
from .options import read_lists, shared_lists
from .plan import Planned, Planner
from .reading import Workbook, read_workbook
from .report import Line, Report, rows_said
from .steps import Steps
from .texts import Texts
from .unread import Unread
from .writing import file_text

FILE = "dialogue.yaml"
_CONDITION_CODES = frozenset(
    {"never-true", "forward-condition", "unknown-reference", "unknown-option", "condition-syntax"}
)
_FIRST_REASONS = 3
_ONE_BY_ONE = 8
"""Conditions taken out singly: without the first, those after it may hold again."""
_COMMENT = (
    "Repris d'un classeur XLSForm par « apbot import-form ».",
    "À relire : le tutoiement et le vouvoiement (tu, vous), les sujets (topic), la notice.",
    "Ensuite : apbot check, puis apbot rehearse.",
)


@dataclass(frozen=True, slots=True)
class Imported:
    """``text`` is that of dialogue.yaml; ``usable``: the dialogue can be played as it is."""

    dialogue: str
    text: str
    lines: tuple[Line, ...]
    usable: bool


def import_workbook(path: Path, *, subjects: Path | None = None) -> Imported:
    """Raises ``Unusable``: nothing sensible can be made of the file."""
    report = Report()
    book = read_workbook(path, report)
    key = dialogue_id(book, report)
    texts = _texts(book, report)
    # Only our own column cites a list of the catalogue, and these are long to read.
    cited = any(row.get("apbot_list") for row in book.survey)
    shared = shared_lists(subjects) if cited else {}
    written = _steps(book, key, texts, report, shared)
    if not any("id" in one.keys or "grid" in one.keys for one in written):
        lost = [line for line in report.lines if line.severity is Severity.FINDING]
        why = " ".join(str(line) for line in lost[:_FIRST_REASONS])
        raise Unusable(f"{path} : aucune ligne ne peut devenir une question. {why}".rstrip())
    head = head_of(book, key, texts, report)
    return _checked(key, head, written, shared, report)


def _texts(book: Workbook, report: Report) -> Texts:
    default = book.settings.get("default_language")
    languages = {
        language
        for row in (*book.survey, *book.choices)
        for column in ("label", "hint", "constraint_message")
        for language in row.cells.get(column, {})
    }
    spoken = best_of((one for one in languages if not address_of(one)), default=default)
    if len(spoken) > 1:
        kept = f"« {spoken[0]} »" if spoken[0] else "sans nom de langue"
        others = ", ".join(f"« {one or 'sans nom'} »" for one in sorted(spoken[1:]))
        what = (
            f"Plusieurs langues : {kept} est reprise ; {others} ne l'est que faute d'autre texte."
        )
        report.lost("survey", 1, "label", what, "Faites un dialogue par langue.")
    settings = book.settings
    if not any(address_of(one) for one in languages) and not is_adult(settings):
        what = "Chaque texte n'a qu'une forme : elle sert au tutoiement et au vouvoiement."
        report.changed("survey", 1, "label", what, "Écrivez tu et vous là où ils diffèrent.")
    about = {SUBJECT} if settings.get("apbot_about") in {"student", "workshop"} else set()
    placeholders = PLACEHOLDERS | about | set(recall_of(settings))
    return Texts(report, language=default, placeholders=placeholders)


def _steps(
    book: Workbook,
    key: str,
    texts: Texts,
    report: Report,
    shared: Mapping[str, tuple[Option, ...]],
) -> list[Written]:
    lists = read_lists(book, texts, report)
    planner = Planner(key, lists, report)
    planned = planner.plan(book.survey)
    for name in sorted(set(lists) - {one.options.name for one in planned if one.options}):
        what = f"La liste « {name} » n'est reprise par aucune question."
        report.changed("choices", 0, "list_name", what)
    facts = frozenset(recall_of(book.settings))
    gates = Gates(report, _by_name(planned), planner.dropped, facts, was_exported(book.settings))
    unread = Unread()
    adult = is_adult(book.settings)
    steps = Steps(texts, gates, unread, report, shared, planner.free_id, adult=adult)
    for one in planned:
        steps.add(one)
    for name in gates.unclosed:
        what = f"Le groupe « {name} » n'est pas fermé : il va jusqu'à la fin."
        report.changed("survey", 0, "type", what, "Ajoutez end_group.")
    steps.finish()
    for row in book.choices:
        unread.look(row)
    unread.tell(report)
    _tell_once(planned, steps, report)
    return steps.written


def _by_name(planned: list[Planned]) -> dict[str, Planned]:
    """The first row of each name: it is the one that conditions mean."""
    names: dict[str, Planned] = {}
    for one in planned:
        if one.kind is not None:
            names.setdefault(one.name, one)
    return names


def _tell_once(planned: list[Planned], steps: Steps, report: Report) -> None:
    if steps.topics:
        what = "Sujets (topic) tirés des libellés : " + ", ".join(steps.topics) + "."
        report.changed("survey", 0, "label", what, "Relisez-les : deux ou trois mots chacun.")
    whole = [one.row.number for one in planned if one.type.name == "integer"]
    if whole:
        what = f"Nombres entiers ({rows_said(whole)}) : un dialogue accepte aussi une virgule."
        report.changed("survey", whole[0], "type", what)


def _checked(
    key: str,
    head: dict[str, Any],
    written: list[Written],
    shared: Mapping[str, tuple[Option, ...]],
    report: Report,
) -> Imported:
    """The text once the program reads it; a condition that it refuses is taken out, and said."""
    text, starts = _text(head, written, shared)
    problems = _problems(key, text)
    tries = 0
    while _drop_conditions(problems, written, starts, report, every=tries >= _ONE_BY_ONE):
        tries += 1
        text, starts = _text(head, written, shared)
        problems = _problems(key, text)
    for problem in problems:
        _tell(problem, written, starts, report)
    findings = [one for one in problems if one.severity is Severity.FINDING]
    return Imported(key, text, report.lines, usable=not findings)


def _text(
    head: dict[str, Any], written: list[Written], shared: Mapping[str, tuple[Option, ...]]
) -> tuple[str, list[int]]:
    placing = Placing(written, shared)
    lists = {"lists": placing.lists} if placing.lists else {}
    return file_text(_COMMENT, {**head, **lists}, placing.steps)


def _problems(key: str, text: str) -> tuple[Problem, ...]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / key
        place.mkdir()
        (place / FILE).write_text(text, encoding="utf-8", newline="\n")
        return inspect_folder(place)[1]


def _at(problem: Problem, starts: list[int]) -> int:
    """Which step a problem is in; -1 for the head."""
    return sum(start <= problem.place.line for start in starts) - 1


def _drop_conditions(
    problems: tuple[Problem, ...],
    written: list[Written],
    starts: list[int],
    report: Report,
    *,
    every: bool,
) -> bool:
    """Takes out the first condition that is refused, or every one; whether there was any."""
    dropped = False
    for problem in problems:
        index = _at(problem, starts)
        if problem.code not in _CONDITION_CODES or problem.severity is not Severity.FINDING:
            continue
        if index < 0 or not written[index].keys.pop("when", None):
            continue
        what = f"{problem.what} La question est gardée, et posée à tout le monde."
        report.lost("survey", written[index].row, "relevant", what, problem.repair)
        dropped = True
        if not every:
            break
    return dropped


def _tell(problem: Problem, written: list[Written], starts: list[int], report: Report) -> None:
    index = _at(problem, starts)
    sheet, row = ("survey", written[index].row) if index >= 0 else ("settings", 0)
    say = report.lost if problem.severity is Severity.FINDING else report.changed
    say(sheet, row, "", f"apbot check : {problem.what}", problem.repair)
