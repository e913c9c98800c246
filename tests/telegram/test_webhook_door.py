"""Who may post to the webhook, and what: through the whole web application, without a socket."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apbot.channels.telegram import webhook
from apbot.channels.telegram.receiving import entry_of, keep
from apbot.channels.telegram.webhook import LARGEST_BODY, Address, Webhook
from apbot.channels.web.app import Channel, make_app
from apbot.channels.web.site import Site
from apbot.clock import system_clock
from storage.errors import StorageBusy, StorageFailed
from storage.records import InState, NewInbound
from tests.web.conftest import site

__all__ = ["site"]
NEW, OLD = "the-secret-of-this-year_2026", "the-secret-of-last-year_2025"
UPDATE = {"update_id": 7, "message": {"chat": {"id": 5, "type": "private"}, "text": "bonjour"}}
BODY = json.dumps(UPDATE).encode()
HEADERS = {"content-type": "application/json", "x-telegram-bot-api-secret-token": NEW}


def key_of(chat: int) -> str:
    return f"chat{chat}"


class Doorstep:
    """The application with its webhook; ``refusals`` are what the store says before it stores."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.refusals: list[Exception] = []
        self.rung = 0
        self._keep = keep(site.write)
        door = Webhook(
            Address("https://ap.lycee.example/telegram", (NEW, OLD)),
            self._store,
            key_of=key_of,
            clock=site.clock,
        )
        door._stored = self._ring
        app = make_app(site, [Channel(self._nothing, {"/telegram": door})])
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="https://ap.lycee.example"
        )

    async def post(self, content: object = BODY, **headers: str | None) -> httpx.Response:
        given = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in given.items() if value is not None}
        return await self.client.post("/telegram", content=content, headers=sent)  # type: ignore[arg-type]  # httpx takes them all

    def counts(self) -> dict[str, int]:
        with self.site.storage.read() as uow:
            return {state: n for state, n in uow.inbox.counts("telegram").items() if n}

    async def _store(self, entries: Sequence[NewInbound]) -> int:
        if self.refusals:
            raise self.refusals.pop(0)
        return await self._keep(entries)

    def _ring(self) -> None:
        self.rung += 1

    async def _nothing(self) -> None:
        """The channel itself does not run here."""


@pytest.fixture
async def step(site: Site) -> AsyncIterator[Doorstep]:
    step = Doorstep(site)
    yield step
    await step.client.aclose()


async def test_what_telegram_posts_is_stored_and_answered_with_nothing(step: Doorstep) -> None:
    response = await step.post()

    assert (response.status_code, response.content) == (200, b"")
    with step.site.storage.read() as uow:
        (entry,) = uow.inbox.waiting("telegram", limit=10)
    assert (entry.external_id, entry.chat_key) == ("7", "chat5")
    assert json.loads(entry.payload) == UPDATE
    assert step.rung == 1


async def test_it_is_the_same_row_as_if_telegram_had_been_asked(step: Doorstep) -> None:
    await step.post()

    asked = entry_of(UPDATE, key_of, at=step.site.clock())

    assert await step.site.write(lambda uow: uow.inbox.store([asked])) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x_telegram_bot_api_secret_token": None}, 401),
        ({"x_telegram_bot_api_secret_token": ""}, 403),
        ({"x_telegram_bot_api_secret_token": NEW[:-1]}, 403),
        ({"x_telegram_bot_api_secret_token": NEW + "0"}, 403),
        ({"x_telegram_bot_api_secret_token": "the-secret-of-next-year_2027"}, 403),
        ({"x_telegram_bot_api_secret_token": None, "authorization": f"Bearer {NEW}"}, 401),
        ({"content_type": None}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_length": str(LARGEST_BODY + 1)}, 413),
        ({"content_length": "9" * 30}, 413),
    ],
)
async def test_what_is_not_telegrams_is_refused_and_not_stored(
    step: Doorstep, headers: dict[str, str | None], status: int
) -> None:
    response = await step.post(**headers)

    assert (response.status_code, response.content) == (status, b"")
    assert step.counts() == {}
    assert step.rung == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_only_posts_are_taken(step: Doorstep, method: str) -> None:
    response = await step.client.request(method, "/telegram", headers=HEADERS)

    assert (response.status_code, response.content) == (405, b"")
    assert response.headers["allow"] == "POST"


async def test_a_body_without_end_is_refused_before_it_is_read(step: Doorstep) -> None:
    given = 0

    async def twenty_megabytes() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(320):
            given += 65_536
            yield b" " * 65_536

    response = await step.post(twenty_megabytes())

    assert response.status_code == 413
    assert given <= LARGEST_BODY + 65_536
    assert step.counts() == {}


async def test_who_does_not_know_the_secret_is_not_even_read(step: Doorstep) -> None:
    given = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal given
        given += 1
        yield BODY

    response = await step.post(body(), x_telegram_bot_api_secret_token="x" * 30)

    assert (response.status_code, given) == (403, 0)


async def test_during_a_rotation_both_secrets_open(step: Doorstep) -> None:
    statuses = [
        (await step.post(x_telegram_bot_api_secret_token=secret)).status_code
        for secret in (NEW, OLD)
    ]

    assert statuses == [200, 200]
    assert step.counts() == {"new": 1}


@pytest.mark.parametrize("given", [NEW, OLD, "x" * 28])
async def test_every_secret_is_compared_to_its_end(
    step: Doorstep, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[bytes] = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append(right)
        return hmac.compare_digest(left, right)

    monkeypatch.setattr(webhook, "compare_digest", compare)
    await step.post(x_telegram_bot_api_secret_token=given)

    assert compared == [NEW.encode(), OLD.encode()]


@pytest.mark.parametrize("refusal", [StorageFailed("disk"), StorageBusy("locked")])
async def test_nothing_is_confirmed_that_was_not_committed(
    step: Doorstep, refusal: Exception
) -> None:
    step.refusals = [refusal]

    refused = await step.post()
    assert (refused.status_code, step.counts(), step.rung) == (503, {}, 0)
    again = await step.post()
    assert (again.status_code, step.counts()) == (200, {"new": 1})


async def test_a_replay_is_taken_and_changes_nothing(step: Doorstep) -> None:
    responses = await asyncio.gather(*(step.post() for _ in range(5)))

    assert {response.status_code for response in responses} == {200}
    assert step.counts() == {"new": 1}


DEEP = b'{"update_id": 8, "message": ' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    "garbage",
    [b"", b"{", b"null", b"[]", b"42", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'"\x00"', DEEP],
)
async def test_what_cannot_be_read_is_put_aside_once_and_said_without_its_words(
    step: Doorstep, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused, it would come again for a day, and keep others of its queue waiting."""
    responses = [await step.post(garbage) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 200]
    assert step.counts() == {InState.DEAD: 1}
    assert "mis de côté" in caplog.text
    assert "update_id" not in caplog.text


def anything() -> st.SearchStrategy[bytes]:
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
    keys = st.sampled_from(["update_id", "message", "callback_query", "chat", "id", "text"])
    objects = st.dictionaries(keys, values).map(lambda value: json.dumps(value).encode())
    return st.binary(max_size=200) | objects


@given(body=anything())
@settings(max_examples=200)
def test_whatever_is_posted_makes_one_row_that_can_be_stored(body: bytes) -> None:
    async def store(entries: Sequence[NewInbound]) -> int:
        return len(entries)

    entry = Webhook(Address("", (NEW,)), store, key_of=key_of, clock=system_clock)._entry(body)

    assert entry.payload.isascii()
    assert "\x00" not in entry.payload + entry.external_id + (entry.chat_key or "")
    json.loads(entry.payload)
