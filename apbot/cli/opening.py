"""From what was typed to a dialogue, and a text file to its text. Mistakes are ``Unusable``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apbot.channels.messages import Voice
from apbot.channels.staging import known_facts, neutral_values, step_finder, voice_of
from apbot.channels.transcript import KnownFact
from apbot.errors import Unusable
from apbot.school import School, read_school
from apbot.settings import Settings
from dialogues.answers import Answer, Answers
from dialogues.definition import Address, Dialogue
from dialogues.engine import NO_FACTS
from dialogues.facts import spoken_to
from dialogues.loader import load_folder

from .console import Console


@dataclass(frozen=True, slots=True)
class Opened:
    """A dialogue, the folder it was read from, the school it is played for."""

    dialogue: Dialogue
    folder: Path
    school: School

    def voice(self, address: Address, facts: Answers = NO_FACTS) -> Voice:
        """Speaks with neutral names: nobody is meant. ``address`` is that of students."""
        named = self.school.name != School().name
        values = neutral_values(
            self.dialogue,
            school=self.school.name if named else "lycée Exemple",
            dpo=self.school.dpo,
            polite=spoken_to(self.dialogue, facts, address) is not Address.TU,
        )
        return voice_of(self.dialogue, address, values, facts)

    def facts(self, known: Iterable[KnownFact]) -> dict[str, Answer]:
        """What a transcript says is known beforehand, as the engine takes it."""
        catalogue = self.school.catalogue()
        return known_facts(self.dialogue, known, step_finder(self.dialogue, catalogue))


def open_dialogue(console: Console, name: str) -> Opened:
    """Raises ``Unusable``, ``UnknownDialogue`` or ``InvalidDialogue``."""
    school = read_school(Settings.from_environ(console.environ).school_file)
    path = Path(name)
    if "/" in name or os.sep in name or path.is_dir():
        folder = path.parent if path.name == "dialogue.yaml" else path
        if not (folder / "dialogue.yaml").is_file():
            raise Unusable(
                f"Il n'y a pas de dialogue dans {path} : donnez un dossier qui contient "
                "dialogue.yaml."
            )
        return Opened(load_folder(folder, subjects=school.subjects), folder, school)
    catalogue = school.catalogue()
    return Opened(catalogue.dialogue(name), catalogue.folder(name), school)


def read_text(path: Path) -> str:
    """Raises ``Unusable``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Unusable(f"Le fichier {path} n'existe pas : vérifiez son nom.") from error
    except IsADirectoryError as error:
        raise Unusable(f"{path} est un dossier : donnez un fichier.") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} n'est pas un texte en UTF-8 : donnez un autre fichier.") from error
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être lu : vérifiez ses droits.") from error


def write_new(path: Path, text: str) -> None:
    """Never over a file that is there. Raises ``Unusable``."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Unusable(f"{path} ne peut pas être écrit : vérifiez son dossier.") from error


def refuse_existing(path: Path) -> None:
    """Asked before a conversation, not after. Raises ``Unusable``."""
    if path.exists():
        raise Unusable(f"{path} existe déjà : choisissez un autre nom.")
    if not path.parent.is_dir():
        raise Unusable(f"Le dossier {path.parent} n'existe pas : créez-le d'abord.")
