"""What ``apbot campaign`` does and says; decided in ``apbot.campaigns``."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apbot.campaigns import making
from apbot.campaigns.making import start
from apbot.campaigns.planning import Again, Planned, Wanted, plan
from apbot.campaigns.progress import Standing, standing
from apbot.campaigns.telling import put_in_outbox
from apbot.campaigns.ticking import Ticker
from apbot.campaigns.window import Window
from apbot.clock import school_year
from apbot.errors import Unusable
from apbot.library import Library
from apbot.school import School, read_school
from apbot.school.days import calendar_of
from apbot.settings import Settings
from storage.records import AuditEntry
from storage.scheduled import Asked, Campaign, CampaignState, Occasion
from storage.unit_of_work import UnitOfWork

from . import campaign_words as words
from .campaign import day_of
from .console import Console
from .french import Misused
from .linking import read, written

ACTOR = "cli"


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, read as far as it can be without the school."""

    dialogue: str
    classes: Sequence[str]
    level: str
    day: dt.date
    hour: dt.time
    asked: str
    every: int | None
    most: int
    until: str
    days: int
    grace: int
    inactivity: int
    title: str


@dataclass(frozen=True, slots=True)
class _Office:
    """The settings and the school of one command."""

    console: Console
    settings: Settings
    school: School
    library: Library
    at: dt.datetime

    @classmethod
    def of(cls, console: Console) -> _Office:
        settings = Settings.from_environ(console.environ)
        school = read_school(settings.school_file)
        return cls(console, settings, school, Library(school.catalogue()), console.clock())


@dataclass(frozen=True, slots=True)
class _Change:
    """``possible``: the states in which it can be made. ``verb``: its name in the audit trail."""

    possible: tuple[CampaignState, ...]
    work: Callable[[UnitOfWork, Campaign, _Office], object]
    verb: str
    said: str


