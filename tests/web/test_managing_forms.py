"""What the forms of classes, students and adults do, and what they say about a mistake."""

from __future__ import annotations

import datetime as dt

import pytest
from starlette.types import ASGIApp

from storage.records import ClassGroup, Person, Role
from tests.apbot.school import SmallSchool
from tests.clock import FakeClock
from tests.web.test_managing import BASE, signed_in
from tests.web.test_staff_access import address
from tests.web.visitor import Visitor

NOTHING_SAVED = "Rien n'a été enregistré"


@pytest.fixture
async def head(app: ASGIApp, school: SmallSchool) -> Visitor:
    return await signed_in(app, school, school.new_adult(Role.HEAD))


async def fills(visitor: Visitor, path: str, **fields: str) -> Visitor:
    return await visitor.posts({"token": visitor.token, **fields}, to=path)


def groups(school: SmallSchool) -> dict[str, ClassGroup]:
    with school.storage.read() as uow:
        return {one.label: one for one in uow.people.classes("2026-2027")}


def person(school: SmallSchool, person_id: str) -> Person:
    with school.storage.read() as uow:
        found = uow.people.get(person_id)
    assert found is not None
    return found


def rights(school: SmallSchool, adult: Person) -> list[tuple[Role, str | None, str | None]]:
    """In force."""
    with school.storage.read() as uow:
        held = uow.people.grants_of(adult.id, at=school.clock())
    return [(one.role, one.class_id, one.student_id) for one in held]


# -- classes -------------------------------------------------------------------------------------


async def test_a_class_is_added_then_changed(head: Visitor, school: SmallSchool) -> None:
    await head.opens(f"{BASE}/classes")
    assert head.sees("2nde 3 2de, voie générale 2")
    await fills(head, f"{BASE}/classes", label=" 1re  STMG 1 ", level="premiere", track="techno")
    assert head.redirected
    assert head.sees("C'est ajouté.")
    made = groups(school)["1re STMG 1"]
    assert (made.level, made.track) == ("premiere", "techno")

    await fills(head, f"{BASE}/classes/{made.id}", label="1STMG1", level="", track="techno")

    assert head.sees("C'est enregistré.")
    changed = groups(school)["1STMG1"]
    assert (changed.id, changed.level, changed.track) == (made.id, None, "techno")
    assert [verb for _, verb, _ in school.audit("class", made.id)] == ["add_class", "save_class"]


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("", "Écrivez le nom de la classe"),
        ("2NDE3", "Une classe porte déjà ce nom cette année"),
        ("=1+1", "Ces signes ne vont pas dans un nom de classe"),
        ("x" * 41, "Raccourcissez ce nom"),
        ("\udcff", "Ces signes ne vont pas"),
    ],
)
async def test_a_class_that_cannot_be_is_said_beside_its_field(
    head: Visitor, school: SmallSchool, label: str, sentence: str
) -> None:
    before = groups(school)

    await fills(head, f"{BASE}/classes", label=label, level="premiere", track="")

    assert head.status == 422
    assert head.sees(NOTHING_SAVED)
    assert head.page.ids["ajout-label-erreur"].startswith(sentence)
    assert groups(school) == before


async def test_what_was_typed_stays_in_the_form(head: Visitor) -> None:
    await fills(head, f"{BASE}/classes", label="<b>2NDE3", level="premiere", track="nowhere")

    assert 'value="&lt;b&gt;2NDE3"' in head.response.text
    assert '<option value="premiere" selected>' in head.response.text
    assert head.page.ids["ajout-track-erreur"] == "Choisissez une voie de la liste."


async def test_the_head_decides_on_telegram_and_says_so_about_age(
    app: ASGIApp, head: Visitor, school: SmallSchool
) -> None:
    path = f"{BASE}/classes/{school.sacha.class_id}"
    await head.opens(path)
    assert head.sees("Telegram est fermé pour cette classe")
    await fills(head, f"{path}/telegram", open="1")
    assert head.page.ids["telegram-age_decided-erreur"].startswith("Cochez la case")
    await fills(head, f"{path}/telegram", open="1", age_decided="1")
    assert head.sees("Telegram est permis pour cette classe")
    await fills(head, f"{path}/telegram", open="0")
    assert head.sees("Telegram est fermé pour cette classe")

    coordinator = await signed_in(app, school, school.new_adult(Role.COORDINATOR))
    await coordinator.opens(path)
    assert not coordinator.sees("Permettre Telegram")
    await fills(coordinator, f"{path}/telegram", open="1", age_decided="1")
    assert coordinator.status == 404
    assert not groups(school)["2nde 3"].telegram


