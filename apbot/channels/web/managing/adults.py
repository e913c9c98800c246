"""The adults of the school, and one of them with their rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import STAFF_HOME
from apbot.channels.web.forms import Form
from apbot.channels.web.staff_access import link_page
from apbot.channels.web.views import Cell, FormField, Input, ManageForm, ManageTable, ManageView
from apbot.managing import adults as acts
from apbot.managing import rights
from apbot.managing.adults import TypedAdult
from apbot.managing.rights import TypedRight
from apbot.roles import said_rights
from apbot.signing_in import Session, StaffLink
from storage.records import Person
from storage.unit_of_work import UnitOfWork

from .adult_sheet import Shown, look_at, view_of
from .pages import (
    ADULTS,
    Tried,
    after,
    done,
    name_fields,
    namesake_fields,
    path_id,
    refused,
    seen,
    shown,
)

_ADD = "ajout"


async def show_all(request: Request) -> Response:
    """GET /equipe/gestion/adultes."""
    return await _all(request)


async def add(request: Request) -> Response:
    """POST /equipe/gestion/adultes."""
    now = request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> Person:
        return acts.add_adult(uow, session.adult, _typed(form), at=now)

    added = await done(request, act)
    if added is None:
        return refused(request)
    if isinstance(added, Tried):
        return await _all(request, replace(added, key=_ADD))
    return after(f"{ADULTS}/{added.id}", "ajout")


async def show(request: Request) -> Response:
    """GET /equipe/gestion/adultes/{id}."""
    return await _one(request)


async def save(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}."""
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        acts.save_adult(uow, session.adult, adult_id, _typed(form), at=now)
        return "change"

    return await _ended(request, "adulte", await done(request, act))


async def give_right(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/droits."""
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        names = ("role", "over", "student", "first_day", "last_day")
        typed = TypedRight(*(form.get(name) for name in names))
        rights.give(uow, session.adult, adult_id, typed, at=now)
        return "droit"

    return await _ended(request, "droit", await done(request, act))


async def end_right(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/fin: the right of that rank."""
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        rank = form.get("rank")
        number = int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 6 else -1  # noqa: PLR2004
        rights.end(uow, session.adult, adult_id, number, at=now)
        return "fin"

    return await _ended(request, "", await done(request, act))


async def make_link(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/lien: shown on the answer alone."""
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, _: Form) -> StaffLink:
        return acts.make_link(uow, session.adult, adult_id, at=now)

    link = await done(request, act)
    if link is None or isinstance(link, Tried):
        return refused(request)
    heading = "Un lien à remettre en main propre"
    back_to = f"{ADULTS}/{adult_id}"
    return link_page(request, link, heading=heading, back_to=back_to, back_label="Retour")


async def sign_out(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/sortie: out of every browser."""
    return await _ended(request, "", await done(request, _acting(request, acts.sign_out, "sorti")))


async def leave(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/parti."""
    return await _ended(request, "", await done(request, _acting(request, acts.mark_left, "parti")))


async def come_back(request: Request) -> Response:
    """POST /equipe/gestion/adultes/{id}/revenu."""
    work = _acting(request, acts.mark_back, "revenu")
    return await _ended(request, "", await done(request, work))


def _acting(
    request: Request, work: Callable[..., None], what: str
) -> Callable[[UnitOfWork, Session, Form], str]:
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, _: Form) -> str:
        work(uow, session.adult, adult_id, at=now)
        return what

    return act


async def _ended(request: Request, key: str, did: str | Tried | None) -> Response:
    if did is None:
        return refused(request)
    if isinstance(did, Tried):
        return await _one(request, replace(did, key=key))
    return after(f"{ADULTS}/{path_id(request, 'adult')}", did)


def _typed(form: Form) -> TypedAdult:
    return TypedAdult(
        form.get("given_name"),
        form.get("family_name"),
        form.get("email"),
        bool(form.get("namesake")),
    )


# -- pages ---------------------------------------------------------------------------------------


async def _all(request: Request, tried: Tried | None = None) -> Response:
    now = request.app.state.site.clock()

    def look(uow: UnitOfWork, session: Session) -> tuple[list[tuple[Person, str]], bool]:
        entries = acts.staff_list(uow, session.adult, at=now)
        said = [(one.adult, said_rights(uow, one.rights)) for one in entries]
        return said, acts.may_add_adult(uow, session.adult, at=now)

    found = await seen(request, look)
    if found is None:
        return refused(request)
    people, may_add = found
    table = ManageTable(
        heading="Au lycée",
        columns=("Adulte", "Droits"),
        rows=tuple(
            (
                Cell(f"{one.family_name} {one.given_name}", href=f"{ADULTS}/{one.id}"),
                Cell(said or "aucun droit"),
            )
            for one, said in people
        ),
        empty="Personne.",
    )
    fields = (
        *name_fields(),
        FormField("email", "Adresse e-mail", Input.EMAIL, hint="Facultatif."),
        *namesake_fields(tried, "C'est une autre personne du même nom"),
    )
    form = ManageForm(_ADD, "Ajouter un adulte", ADULTS, "Ajouter", fields)
    view = ManageView(
        heading="Les adultes",
        back_to=STAFF_HOME,
        back_label="Retour à l'accueil",
        tables=(table,),
        forms=(form,) if may_add else (),
    )
    return shown(request, view, tried)


async def _one(request: Request, tried: Tried | None = None) -> Response:
    adult_id, now = path_id(request, "adult"), request.app.state.site.clock()

    def look(uow: UnitOfWork, session: Session) -> Shown:
        return look_at(uow, session.adult, adult_id, at=now)

    found = await seen(request, look)
    if found is None:
        return refused(request)
    return shown(request, view_of(found, tried, at=now), tried)