def begin(console: Console, form: Form, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """0 when begun or shown, 1 when somebody says no. Raises ``Unusable``, ``Misused``."""
    office = _Office.of(console)
    wanted = _wanted(form, office.school)
    planned, students = read(office.settings, lambda uow: _plan(uow, office, wanted))
    if as_json:
        days = [words.day_to_json(one) for one in words.days_of(planned)]
        console.say(json.dumps({"begun": yes and not dry_run, "days": days}, ensure_ascii=False))
    else:
        for line in words.preview_lines(planned, students):
            console.say(line)
    if dry_run or not (yes or (not as_json and _agreed(console))):
        if not dry_run:
            console.complain("Rien n'a commencé.")
        return 0 if dry_run else 1

    def work(uow: UnitOfWork) -> None:
        # Planned again: nothing that was shown may have changed meanwhile.
        again, _ = _plan(uow, office, wanted)
        start(uow, again.draft)
        _note(uow, office, again.draft.campaign, "begin_campaign")

    written(office.settings, work)
    if not as_json:
        console.say("La campagne est prête : les invitations partent aux moments dits.")
    return 0


def show_all(console: Console, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    office = _Office.of(console)

    def work(uow: UnitOfWork) -> list[tuple[int, Campaign, str, list[Standing]]]:
        return [
            (number, one, _labels(uow, one), _standings(uow, office.library, one))
            for number, one in enumerate(uow.campaigns.of_year(school_year(office.at)), start=1)
        ]

    found = read(office.settings, work)
    if as_json:
        rows = [
            words.campaign_to_json(number, one, standings) for number, one, _, standings in found
        ]
        console.say(json.dumps(rows, ensure_ascii=False))
        return 0
    if not found:
        console.say("Aucune campagne cette année. Pour en préparer une : apbot campaign new.")
    for number, one, labels, standings in found:
        asked, sent = sum(s.asked for s in standings), sum(s.sent for s in standings)
        so_far = f"{sent} sur {asked} envoyés" if asked else "personne n'est encore invité"
        console.say(f"{number}. {one.title} ({labels}) : {words.STATES[one.state]}, {so_far}.")
    return 0


def show_one(console: Console, number: int, *, as_json: bool) -> int:
    """Raises ``Unusable``."""
    office = _Office.of(console)

    def work(uow: UnitOfWork) -> tuple[Campaign, Sequence[Occasion], list[Standing]]:
        one = _numbered(uow, number, office.at)
        return one, uow.campaigns.occasions(one.id), _standings(uow, office.library, one)

    campaign, occasions, standings = read(office.settings, work)
    if as_json:
        said = words.campaign_to_json(number, campaign, standings)
        console.say(json.dumps(said, ensure_ascii=False))
        return 0
    console.say(f"{campaign.title} : {words.STATES[campaign.state]}.")
    for occasion, one in zip(occasions, standings, strict=True):
        for line in words.standing_lines(occasion, one):
            console.say(line)
    return 0


def pause_one(console: Console, number: int) -> int:
    """Raises ``Unusable``."""
    return _changed(
        console,
        number,
        _Change(
            (CampaignState.RUNNING,),
            lambda uow, one, _: making.pause(uow, one),
            "pause_campaign",
            "est en pause : plus d'invitation ni de rappel ; ce qui est ouvert peut être fini.",
        ),
    )


def resume_one(console: Console, number: int) -> int:
    """Raises ``Unusable``."""
    return _changed(
        console,
        number,
        _Change(
            (CampaignState.PAUSED,),
            lambda uow, one, _: making.resume(uow, one),
            "resume_campaign",
            "reprend.",
        ),
    )


def extend_one(console: Console, number: int, days: int) -> int:
    """Raises ``Unusable``, ``Misused``."""
    if not 1 <= days <= 60:  # noqa: PLR2004  # said in the sentence
        raise Misused(f"--days vaut {days} : donnez un nombre de 1 à 60.")
    return _changed(
        console,
        number,
        _Change(
            (CampaignState.RUNNING, CampaignState.PAUSED),
            lambda uow, one, office: _extend(uow, one, days, office),
            "extend_campaign",
            f"dure {days} jour{'s' if days > 1 else ''} de plus.",
        ),
    )


def end_one(console: Console, number: int) -> int:
    """Raises ``Unusable``."""

    def work(uow: UnitOfWork, one: Campaign, office: _Office) -> None:
        calendar = calendar_of(office.school, at=office.at)
        Ticker(office.library, calendar, put_in_outbox).end(uow, one, at=office.at)

    return _changed(
        console,
        number,
        _Change(
            (CampaignState.RUNNING, CampaignState.PAUSED),
            work,
            "end_campaign",
            "est finie : plus personne n'y répond, ce qui est envoyé reste.",
        ),
    )


def _extend(uow: UnitOfWork, one: Campaign, days: int, office: _Office) -> None:
    making.extend(uow, one, days, at=office.at)


def _changed(console: Console, number: int, change: _Change) -> int:
    office = _Office.of(console)

    def work(uow: UnitOfWork) -> Campaign:
        one = _numbered(uow, number, office.at)
        if one.state not in change.possible:
            raise Unusable(f"« {one.title} » est {words.STATES[one.state]} : rien n'a changé.")
        change.work(uow, one, office)
        _note(uow, office, one, change.verb)
        return one

    campaign = written(office.settings, work)
    console.say(f"« {campaign.title} » {change.said}")
    return 0


# -- what is wanted --------------------------------------------------------------------------------


def _wanted(form: Form, school: School) -> Wanted:
    if form.asked not in {"", *Asked}:
        raise Misused(f"--asked vaut « {form.asked} » : écrivez {', '.join(Asked)}.")
    return Wanted(
        dialogue=form.dialogue,
        day=form.day,
        hour=form.hour,
        labels=form.classes,
        level=form.level,
        asked=Asked(form.asked) if form.asked else None,
        again=_again(form, school),
        window=Window(*(dt.timedelta(days=n) for n in (form.days, form.grace, form.inactivity))),
        title=form.title,
    )


def _again(form: Form, school: School) -> Again | None:
    if form.every is None:
        if form.until:
            raise Misused("--until ne sert qu'avec --every.")
        return None
    terms = {one.name: one.last for one in school.terms}
    last = terms.get(form.until) or (day_of(form.until, "--until") if form.until else None)
    return Again(form.every, form.most, last)


def _plan(uow: UnitOfWork, office: _Office, wanted: Wanted) -> tuple[Planned, int]:
    """With how many students are in these classes."""
    planned = plan(uow, office.library, office.school, wanted, by=ACTOR, at=office.at)
    students = sum(len(uow.people.students_of_class(one.id)) for one in planned.groups)
    return planned, students


def _numbered(uow: UnitOfWork, number: int, at: dt.datetime) -> Campaign:
    found = uow.campaigns.of_year(school_year(at))
    if not 1 <= number <= len(found):
        raise Unusable(
            f"Il n'y a pas de campagne {number} cette année : « apbot campaign » les montre."
        )
    return found[number - 1]


def _standings(uow: UnitOfWork, library: Library, campaign: Campaign) -> list[Standing]:
    return [
        standing(uow, library, campaign, one.name) for one in uow.campaigns.occasions(campaign.id)
    ]


def _labels(uow: UnitOfWork, campaign: Campaign) -> str:
    groups = [uow.people.get_class(one) for one in campaign.class_ids]
    return ", ".join(one.label for one in groups if one is not None)


def _note(uow: UnitOfWork, office: _Office, campaign: Campaign, verb: str) -> None:
    uow.audit.add(AuditEntry(office.at, ACTOR, verb, "campaign", campaign.id, "done"))


def _agreed(console: Console) -> bool:
    console.writer.write("Commencer cette campagne ? [o/N] ")
    console.writer.flush()
    return console.reader.readline().strip().casefold() in {"o", "oui"}