# -- students ------------------------------------------------------------------------------------


async def test_a_student_is_added_and_a_second_of_that_name_is_asked_about(
    head: Visitor, school: SmallSchool
) -> None:
    path = f"{BASE}/classes/{school.sacha.class_id}/eleves"
    await fills(head, path, given_name="Camille", family_name="Iris")
    assert head.sees("Iris Camille")

    await fills(head, path, given_name="camille", family_name="IRIS")

    assert head.status == 422
    assert head.page.ids["eleve-namesake-erreur"].startswith("Un élève de cette classe porte déjà")
    await fills(head, path, given_name="camille", family_name="IRIS", namesake="1")
    with school.storage.read() as uow:
        assert len(uow.people.students_of_class(school.sacha.class_id or "")) == 4


@pytest.mark.parametrize("name", ["", "  ", "=cmd", "a" * 101, "123", "\0", "<b>", "\udcff"])
async def test_a_name_that_is_none_is_said_beside_its_field(
    head: Visitor, school: SmallSchool, name: str
) -> None:
    path = f"{BASE}/eleves/{school.sacha.id}"
    fields = {"given_name": name, "family_name": "Iris", "class_id": school.sacha.class_id or ""}

    await fills(head, path, **fields)

    assert head.status == 422
    assert head.page.ids["eleve-given_name-erreur"]
    assert "eleve-family_name-erreur" not in head.page.ids
    assert person(school, school.sacha.id) == school.sacha


async def test_a_student_renamed_and_moved_loses_no_answer(
    app: ASGIApp, head: Visitor, school: SmallSchool
) -> None:
    school.send(school.sacha)
    before = school.history(school.sacha)
    garance = await signed_in(app, school, school.garance)
    assert not garance.sees("Sacha")

    there = school.robin.class_id or ""
    path = f"{BASE}/eleves/{school.sacha.id}"
    await fills(head, path, given_name="Sacha", family_name="Pivoine-Iris", class_id=there)

    assert head.sees("C'est enregistré.")
    assert school.history(school.sacha) == before
    assert (await garance.opens("/equipe")).sees("Sacha Pivoine-Iris")


