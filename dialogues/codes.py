"""Every code a problem may have: how grave it is, what it means, what repairs it (French).

The page ``catalogue/CODES.md`` is made from this table by ``page``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from .code_table import ADVICE, TABLE
from .errors import Problem, Severity

_INTRODUCTION = """\
# Les codes du vérificateur

`apbot check` donne à chaque problème un code. Deux gravités :

- **erreur** : le dialogue ne peut pas être utilisé tant qu'elle n'est pas corrigée ;
- **conseil** : le dialogue fonctionne, mais il serait plus clair autrement.

Chaque ligne dit ce que le code signifie et comment réparer. Pour apprendre à écrire un dialogue :
[README.md](README.md).
"""
_REMARK = """
Un dialogue avance toujours : un saut (`goto`) va plus loin dans le fichier, une condition regarde
plus haut. Il n'y a donc ni boucle, ni étape sans chemin vers la fin : `backward-goto`,
`forward-condition` et `self-reference` les refusent d'avance.
"""


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem, for a reader who has never programmed."""

    severity: Severity
    meaning: str
    repair: str


def _codes() -> dict[str, Code]:
    return {
        code: Code(Severity.ADVICE if code in ADVICE else Severity.FINDING, meaning, repair)
        for lines in TABLE.values()
        for code, meaning, repair in lines
    }


CODES: Mapping[str, Code] = MappingProxyType(_codes())
_WORD = {Severity.FINDING: "erreur", Severity.ADVICE: "conseil"}


def graded(problems: Iterable[Problem]) -> list[Problem]:
    """The same problems, each as grave as its code."""
    return [replace(problem, severity=CODES[problem.code].severity) for problem in problems]


def page() -> str:
    """The text of ``CODES.md``."""
    parts = [_INTRODUCTION]
    for title, lines in TABLE.items():
        parts.append(f"\n## {title}\n\n| code | gravité | ce que cela veut dire | réparer |\n")
        parts.append("|---|---|---|---|\n")
        for code, meaning, repair in lines:
            grave = _WORD[CODES[code].severity]
            parts.append(f"| `{code}` | {grave} | {meaning} | {repair} |\n")
    return "".join([*parts, _REMARK])
