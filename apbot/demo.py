"""``apbot demo``: a throw-away school with one fictitious class, served at once."""

from __future__ import annotations

import json
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from storage import open_storage

from .bootstrap import prompt_secret, site_over
from .channels.web.serving import run as run_server
from .channels.web.site import Site
from .clock import system_clock
from .enrolment import invite
from .fictitious import make_class
from .school import School
from .server import bound
from .settings import DEFAULT_HOST, Settings

_SCHOOL = School(name="Lycée des Deux-Rives (fictif)", dpo="dpd@lycee.example")


def run(*, port: int | None, open_browser: bool, as_json: bool, out: TextIO) -> int:
    """Serve the demonstration until Ctrl-C; the exit status. Raises ``Unusable``."""
    # Ctrl-C at any moment ends it, and what is open is closed on the way out.
    with suppress(KeyboardInterrupt):
        _serve(port=port, open_browser=open_browser, as_json=as_json, out=out)
    if not as_json:
        print("La démonstration est finie : tout est effacé.", file=out)
    return 0


def _serve(*, port: int | None, open_browser: bool, as_json: bool, out: TextIO) -> None:
    with tempfile.TemporaryDirectory(prefix="apbot-demo-") as folder:
        place = Path(folder)
        settings = Settings(
            database_url=f"sqlite:///{place / 'demo.db'}",
            key_file=place / "cle" / "demo.key",
            public_url="",
            port=port or 0,
        )
        with bound(settings) as listener:
            storage = open_storage(settings.database_url, key_file=settings.key_file, create=True)
            url = f"http://{DEFAULT_HOST}:{listener.getsockname()[1]}"
            secret = prompt_secret(settings.key_file)
            with site_over(storage, school=_SCHOOL, secret=secret, clock=system_clock) as site:
                links = _people(site, url)
                _announce(links, as_json=as_json, out=out)
                if open_browser:
                    webbrowser.open(links["student"])
                run_server(site, listener)


def _people(site: Site, url: str) -> dict[str, str]:
    now = site.clock()
    with site.storage.write() as uow:
        school = make_class(uow, site.library, now=now)
        student = invite(uow, school.waiting[0].id, at=now)
        teacher = invite(uow, school.referent.id, at=now)
        uow.commit()
    return {"student": f"{url}/e/{student}", "teacher": f"{url}/p/{teacher}"}


def _announce(links: dict[str, str], *, as_json: bool, out: TextIO) -> None:
    if as_json:
        print(json.dumps(links), file=out, flush=True)
        return
    from .cli.qr import terminal_qr  # noqa: PLC0415  # drawn only when somebody looks

    lines = (
        "Une classe fictive de 24 élèves ; 20 ont répondu. Rien n'est gardé après l'arrêt.",
        "",
        f"Élève      {links['student']}",
        terminal_qr(links["student"], coloured=out.isatty()),
        f"Référent   {links['teacher']}",
        "",
        "Ctrl-C pour arrêter.",
    )
    print("\n".join(lines), file=out, flush=True)
