"""``check --coverage`` and ``rehearse --random``: dialogues tried without anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from apbot.channels.messages import Voice
from apbot.channels.staging import step_finder
from apbot.channels.transcript import BadTranscript, Script, parse
from apbot.errors import Unusable
from apbot.rehearsing import reporting
from apbot.rehearsing.coverage import Coverage, Transcript, measure
from apbot.rehearsing.randomly import Cast, play_many
from apbot.rehearsing.remembered import possible_facts
from apbot.school import School
from dialogues.answers import Answers
from dialogues.definition import Address, Dialogue
from dialogues.loader import SHIPPED, Catalogue, load_folder
from dialogues.machine import CompiledDialogue

from .console import Console
from .opening import Opened, open_dialogue, read_text

BESIDE = "transcripts"
"""The folder of transcripts inside that of their dialogue."""
_REPOSITORY = SHIPPED.parent.parent / "tests" / "transcripts"
"""Those of the shipped catalogue; a checkout has them, an installation does not."""
MOST = 100_000


def report_coverage(
    console: Console, folders: Sequence[Path], transcripts: Path | None, *, as_json: bool
) -> int:
    """1 when a step or a branch is not visited, or a transcript is out of date.

    Raises ``Unusable`` and ``InvalidDialogue``.
    """
    covered = cover_all(folders, transcripts)
    if as_json:
        found = [reporting.coverage_to_json(coverage) for coverage in covered]
        console.say(json.dumps({"coverage": found}, ensure_ascii=False))
    else:
        for coverage in covered:
            for line in reporting.coverage_lines(coverage):
                console.say(line)
    return 0 if all(coverage.is_complete for coverage in covered) else 1


def cover_all(folders: Sequence[Path], transcripts: Path | None = None) -> list[Coverage]:
    """Raises ``Unusable`` and ``InvalidDialogue``."""
    if transcripts is not None and not transcripts.is_dir():
        raise Unusable(f"{transcripts} n'est pas un dossier : donnez celui des transcriptions.")
    return [cover(folder, transcripts) for folder in folders]


def cover(folder: Path, transcripts: Path | None = None) -> Coverage:
    """``transcripts``: a folder of them; without it, that of the dialogue or of the repository."""
    dialogue = load_folder(folder)
    opened = Opened(dialogue, folder, School())

    def setting(script: Script) -> tuple[Voice, Answers]:
        facts = opened.facts(script.facts)
        return opened.voice(script.address, facts), facts

    found = list(_transcripts(dialogue, folder, transcripts))
    return measure(CompiledDialogue(dialogue), found, setting)


def _transcripts(dialogue: Dialogue, folder: Path, given: Path | None) -> Iterator[Transcript]:
    for path in sorted(_home(dialogue, folder, given).glob("*.txt")):
        text = read_text(path)
        if given is None or _is_about(text, dialogue):
            yield Transcript(str(path), text)


def _home(dialogue: Dialogue, folder: Path, given: Path | None) -> Path:
    if given is not None:
        return given / dialogue.id if (given / dialogue.id).is_dir() else given
    beside = folder / BESIDE
    is_shipped = folder.resolve().parent == SHIPPED
    return _REPOSITORY / dialogue.id if is_shipped and not beside.is_dir() else beside


def _is_about(text: str, dialogue: Dialogue) -> bool:
    """A folder may hold the transcripts of several; what cannot be read is for everyone to see."""
    try:
        return parse(text).dialogue == dialogue.id
    except BadTranscript:
        return True


def rehearse_randomly(console: Console, name: str, count: int, *, seed: int, as_json: bool) -> int:
    """1 after a dead end, an error, or a question that nobody was asked though somebody could be.

    Raises ``Unusable``, ``UnknownDialogue`` or ``InvalidDialogue``.
    """
    if not 1 <= count <= MOST:
        raise Unusable(f"Le nombre de personnes va de 1 à {MOST} : donnez-en un autre.")
    cast = cast_for(open_dialogue(console, name))
    tally = play_many(cast, count, seed=seed)
    report = reporting.Report(name, seed, cast.dialogue, tally)
    if as_json:
        console.say(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        for line in report.lines():
            console.say(line)
    return 0 if report.is_clean else 1


def cast_for(opened: Opened) -> Cast:
    """Everybody who may play the dialogue, and what they may be known for."""
    catalogue = Catalogue(opened.folder.resolve().parent, subjects=opened.school.subjects)
    find = step_finder(opened.dialogue, catalogue)
    voices = {address: opened.voice(address) for address in Address}
    return Cast(opened.dialogue, possible_facts(opened.dialogue, find), voices)
