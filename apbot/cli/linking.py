"""What ``apbot telegram`` does and says; decided in ``apbot.enabling``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from apbot import enabling
from apbot.channels.telegram.naming import name_of_bot
from apbot.channels.telegram.running import Wire
from apbot.clock import school_day
from apbot.enabling import ClassState, Handed, NewLink
from apbot.errors import Unusable
from apbot.settings import Settings
from storage import open_storage
from storage.errors import CannotOpen, StorageError
from storage.unit_of_work import UnitOfWork

from .console import Console

T = TypeVar("T")
_AGE = (
    "Telegram demande 18 ans dans l'Union européenne, et la plupart des élèves en ont moins.",
    "C'est à la direction de décider, avec l'avis du délégué à la protection des données.",
    "Telegram garde sa propre copie des conversations, hors de portée du lycée.",
    "La page web reste ouverte à tous, et elle suffit.",
)


def show_state(console: Console, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    settings = Settings.from_environ(console.environ)
    at = console.clock()
    states, alarm = read(
        settings, lambda uow: (enabling.states(uow, at=at), enabling.last_alarm(uow))
    )
    bot, trouble = _bot_or_trouble(settings)
    if as_json:
        classes = [_state_to_json(state) for state in states]
        said = {"bot": bot, "classes": classes, "alarm": alarm.isoformat() if alarm else None}
        console.say(json.dumps(said, ensure_ascii=False))
    else:
        for line in _state_lines(bot, settings, states):
            console.say(line)
        if alarm is not None:
            console.say(
                f"Beaucoup de liens faux ont été essayés le {school_day(alarm):%d/%m/%Y} : aucun "
                "n'a marché ; le journal du serveur dit combien."
            )
    if trouble:
        console.complain(trouble)
    return 1 if trouble else 0


def allow_class(console: Console, label: str, *, age_decided: bool) -> int:
    """1 when somebody says no. Raises ``Unusable``."""
    settings = Settings.from_environ(console.environ)
    at = console.clock()
    group = read(settings, lambda uow: enabling.find_class(uow, label, at=at))
    if not age_decided and not _agreed(console, group.label):
        console.say(f"Rien n'a changé : Telegram n'est pas permis en {group.label}.")
        return 1
    written(settings, lambda uow: enabling.allow(uow, label, at=at))
    console.say(
        f"Telegram est permis en {group.label}. Pour donner les liens : apbot telegram links "
        f'"{group.label}".'
    )
    return 0


def refuse_class(console: Console, label: str) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    closed = written(settings, lambda uow: enabling.refuse(uow, label, at=at))
    done = "est fermé" if closed.was_open else "était déjà fermé"
    console.say(
        f"Telegram {done} en {closed.group.label} : {_counted(closed.unlinked, 'compte délié')}, "
        f"{_counted(closed.revoked, 'lien annulé')}. Les réponses sont gardées, les élèves "
        "continuent sur la page web."
    )
    return 0


def hand_out_links(console: Console, label: str, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    bot = name_of_bot(wire_of(settings))
    handed = written(settings, lambda uow: enabling.hand_out(uow, label, at=at))
    if as_json:
        said = {
            "class": handed.group.label,
            "bot": bot,
            "revoked": handed.revoked,
            "linked": handed.linked,
            "links": [link_to_json(link, bot) for link in handed.links],
        }
        console.say(json.dumps(said, ensure_ascii=False))
        return 0
    for line in _handed_lines(handed, bot):
        console.say(line)
    return 0


def reissue_link(console: Console, student: str, *, label: str, as_json: bool) -> int:
    """Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    bot = name_of_bot(wire_of(settings))
    done = written(settings, lambda uow: enabling.reissue(uow, student, label=label, at=at))
    link = done.link
    if as_json:
        said = link_to_json(link, bot) | {
            "class": done.group.label,
            "unlinked": done.had_account,
        }
        console.say(json.dumps(said, ensure_ascii=False))
        return 0
    name = f"{link.person.given_name} {link.person.family_name} ({done.group.label})"
    if done.had_account:
        console.say(
            f"{name} : le compte relié ne l'est plus. Les réponses sont gardées, rien n'est plus "
            "montré dans l'ancienne conversation."
        )
    else:
        console.say(f"{name} : aucun compte n'était relié. Les liens d'avant sont annulés.")
    console.say(f"Lien neuf : {link.address(bot)}")
    console.say(ONCE.format(day=f"{school_day(link.expires_at):%d/%m/%Y}"))
    return 0


