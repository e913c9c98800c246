"""A fictitious class: people who cannot exist, answering through the real engine.

Names are a first name used for all and a plant; profiles are drawn from a seed, so the same seed
always makes the same class.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogues import events as ev
from dialogues.definition import Kind, Step
from dialogues.effects import Ask, ShowReview
from storage.records import ClassGroup, Person, PersonKind, Role, RoleGrant
from storage.unit_of_work import UnitOfWork

from .conversation import Place, Standing, handle
from .library import Library
from .tokens import new_id

_GIVEN = (
    "Camille Charlie Sacha Alix Maxime Lou Noa Eden Andrea Claude Dominique Ange Yaël Swann "
    "Louison Morgan Kim Alex Sasha Stéphane Maël Céleste Gwenn Robin"
).split()
_FAMILY = (
    "Aubépine Bruyère Capucine Digitale Églantine Fougère Genêt Hortensia Iris Jonquille Lavande "
    "Mélisse Nénuphar Orchidée Pivoine Romarin Sauge Tilleul Verveine Violette Achillée Bourrache "
    "Coriandre Dahlia"
).split()

Profile = Mapping[str, tuple[str, ...]]
"""What a student answers where it matters: option ids by question, "" for a skip."""

_PLANTED: tuple[Profile, ...] = (
    {
        "welcome.plan": ("1",),
        "welcome.notes": ("2",),
        "welcome.help_wanted": ("organise",),
        "welcome.project_state": ("leads",),
    },
    {
        "welcome.track_choice": ("unwanted",),
        "welcome.track_talk": ("yes",),
        "welcome.project_state": ("change",),
        "welcome.meeting_request": ("referent",),
    },
    {
        "welcome.can_succeed": ("1",),
        "welcome.speak_up": ("1",),
        "welcome.hard_reasons": ("speak",),
        "welcome.hard_subjects": ("maths",),
        "welcome.meeting_request": ("nurse",),
    },
    {
        "welcome.openings": ("science", "contest"),
        "welcome.go_further": ("maths",),
        "welcome.project_state": ("precise",),
        "welcome.hard_subjects": ("none",),
    },
    {
        "welcome.work_places": ("hard_to_find",),
        "welcome.devices": ("complicated",),
        "welcome.instructions": ("2",),
        "welcome.hard_subjects": ("french",),
        "welcome.hard_reasons": ("instructions",),
        "welcome.help_wanted": ("write",),
    },
)
_WORDS = (
    "Je prends le car à 6 h 40, je suis vite au travail le matin mais fatigable le soir.",
    "J'aimerais savoir comment choisir mes spécialités.",
    "L'an dernier j'ai aidé des sixièmes, j'aimerais continuer.",
)
_SKIPS = 0.08


@dataclass(frozen=True, slots=True)
class School:
    """The people made: who is to be handed which link."""

    referent: Person
    waiting: tuple[Person, ...]
    """Students who have not answered."""
    answered: tuple[Person, ...]


def make_class(
    uow: UnitOfWork,
    library: Library,
    *,
    students: int = 24,
    answering: int = 20,
    now: dt.datetime,
    seed: int = 1,
) -> School:
    """One class, its referent, and the answers of ``answering`` of its students."""
    draw = random.Random(seed)  # noqa: S311  # a class to look at, not a secret
    group = ClassGroup(new_id(), "2nde 3", "seconde", "general", "2026-2027")
    uow.people.add_class(group)
    referent = Person(new_id(), PersonKind.STAFF, "Dominique", "Lauréole")
    uow.people.add(referent, at=now)
    uow.people.grant(
        RoleGrant(referent.id, Role.REFERENT, group.id, None, now - dt.timedelta(days=60), None)
    )
    people = [
        Person(new_id(), PersonKind.STUDENT, given, family, group.id)
        for given, family in _names(draw, students)
    ]
    for person in people:
        uow.people.add(person, at=now)
    for index, person in enumerate(people[:answering]):
        began = now - dt.timedelta(days=3, hours=index)
        answer_all(uow, library, person, _profile(draw, index), draw=draw, began=began)
    return School(referent, tuple(people[answering:]), tuple(people[:answering]))


def make_coordinator(uow: UnitOfWork, *, now: dt.datetime) -> Person:
    """Over the whole school: lists, classes, adults, and no sheet."""
    coordinator = Person(new_id(), PersonKind.STAFF, "Ange", "Garance")
    uow.people.add(coordinator, at=now)
    uow.people.grant(RoleGrant(coordinator.id, Role.COORDINATOR, None, None, now, None))
    return coordinator


def _names(draw: random.Random, count: int) -> Iterator[tuple[str, str]]:
    given, family = list(_GIVEN), list(_FAMILY)
    draw.shuffle(given)
    draw.shuffle(family)
    for index in range(count):
        turn = index // len(family)
        shifted = family[(index + turn) % len(family)]
        yield given[index % len(given)], shifted + (f" {turn + 1}" if turn else "")


def _profile(draw: random.Random, index: int) -> Profile:
    if index % 3 == 2:  # noqa: PLR2004  # a third of a class has nothing that stands out
        return {}
    return _PLANTED[draw.randrange(len(_PLANTED))]


def answer_all(
    uow: UnitOfWork,
    library: Library,
    student: Person,
    profile: Profile,
    *,
    draw: random.Random,
    began: dt.datetime,
) -> Standing:
    """Answer the whole welcome questionnaire and send it, one event after the other."""
    place = Place(student.id, student.id, "welcome")
    at = began
    standing = handle(uow, library, place, ev.Acknowledged(at))
    while not any(isinstance(effect, ShowReview) for effect in standing.effects):
        at += dt.timedelta(seconds=draw.randint(4, 25))
        ask = next(effect for effect in standing.effects if isinstance(effect, Ask))
        standing = handle(uow, library, place, _event(ask.step, profile, draw, at))
    return handle(uow, library, place, ev.Submitted(at + dt.timedelta(seconds=30)))


def _event(step: Step, profile: Profile, draw: random.Random, at: dt.datetime) -> ev.Event:
    planted = profile.get(step.id)
    if planted is not None:
        return ev.Pressed(at, planted)
    if step.kind is Kind.TEXT:
        return ev.Said(at, draw.choice(_WORDS)) if draw.random() < 0.3 else ev.Skipped(at)  # noqa: PLR2004
    if draw.random() < _SKIPS:
        return ev.Skipped(at)
    return ev.Pressed(at, _options(step, draw))


def _options(step: Step, draw: random.Random) -> tuple[str, ...]:
    if step.kind is Kind.SCALE:
        return (draw.choices(step.options, weights=(1, 3, 4, 2))[0].id,)
    if step.id == "welcome.meeting_request":
        return ("no",)
    ordinary = [option.id for option in step.options if not option.exclusive]
    if step.kind is not Kind.CHOICES:
        return (draw.choice(ordinary),)
    most = min(step.limits.choices or 3, 3, len(ordinary))
    return tuple(draw.sample(ordinary, draw.randint(1, most)))
