"""What ``apbot invite`` does: whose cards, on paper first, kept then; decided in ``inviting``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from apbot.addresses import CODE_PAGE
from apbot.bootstrap import prompt_secret
from apbot.channels.telegram.naming import name_of_bot
from apbot.clock import school_day
from apbot.documents.cards_on_paper import CardSheet, Face, Line, cards_pdf
from apbot.errors import Unusable
from apbot.inviting.card_names import names_on_cards
from apbot.inviting.codes import spaced
from apbot.inviting.joining import CardState, Member
from apbot.inviting.making import Card, Plan, draw, keep, plan_again, plan_class, revoke
from apbot.school import School, read_school
from apbot.settings import Settings
from storage.records import Person
from storage.unit_of_work import UnitOfWork

from . import inviting_words as words
from .choosing import called, chosen
from .console import Console
from .linking import read, wire_of, written
from .printed_file import PrintedFile

_HERE = {"127.0.0.1", "localhost", "::1", "0.0.0.0"}  # noqa: S104  # recognised, not listened on


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses on cards. ``bot`` is empty where Telegram is not on them."""

    public_url: str
    bot: str

    def web(self, card: Card) -> str:
        return f"{self.public_url}/e/{card.token}"

    def telegram(self, card: Card) -> str:
        return f"https://t.me/{self.bot}?start={card.telegram}" if card.telegram else ""


def invite_class(
    console: Console, label: str, *, output: Path | None, again: bool, force: bool, as_json: bool
) -> int:
    """Cards for those who have none in force, and the list of who has joined.

    Raises ``Unusable``.
    """
    at = console.clock()
    settings, file = _prepared(console, output, force=force)
    plan = read(settings, lambda uow: plan_class(uow, label, again=again, at=at))
    links = _links(console, settings, plan)
    cards = _made(console, settings, plan, links, file)
    if as_json:
        console.say(words.as_json(plan, cards, links))
        return 0
    for sentence in words.done(plan, cards, output, again=again):
        console.say(sentence)
    return 0


def reissue_cards(
    console: Console,
    label: str,
    names: Sequence[str],
    *,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Another card for each of these; what their old ones opened is shut. Raises ``Unusable``."""
    at = console.clock()
    settings, file = _prepared(console, output, force=force)
    students = _chosen(console, settings, label, names, may_ask=not as_json)
    ids = [student.id for student in students]
    plan = read(settings, lambda uow: plan_again(uow, label, ids, at=at))
    links = _links(console, settings, plan)
    cards = _made(console, settings, plan, links, file)
    if as_json:
        console.say(words.as_json(plan, cards, links))
        return 0
    for sentence in words.made_again(plan, cards, output):
        console.say(sentence)
    return 0


def revoke_cards(console: Console, label: str, names: Sequence[str], *, as_json: bool) -> int:
    """These cards open nothing any more, nor does what they opened. Raises ``Unusable``."""
    at = console.clock()
    settings = Settings.from_environ(console.environ)
    students = _chosen(console, settings, label, names, may_ask=not as_json)

    def work(uow: UnitOfWork) -> list[tuple[Person, bool]]:
        return [(student, revoke(uow, student, at=at)) for student in students]

    ended = written(settings, work)
    console.say(words.revoked_as_json(label, ended) if as_json else words.revoked(ended))
    return 0


# -- before the work ------------------------------------------------------------------------------


def _prepared(
    console: Console, output: Path | None, *, force: bool
) -> tuple[Settings, PrintedFile | None]:
    settings = Settings.from_environ(console.environ)
    if not console.environ.get("APBOT_PUBLIC_URL"):
        raise Unusable(
            "L'adresse à écrire sur les cartes n'est pas réglée : donnez dans APBOT_PUBLIC_URL "
            "celle que les téléphones des élèves ouvriront, par exemple https://ap.lycee.example."
        )
    if urlsplit(settings.public_url).hostname in _HERE:
        console.complain(
            f"Attention : {settings.public_url} (APBOT_PUBLIC_URL) ne s'ouvre que sur cette "
            "machine, pas sur un téléphone."
        )
    if output is None:
        return settings, None
    file = PrintedFile(output, replaces=force)
    file.refuse_wrong()
    return settings, file


def _chosen(
    console: Console, settings: Settings, label: str, names: Sequence[str], *, may_ask: bool
) -> tuple[Person, ...]:
    at = console.clock()
    found = read(settings, lambda uow: called(uow, label, names, at=at))
    return chosen(console, found, may_ask=may_ask)


def _links(console: Console, settings: Settings, plan: Plan) -> Links:
    """Asks Telegram for the bot's name where a card needs it. Raises ``Unusable``."""
    bot = ""
    if plan.group.telegram and plan.wanted:
        if settings.telegram_token:
            bot = name_of_bot(wire_of(settings))
        else:
            console.complain(words.no_bot(plan.group.label))
    return Links(settings.public_url, bot)


# -- the work -------------------------------------------------------------------------------------


def _made(
    console: Console, settings: Settings, plan: Plan, links: Links, file: PrintedFile | None
) -> tuple[Card, ...]:
    """The cards, on paper and then in force: a card in force that nobody holds would be lost.

    Typesetting comes before the transaction, so that the server waits for nothing.
    """
    at = console.clock()
    school = read_school(settings.school_file)
    cards = draw(plan, with_telegram=bool(links.bot), at=at)
    if file is not None:
        composed = cards_pdf(_sheet(console, school, plan, cards, links))
        file.write(composed.content)
        if not composed.accessible:
            console.complain(words.NOT_ACCESSIBLE)
    secret = prompt_secret(settings.key_file)
    try:
        if cards:
            written(settings, lambda uow: keep(uow, plan, cards, secret=secret, at=at))
    except Unusable:
        if file is not None:
            file.drop()
        raise
    if file is not None:
        file.finish()
    return cards


def _sheet(
    console: Console, school: School, plan: Plan, cards: Sequence[Card], links: Links
) -> CardSheet:
    names = names_on_cards([member.student for member in plan.members])
    made = {card.member.student.id for card in cards}
    with_telegram = plan.group.telegram or any(one.telegram_since for one in plan.members)
    return CardSheet(
        class_label=plan.group.label,
        school=school.name if school.name != School().name else "",
        address=school.address,
        code_page=f"{links.public_url}{CODE_PAGE}",
        printed_on=school_day(console.clock()),
        faces=[
            Face(
                number=card.member.number,
                name=names[card.member.student.id],
                url=links.web(card),
                code=spaced(card.code),
                until=school_day(card.expires_at),
                telegram=links.telegram(card),
            )
            for card in cards
        ],
        lines=() if plan.is_reissue else [_line(one, made) for one in plan.members],
        with_telegram=with_telegram,
    )


def _line(member: Member, made: set[str]) -> Line:
    is_new = member.student.id in made
    return Line(
        number=member.number,
        name=words.full_name(member.student),
        card="faite ce jour" if is_new else _card_words(member),
        web=school_day(member.web_since) if member.web_since else None,
        telegram=school_day(member.telegram_since) if member.telegram_since else None,
    )


def _card_words(member: Member) -> str:
    if member.card is CardState.WAITING and member.card_until is not None:
        return f"jusqu'au {school_day(member.card_until):%d/%m/%Y}"
    return words.CARD[member.card]
