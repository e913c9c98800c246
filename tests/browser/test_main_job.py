"""The main job on a phone: answer, decide, send; the referent reads a sheet of those answers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from storage.records import Person
from tests.browser.conftest import NewContext
from tests.browser.world import YES, World, answer_everything, heading, press

pytestmark = pytest.mark.browser
WORDS = "Je prends le car de six heures quarante."


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_student_answers_on_a_phone_and_the_referent_reads_the_sheet(
    world: World, new_context: NewContext, *, script: bool
) -> None:
    student = world.new_student()
    page = new_context(script=script).new_page()
    world.sign_in(page, student)
    press(page, "On commence")
    expect(heading(page)).to_have_text(re.compile("^Tes premières semaines"))

    asked = answer_everything(page, choice=0, words=WORDS)
    assert len(asked) == 25
    _decide(page)
    press(page, "Envoyer à Dominique Lauréole")
    expect(heading(page)).to_have_text("C'est envoyé")

    assert _stored(world, student)["welcome.plan"] == (3, "shared")
    assert _stored(world, student)["welcome.strengths"] == (("curiosity",), "mine")
    _the_referent_reads(world, new_context, student)


def _decide(page: Page) -> None:
    """One answer is kept for oneself, one is corrected."""
    expect(page.locator(".sheet")).to_contain_text("La curiosité")
    kept = page.locator("[id='r-welcome.strengths']")
    kept.get_by_role("button", name="Garder pour moi").click()
    expect(kept).to_contain_text("Personne d'autre ne le lira.")
    expect(page.locator(".sheet")).not_to_contain_text("La curiosité")
    page.locator("[id='r-welcome.plan']").get_by_role("button", name="Corriger").click()
    expect(heading(page)).to_have_text(re.compile("^Je note mon travail"))
    page.locator("button.option", has_text="Souvent").click()
    expect(heading(page)).to_have_text("Relis avant d'envoyer")
    expect(page.locator("[id='r-welcome.plan']")).to_contain_text("Souvent")


def _stored(world: World, student: Person) -> dict[str, tuple[object, str]]:
    conversation = world.school.conversation(student)
    assert conversation is not None
    with world.school.storage.read() as uow:
        current = uow.answers.current(conversation.id)
    return {key: (kept.value, kept.visibility.value) for key, kept in current.items()}


def _the_referent_reads(world: World, new_context: NewContext, student: Person) -> None:
    page = new_context(width=1100, height=900).new_page()
    world.sign_in(page, world.school.laureole)
    name = f"{student.given_name} {student.family_name}"
    page.get_by_role("row", name=name).get_by_role("link", name="Lire la synthèse").click()
    sheet = page.locator(".sheet")
    expect(sheet.get_by_role("heading", level=1)).to_have_text(name)
    expect(sheet).to_contain_text(WORDS)
    expect(sheet).to_contain_text("Mieux m'organiser")
    expect(sheet).not_to_contain_text("La curiosité")


def test_closing_and_opening_again_resumes_and_another_phone_sees_nothing(
    world: World, new_context: NewContext
) -> None:
    student = world.new_student()
    link = f"/e/{world.school.invite(student)}"
    phone = new_context()
    page = phone.new_page()
    page.goto(link)
    press(page, YES)
    press(page, "On commence")
    page.locator("button.option", has_text="Très bien").click()
    expect(heading(page)).to_have_text(re.compile("points forts"))
    page.close()

    again = phone.new_page()
    again.goto(link)
    expect(heading(again)).to_have_text(re.compile("points forts"))
    expect(again.locator(".answer")).to_have_text(re.compile("Très bien"))
    other = new_context().new_page()
    other.goto(link)
    expect(heading(other)).to_have_text("Ce lien ne s'ouvre pas")
    expect(other.locator("body")).not_to_contain_text("Charlie")


def test_with_the_keyboard_alone(world: World, new_context: NewContext) -> None:
    student = world.new_student()
    page = new_context().new_page()
    world.sign_in(page, student)
    _tab_to(page, "On commence")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(re.compile("^Tes premières semaines"))
    expect(heading(page)).to_be_focused()

    _tab_to(page, "Très bien")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(re.compile("points forts"))
    expect(heading(page)).to_be_focused()
    _tab_to(page, "Le calme")
    page.keyboard.press("Space")
    _tab_to(page, "Valider")
    page.keyboard.press("Enter")

    expect(heading(page)).to_have_text(re.compile("change le plus"))
    expect(heading(page)).to_be_focused()
    assert _stored(world, student)["welcome.strengths"] == (("calm",), "shared")


def _tab_to(page: Page, label: str) -> None:
    """Press Tab until what has the focus reads so."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        text = focused.inner_text() or focused.locator("xpath=..").inner_text()
        if label in text.replace("\n", " "):
            return
    raise AssertionError(label)


def test_without_network_the_answer_waits_and_the_sentence_says_so(
    world: World, new_context: NewContext
) -> None:
    student = world.new_student()
    phone = new_context()
    page = phone.new_page()
    world.sign_in(page, student)
    press(page, "On commence")
    expect(heading(page)).to_have_text(re.compile("^Tes premières semaines"))
    phone.set_offline(True)  # playwright's own signature
    page.locator("button.option", has_text="Très bien").click()
    expect(page.locator(".error.network")).to_contain_text("Ta réponse n'est peut-être pas partie")
    assert world.school.history(student) == []

    phone.set_offline(False)
    page.locator("button.option", has_text="Très bien").click()

    expect(heading(page)).to_have_text(re.compile("points forts"))
    assert len(world.school.history(student)) == 1


def test_the_script_keeps_to_the_limit_and_lets_none_stand_alone(
    world: World, new_context: NewContext
) -> None:
    student = world.new_student()
    page = new_context().new_page()
    world.school.bring(student, to="welcome.biggest_change")
    world.sign_in(page, student)
    expect(heading(page)).to_have_text(re.compile("change le plus"))

    for label in ("La quantité de travail", "Le rythme des cours", "Ce que les profs attendent"):
        page.get_by_label(label).click()
    assert page.locator(":checked").count() == 2
    page.get_by_label("Rien de spécial").click()

    assert page.locator(":checked").count() == 1
    expect(page.get_by_label("Rien de spécial")).to_be_checked()
