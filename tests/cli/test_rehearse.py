"""``apbot rehearse``: live at a keyboard, from a transcript, kept in a transcript."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from apbot import telling
from apbot.channels.messages import Voice
from apbot.channels.rehearsal import EnginePlayer, Rehearsal
from apbot.channels.terminal import WIDTH, converse
from dialogues.definition import Address
from dialogues.loader import load_folder
from dialogues.machine import CompiledDialogue
from tests.clock import FIRST_DAY_OF_TERM

from .conftest import Apbot

ALL_TYPED = """on commence
bien
1 2
souvent
non
lundi
je passe
non
envoyer
"""


def test_dialogue_is_played_to_its_end(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, typed=ALL_TYPED)

    assert ran.status == 0
    assert "  1  Bien\n  2  Moyennement\n" in ran.out
    assert "Question 5 sur 6\nQuel jour te convient ?" in ran.out
    assert ran.out.endswith(
        "Merci, c'est envoyé à ton prof référent.\n\n"
        "La répétition est finie. Rien n'a été enregistré.\n"
    )


@pytest.mark.parametrize("option", [[], ["--vous"]])
def test_lines_fit_sixty_columns_and_carry_no_colour(apbot: Apbot, option: list[str]) -> None:
    ran = apbot("rehearse", "welcome", *option, typed="on commence\naide\nurgence\nreprendre\n2\n")

    assert max(len(line) for line in ran.out.splitlines()) <= WIDTH
    assert "\x1b" not in ran.out


def test_vous_is_said_everywhere(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, "--vous", typed=ALL_TYPED)

    words = ran.out.lower().replace("'", " ").split()
    assert "vous" in words
    assert not {"tu", "te", "toi", "ton", "tes"} & set(words)


def test_school_file_gives_the_form_of_address(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    school = tmp_path / "school.yaml"
    school.write_text("school: Lycée des Tilleuls\naddress: vous\n", encoding="utf-8")

    ran = apbot("rehearse", kinds, environ={"APBOT_SCHOOL_FILE": str(school)})

    assert "Vos réponses" in ran.out


def test_end_of_input_ends_with_a_sentence(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, typed="on commence\n")

    assert ran.status == 0
    assert ran.out.endswith("La répétition est finie. Rien n'a été enregistré.\n")


def test_ctrl_c_ends_the_conversation_quietly(kinds: Path) -> None:
    rehearsal, writer = a_rehearsal(kinds), io.StringIO()

    typed = converse(rehearsal, Interrupted("on commence\n"), writer, address=Address.TU)

    assert [line.text for line in typed] == ["on commence"]
    assert writer.getvalue().endswith("> \n")


class Interrupted(io.StringIO):
    """A keyboard where Ctrl-C comes after the last line."""

    def readline(self, *_size: object) -> str:  # type: ignore[override]  # its stub says `bytes`
        line = super().readline()
        if not line:
            raise KeyboardInterrupt
        return line


def a_rehearsal(kinds: Path) -> Rehearsal:
    compiled = CompiledDialogue(load_folder(kinds))
    values = telling.values_for(
        compiled.dialogue, referent="Mme Roux", given_name="Lou", school="Lycée", dpo="la dpo"
    )
    voice = Voice(compiled.dialogue, Address.TU, values)
    return Rehearsal(compiled, voice, EnginePlayer(compiled), at=FIRST_DAY_OF_TERM)


def test_empty_line_shows_again_what_is_open(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, typed="on commence\n\n")

    assert ran.out.count("Comment vas-tu ?") == 2


def test_help_card_says_that_nobody_is_told(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, typed="on commence\nparler à un adulte\n")

    said = " ".join(ran.out.split())
    assert telling.NO_CONTACT in said
    assert "3114 : Prévention du suicide." in said
    assert "[Continuer] [Arrêter sans envoyer]" in said


def test_words_in_brackets_that_are_no_button_are_words(apbot: Apbot, kinds: Path) -> None:
    ran = apbot("rehearse", kinds, typed="on commence\n[Bleu]\n@ demain\n@ +1 day\n[Bien]\n")

    assert ran.out.count("Je n'ai pas compris.") == 1
    assert ran.out.count("Je ne comprends toujours pas.") == 1
    assert "Question 2 sur 8" in ran.out


def test_saved_conversation_replays_to_the_letter(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    odd = 'on commence\n[Bleu]\n"bien"\n@ +2 days\n[Bien]\nsans\0fin\nmaison\n'
    saved = apbot("rehearse", kinds, "--save", kept, typed=odd)

    replayed = apbot("rehearse", kinds, "--script", kept)

    assert f"La transcription est dans {kept}." in saved.out
    assert replayed.status == 0, replayed.errors
    assert replayed.out == kept.read_text(encoding="utf-8")
    assert '> "sans\\u0000fin"' in replayed.out
    assert replayed.out.splitlines()[-2] == "= asking kinds.plan"


def test_saving_never_overwrites(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("précieux", encoding="utf-8")

    ran = apbot("rehearse", kinds, "--save", kept, typed=ALL_TYPED)

    assert ran.status == 1
    assert "existe déjà" in ran.errors
    assert ran.out == ""
    assert kept.read_text(encoding="utf-8") == "précieux"


def test_transcript_that_changed_is_shown_with_its_differences(
    apbot: Apbot, kinds: Path, tmp_path: Path
) -> None:
    script = tmp_path / "old.txt"
    script.write_text(
        "# Avant.\ndialogue: kinds\nat: 2026-09-14 09:00\nbegin: questions\n\n< Salut !\n> bien\n",
        encoding="utf-8",
    )

    ran = apbot("rehearse", kinds, "--script", script)

    assert ran.status == 1
    assert "> bien\n< (2/8) Où travailles-tu ?\n" in ran.out
    assert "-< Salut !" in ran.errors.splitlines()
    assert ran.errors.splitlines()[-1].startswith("La conversation n'est plus celle de")


def bad_scripts() -> Iterator[tuple[str, str]]:
    head = "dialogue: kinds\nat: 2026-09-14 09:00\n"
    yield "", "Ligne 1 : l'en-tête donne"
    yield "dialogue: welcome\nat: 2026-09-14 09:00\n", "joue « welcome », pas « kinds »"
    yield "dialogue: kinds\nat: hier\n", "« at » s'écrit"
    yield "dialogue: kinds\ncouleur: bleu\n", "Ligne 2 : en-tête inconnu"
    yield head + "address: ils\n", "« address » vaut tu ou vous."
    yield head + "begin: fin\n", "« begin » vaut questions."
    yield head + "\n> [Bleu]\n", "Ligne 4 : aucun bouton « Bleu »"
    yield head + "\n@ demain\n", "Ligne 4 : écrivez par exemple"


@pytest.mark.parametrize(("text", "said"), list(bad_scripts()))
def test_file_that_is_no_transcript_is_refused(
    apbot: Apbot, kinds: Path, tmp_path: Path, text: str, said: str
) -> None:
    script = tmp_path / "script.txt"
    script.write_text(text, encoding="utf-8")

    ran = apbot("rehearse", kinds, "--script", script)

    assert ran.status == 1
    assert said in ran.errors
    assert len(ran.errors.splitlines()) == 1


def test_file_that_cannot_be_read_is_refused(apbot: Apbot, kinds: Path, tmp_path: Path) -> None:
    binary = tmp_path / "image.png"
    binary.write_bytes(b"\x89PNG\xff\x00")

    for path, said in (
        (tmp_path / "absent.txt", "n'existe pas"),
        (tmp_path, "est un dossier"),
        (binary, "n'est pas un texte en UTF-8"),
    ):
        ran = apbot("rehearse", kinds, "--script", path)
        assert ran.status == 1
        assert said in ran.errors


@pytest.mark.parametrize("name", ["nulle_part", "./nulle/part", "../catalogue"])
def test_unknown_dialogue_is_one_sentence(apbot: Apbot, name: str) -> None:
    ran = apbot("rehearse", name)

    assert ran.status == 1
    assert len(ran.errors.splitlines()) == 1
    assert ran.out == ""
