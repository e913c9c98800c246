"""The composition root: opens, ties together, closes. Nothing happens at import."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from storage import database_file, open_storage
from storage.errors import CannotOpen
from storage.unit_of_work import Storage

from . import reaching
from .addresses import STAFF_HOME
from .campaigns.offers import offered
from .campaigns.running import ticking
from .campaigns.telling import put_in_outbox
from .campaigns.ticking import Ticker
from .channels.web.app import Channel
from .channels.web.site import Site
from .clock import Clock
from .errors import Unusable
from .file_lock import FileLock
from .library import Library
from .school import School, read_school
from .school.days import calendar_of
from .settings import WEBHOOK_PATH, Settings
from .sheets import sheet_rules
from .tokens import PromptSigner
from .writer import Writer

_READERS = 2


@contextmanager
def open_site(settings: Settings, *, clock: Clock) -> Iterator[Site]:
    """The web site of these settings, until the block ends. Raises ``Unusable``."""
    school = read_school(settings.school_file)
    try:
        storage = open_storage(settings.database_url, key_file=settings.key_file)
    except CannotOpen as error:
        raise Unusable(str(error)) from error
    secret = prompt_secret(settings.key_file)
    url = settings.public_url
    with site_over(storage, school=school, secret=secret, clock=clock, public_url=url) as site:
        yield site


@contextmanager
def site_over(
    storage: Storage, *, school: School, secret: bytes, clock: Clock, public_url: str = ""
) -> Iterator[Site]:
    """The web site over a storage that is already open; closes it at the end.

    ``public_url``: as in ``Settings``.
    """
    library = Library(school.catalogue())
    rules = sheet_rules(library, school)
    writer = Writer(storage)
    readers = ThreadPoolExecutor(_READERS, thread_name_prefix="apbot-reader")
    try:
        yield Site(
            storage=storage,
            writer=writer,
            readers=readers,
            library=library,
            rules=rules,
            school=school,
            signer=PromptSigner(secret),
            clock=clock,
            offers=offered,
            secure_cookies=public_url.startswith("https://"),
            public_url=public_url,
        )
    finally:
        writer.close()
        readers.shutdown()
        storage.close()


def telegram_channel(site: Site, settings: Settings) -> tuple[Channel, ...]:
    """The Telegram channel beside the pages, if there is a token.

    Raises ``Unusable`` where Telegram does not know the token.
    """
    if not settings.telegram_token:
        return ()
    from .channels.telegram import running  # noqa: PLC0415  # only those who use it pay for it

    wire = running.Wire(settings.telegram_token, settings.telegram_api_url)
    running.refuse_wrong_token(wire)
    secret = derived_secret(settings.key_file, b"apbot telegram 1")
    desk = running.Desk(
        site.library,
        site.school,
        secret,
        offers=offered,
        calendar=calendar_of(site.school, at=site.clock()),
        public_url=settings.public_url,
    )
    means = running.Means(desk, site.write, site.clock)
    lock = _lock_of(settings.database_url)
    if not settings.telegram_webhook_secret:
        return (Channel(running.alongside(wire, means, running.by_polling, lock)),)
    secrets = [settings.telegram_webhook_secret, settings.telegram_webhook_secret_old]
    door = running.by_webhook(means, settings.telegram_webhook_url, [*filter(None, secrets)])
    # Every server takes what is posted to it, whoever leads: it only stores.
    run = running.alongside(wire, means, lambda _: door, lock)
    return (Channel(run, {WEBHOOK_PATH: door}),)


def _lock_of(database_url: str) -> FileLock | None:
    """What tells that the server which led is dead; None: servers may be on several machines."""
    file = database_file(database_url)
    return FileLock(file.with_name(f"{file.name}-telegram")) if file is not None else None


def campaigns_channel(site: Site) -> Channel:
    """Invitations and reminders: what is due goes to the outbox of whoever can be reached."""
    calendar = calendar_of(site.school, at=site.clock())
    ticker = Ticker(site.library, calendar, put_in_outbox)
    return Channel(ticking(ticker, site.school, site.write, site.clock))


def email_channel(site: Site, settings: Settings) -> tuple[Channel, ...]:
    """E-mail to adults, if the school has a server for it."""
    is_open = bool(settings.smtp_url)
    site.writer.submit(lambda uow: reaching.email_is(uow, open=is_open)).result()
    if not is_open:
        return ()
    from .channels.email import letters, service, smtp  # noqa: PLC0415  # only those who use it

    post = service.Post(
        smtp.Smtp(settings.smtp_url, settings.smtp_password),
        letters.Envelope(site.school.name, settings.mail_from, settings.public_url + STAFF_HOME),
        site.library,
        site.school,
        calendar_of(site.school, at=site.clock()),
        site.write,
        site.clock,
    )

    async def run() -> None:
        await service.Service(post).run()

    return (Channel(run),)


def prompt_secret(key_file: Path) -> bytes:
    """What signs the forms: derived from the key, so that an open form survives a restart."""
    return derived_secret(key_file, b"apbot prompt tokens 1")


def derived_secret(key_file: Path, purpose: bytes) -> bytes:
    """A secret for one purpose, from which neither the key nor another secret can be found."""
    return hmac.new(key_file.read_bytes(), purpose, hashlib.sha256).digest()
