"""What was answered before an account was linked, where no moment is kept: avis sans nom."""

from __future__ import annotations

from pathlib import Path

from apbot.channels.telegram.before import HIDDEN
from apbot.channels.telegram.deciding import Desk
from apbot.channels.transcript import parse
from apbot.conversation import handle
from apbot.enabling import release
from apbot.library import Library
from apbot.school import School
from dialogues import events as ev
from storage.unit_of_work import Storage, UnitOfWork
from tests.clock import FakeClock
from tests.telegram.direct import direct
from tests.telegram.seeding import SECRET, seed

SCRIPT = Path(__file__).parent.parent / "transcripts" / "workshop_review" / "useful.txt"


async def test_answers_without_a_name_are_shown_in_the_chat_that_gave_them_and_in_no_other(
    storage: Storage, library: Library
) -> None:
    script = parse(SCRIPT.read_text(encoding="utf-8"))  # small, and before the play
    clock = FakeClock(script.at)
    with storage.write() as uow:
        person, place = seed(uow, library, script)
        for event in (ev.Acknowledged(clock()), ev.Said(clock(), "plutôt")):
            handle(uow, library, place, event)
        uow.commit()
    desk = Desk(library, School(), SECRET, lambda *_, **__: (place,))

    def leave(uow: UnitOfWork) -> None:
        release(uow, person.id, by=person.id, at=clock())

    async with direct(storage, desk, clock) as chat:
        phone = await chat.phone_of(person, desk)
        await chat.says(phone, phone.starts)
        await chat.says(phone, lambda: phone.types("tout à fait"))
        here = (await chat.says(phone, lambda: phone.types("/mesreponses")))[-1]

        await chat.write(leave)
        phone = await chat.phone_of(person, desk)
        await chat.says(phone, phone.starts)
        again = (await chat.says(phone, lambda: phone.types("/mesreponses")))[-1]

    assert here.splitlines() == [
        f"1. But de l'atelier : {HIDDEN}",
        "2. Utilité : Tout à fait",
    ]
    assert again.count(HIDDEN) == 2
