"""One student: their names, their class, whether they left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from apbot.channels.web.forms import Form
from apbot.channels.web.views import ManageForm, ManageView
from apbot.managing import students as acts
from apbot.managing.students import StudentSheet, TypedStudent
from apbot.signing_in import Session
from storage.unit_of_work import UnitOfWork

from .pages import (
    CLASSES,
    STUDENTS,
    Tried,
    after,
    class_field,
    done,
    name_fields,
    namesake_fields,
    path_id,
    refused,
    seen,
    shown,
)

_SAVE = "eleve"


async def show(request: Request) -> Response:
    """GET /equipe/gestion/eleves/{id}."""
    return await _one(request)


async def save(request: Request) -> Response:
    """POST /equipe/gestion/eleves/{id}."""
    student_id, now = path_id(request, "student"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        typed = TypedStudent(
            form.get("given_name"),
            form.get("family_name"),
            form.get("class_id"),
            bool(form.get("namesake")),
        )
        acts.save_student(uow, session.adult, student_id, typed, at=now)
        return "change"

    return await _ended(request, await done(request, act))


async def leave(request: Request) -> Response:
    """POST /equipe/gestion/eleves/{id}/parti."""
    return await _ended(request, await done(request, _acting(request, acts.mark_left, "parti")))


async def come_back(request: Request) -> Response:
    """POST /equipe/gestion/eleves/{id}/revenu."""
    return await _ended(request, await done(request, _acting(request, acts.mark_back, "revenu")))


def _acting(
    request: Request, work: Callable[..., None], what: str
) -> Callable[[UnitOfWork, Session, Form], str]:
    student_id, now = path_id(request, "student"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, _: Form) -> str:
        work(uow, session.adult, student_id, at=now)
        return what

    return act


async def _ended(request: Request, did: str | Tried | None) -> Response:
    if did is None:
        return refused(request)
    if isinstance(did, Tried):
        return await _one(request, replace(did, key=_SAVE))
    return after(f"{STUDENTS}/{path_id(request, 'student')}", did)


async def _one(request: Request, tried: Tried | None = None) -> Response:
    student_id, now = path_id(request, "student"), request.app.state.site.clock()

    def look(uow: UnitOfWork, session: Session) -> StudentSheet:
        return acts.student_sheet(uow, session.adult, student_id, at=now)

    sheet = await seen(request, look)
    if sheet is None:
        return refused(request)
    student, group, here = sheet.student, sheet.group, f"{STUDENTS}/{student_id}"
    twin = namesake_fields(tried, "C'est un autre élève du même nom")
    fields = (
        *name_fields(student.given_name, student.family_name),
        class_field(sheet.groups, student.class_id),
        *twin,
    )
    forms = [ManageForm(_SAVE, "Nom et classe", here, "Enregistrer", fields)]
    forms.append(_gone(here) if student.left_at is None else _back(here))
    view = ManageView(
        heading=f"{student.given_name} {student.family_name}",
        back_to=f"{CLASSES}/{group.id}" if group else CLASSES,
        back_label=f"Retour à {group.label}" if group else "Retour aux classes",
        sentences=(
            "Ce qui est changé ici ne touche aucune réponse."
            if student.left_at is None
            else "Cet élève a quitté le lycée : son accès est fermé.",
        ),
        forms=tuple(forms),
    )
    return shown(request, view, tried)


def _gone(here: str) -> ManageForm:
    return ManageForm(
        "parti",
        "Cet élève quitte le lycée",
        f"{here}/parti",
        "Fermer son accès",
        sentences=("Son lien et ses appareils ne marchent plus. Ses réponses restent gardées.",),
        primary=False,
    )


def _back(here: str) -> ManageForm:
    return ManageForm(
        "revenu",
        "Cet élève revient",
        f"{here}/revenu",
        "Noter son retour",
        sentences=("Il lui faudra un nouveau lien.",),
        primary=False,
    )