ONCE = "Il sert une fois, jusqu'au {day}, et n'est montré qu'ici : remettez-le en main propre."
_EACH_ONCE = (
    "Chaque lien sert une fois, jusqu'au {day}, et n'est montré qu'ici : remettez-les en main "
    "propre."
)


# -- the database --------------------------------------------------------------------------------


def read(settings: Settings, work: Callable[[UnitOfWork], T]) -> T:
    return _within(settings, work, write=False)


def written(settings: Settings, work: Callable[[UnitOfWork], T]) -> T:
    return _within(settings, work, write=True)


def _within(settings: Settings, work: Callable[[UnitOfWork], T], *, write: bool) -> T:
    """What ``work`` gives, committed if it writes. Raises ``Unusable``."""
    try:
        storage = open_storage(settings.database_url, key_file=settings.key_file)
    except CannotOpen as error:
        raise Unusable(str(error)) from error
    try:
        with storage.write() if write else storage.read() as uow:
            done = work(uow)
            if write:
                uow.commit()
            return done
    except StorageError as error:
        raise Unusable("La base n'a pas répondu : réessayez dans un instant.") from error
    finally:
        storage.close()


def wire_of(settings: Settings) -> Wire:
    return Wire(settings.telegram_token, settings.telegram_api_url)


def _bot_or_trouble(settings: Settings) -> tuple[str | None, str]:
    """The bot's name, or what is the matter with a token that is there."""
    if not settings.telegram_token:
        return None, ""
    try:
        return name_of_bot(wire_of(settings)), ""
    except Unusable as error:
        return None, str(error)


# -- what is said --------------------------------------------------------------------------------


def _agreed(console: Console, label: str) -> bool:
    for sentence in _AGE:
        console.say(sentence)
    console.writer.write(f"La direction a-t-elle décidé de permettre Telegram en {label} ? [o/N] ")
    console.writer.flush()
    return console.reader.readline().strip().casefold() in {"o", "oui"}


def _state_lines(
    bot: str | None, settings: Settings, states: Sequence[ClassState]
) -> Iterator[str]:
    if bot:
        yield f"Bot : @{bot} (https://t.me/{bot})"
    elif settings.telegram_token:
        yield "Bot : inconnu pour l'instant."
    else:
        yield "Bot : aucun (APBOT_TELEGRAM_TOKEN n'est pas donné) ; Telegram est éteint."
    if not states:
        yield "La base ne contient aucune classe cette année."
    width = max((len(state.group.label) for state in states), default=0)
    for state in states:
        said = (
            f"permis, {_counted(state.linked, 'compte relié')} pour "
            f"{_counted(state.students, 'élève')}"
        )
        yield f"  {state.group.label:<{width}}  {said if state.group.telegram else 'non permis'}"
    for state in states:
        for student in state.alerts:
            yield (
                f"À voir : le lien de {student.given_name} {student.family_name} "
                f"({state.group.label}) a été essayé de nouveau après avoir servi. Si ce n'est pas "
                "l'élève : apbot telegram reissue."
            )


def _handed_lines(handed: Handed, bot: str) -> Iterator[str]:
    label = handed.group.label
    if handed.revoked:
        yield f"Liens d'avant, pas encore utilisés, maintenant annulés : {handed.revoked}."
    if handed.linked:
        yield f"Élèves qui ont déjà un compte relié : {handed.linked}."
    if not handed.links:
        yield f"Personne n'attend de lien en {label}."
        return
    yield _EACH_ONCE.format(day=f"{school_day(handed.links[0].expires_at):%d/%m/%Y}")
    width = max(len(_name(link)) for link in handed.links)
    for link in handed.links:
        yield f"  {_name(link):<{width}}  {link.address(bot)}"


def _name(link: NewLink) -> str:
    return f"{link.person.family_name} {link.person.given_name}"


def _counted(number: int, noun: str) -> str:
    """ "aucun compte relié", "1 lien", "2 comptes reliés"."""
    words = noun.split(" ")
    if number == 0:
        return f"aucun {noun}"
    return f"{number} {' '.join(f'{word}s' if number > 1 else word for word in words)}"


def _state_to_json(state: ClassState) -> dict[str, Any]:
    return {
        "class": state.group.label,
        "allowed": state.group.telegram,
        "students": state.students,
        "linked": state.linked,
        "used_links_tried": [
            {"id": student.id, "name": f"{student.given_name} {student.family_name}"}
            for student in state.alerts
        ],
    }


def link_to_json(link: NewLink, bot: str) -> dict[str, Any]:
    return {
        "id": link.person.id,
        "given_name": link.person.given_name,
        "family_name": link.person.family_name,
        "url": link.address(bot),
        "expires_at": link.expires_at.isoformat(),
    }
