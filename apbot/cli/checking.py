"""``apbot check``: every problem of one dialogue or of a whole catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apbot.errors import Unusable
from apbot.summary.reading import FILE, read_rules
from dialogues.errors import InvalidDialogue, Problem
from dialogues.loader import SHIPPED, load_folder

from .console import Console

_NAME = "dialogue.yaml"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One folder and what is wrong in it."""

    folder: Path
    problems: tuple[Problem, ...]


def check_dialogues(console: Console, path: Path | None, *, as_json: bool) -> int:
    """Raises ``Unusable`` when there is nothing to check."""
    verdicts = [_check(folder) for folder in _folders(path or SHIPPED)]
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    if as_json:
        console.say(json.dumps(_to_json(verdicts), ensure_ascii=False))
    elif problems:
        for problem in problems:
            console.say(str(problem))
    else:
        console.say(_clean(len(verdicts)))
    return 1 if problems else 0


def _clean(count: int) -> str:
    if count == 1:
        return "Le dialogue est vérifié : aucun problème."
    return f"{count} dialogues sont vérifiés : aucun problème."


def _folders(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise Unusable(f"{path} n'existe pas : vérifiez le chemin.")
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and path.name != _NAME:
        raise Unusable(f"{path} n'est pas un dialogue : donnez un dossier, ou un {_NAME}.")
    if (folder / _NAME).exists():
        return iter((folder,))
    found = sorted(file.parent for file in folder.glob(f"*/{_NAME}"))
    if not found:
        raise Unusable(f"Il n'y a aucun {_NAME} dans {path} : donnez le dossier d'un dialogue.")
    return iter(found)


def _check(folder: Path) -> Verdict:
    """The dialogue first; its summary rules only when it can be read."""
    try:
        dialogue = load_folder(folder)
        if (folder / FILE).exists():
            read_rules(folder / FILE, dialogue)
    except InvalidDialogue as error:
        return Verdict(folder, error.problems)
    return Verdict(folder, ())


def _to_json(verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        "checked": [verdict.folder.name for verdict in verdicts],
        "problems": [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "code": problem.code,
                "what": problem.what,
                "repair": problem.repair,
            }
            for verdict in verdicts
            for problem in verdict.problems
        ],
    }
