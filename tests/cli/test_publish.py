"""`apbot publish`: in a teacher's words, and nothing written by a dry run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from apbot.conversation import Place, handle
from apbot.library import Library, workshops_text
from dialogues import events as ev
from dialogues.loader import Catalogue, Sources, make
from dialogues.machine import CompiledDialogue
from storage import open_storage
from storage.records import Person, PersonKind, Revision
from tests.cli.conftest import Apbot
from tests.clock import FakeClock

STUDENTS = [Person(f"{n}" * 32, PersonKind.STUDENT, f"Prénom{n}", "Pivoine") for n in range(1, 4)]


@pytest.fixture
def environ(tmp_path: Path, clock: FakeClock) -> Mapping[str, str]:
    """Three students began the questionnaire while its first question had other choices."""
    url, key = f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "a.key"
    storage = open_storage(url, key_file=key, create=True)
    sources = Catalogue().sources("welcome")
    old = Sources(
        sources.dialogue.replace("id: hard\n", "id: very_hard\n", 1)
        .replace("== 'hard'", "== 'very_hard'", 1)
        .replace("      hard:\n", "      very_hard:\n", 1)
        .replace("notice:\n  version: ", 'notice:\n  version: "old" #', 1),
        sources.shared,
    )
    dialogue = make(old)
    library = Library(Catalogue())
    library._newest["welcome"] = (old, CompiledDialogue(dialogue))
    with storage.write() as uow:
        uow.revisions.add(Revision(dialogue.revision, "welcome", old.to_json(), clock()))
        for number, student in enumerate(STUDENTS):
            uow.people.add(student, at=clock())
            place = Place(student.id, student.id, "welcome")
            handle(uow, library, place, ev.Acknowledged(clock()))
            if number:
                option = "very_hard" if number == 1 else "great"
                handle(uow, library, place, ev.Pressed(clock(), (option,)))
        uow.commit()
    storage.close()
    return {"APBOT_DATABASE_URL": url, "APBOT_KEY_FILE": str(key)}


def test_dry_run_says_who_is_touched_and_offers_three_ways(
    apbot: Apbot, environ: Mapping[str, str]
) -> None:
    ran = apbot("publish", "welcome", "--dry-run", environ=environ)

    assert ran.status == 0, ran.errors
    assert "« Premières semaines » (welcome.first_weeks)" in ran.out
    assert "1 élève est à cette question" in ran.out
    assert "1 élève perdrait sa réponse" in ran.out
    assert "3 élèves ont commencé sans avoir envoyé" in ran.out
    assert "nouvelle version ; 3 élèves la liraient avant de continuer (--move)." in ran.out
    for way in ("apbot publish welcome  ", "--move", "--restart"):
        assert way in ran.out
    assert not any(name in ran.out for s in STUDENTS for name in (s.given_name, s.family_name))


def test_dry_run_changes_nothing(apbot: Apbot, environ: Mapping[str, str]) -> None:
    first = apbot("publish", "welcome", "--dry-run", environ=environ)

    assert apbot("publish", "welcome", "--dry-run", environ=environ) == first


def test_publishing_keeps_by_default(apbot: Apbot, environ: Mapping[str, str]) -> None:
    ran = apbot("publish", "welcome", environ=environ)

    assert ran.status == 0
    assert "3 conversations gardent l'ancien texte" in ran.out


def test_moving_says_what_was_lost(apbot: Apbot, environ: Mapping[str, str]) -> None:
    ran = apbot("publish", "welcome", "--move", environ=environ)

    assert "3 conversations passent au nouveau texte (1 élève y perd une réponse)" in ran.out
    again = apbot("publish", "welcome", "--dry-run", environ=environ)
    assert "rien n'a changé" in again.out


def test_restarting_says_so(apbot: Apbot, environ: Mapping[str, str]) -> None:
    ran = apbot("publish", "welcome", "--restart", environ=environ)

    assert "3 conversations recommencent" in ran.out


def test_json_has_the_same_counts(apbot: Apbot, environ: Mapping[str, str]) -> None:
    ran = apbot("publish", "welcome", "--dry-run", "--json", environ=environ)

    data = json.loads(ran.out)
    assert (data["open"], data["losing"]) == (3, 1)
    assert data["changes"][0]["change"] == "notice"
    assert data["changes"][1] == {
        "question": "welcome.first_weeks",
        "change": "fewer_options",
        "standing": 1,
        "losing": 1,
        "breaks_freeze": False,
    }


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("publish", "welcom"), 1, "Pas de dialogue « welcom »"),
        (("publish", "welcome", "--move", "--restart"), 2, "ne vont pas ensemble"),
        (("publish",), 2, "ID"),
    ],
)
def test_mistake_of_usage_is_one_sentence(
    apbot: Apbot,
    environ: Mapping[str, str],
    arguments: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    ran = apbot(*arguments, environ=environ)

    assert ran.status == status
    assert said in ran.errors
    assert ran.errors.count("\n") == 1


def test_without_a_database_it_says_what_to_do(apbot: Apbot) -> None:
    ran = apbot("publish", "welcome", "--dry-run")

    assert ran.status == 1
    assert "apbot init" in ran.errors


def test_first_publication_then_nothing_to_publish(apbot: Apbot, tmp_path: Path) -> None:
    url, key = f"sqlite:///{tmp_path / 'b.db'}", tmp_path / "b.key"
    open_storage(url, key_file=key, create=True).close()
    environ = {"APBOT_DATABASE_URL": url, "APBOT_KEY_FILE": str(key)}

    assert "première publication" in apbot("publish", "checkin", "--dry-run", environ=environ).out
    assert "n'est touchée" in apbot("publish", "checkin", environ=environ).out
    again = apbot("publish", "checkin", "--dry-run", environ=environ).out
    assert "rien n'a changé" in again
    assert "Il n'y a rien à publier" in again


def test_text_of_workshops_is_one_that_a_dialogue_reads() -> None:
    assert workshops_text([]) == '{"workshops": []}'
