"""The classes of the year, and one of them with its students."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import STAFF_HOME
from apbot.channels.web.forms import Form
from apbot.channels.web.views import (
    Cell,
    FormField,
    Input,
    ManageForm,
    ManageTable,
    ManageView,
    Option,
)
from apbot.importing.levels import LEVELS, TRACKS
from apbot.managing import classes as acts
from apbot.managing import students
from apbot.managing.classes import ClassEntry, ClassSheet, TypedClass
from apbot.managing.students import TypedStudent
from apbot.signing_in import Session
from storage.records import ClassGroup
from storage.unit_of_work import UnitOfWork

from .pages import (
    CLASSES,
    STUDENTS,
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

_ADD, _SAVE, _STUDENT, _TELEGRAM = "ajout", "classe", "eleve", "telegram"


async def show_all(request: Request) -> Response:
    """GET /equipe/gestion/classes."""
    return await _all(request)


async def add(request: Request) -> Response:
    """POST /equipe/gestion/classes."""
    now = request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> ClassGroup:
        return acts.add_class(uow, session.adult, _typed(form), at=now)

    added = await done(request, act)
    if added is None:
        return refused(request)
    if isinstance(added, Tried):
        return await _all(request, replace(added, key=_ADD))
    return after(f"{CLASSES}/{added.id}", "ajout")


async def show(request: Request) -> Response:
    """GET /equipe/gestion/classes/{id}."""
    return await _one(request)


async def save(request: Request) -> Response:
    """POST /equipe/gestion/classes/{id}."""
    class_id, now = path_id(request, "group"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        acts.save_class(uow, session.adult, class_id, _typed(form), at=now)
        return "change"

    return await _ended(request, _SAVE, await done(request, act))


async def add_student(request: Request) -> Response:
    """POST /equipe/gestion/classes/{id}/eleves."""
    class_id, now = path_id(request, "group"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        typed = TypedStudent(
            form.get("given_name"), form.get("family_name"), class_id, bool(form.get("namesake"))
        )
        students.add_student(uow, session.adult, typed, at=now)
        return "ajout"

    return await _ended(request, _STUDENT, await done(request, act))


async def decide_telegram(request: Request) -> Response:
    """POST /equipe/gestion/classes/{id}/telegram: the head's decision."""
    class_id, now = path_id(request, "group"), request.app.state.site.clock()

    def act(uow: UnitOfWork, session: Session, form: Form) -> str:
        acts.decide_telegram(
            uow,
            session.adult,
            class_id,
            open_=form.get("open") == "1",
            age_decided=bool(form.get("age_decided")),
            at=now,
        )
        return "telegram"

    return await _ended(request, _TELEGRAM, await done(request, act))


async def _ended(request: Request, key: str, did: str | Tried | None) -> Response:
    if did is None:
        return refused(request)
    if isinstance(did, Tried):
        return await _one(request, replace(did, key=key))
    return after(f"{CLASSES}/{path_id(request, 'group')}", did)


def _typed(form: Form) -> TypedClass:
    return TypedClass(form.get("label"), form.get("level"), form.get("track"))


# -- pages ---------------------------------------------------------------------------------------


async def _all(request: Request, tried: Tried | None = None) -> Response:
    now = request.app.state.site.clock()

    def look(uow: UnitOfWork, session: Session) -> tuple[tuple[ClassEntry, ...], bool]:
        adult = session.adult
        return acts.class_list(uow, adult, at=now), acts.may_add_class(uow, adult, at=now)

    found = await seen(request, look)
    if found is None:
        return refused(request)
    entries, may_add = found
    table = ManageTable(
        heading="Cette année",
        columns=("Classe", "Niveau et voie", "Élèves"),
        rows=tuple(
            (
                Cell(one.group.label, href=f"{CLASSES}/{one.group.id}"),
                Cell(_level(one.group)),
                Cell(str(one.students)),
            )
            for one in entries
        ),
        empty="Aucune classe cette année : ajoutez-en une, ou importez la liste des élèves.",
    )
    form = ManageForm(_ADD, "Ajouter une classe", CLASSES, "Ajouter", _class_fields(None))
    view = ManageView(
        heading="Les classes",
        back_to=STAFF_HOME,
        back_label="Retour à l'accueil",
        tables=(table,),
        forms=(form,) if may_add else (),
    )
    return shown(request, view, tried)


async def _one(request: Request, tried: Tried | None = None) -> Response:
    class_id, now = path_id(request, "group"), request.app.state.site.clock()

    def look(uow: UnitOfWork, session: Session) -> ClassSheet:
        return acts.class_sheet(uow, session.adult, class_id, at=now)

    sheet = await seen(request, look)
    if sheet is None:
        return refused(request)
    here = f"{CLASSES}/{class_id}"
    table = ManageTable(
        heading="Les élèves",
        columns=("Élève",),
        rows=tuple(
            (Cell(f"{one.family_name} {one.given_name}", href=f"{STUDENTS}/{one.id}"),)
            for one in sheet.students
        ),
        empty="Aucun élève dans cette classe.",
    )
    twin = namesake_fields(tried, "C'est un autre élève du même nom")
    forms = [
        ManageForm(
            _STUDENT, "Ajouter un élève", f"{here}/eleves", "Ajouter", (*name_fields(), *twin)
        ),
        ManageForm(_SAVE, "Nom, niveau et voie", here, "Enregistrer", _class_fields(sheet.group)),
    ]
    if sheet.may_allow_telegram:
        forms.append(_telegram(sheet.group, f"{here}/telegram"))
    allowed = "permis" if sheet.group.telegram else "fermé"
    view = ManageView(
        heading=sheet.group.label,
        back_to=CLASSES,
        back_label="Retour aux classes",
        sentences=(f"Telegram est {allowed} pour cette classe ; la direction en décide.",),
        tables=(table,),
        forms=tuple(forms),
    )
    return shown(request, view, tried)


def _telegram(group: ClassGroup, post_to: str) -> ManageForm:
    if group.telegram:
        return ManageForm(
            _TELEGRAM,
            "Telegram",
            post_to,
            "Fermer Telegram à cette classe",
            (FormField("open", "", Input.HIDDEN, "0"),),
            ("Les comptes reliés ne le sont plus. Les réponses restent.",),
            primary=False,
        )
    sure = "La direction l'a décidé, limite d'âge comprise"
    return ManageForm(
        _TELEGRAM,
        "Telegram",
        post_to,
        "Permettre Telegram à cette classe",
        (FormField("open", "", Input.HIDDEN, "1"), FormField("age_decided", sure, Input.TICK)),
        ("Telegram demande 18 ans dans l'Union européenne. La page web suffit à tous.",),
        primary=False,
    )


def _class_fields(group: ClassGroup | None) -> tuple[FormField, ...]:
    label, level, track = (group.label, group.level, group.track) if group else ("", None, None)
    return (
        FormField("label", "Nom de la classe", value=label, required=True),
        FormField("level", "Niveau", Input.SELECT, options=_options(LEVELS, level)),
        FormField("track", "Voie", Input.SELECT, options=_options(TRACKS, track)),
    )


def _options(labels: Mapping[str, str], chosen: str | None) -> tuple[Option, ...]:
    known = (Option(value, label, selected=value == chosen) for value, label in labels.items())
    return (Option("", "Pas dit", selected=not chosen), *known)


def _level(group: ClassGroup) -> str:
    said = (LEVELS.get(group.level or "", ""), TRACKS.get(group.track or "", ""))
    return ", ".join(filter(None, said)) or "pas dit"
