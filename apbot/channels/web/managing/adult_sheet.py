"""The page of one adult: their rights with their dates, and what may be done about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from apbot.access import GIVES, Verb, may_in
from apbot.channels.web.views import (
    Cell,
    FormField,
    Input,
    ManageForm,
    ManageTable,
    ManageView,
    Option,
)
from apbot.clock import school_day, school_time, school_year
from apbot.managing.acting import Act
from apbot.managing.adults import AdultSheet, HeldRight, adult_sheet
from apbot.managing.rights import WHOLE_SCHOOL
from apbot.roles import LABELS, said_rights
from storage.records import Person, Role, RoleGrant
from storage.unit_of_work import UnitOfWork

from .pages import ADULTS, Tried, name_fields, namesake_fields


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page needs: the sheet, the rights in words, what this adult may give where."""

    sheet: AdultSheet
    said: tuple[str, ...]
    roles: tuple[Role, ...]
    places: tuple[tuple[str, str], ...]
    """(id, label) of classes; the whole school too where it may be given."""


def look_at(uow: UnitOfWork, actor: Person, adult_id: str, *, at: dt.datetime) -> Shown:
    """Raises ``NotAllowed``."""
    sheet = adult_sheet(uow, actor, adult_id, at=at)
    said = tuple(said_rights(uow, [held.grant]) for held in sheet.rights)
    grants = Act(uow, actor, at).grants
    gives = {role for grant in grants for role in GIVES.get(grant.role, ())}
    places = [
        (group.id, group.label)
        for group in uow.people.classes(school_year(at))
        if may_in(actor, grants, Verb.GIVE_RIGHTS, group.id)
    ]
    if may_in(actor, grants, Verb.GIVE_RIGHTS, None):
        places.append((WHOLE_SCHOOL, "Tout le lycée"))
    return Shown(sheet, said, tuple(role for role in LABELS if role in gives), tuple(places))


def view_of(found: Shown, tried: Tried | None, *, at: dt.datetime) -> ManageView:
    adult = found.sheet.adult
    return ManageView(
        heading=f"{adult.given_name} {adult.family_name}",
        back_to=ADULTS,
        back_label="Retour aux adultes",
        sentences=tuple(_sentences(found.sheet)),
        tables=(_rights(found, at),),
        forms=tuple(_forms(found, tried)),
    )


def _sentences(sheet: AdultSheet) -> Iterator[str]:
    if sheet.adult.left_at is not None:
        yield "Cette personne a quitté le lycée : son accès est fermé."
    elif not sheet.may_change and not sheet.may_give:
        yield "Vous pouvez lire cette page, sans rien y changer."


def _rights(found: Shown, at: dt.datetime) -> ManageTable:
    here = f"{ADULTS}/{found.sheet.adult.id}"
    rows = [
        (Cell(said), Cell(_dates(held.grant, at)), _ending(held, said, here, rank))
        for rank, (held, said) in enumerate(zip(found.sheet.rights, found.said, strict=True))
    ]
    return ManageTable("Ses droits", ("Droit", "Quand", "Action"), tuple(rows), "Aucun droit.")


def _ending(held: HeldRight, said: str, here: str, rank: int) -> Cell:
    if not held.can_end:
        return Cell()
    return Cell(post_to=f"{here}/fin", button="Finir", about=said, field="rank", value=str(rank))


def _dates(grant: RoleGrant, at: dt.datetime) -> str:
    since, until = f"{school_day(grant.starts_at):%d/%m/%Y}", grant.ends_at
    if until is None:
        return f"depuis le {since}" if grant.starts_at <= at else f"à partir du {since}"
    if until <= at:
        return f"fini le {school_time(until)}"
    return f"du {since} au {school_day(until - dt.timedelta(seconds=1)):%d/%m/%Y}"


def _forms(found: Shown, tried: Tried | None) -> Iterator[ManageForm]:
    sheet, here = found.sheet, f"{ADULTS}/{found.sheet.adult.id}"
    if sheet.may_give:
        yield _giving(found, here)
    if not sheet.may_change:
        return
    if sheet.adult.left_at is not None:
        back = ("Sans aucun droit, jusqu'à ce qu'on lui en donne.",)
        yield ManageForm(
            "revenu",
            "Cette personne revient",
            f"{here}/revenu",
            "Noter son retour",
            sentences=back,
            primary=False,
        )
        return
    yield ManageForm(
        "lien",
        "Son lien de connexion",
        f"{here}/lien",
        "Faire un lien",
        sentences=(
            "Il sert une fois en sept jours, et n'est montré qu'une fois. Le précédent est annulé.",
        ),
    )
    fields = (
        *name_fields(sheet.adult.given_name, sheet.adult.family_name),
        FormField("email", "Adresse e-mail", Input.EMAIL, sheet.adult.email, hint="Facultatif."),
        *namesake_fields(tried, "C'est une autre personne du même nom"),
    )
    yield ManageForm("adulte", "Nom et adresse", here, "Enregistrer", fields, primary=False)
    yield ManageForm(
        "sortie",
        "Ses appareils",
        f"{here}/sortie",
        "Déconnecter partout",
        sentences=("Un appareil perdu, une session oubliée : ses droits restent.",),
        primary=False,
    )
    yield ManageForm(
        "parti",
        "Cette personne quitte le lycée",
        f"{here}/parti",
        "Fermer son accès",
        sentences=("Tous ses droits finissent, ses liens et ses appareils ne marchent plus.",),
        primary=False,
    )


def _giving(found: Shown, here: str) -> ManageForm:
    roles = (Option("", "Choisissez"), *(Option(one.value, LABELS[one]) for one in found.roles))
    places = (Option("", "Choisissez"), *(Option(*place) for place in found.places))
    student = "Facultatif : le droit est alors sur cet élève seul. Prénom et nom."
    return ManageForm(
        "droit",
        "Donner un droit",
        f"{here}/droits",
        "Donner ce droit",
        (
            FormField("role", "Fonction", Input.SELECT, options=roles),
            FormField("over", "Sur", Input.SELECT, options=places),
            FormField("student", "Un seul élève de cette classe", hint=student),
            FormField("first_day", "Premier jour", Input.DATE, hint="Vide : dès maintenant."),
            FormField("last_day", "Dernier jour", Input.DATE, hint="Vide : sans fin prévue."),
        ),
    )
