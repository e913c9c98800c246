"""Classes, students, adults and rights, by hand: on a phone and on a desk, without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storage.records import Person, PersonKind, Role, RoleGrant
from tests.browser.conftest import NewContext
from tests.browser.test_every_page import AXE, CONTRAST, SIDEWAYS, VIOLATIONS
from tests.browser.world import YES, World, heading, press

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [360, 1100])


def check(page: Page) -> None:
    """No violation, light and dark, and nothing sideways, down to 320 px."""
    size = page.viewport_size
    assert size is not None
    assert page.evaluate(SIDEWAYS) <= 0
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS, {}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(VIOLATIONS, CONTRAST) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0
    page.set_viewport_size(size)


def signed_in(world: World, new_context: NewContext, role: Role, width: int) -> Page:
    page = new_context(width=width, height=900, script=True).new_page()
    world.sign_in(page, world.school.new_adult(role))
    return page


def new_adult(world: World, name: str) -> Person:
    """Of a name that is nobody else's here."""
    at = world.school.clock()
    adult = Person(name.encode().hex().ljust(32, "0")[:32], PersonKind.STAFF, "Charlie", name)
    with world.school.storage.write() as uow:
        uow.people.add(adult, at=at)
        uow.people.grant(RoleGrant(adult.id, Role.CPE, None, None, at, None))
        uow.commit()
    return adult


@WIDTHS
def test_a_class_and_its_students(world: World, new_context: NewContext, width: int) -> None:
    page = signed_in(world, new_context, Role.COORDINATOR, width)
    page.get_by_role("link", name="Classes et élèves").click()
    expect(heading(page)).to_have_text("Les classes")
    label = f"1re {width}"
    page.get_by_label("Nom de la classe").fill("2nde 3")
    press(page, "Ajouter")
    expect(page.get_by_label("Nom de la classe")).to_have_accessible_description(
        re.compile("Une classe porte déjà ce nom")
    )
    check(page)

    page.get_by_label("Nom de la classe").fill(label)
    page.get_by_label("Niveau").select_option(label="1re")
    press(page, "Ajouter")
    expect(heading(page)).to_have_text(label)
    page.get_by_label("Nom", exact=True).fill("D'Églantine-Aubépine")
    press(page, "Ajouter")
    expect(page.get_by_label("Prénom")).to_have_accessible_description("Écrivez le prénom.")
    page.get_by_label("Prénom").fill("Marie-Emmanuelle")
    press(page, "Ajouter")
    expect(page.get_by_role("table")).to_contain_text("D'Églantine-Aubépine Marie-Emmanuelle")
    check(page)

    page.get_by_role("link", name="Marie-Emmanuelle").click()
    expect(heading(page)).to_have_text("Marie-Emmanuelle D'Églantine-Aubépine")
    page.get_by_label("Classe", exact=True).select_option(label="2nde 4")
    press(page, "Enregistrer")
    expect(page.get_by_role("status").first).to_have_text("C'est enregistré.")
    press(page, "Fermer son accès")
    expect(page.locator("main")).to_contain_text("a quitté le lycée")
    check(page)


@WIDTHS
def test_rights_that_begin_and_end(world: World, new_context: NewContext, width: int) -> None:
    adult = new_adult(world, f"Myosotis-{width}")
    page = signed_in(world, new_context, Role.HEAD, width)
    page.get_by_role("link", name="Adultes et droits").click()
    check(page)
    page.get_by_role("link", name=adult.family_name).click()
    expect(heading(page)).to_have_text(f"Charlie {adult.family_name}")

    page.get_by_label("Fonction").select_option(label="professeur référent")
    page.get_by_label("Sur", exact=True).select_option(label="Tout le lycée")
    press(page, "Donner ce droit")
    expect(page.get_by_label("Sur", exact=True)).to_have_accessible_description(
        re.compile("ne se donne pas sur tout le lycée")
    )
    check(page)
    page.get_by_label("Sur", exact=True).select_option(label="2nde 3")
    press(page, "Donner ce droit")
    row = page.get_by_role("row", name="professeur référent (2nde 3)")
    expect(row).to_contain_text("depuis le")
    row.get_by_role("button", name="Finir").click()
    expect(row).to_contain_text("fini le")
    check(page)


@WIDTHS
def test_a_link_made_here_opens_one_browser(
    world: World, new_context: NewContext, width: int
) -> None:
    adult = new_adult(world, f"Pervenche-{width}")
    page = signed_in(world, new_context, Role.HEAD, width)
    page.goto(f"/equipe/gestion/adultes/{adult.id}")
    press(page, "Faire un lien")
    link = page.get_by_label("Le lien, à ouvrir sur l'appareil").input_value()
    check(page)

    theirs = new_context(width=width).new_page()
    theirs.goto(link)
    press(theirs, YES)
    expect(heading(theirs)).to_have_text(f"Bonjour Charlie {adult.family_name}")
    theirs.get_by_role("link", name="Mes réglages").click()
    check(theirs)
    other = new_context().new_page()
    other.goto(link)
    expect(heading(other)).to_have_text("Ce lien ne s'ouvre pas")

    press(theirs, "Me déconnecter partout")
    expect(heading(theirs)).to_have_text("C'est fermé")
    theirs.goto("/equipe")
    expect(heading(theirs)).to_have_text("Ce lien ne s'ouvre pas")


def test_everything_works_without_a_script(world: World, new_context: NewContext) -> None:
    page = new_context(script=False).new_page()
    world.sign_in(page, world.school.new_adult(Role.IT))
    page.get_by_role("link", name="Adultes et droits").click()
    page.get_by_label("Nom", exact=True).fill("Capucine")
    page.get_by_label("Prénom").fill("Sam")
    page.get_by_label("Adresse e-mail").fill("sam")
    press(page, "Ajouter")
    expect(page.get_by_label("Adresse e-mail")).to_have_value("sam")
    page.get_by_label("Adresse e-mail").fill("sam@lycee.example")
    press(page, "Ajouter")
    expect(heading(page)).to_have_text("Sam Capucine")
    expect(page.locator("main")).to_contain_text("sans rien y changer")
