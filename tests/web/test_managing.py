"""Who may open and change which page of classes, students and adults; everything else is none."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from starlette.types import ASGIApp

from apbot.access import MATRIX, Verb
from storage.records import Person, Role, RoleGrant
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.visitor import Visitor

BASE = "/equipe/gestion"
NAMES = {"given_name": "Camille", "family_name": "Iris", "namesake": "1"}
MANAGERS = (Role.COORDINATOR, Role.HEAD, Role.IT)


def everything(school: SmallSchool) -> list[Any]:
    """All that these pages may change."""
    with school.storage.read() as uow:
        adults = uow.people.staff()
        return [
            uow.people.classes("2026-2027"),
            uow.people.students(),
            adults,
            [uow.people.all_grants_of(one.id) for one in adults],
            [uow.links.of(one.id) for one in (*adults, *uow.people.students())],
            [uow.links.browsers_of(one.id, at=school.clock()) for one in (school.garance,)],
        ]


def pages(school: SmallSchool) -> list[str]:
    return [
        f"{BASE}/classes",
        f"{BASE}/classes/{school.robin.class_id}",
        f"{BASE}/eleves/{school.robin.id}",
        f"{BASE}/adultes",
        f"{BASE}/adultes/{school.garance.id}",
    ]


def posts(school: SmallSchool) -> list[tuple[str, dict[str, str]]]:
    """Every address with a form that would do something."""
    group, robin = school.robin.class_id or "", school.robin.id
    adult = f"{BASE}/adultes/{school.garance.id}"
    right = {"role": "cpe", "over": group}
    return [
        (f"{BASE}/classes", {"label": "2nde 9"}),
        (f"{BASE}/classes/{group}", {"label": "2nde 8"}),
        (f"{BASE}/classes/{group}/eleves", NAMES),
        (f"{BASE}/classes/{group}/telegram", {"open": "1", "age_decided": "1"}),
        (f"{BASE}/eleves/{robin}", {**NAMES, "class_id": group}),
        (f"{BASE}/eleves/{robin}/parti", {}),
        (f"{BASE}/adultes", {**NAMES, "email": ""}),
        (adult, {**NAMES, "email": ""}),
        (f"{adult}/droits", right),
        (f"{adult}/fin", {"rank": "0"}),
        (f"{adult}/lien", {}),
        (f"{adult}/sortie", {}),
        (f"{adult}/parti", {}),
    ]


async def signed_in(app: ASGIApp, school: SmallSchool, adult: Person) -> Visitor:
    return await Visitor(app).signs_in(f"/p/{school.invite(adult)}")


@pytest.fixture
async def head(app: ASGIApp, school: SmallSchool) -> Visitor:
    return await signed_in(app, school, school.new_adult(Role.HEAD))


async def closed(visitor: Visitor, school: SmallSchool) -> None:
    """Nothing opens, nothing changes, and it looks like what never existed."""
    none = (await visitor.opens(f"{BASE}/nothing")).response.content
    for path in pages(school):
        await visitor.opens(path)
        assert (visitor.status, visitor.response.content) == (404, none), path
    token = (await visitor.opens("/equipe")).token
    before = everything(school)
    for path, fields in posts(school):
        await visitor.posts({"token": token, **fields}, to=path)
        assert (visitor.status, visitor.response.content) == (404, none), path
    assert everything(school) == before


@pytest.mark.parametrize("role", sorted(set(Role) - set(MANAGERS)))
async def test_without_such_a_right_there_is_nothing(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    adult = school.new_adult(role)
    visitor = await signed_in(app, school, adult)

    await closed(visitor, school)

    assert (adult.id, "manage_students", "denied") in school.audit("student", school.robin.id)


async def test_the_referent_of_a_class_does_not_manage_it(
    laureole: Visitor, school: SmallSchool
) -> None:
    assert "Adultes et droits" not in laureole.page.links
    await closed(laureole, school)


async def test_somebody_who_is_nobody_gets_nothing(visitor: Visitor, school: SmallSchool) -> None:
    for path in pages(school):
        assert (await visitor.opens(path)).status == 404
    before = everything(school)
    for path, fields in posts(school):
        assert (await visitor.posts(fields, to=path)).status == 404
    assert everything(school) == before


async def test_a_student_gets_nothing(sacha: Visitor, school: SmallSchool) -> None:
    for path in pages(school):
        assert (await sacha.opens(path)).status == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.HEAD, Role.IT])
async def test_whoever_manages_one_class_has_nothing_to_do_with_another(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    here = school.sacha.class_id or ""
    visitor = await signed_in(app, school, school.new_adult(role, here))

    await visitor.opens(f"{BASE}/classes")
    assert visitor.sees("2nde 3")
    assert not visitor.sees("2nde 4")
    assert not visitor.sees("Ajouter une classe")
    for path in pages(school)[1:3]:
        assert (await visitor.opens(path)).status == 404
    token = (await visitor.opens(f"{BASE}/classes/{here}")).token
    before = everything(school)
    for path, fields in posts(school):
        await visitor.posts({"token": token, **fields}, to=path)
        assert visitor.status == 404, path
    there = school.robin.class_id or ""
    move = {**NAMES, "class_id": there, "token": token}
    assert (await visitor.posts(move, to=f"{BASE}/eleves/{school.sacha.id}")).status == 404
    wide = {"token": token, "role": "cpe", "over": "lycee"}
    path = f"{BASE}/adultes/{school.garance.id}/droits"
    assert (await visitor.posts(wide, to=path)).status == 404
    assert everything(school) == before


@pytest.mark.parametrize("token", ["", "0.x", "1.aa"])
async def test_every_post_needs_the_token_of_the_page(
    head: Visitor, school: SmallSchool, token: str
) -> None:
    before = everything(school)
    for path, fields in posts(school):
        assert (await head.posts({**fields, "token": token}, to=path)).status == 404, path

    assert everything(school) == before


async def test_with_the_token_each_of_them_does_something(
    head: Visitor, school: SmallSchool
) -> None:
    token = head.token
    for path, fields in posts(school):
        before = everything(school)
        await head.posts({**fields, "token": token}, to=path)
        assert head.status == 200, path
        if not path.endswith("/sortie"):  # nobody was signed in
            assert everything(school) != before, path


async def test_a_right_that_ends_is_without_effect_in_an_open_session(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    adult = school.new_adult(Role.HEAD)
    visitor = await signed_in(app, school, adult)
    await visitor.opens(f"{BASE}/adultes/{school.garance.id}")
    assert visitor.status == 200
    with school.storage.write() as uow:
        (right,) = uow.people.grants_of(adult.id, at=clock())
        uow.people.end_grant(right, at=clock())
        uow.commit()

    await closed(visitor, school)


@pytest.mark.parametrize("role", MANAGERS)
async def test_whoever_manages_reads_no_answer(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    school.send(school.robin, {"welcome.free_word": "Je prends le car."})
    visitor = await signed_in(app, school, school.new_adult(role))

    for path in ("/equipe", *pages(school)):
        await visitor.opens(path)
        assert visitor.status == 200
        assert not visitor.sees("car.")
        assert not visitor.sees("Presque jamais")
    assert (await visitor.opens(f"/equipe/eleve/{school.robin.id}")).status == 404


async def test_it_gives_no_right_and_makes_no_link(app: ASGIApp, school: SmallSchool) -> None:
    visitor = await signed_in(app, school, school.new_adult(Role.IT))
    await visitor.opens(f"{BASE}/adultes/{school.garance.id}")
    assert visitor.sees("Vous pouvez lire cette page, sans rien y changer.")
    before, token = everything(school), visitor.token

    for path, fields in posts(school)[7:]:
        await visitor.posts({**fields, "token": token}, to=path)
        assert visitor.status == 404, path

    assert everything(school) == before


@pytest.mark.parametrize(
    ("giver", "role"),
    list(itertools.product((Role.COORDINATOR, Role.HEAD), (Role.HEAD, Role.IT, Role.REFERENT))),
)
async def test_who_may_give_what_and_enter_as_whom(
    app: ASGIApp, school: SmallSchool, giver: Role, role: Role
) -> None:
    expected = 200 if giver is Role.HEAD or role is Role.REFERENT else 404
    other = school.new_adult(role)
    visitor = await signed_in(app, school, school.new_adult(giver))
    token = visitor.token

    right = {"token": token, "role": role.value, "over": school.sacha.class_id or ""}
    await visitor.posts(right, to=f"{BASE}/adultes/{school.garance.id}/droits")
    assert visitor.status == expected
    # Over the school already: whoever gets the link of that adult may do as much as they.
    await visitor.posts({"token": token}, to=f"{BASE}/adultes/{other.id}/lien")
    assert visitor.status == expected


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.HEAD])
async def test_nobody_gives_themselves_a_right_or_a_link(
    app: ASGIApp, school: SmallSchool, role: Role
) -> None:
    adult = school.new_adult(role)
    visitor = await signed_in(app, school, adult)
    here = f"{BASE}/adultes/{adult.id}"
    await visitor.opens(here)
    assert not visitor.sees("Donner un droit")
    before, token = everything(school), visitor.token

    right = {"token": token, "role": "referent", "over": school.sacha.class_id or ""}
    for path, fields in ((f"{here}/droits", right), (f"{here}/fin", {"token": token, "rank": "0"})):
        assert (await visitor.posts(fields, to=path)).status == 404
    for what in ("lien", "sortie", "parti"):
        assert (await visitor.posts({"token": token}, to=f"{here}/{what}")).status == 404

    assert everything(school) == before
    assert (adult.id, "give_right", "denied") in school.audit("staff", adult.id)


def test_those_who_manage_are_those_of_the_matrix() -> None:
    assert {role for role in Role if Verb.MANAGE_CLASSES in MATRIX[role]} == set(MANAGERS)


async def test_a_right_over_one_student_manages_nothing(
    app: ASGIApp, school: SmallSchool, clock: FakeClock
) -> None:
    adult = school.new_adult(Role.OBSERVER, school.sacha.class_id)
    school.grant(RoleGrant(adult.id, Role.HEAD, None, school.sacha.id, clock(), None))
    visitor = await signed_in(app, school, adult)

    await closed(visitor, school)
