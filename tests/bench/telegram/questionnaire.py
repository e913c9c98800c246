"""The questionnaire that every bot of the benchmark asks: 15 choices, 5 scales, 5 free texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogues.loader import SHIPPED

_LEVELS = ("Presque jamais", "Parfois", "Souvent", "Presque toujours")
_TOPICS = (
    *("Le trajet", "Le matin", "La pause de midi", "Le soir", "Le week-end"),
    *("Les cours", "Les devoirs", "Les évaluations", "Les groupes", "Le CDI"),
    *("L'internat", "Le sport", "Les clubs", "Les délégués", "L'emploi du temps"),
    *("S'organiser", "Prendre des notes", "Relire", "Demander de l'aide", "Finir à temps"),
    *("Un projet", "Une réussite", "Une envie", "Un besoin", "Un dernier mot"),
)
READERS = "Ton référent et ton professeur principal lisent ta réponse."


@dataclass(frozen=True, slots=True)
class Question:
    """Without options it is answered in words."""

    kind: str
    topic: str
    options: tuple[str, ...]

    @property
    def ask(self) -> str:
        return f"{self.topic} : qu'est-ce qui te ressemble le plus en ce moment ?"


def questions() -> tuple[Question, ...]:
    choices = tuple(
        Question("choice", topic, tuple(f"{topic}, {how}" for how in ("bien", "moyen", "non")))
        for topic in _TOPICS[:15]
    )
    scales = tuple(Question("scale", topic, _LEVELS) for topic in _TOPICS[15:20])
    texts = tuple(Question("text", topic, ()) for topic in _TOPICS[20:])
    fives = (texts, choices[0::3], choices[1::3], choices[2::3], scales)
    # In turns, so that a part of the questionnaire is like the whole.
    return tuple(asked for five in zip(*fives, strict=True) for asked in five)


def for_peers() -> str:
    """As the peers read it."""
    said = [
        {
            "ask": asked.ask if asked.options else f"{asked.ask}\n\n{READERS}",
            "options": asked.options,
        }
        for asked in questions()
    ]
    return json.dumps(said)


def write_school(folder: Path) -> Path:
    """For apbot: a school whose ``welcome`` asks these. The path of its file."""
    own = folder / "dialogues" / "welcome"
    own.mkdir(parents=True)
    shipped = (SHIPPED / "welcome" / "dialogue.yaml").read_text(encoding="utf-8")
    head = shipped[: shipped.index("\nsteps:")]
    steps = "\n".join(_steps())
    (own / "dialogue.yaml").write_text(f"{head}\nsteps:\n{steps}\n", encoding="utf-8")
    (own / "summary.yaml").write_text("summary: welcome\n", encoding="utf-8")
    school = folder / "school.yaml"
    school.write_text("school: Lycée d'essai\ndialogues: dialogues\n", encoding="utf-8")
    return school


def _steps() -> Iterator[str]:
    for number, asked in enumerate(questions(), start=1):
        yield f"  - id: welcome.q{number}"
        yield f"    type: {asked.kind}"
        yield f"    topic: {json.dumps(asked.topic, ensure_ascii=False)}"
        yield f"    ask: {json.dumps(asked.ask, ensure_ascii=False)}"
        if asked.kind == "scale":
            yield "    options_from: freq4"
        if asked.kind == "text":
            yield f"    readers: {json.dumps(READERS, ensure_ascii=False)}"
        for position, label in enumerate(asked.options if asked.kind == "choice" else ()):
            if not position:
                yield "    options:"
            yield f"      - {{id: o{position}, label: {json.dumps(label, ensure_ascii=False)}}}"