async def test_whoever_leaves_has_no_access_and_keeps_their_answers(
    sacha: Visitor, head: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    school.bring(school.sacha)
    before, path = school.history(school.sacha), f"{BASE}/eleves/{school.sacha.id}"
    await head.opens(path)

    await head.presses("Fermer son accès")

    assert head.sees("a quitté le lycée")
    assert person(school, school.sacha.id).left_at == clock()
    assert (await sacha.opens("/questionnaire")).status == 404
    assert school.history(school.sacha) == before
    await head.presses("Noter son retour")
    assert person(school, school.sacha.id).left_at is None


# -- adults --------------------------------------------------------------------------------------


async def test_an_adult_is_added_without_any_right(head: Visitor, school: SmallSchool) -> None:
    names = {"given_name": "Camille", "family_name": "Iris"}
    await fills(head, f"{BASE}/adultes", **names, email="c.iris(at)lycee")
    assert head.page.ids["ajout-email-erreur"].startswith("Ce n'est pas une adresse")

    await fills(head, f"{BASE}/adultes", **names, email=" c.iris@lycee.example ")

    assert head.sees("Aucun droit.")
    with school.storage.read() as uow:
        (made,) = (one for one in uow.people.staff() if one.family_name == "Iris")
    assert made.email == "c.iris@lycee.example"
    await fills(head, f"{BASE}/adultes", **names, email="")
    assert head.page.ids["ajout-namesake-erreur"].startswith("Un adulte porte déjà ce nom")


async def test_a_right_opens_at_once_and_its_end_closes_at_once(
    app: ASGIApp, head: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    school.send(school.sacha)
    garance = await signed_in(app, school, school.garance)
    sheet, path = f"/equipe/eleve/{school.sacha.id}", f"{BASE}/adultes/{school.garance.id}"
    assert (await garance.opens(sheet)).status == 404

    await fills(head, f"{path}/droits", role="referent", over=school.sacha.class_id or "")
    assert head.sees("Le droit est donné.")
    assert (await garance.opens(sheet)).status == 200

    clock.advance(minutes=1)
    await head.presses("Finir", nth=1)
    assert head.sees("Le droit est fini, à l'instant même.")
    assert (await garance.opens(sheet)).status == 404
    assert (await garance.opens("/equipe")).sees("Robin Coriandre")
    trail = [verb for _, verb, _ in school.audit("staff", school.garance.id)]
    assert trail[-2:] == ["give_right", "end_right"]


async def test_the_same_right_twice_is_said_and_ending_it_twice_is_nothing(
    head: Visitor, school: SmallSchool
) -> None:
    path = f"{BASE}/adultes/{school.garance.id}"
    await fills(head, f"{path}/droits", role="referent", over=school.robin.class_id or "")
    assert head.page.ids["droit-role-erreur"] == "Cette personne a déjà ce droit."

    for _ in range(2):
        await fills(head, f"{path}/fin", rank="0")
        assert head.status == 200

    assert rights(school, school.garance) == []
    for rank in ("1", "-1", "x", "", "9" * 9):
        assert (await fills(await head.opens(path), f"{path}/fin", rank=rank)).status == 404


async def test_a_right_may_be_over_one_student_between_two_days(
    head: Visitor, school: SmallSchool, clock: FakeClock
) -> None:
    today = clock().date()
    first, last = today + dt.timedelta(days=2), today + dt.timedelta(days=3)
    await fills(
        head,
        f"{BASE}/adultes/{school.garance.id}/droits",
        role="observer",
        over=school.sacha.class_id or "",
        student="sacha pivoine",
        first_day=first.isoformat(),
        last_day=last.isoformat(),
    )

    assert head.sees(f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}")
    right = (Role.OBSERVER, None, school.sacha.id)
    seen = []
    for _ in range(5):
        seen.append(right in rights(school, school.garance))
        clock.advance(days=1)
    assert seen == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"role": "king"}, "role", "Choisissez une fonction"),
        ({"role": ""}, "role", "Choisissez une fonction"),
        ({"over": ""}, "over", "Choisissez une classe"),
        ({"over": "f" * 32}, "over", "Choisissez une classe"),
        ({"over": "lycee"}, "over", "Choisissez la classe : ce droit ne se donne pas"),
        ({"over": "lycee", "role": "cpe", "student": "Sacha"}, "over", "Choisissez la classe de"),
        ({"student": "Robin"}, "student", "Aucun élève de 2nde 3"),
        ({"first_day": "demain"}, "first_day", "Écrivez une date"),
        ({"first_day": "2020-01-01"}, "first_day", "Ce jour est passé"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-01"}, "last_day", "Le dernier jour"),
        ({"last_day": "9999-12-31"}, "last_day", "C'est trop loin"),
    ],
)
async def test_a_right_that_cannot_be_is_said_beside_its_field(
    head: Visitor, school: SmallSchool, changes: dict[str, str], field: str, sentence: str
) -> None:
    before = rights(school, school.garance)
    fields = {"role": "referent", "over": school.sacha.class_id or "", **changes}

    await fills(head, f"{BASE}/adultes/{school.garance.id}/droits", **fields)

    assert head.status == 422
    assert head.page.ids[f"droit-{field}-erreur"].startswith(sentence)
    assert rights(school, school.garance) == before


async def test_a_link_for_somebody_is_shown_once_and_opens_once(
    app: ASGIApp, head: Visitor, school: SmallSchool
) -> None:
    await head.opens(f"{BASE}/adultes/{school.garance.id}")
    await head.presses("Faire un lien")
    assert head.sees("Ce lien ouvre l'espace de Claude Garance.")
    link = address(head)

    garance = await Visitor(app).signs_in(link)

    assert garance.sees("Bonjour Claude Garance")
    assert (await Visitor(app).opens(link)).status == 404
    assert "/p/" not in (await head.opens(f"{BASE}/adultes/{school.garance.id}")).response.text


async def test_somebody_signed_out_or_gone_is_out_at_once(
    app: ASGIApp, head: Visitor, school: SmallSchool
) -> None:
    garance = await signed_in(app, school, school.garance)
    await head.opens(f"{BASE}/adultes/{school.garance.id}")
    await head.presses("Déconnecter partout")
    assert (await garance.opens("/equipe")).status == 404
    assert len(rights(school, school.garance)) == 1

    again = await signed_in(app, school, school.garance)
    await head.presses("Fermer son accès")

    assert head.sees("a quitté le lycée")
    assert (await again.opens("/equipe")).status == 404
    assert rights(school, school.garance) == []
    await head.presses("Noter son retour")
    assert rights(school, school.garance) == []
    assert not (await head.opens(f"{BASE}/adultes")).sees("Claude Garance professeur")
