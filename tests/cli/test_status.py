"""`apbot status`: for whoever runs the server; sentences, JSON, and never a word of anybody's."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from apbot.channels.telegram import gap
from storage import open_storage
from storage.records import (
    Delivery,
    NewInbound,
    NewOutgoing,
    Person,
    PersonKind,
    TelegramAccount,
)
from storage.unit_of_work import Storage
from tests.cli.conftest import Apbot
from tests.clock import FakeClock

SACHA = Person("1" * 32, PersonKind.STUDENT, "Sacha", "Pivoine")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "APBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'apbot.db'}",
        "APBOT_KEY_FILE": str(tmp_path / "apbot.key"),
    }


def opened(environ: dict[str, str], *, create: bool = False) -> Storage:
    key = Path(environ["APBOT_KEY_FILE"])
    return open_storage(environ["APBOT_DATABASE_URL"], key_file=key, create=create)


@pytest.fixture
def troubled(environ: dict[str, str], clock: FakeClock) -> dict[str, str]:
    """A message in doubt, one given up, one set aside; thirty hours of absence; a bot blocked."""
    storage = opened(environ, create=True)
    at, secret = clock(), '{"method":"sendMessage","body":{"text":"un secret"}}'
    with storage.write() as uow:
        uow.people.add(SACHA, at=at)
        uow.accounts.link(TelegramAccount(SACHA.id, "s", 42, "gone", at))
        gap.heard(uow, at=at - dt.timedelta(hours=30))
        gap.heard(uow, at=at)
        uow.inbox.store([NewInbound("telegram", "2", None, '"un secret"', at, dead=True)])
        doubt, dead = uow.outbox.add(
            [
                NewOutgoing(key, "telegram", key, kind, secret, Delivery.AT_LEAST_ONCE, at)
                for key, kind in (("a", "question:3:c"), ("b", "say"))
            ]
        )
        uow.outbox.postponed(doubt.id, not_before=at, in_doubt=True, counted=True)
        uow.outbox.dead(dead.id, at=at)
        uow.commit()
    storage.close()
    clock.advance(minutes=1)
    return environ


def test_a_new_base_never_saw_telegram(apbot: Apbot, environ: dict[str, str]) -> None:
    opened(environ, create=True).close()

    ran = apbot("status", environ=environ)

    assert (ran.status, ran.out, ran.errors) == (
        0,
        "Telegram : jamais utilisé sur cette base.\n",
        "",
    )


def test_without_a_base_the_repair_is_said(apbot: Apbot, environ: dict[str, str]) -> None:
    ran = apbot("status", environ=environ)

    assert ran.status == 1
    assert "apbot init" in ran.errors


def test_what_is_wrong_is_said_in_sentences(apbot: Apbot, troubled: dict[str, str]) -> None:
    ran = apbot("status", environ=troubled)

    assert ran.status == 0
    assert "À envoyer : 1, dont 1 en doute (attend depuis 60 s)." in ran.out
    assert "n° 1 (question), en doute, du 01/09/2026 10:00, 1 essai" in ran.out
    assert "n° 2 (phrase), abandonné, du 01/09/2026 10:00, 0 essai" in ran.out
    assert "n° 1 (reçu), mis de côté" in ran.out
    assert "Comptes reliés : 0 actif, 1 injoignable (bot bloqué ou compte fermé)." in ran.out
    assert "Absence de plus de 24 h : du 31/08/2026 04:00 au 01/09/2026 10:00." in ran.out
    assert "--retry-dead" in ran.out
    assert "secret" not in ran.out


def test_another_program_reads_the_same(apbot: Apbot, troubled: dict[str, str]) -> None:
    ran = apbot("status", "--json", environ=troubled)

    telegram = json.loads(ran.out)["telegram"]
    assert telegram["used"] is True
    assert telegram["outbox"]["counts"]["in_doubt"] == 1
    assert telegram["outbox"]["oldest_waiting_seconds"] == 60
    assert [one["state"] for one in telegram["outbox"]["letters"]] == ["in_doubt", "dead"]
    assert telegram["inbox"]["counts"] == {"new": 0, "dead": 1}
    assert telegram["last_absence_over_24h"]["since"] == "2026-08-31T02:00:00+00:00"
    assert telegram["silent_seconds"] == 0
    assert telegram["accounts"] == {"active": 0, "gone": 1}
    assert "secret" not in ran.out


def test_what_was_given_up_is_taken_up_again(apbot: Apbot, troubled: dict[str, str]) -> None:
    ran = apbot("status", "--retry-dead", environ=troubled)

    assert "Remis dans la file : 1 reçu, 1 à envoyer." in ran.out
    assert "abandonné : 0" in ran.out
    assert "--retry-dead" not in ran.out


def test_it_reads_while_another_program_writes(apbot: Apbot, troubled: dict[str, str]) -> None:
    storage = opened(troubled)
    with storage.write() as uow:
        uow.marks.put("anything", "1")
        uow.commit()
        ran = apbot("status", "--json", environ=troubled)
    storage.close()

    assert ran.status == 0
