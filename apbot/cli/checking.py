"""``apbot check``: every problem of one dialogue or of a whole catalogue."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from apbot.errors import Unusable
from apbot.inspection import NAME, Verdict, all_problems, inspect_folders
from apbot.rehearsing import reporting
from dialogues.errors import Problem, Severity
from dialogues.loader import SHIPPED

from .console import Console
from .exploring import cover_all


def check_dialogues(
    console: Console,
    path: Path | None,
    *,
    as_json: bool,
    coverage: bool = False,
    transcripts: Path | None = None,
) -> int:
    """1 when something must be repaired, or with ``coverage`` when something is not visited.

    Raises ``Unusable``: there is nothing to check.
    """
    folders, whole = _folders(path or SHIPPED)
    verdicts = inspect_folders(folders, whole=whole)
    is_correct = not any(verdict.findings for verdict in verdicts)
    if coverage and is_correct:
        return _with_coverage(console, folders, transcripts, verdicts, as_json=as_json)
    if as_json:
        console.say(json.dumps(_to_json(verdicts), ensure_ascii=False))
    else:
        _print(console, verdicts)
    return 0 if is_correct else 1


def _with_coverage(
    console: Console,
    folders: Sequence[Path],
    transcripts: Path | None,
    verdicts: Sequence[Verdict],
    *,
    as_json: bool,
) -> int:
    """A dialogue with a mistake cannot be played; this is for those that can."""
    covered = cover_all(folders, transcripts)
    if as_json:
        found = {"coverage": [reporting.coverage_to_json(one) for one in covered]}
        console.say(json.dumps({**_to_json(verdicts), **found}, ensure_ascii=False))
    else:
        _print(console, verdicts)
        for one in covered:
            for line in reporting.coverage_lines(one):
                console.say(line)
    return 0 if all(one.is_complete for one in covered) else 1


def _folders(path: Path) -> tuple[list[Path], bool]:
    """The dialogue folders, and whether they are a whole catalogue."""
    if not path.exists():
        raise Unusable(f"{path} n'existe pas : vérifiez le chemin.")
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and path.name != NAME:
        raise Unusable(f"{path} n'est pas un dialogue : donnez un dossier, ou un {NAME}.")
    if (folder / NAME).exists():
        return [folder], False
    found = sorted(file.parent for file in folder.glob(f"*/{NAME}"))
    if not found:
        raise Unusable(f"Il n'y a aucun {NAME} dans {path} : donnez le dossier d'un dialogue.")
    return found, True


def _print(console: Console, verdicts: Sequence[Verdict]) -> None:
    for _, lines in groupby(all_problems(verdicts), key=lambda problem: problem.place.file):
        for problem in lines:
            console.say(_line(problem))
        console.say("")
    console.say(_conclusion(verdicts))


def _line(problem: Problem) -> str:
    advice = "Conseil : " if problem.severity is Severity.ADVICE else ""
    return f"{problem.place}: [{problem.code}] {advice}{problem.what} {problem.repair}"


def _conclusion(verdicts: Sequence[Verdict]) -> str:
    severities = [problem.severity for problem in all_problems(verdicts)]
    findings = severities.count(Severity.FINDING)
    advice = severities.count(Severity.ADVICE)
    checked = "Le dialogue est vérifié" if len(verdicts) == 1 else _several(len(verdicts))
    found = _count(findings, "problème") if findings else "aucun problème"
    also = f", {_count(advice, 'conseil')}" if advice else ""
    return f"{checked} : {found}{also}."


def _several(count: int) -> str:
    return f"{count} dialogues sont vérifiés"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _to_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    return {
        "checked": [verdict.folder.name for verdict in verdicts],
        "problems": [_problem(problem) for problem in all_problems(verdicts)],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "severity": problem.severity.value,
        "what": problem.what,
        "repair": problem.repair,
        "suggestion": problem.suggestion,
    }
