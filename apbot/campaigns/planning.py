"""What somebody wants of a campaign: a draft on the school's calendar, or what prevents it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from apbot.calendar import Recurrence
from apbot.calendar.school import SchoolCalendar
from apbot.clock import school_day, school_year
from apbot.enabling import find_class
from apbot.errors import Unusable
from apbot.library import Library
from apbot.school import School
from apbot.school.days import calendar_of
from dialogues.definition import About, Dialogue, Respondent
from storage.records import ClassGroup
from storage.scheduled import Asked, Campaign, CampaignState, Occasion
from storage.unit_of_work import UnitOfWork

from .making import USUAL, Draft, draft, repeated
from .window import Window

LONGEST = dt.timedelta(days=120)
"""Of each duration of a window; longer is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Again:
    """Every so many weeks, so many times at most, until that day."""

    every_weeks: int
    most: int
    until: dt.date | None = None
    """None: as far as the calendar is known, or to the end of the school year."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``labels`` and ``level`` are those of classes; both empty: all of them."""

    dialogue: str
    day: dt.date
    hour: dt.time
    labels: Sequence[str] = ()
    level: str = ""
    asked: Asked | None = None
    """None: whom the dialogue is for."""
    again: Again | None = None
    window: Window = USUAL
    title: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    draft: Draft
    groups: tuple[ClassGroup, ...]
    calendar: SchoolCalendar


def plan(
    uow: UnitOfWork, library: Library, school: School, wanted: Wanted, *, by: str, at: dt.datetime
) -> Planned:
    """Raises ``Unusable`` with what to change; ``UnknownDialogue``."""
    dialogue = library.newest(wanted.dialogue).dialogue
    calendar = calendar_of(school, at=at)
    asked = _asked(dialogue, wanted.asked)
    _refuse_window(wanted.window)
    groups = _groups(uow, wanted, at)
    moments = _moments(wanted, calendar, at)
    year = groups[0].school_year
    earlier = uow.campaigns.of_year(year)
    made = draft(
        title=wanted.title or dialogue.title.vous,
        dialogue=dialogue.id,
        asked=asked,
        groups=groups,
        moments=moments,
        window=wanted.window,
        earlier=earlier,
        by=by,
        at=at,
    )
    _refuse_twice(uow, made, earlier)
    return Planned(made, groups, calendar)


def _asked(dialogue: Dialogue, wanted: Asked | None) -> Asked:
    title = dialogue.title.vous
    if dialogue.about is About.WORKSHOP:
        raise Unusable(
            f"« {title} » porte sur un atelier, pas sur une classe : il ne se demande pas par une "
            "campagne."
        )
    usual = Asked.OBSERVERS if dialogue.respondent is Respondent.ADULT else Asked.STUDENTS
    asked = wanted or usual
    for_students = asked is Asked.STUDENTS
    if for_students and dialogue.respondent is Respondent.ADULT:
        raise Unusable(f"« {title} » se demande aux adultes : choisissez referents ou observers.")
    if not for_students and dialogue.respondent is Respondent.STUDENT:
        raise Unusable(f"« {title} » se demande aux élèves : choisissez students.")
    return asked


def _refuse_window(window: Window) -> None:
    for name, duration in (
        ("--days", window.start_within),
        ("--grace", window.grace),
        ("--inactivity", window.inactivity),
    ):
        least = dt.timedelta(0) if name == "--grace" else dt.timedelta(days=1)
        if not least <= duration <= LONGEST:
            raise Unusable(f"{name} doit être entre {least.days} et {LONGEST.days} jours.")


def _groups(uow: UnitOfWork, wanted: Wanted, at: dt.datetime) -> tuple[ClassGroup, ...]:
    named = [find_class(uow, label, at=at) for label in wanted.labels]
    everybody = uow.people.classes(school_year(at))
    chosen = named or [one for one in everybody if wanted.level in {"", one.level}]
    groups = tuple({one.id: one for one in chosen}.values())
    if not groups:
        raise Unusable(
            f"Aucune classe n'a le niveau « {wanted.level} » cette année : vérifiez-le à l'import."
            if wanted.level
            else "La base ne contient aucune classe cette année : importez-en une d'abord."
        )
    return groups


def _moments(wanted: Wanted, calendar: SchoolCalendar, at: dt.datetime) -> Sequence[dt.datetime]:
    first = dt.datetime.combine(wanted.day, wanted.hour, calendar.quiet.zone)
    if wanted.day < school_day(at):
        raise Unusable("Ce jour est passé : donnez un jour à venir avec --on.")
    if calendar.next_moment(max(first, at), None) is None:
        raise Unusable(
            "Le calendrier de ce jour n'est pas connu : donnez « zone: » (A, B ou C) ou vos "
            "vacances dans le fichier du lycée."
        )
    if wanted.again is None:
        return [first.astimezone(dt.UTC)]
    again = wanted.again
    if again.every_weeks < 1 or again.most < 1:
        raise Unusable("--every et --most sont des nombres à partir de 1.")
    recurrence = Recurrence(again.every_weeks, wanted.day.weekday(), wanted.hour, again.most)
    last = again.until or _end_of_year(wanted.day)
    moments = repeated(recurrence, wanted.day, last, calendar)
    if not moments:
        raise Unusable("Aucun jour de classe entre ces deux dates : vérifiez --on et --until.")
    return moments


def _end_of_year(day: dt.date) -> dt.date:
    return dt.date(day.year + (day.month > 8), 8, 31)  # noqa: PLR2004  # August


def _refuse_twice(uow: UnitOfWork, made: Draft, earlier: Sequence[Campaign]) -> None:
    """The same dialogue of the same day would be one conversation, asked by two campaigns."""
    new = {_day(one) for one in made.occasions}
    for other in earlier:
        same = other.dialogue == made.campaign.dialogue and other.asked is made.campaign.asked
        shared = set(other.class_ids) & set(made.campaign.class_ids)
        if not same or not shared or other.state is CampaignState.ENDED:
            continue
        if new & {_day(one) for one in uow.campaigns.occasions(other.id)}:
            raise Unusable(
                f"« {other.title} » s'ouvre déjà ce jour-là pour une de ces classes : choisissez "
                "un autre jour, ou mettez fin à l'autre campagne."
            )


def _day(occasion: Occasion) -> dt.date:
    return school_day(occasion.opens_at)
