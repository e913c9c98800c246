"""What ``apbot campaign`` says: dates, and who is where; never a word of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from apbot.campaigns.making import Day, preview
from apbot.campaigns.planning import Planned
from apbot.campaigns.progress import Standing
from apbot.clock import school_time
from storage.scheduled import Asked, Campaign, CampaignState, Occasion

STATES = {
    CampaignState.RUNNING: "en cours",
    CampaignState.PAUSED: "en pause",
    CampaignState.ENDED: "finie",
}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def days_of(planned: Planned) -> tuple[Day, ...]:
    return preview(planned.draft, planned.groups, planned.calendar)


def preview_lines(planned: Planned, students: int) -> Iterator[str]:
    who = {
        Asked.STUDENTS: f"{students} élèves répondent",
        Asked.REFERENTS: f"les référents répondent à propos de {students} élèves",
        Asked.OBSERVERS: f"les enseignants répondent à propos de {students} élèves",
    }
    yield f"{planned.draft.campaign.title} : {who[planned.draft.campaign.asked]}."
    together: dict[tuple[str, ...], list[str]] = {}
    for one in days_of(planned):
        together.setdefault(_moments(one), []).append(one.label)
    for (invited, reminded, closes), labels in together.items():
        yield f"  {', '.join(labels)} : invitation {invited}, rappel {reminded}, fin {closes}."
    yield "Qui a commencé ou envoyé n'a pas ce rappel ; personne n'en a plus de deux."


def _moments(one: Day) -> tuple[str, str, str]:
    return _moment(one.invited_at), _moment(one.reminded_at), _moment(one.closes_at)


def _moment(moment: dt.datetime | None) -> str:
    if moment is None:
        return "à une date que le calendrier ne connaît pas encore"
    day, hour = school_time(moment).split(" ")
    weekday = _DAYS[dt.date(*map(int, reversed(day.split("/")))).weekday()]
    return f"{weekday} {day} à {hour}"


def standing_lines(occasion: Occasion, one: Standing) -> Iterator[str]:
    yield f"  Ouverture le {_moment(occasion.opens_at)}"
    if occasion.opened_at is None:
        yield "    Personne n'est encore invité."
        return
    places = (
        ("envoyés", one.sent),
        ("à la relecture", one.reviewing),
        *((f"à « {topic} »", number) for topic, number in one.at_question.items()),
        ("pas commencés", one.not_begun),
        ("arrêtés", one.stopped),
        ("fermés", one.closed),
    )
    said = ", ".join(f"{number} {where}" for where, number in places if number)
    yield f"    Sur {one.asked} : {said or 'rien encore'}."


def day_to_json(one: Day) -> dict[str, Any]:
    return {
        "class": one.label,
        "invited_at": _iso(one.invited_at),
        "reminded_at": _iso(one.reminded_at),
        "closes_at": _iso(one.closes_at),
    }


def campaign_to_json(
    number: int, campaign: Campaign, standings: Sequence[Standing]
) -> dict[str, Any]:
    return {
        "number": number,
        "title": campaign.title,
        "dialogue": campaign.dialogue,
        "state": campaign.state.value,
        "occasions": [
            {
                "occasion": one.occasion,
                "asked": one.asked,
                "sent": one.sent,
                "reviewing": one.reviewing,
                "at_question": dict(one.at_question),
                "not_begun": one.not_begun,
                "stopped": one.stopped,
                "closed": one.closed,
            }
            for one in standings
        ],
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
