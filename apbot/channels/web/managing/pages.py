"""What these pages share: what a post does, what is said after it, the fields of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from apbot.addresses import STAFF_HOME, STAFF_LEAVE
from apbot.channels.web.forms import Form
from apbot.channels.web.sessions import page_token, posted_form, writing
from apbot.channels.web.site import Site, neutral, page, see_other
from apbot.channels.web.views import FormField, Input, ManageForm, ManageView, Option
from apbot.errors import NotAllowed
from apbot.managing.acting import Refused
from apbot.signing_in import Session
from apbot.wording import typeset
from dialogues.matching import is_readable
from storage.records import ClassGroup
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
BASE = f"{STAFF_HOME}/gestion"
CLASSES = f"{BASE}/classes"
STUDENTS = f"{BASE}/eleves"
ADULTS = f"{BASE}/adultes"
_ID = re.compile("[0-9a-f]{1,32}")
_DONE = {
    "ajout": "C'est ajouté.",
    "change": "C'est enregistré.",
    "parti": "C'est noté : l'accès est fermé, rien n'est effacé.",
    "revenu": "C'est noté. Il faut un nouveau lien pour revenir.",
    "droit": "Le droit est donné.",
    "fin": "Le droit est fini, à l'instant même.",
    "sorti": "Tous ses appareils sont déconnectés, et ses liens sont annulés.",
    "telegram": "La décision est enregistrée.",
}
_NOTHING_SAVED = "Rien n'a été enregistré : lisez ce qui est dit sous le champ à corriger."


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that could not be taken: what was typed, and what is wrong where."""

    key: str
    typed: Form
    problems: Mapping[str, str]


def path_id(request: Request, name: str) -> str:
    """The identifier in the address; empty where it is none of ours."""
    found = request.path_params[name]
    return found if _ID.fullmatch(found) else ""


async def seen(request: Request, look: Callable[[UnitOfWork, Session], T]) -> T | None:
    """What ``look`` sees; None where nobody is signed in, or they may not.

    In the writer's transaction: a refusal leaves a line in the audit trail.
    """

    def work(uow: UnitOfWork, session: Session) -> T | None:
        try:
            return look(uow, session)
        except NotAllowed:
            return None

    return await writing(request, work)


async def done(request: Request, act: Callable[[UnitOfWork, Session, Form], T]) -> T | Tried | None:
    """What ``act`` did, committed; None where it may not be, ``Tried`` with an empty ``key``."""
    form = await posted_form(request)
    if form is None:
        return None

    def work(uow: UnitOfWork, session: Session) -> T | Tried | None:
        # Neither is raised after something was written, but for the line of a refusal.
        try:
            return act(uow, session, form)
        except NotAllowed:
            return None
        except Refused as problem:
            return Tried("", form, problem.problems)

    return await writing(request, work)


def shown(request: Request, view: ManageView, tried: Tried | None = None) -> Response:
    """The page; with what was typed and what is wrong where a form could not be taken."""
    site: Site = request.app.state.site
    forms = tuple(_with_errors(form, tried) for form in view.forms)
    said = replace(
        view,
        forms=forms,
        status="" if tried else typeset(_DONE.get(request.query_params.get("fait", ""), "")),
        problem=typeset(_NOTHING_SAVED) if tried else "",
        sentences=tuple(map(typeset, view.sentences)),
        leave_to=STAFF_LEAVE,
        token=page_token(request),
    )
    status = 422 if tried else 200
    title = view.heading
    return page(request, "staff/manage.html", said, title=title, words=site.words(), status=status)


def refused(request: Request) -> Response:
    return neutral(request, request.app.state.site)


def after(path: str, what: str) -> Response:
    """Back to a page that says that it is done; pressing "reload" there does nothing again."""
    return see_other(f"{path}?fait={what}")


def _with_errors(form: ManageForm, tried: Tried | None) -> ManageForm:
    if tried is None or tried.key != form.key:
        return form
    fields = []
    for field in form.fields:
        typed = tried.typed.get(field.name)
        value = typed if is_readable(typed) else ""
        options = tuple(replace(one, selected=one.value == value) for one in field.options)
        error = typeset(tried.problems.get(field.name, ""))
        fields.append(replace(field, value=value, options=options, error=error))
    return replace(form, fields=tuple(fields))


def name_fields(given_name: str = "", family_name: str = "") -> tuple[FormField, FormField]:
    return (
        FormField("family_name", "Nom", value=family_name, required=True),
        FormField("given_name", "Prénom", value=given_name, required=True),
    )


def class_field(groups: Sequence[ClassGroup], chosen: str | None) -> FormField:
    options = tuple(Option(one.id, one.label, selected=one.id == chosen) for one in groups)
    return FormField("class_id", "Classe", Input.SELECT, options=options)


def namesake_fields(tried: Tried | None, label: str) -> tuple[FormField, ...]:
    """The box that says it is somebody else: there once there is a reason to ask."""
    if tried is None or "namesake" not in tried.problems:
        return ()
    return (FormField("namesake", label, Input.TICK),)
