"""What ``apbot telegram staff`` does and says; decided in ``apbot.enabling_staff``."""

from __future__ import annotations

import json

from apbot import enabling_staff
from apbot.channels.telegram.naming import name_of_bot
from apbot.clock import school_day
from apbot.settings import Settings

from .console import Console
from .linking import ONCE, link_to_json, wire_of, written


def link_adult(console: Console, name: str, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    bot = name_of_bot(wire_of(settings))
    done = written(settings, lambda uow: enabling_staff.link_adult(uow, name, at=at))
    link = done.link
    if as_json:
        said = link_to_json(link, bot) | {"unlinked": done.had_account}
        console.say(json.dumps(said, ensure_ascii=False))
        return 0
    adult = f"{link.person.given_name} {link.person.family_name}"
    if done.had_account:
        console.say(f"{adult} : le compte relié ne l'est plus.")
    console.say(f"Lien de {adult} : {link.address(bot)}")
    console.say(ONCE.format(day=f"{school_day(link.expires_at):%d/%m/%Y}"))
    return 0
