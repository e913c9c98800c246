"""``apbot rehearse``: live, from a transcript, or from a file of answers. Nothing is stored."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.terminal import converse
from apbot.channels.transcript import BadTranscript, Script, parse, replay
from apbot.errors import Unusable
from dialogues.definition import Address
from dialogues.machine import CompiledDialogue

from .answering import play_file
from .console import Console
from .opening import Opened, open_dialogue, read_text, refuse_existing, write_new


def rehearse_dialogue(
    console: Console,
    name: str,
    *,
    script: Path | None,
    save: Path | None,
    answers: Path | None,
    as_json: bool,
    vous: bool,
) -> int:
    if save is not None:
        refuse_existing(save)
    opened = open_dialogue(console, name)
    address = Address.VOUS if vous else opened.school.address
    if script is not None:
        return _replay_file(console, opened, script)
    if answers is not None:
        return _play_file(console, opened, answers, address, as_json=as_json)
    return _converse(console, opened, address, save)


def _rehearsal(opened: Opened, script: Script) -> Rehearsal:
    compiled = CompiledDialogue(opened.dialogue)
    facts = opened.facts(script.facts)
    voice = opened.voice(script.address, facts)
    return Rehearsal(compiled, voice, EnginePlayer(compiled, facts), at=script.at)


def _converse(console: Console, opened: Opened, address: Address, save: Path | None) -> int:
    at = console.clock().replace(second=0, microsecond=0)
    reason = "Conversation gardée par apbot rehearse."
    script = Script(opened.dialogue.id, at, address, reason=(reason,))
    rehearsal = _rehearsal(opened, script)
    typed = converse(rehearsal, console.reader, console.writer, address=address)
    if save is None:
        console.say("La répétition est finie. Rien n'a été enregistré.")
        return 0
    kept = Script(script.dialogue, at, address, reason=(reason,), lines=typed)
    write_new(save, replay(kept, _rehearsal(opened, kept)))
    console.say(f"La répétition est finie. La transcription est dans {save}.")
    return 0


def _replay_file(console: Console, opened: Opened, path: Path) -> int:
    """Prints the conversation as it goes today; differences from the file go to the errors."""
    before = read_text(path)
    try:
        script = parse(before)
        if script.dialogue != opened.dialogue.id:
            raise Unusable(
                f"{path} joue « {script.dialogue} », pas « {opened.dialogue.id} » : "
                "corrigez sa ligne « dialogue: » ou le nom donné."
            )
        after = replay(script, _rehearsal(opened, script))
    except BadTranscript as error:
        raise Unusable(f"{path} : {error}") from error
    console.writer.write(after)
    if after == before:
        return 0
    difference = difflib.unified_diff(
        before.splitlines(), after.splitlines(), str(path), "aujourd'hui", lineterm=""
    )
    for line in difference:
        console.complain(line)
    console.complain(f"La conversation n'est plus celle de {path} : relisez les différences.")
    return 1


def _play_file(
    console: Console, opened: Opened, path: Path, address: Address, *, as_json: bool
) -> int:
    played = play_file(opened, path, at=console.clock())
    if played.mistakes:
        console.complain(f"{path} : {played.mistakes}")
        return 1
    if as_json:
        console.say(json.dumps(played.to_json(opened, address), ensure_ascii=False))
    else:
        console.writer.write(played.to_text(opened, address))
    return 0
