"""``apbot demo``: a throw-away school with one fictitious class, served at once.

Where there is a Telegram bot, the class may use it: nobody in it exists, so nobody is too young.
"""

from __future__ import annotations

import json
import tempfile
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from storage import open_storage

from .bootstrap import prompt_secret, site_over, telegram_channel
from .channels.web.serving import run as run_server
from .channels.web.site import Site
from .clock import system_clock
from .enabling import new_link
from .enrolment import invite
from .fictitious import make_class, make_coordinator
from .logs import on_stderr
from .school import School
from .server import bound
from .settings import DEFAULT_HOST, TELEGRAM, Settings
from .signing_in import new_staff_link

_SCHOOL = School(name="Lycée des Deux-Rives (fictif)", dpo="dpd@lycee.example")


@dataclass(frozen=True, slots=True)
class Bot:
    """Which Telegram bot the demonstration runs, behind which Bot API."""

    token: str = field(repr=False)
    api_url: str


def run(
    *, port: int | None, open_browser: bool, as_json: bool, out: TextIO, bot: Bot | None = None
) -> int:
    """Serve the demonstration until Ctrl-C; the exit status. Raises ``Unusable``."""
    # Ctrl-C at any moment ends it, and what is open is closed on the way out.
    with suppress(KeyboardInterrupt):
        _serve(port=port, open_browser=open_browser, as_json=as_json, out=out, bot=bot)
    if not as_json:
        print("La démonstration est finie : tout est effacé.", file=out)
    return 0


def _serve(
    *, port: int | None, open_browser: bool, as_json: bool, out: TextIO, bot: Bot | None
) -> None:
    with tempfile.TemporaryDirectory(prefix="apbot-demo-") as folder:
        place = Path(folder)
        settings = Settings(
            database_url=f"sqlite:///{place / 'demo.db'}",
            key_file=place / "cle" / "demo.key",
            public_url="",
            port=port or 0,
            telegram_token=bot.token if bot else "",
            telegram_api_url=bot.api_url if bot else TELEGRAM,
        )
        with on_stderr(settings.log_level, settings.secrets), bound(settings) as listener:
            storage = open_storage(settings.database_url, key_file=settings.key_file, create=True)
            url = f"http://{DEFAULT_HOST}:{listener.getsockname()[1]}"
            secret = prompt_secret(settings.key_file)
            with site_over(storage, school=_SCHOOL, secret=secret, clock=system_clock) as site:
                telegram = telegram_channel(site, settings)
                links = _people(site, url, _name_of(bot) if bot else "")
                _announce(links, as_json=as_json, out=out)
                if open_browser:
                    webbrowser.open(links["student"])
                run_server(site, listener, telegram)


def _people(site: Site, url: str, bot_name: str) -> dict[str, str]:
    """Links by who they are for; one student has both, to begin on one and go on in the other."""
    now = site.clock()
    with site.storage.write() as uow:
        school = make_class(uow, site.library, now=now)
        student, coordinator = school.waiting[0], make_coordinator(uow, now=now)
        links = {
            "student": f"{url}/e/{invite(uow, student.id, at=now)}",
            "teacher": new_staff_link(uow, school.referent, by="demo", at=now).address(url),
            "coordinator": new_staff_link(uow, coordinator, by="demo", at=now).address(url),
        }
        if bot_name and student.class_id is not None:
            uow.people.allow_telegram(student.class_id, allowed=True)
            links["telegram"] = new_link(uow, student, at=now).address(bot_name)
        uow.commit()
    return links


def _name_of(bot: Bot) -> str:
    from .channels.telegram.naming import name_of_bot  # noqa: PLC0415  # only where there is one
    from .channels.telegram.running import Wire  # noqa: PLC0415  # ditto

    return name_of_bot(Wire(bot.token, bot.api_url))


def _announce(links: dict[str, str], *, as_json: bool, out: TextIO) -> None:
    if as_json:
        print(json.dumps(links), file=out, flush=True)
        return
    from .cli.qr import terminal_qr  # noqa: PLC0415  # drawn only when somebody looks

    lines = (
        "Une classe fictive de 24 élèves ; 20 ont répondu. Rien n'est gardé après l'arrêt.",
        "Chaque lien s'ouvre dans un seul navigateur.",
        "",
        f"Élève         {links['student']}",
        terminal_qr(links["student"], coloured=out.isatty()),
        f"Référent      {links['teacher']}",
        f"Coordination  {links['coordinator']}",
        *_on_telegram(links),
        "",
        "Ctrl-C pour arrêter.",
    )
    print("\n".join(lines), file=out, flush=True)


def _on_telegram(links: Mapping[str, str]) -> Iterator[str]:
    if "telegram" in links:
        yield f"Telegram      {links['telegram']}"
        yield "              (le même élève : commencer d'un côté, continuer de l'autre)"
