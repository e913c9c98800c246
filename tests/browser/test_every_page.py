"""Every page: no violation found by axe-core, light and dark, and nothing sideways at 320 px."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from storage.records import Person
from storage.scheduled import AssignmentState
from tests.apbot.asking import ask
from tests.apbot.school import Profile
from tests.browser.conftest import NewContext
from tests.browser.world import World, answer_everything, heading, press

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async (options) => {
  const result = await axe.run(document, {resultTypes: ['violations'], ...options});
  return result.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html)}`);
}"""
CONTRAST = {"runOnly": ["color-contrast"]}
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
ASKED = "fieldset.open"

Reach = Callable[[Page, World, Person], None]


def at(question: str, profile: Profile | None = None) -> Reach:
    """That question of the welcome questionnaire is open."""

    def reach(page: Page, world: World, student: Person) -> None:
        world.school.bring(student, to=f"welcome.{question}", profile=profile)
        world.sign_in(page, student)
        expect(page.locator(ASKED)).to_be_visible()

    return reach


def door(page: Page, world: World, student: Person) -> None:
    page.goto(f"/e/{world.school.invite(student)}")


def notice(page: Page, world: World, student: Person) -> None:
    world.sign_in(page, student)


def chat(page: Page, world: World, student: Person) -> None:
    """Earlier exchanges above, one of them skipped."""
    profile = {"welcome.first_weeks": ("great",), "welcome.strengths": ("calm", "rigour")}
    world.school.bring(student, to="welcome.work_places", profile=profile)
    world.sign_in(page, student)


def error(page: Page, world: World, student: Person) -> None:
    at("commute")(page, world, student)
    page.locator("#texte").fill("qsdfghjklm")
    page.locator("fieldset").get_by_role("button", name="Envoyer").click()
    expect(page.locator("#erreur")).to_be_visible()


def confirmation(page: Page, world: World, student: Person) -> None:
    at("first_weeks")(page, world, student)
    page.locator("#texte").fill("tres biem")
    page.locator("fieldset").get_by_role("button", name="Envoyer").click()
    expect(heading(page)).to_have_text(re.compile("Tu voulais dire"))


def went_back(page: Page, world: World, student: Person) -> None:
    chat(page, world, student)
    press(page, "Modifier")
    expect(page.get_by_role("button", name="Garder cette réponse")).to_be_visible()


def help_card(page: Page, world: World, student: Person) -> None:
    at("first_weeks")(page, world, student)
    press(page, "Parler à un adulte")
    expect(page.locator(".help-card")).to_be_visible()


def how(page: Page, world: World, student: Person) -> None:
    world.sign_in(page, student)
    page.goto("/aide")


def paused(page: Page, world: World, student: Person) -> None:
    at("plan")(page, world, student)
    press(page, "Pause")
    expect(heading(page)).to_have_text("En pause")


def stopped(page: Page, world: World, student: Person) -> None:
    help_card(page, world, student)
    press(page, "Arrêter sans envoyer")
    expect(heading(page)).to_have_text("Arrêté")


def review(page: Page, world: World, student: Person) -> None:
    world.school.bring(student, profile=LONGEST)
    world.sign_in(page, student)


def erase(page: Page, world: World, student: Person) -> None:
    review(page, world, student)
    press(page, "Effacer les réponses")
    expect(heading(page)).to_have_text("Effacer les réponses")


def done(page: Page, world: World, student: Person) -> None:
    world.school.send(student)
    world.sign_in(page, student)


def checkin(page: Page, world: World, student: Person) -> None:
    """A line of a grid."""
    ask(world.school, "checkin", (student, student), occasion="1")
    world.sign_in(page, student)
    press(page, "On commence")
    expect(page.locator(ASKED)).to_be_visible()


def left(page: Page, world: World, student: Person) -> None:
    """One is sent, another waits."""
    ask(world.school, "ap_review", (student, student))
    checkin(page, world, student)
    answer_everything(page, words="Relire le lundi")
    press(page, re.compile("^Envoyer"))
    expect(page.get_by_text(re.compile("Il te reste"))).to_be_visible()


def nothing(page: Page, world: World, student: Person) -> None:
    """What was asked of them is over, and they never began it."""
    campaign = ask(world.school, "checkin", (student, student))
    with world.school.storage.write() as uow:
        (one,) = uow.campaigns.of_campaign(campaign.id)
        uow.campaigns.save_assignments([replace(one, state=AssignmentState.CLOSED)])
        uow.commit()
    world.sign_in(page, student)
    expect(heading(page)).to_have_text("Rien à remplir")


def asked(page: Page, world: World, student: Person) -> None:
    """What an adult was asked stands on their first page."""
    ask(world.school, "observation", (world.school.laureole, student))
    world.sign_in(page, world.school.laureole)


def observing(page: Page, world: World, student: Person) -> None:
    """The question an adult may not pass over, reached by keyboard alone."""
    asked(page, world, student)
    page.goto(f"/equipe/repondre/observation/{student.id}")
    page.get_by_role("button", name="On commence").focus()
    page.keyboard.press("Enter")
    expect(page.locator(ASKED)).to_be_visible()
    while page.get_by_role("button", name="Je passe").count():
        question = heading(page).inner_text()
        page.get_by_role("button", name="Je passe").focus()
        page.keyboard.press("Enter")
        expect(heading(page)).not_to_have_text(question)
    expect(heading(page)).to_have_text(re.compile("réussite"))


def entering(page: Page, world: World, student: Person) -> None:
    world.sign_in(page, world.school.laureole)
    page.goto(f"/equipe/saisir/{student.id}")
    expect(page.get_by_role("link", name="à l'oral")).to_be_visible()


def entered(page: Page, world: World, student: Person) -> None:
    """An adult typed one answer; the student's own above it stays unseen."""
    world.school.bring(student, to="welcome.strengths", profile={"welcome.first_weeks": ("hard",)})
    entering(page, world, student)
    page.goto(f"/equipe/saisir/{student.id}/oral/welcome")
    press(page, "Je passe")
    expect(page.get_by_text("Réponse de l'élève")).to_be_visible()


def typed_for_them(page: Page, world: World, student: Person) -> None:
    """The student reads who typed it."""
    entered(page, world, student)
    page.context.clear_cookies()
    world.sign_in(page, student)
    expect(page.get_by_text(re.compile("qui l'a saisi"))).to_be_visible()


def neutral(page: Page, _: World, __: Person) -> None:
    page.goto("/e/nothing")


def privacy(page: Page, _: World, __: Person) -> None:
    page.goto("/confidentialite")


def too_long(page: Page, world: World, student: Person) -> None:
    """The page of a message over the limit, posted as a plain form."""
    at("free_word")(page, world, student)
    page.locator("#texte").evaluate("field => { field.form.dataset.whole = '' }")
    page.locator("#texte").evaluate("field => { field.value = 'a'.repeat(300000) }")
    page.locator("fieldset").get_by_role("button", name="Envoyer").click()
    expect(heading(page)).to_have_text("Message trop long")


def staff_home(page: Page, world: World, student: Person) -> None:
    world.school.send(student)
    world.sign_in(page, world.school.laureole)


def sheet(page: Page, world: World, student: Person) -> None:
    world.school.send(student, LONGEST)
    world.sign_in(page, world.school.laureole)
    page.goto(f"/equipe/eleve/{student.id}")


LONGEST: Profile = {
    "welcome.first_weeks": ("hard",),
    "welcome.meeting_request": ("referent",),
    "welcome.strengths": ("team_spirit", "practical_sense", "speaking_ease"),
    "welcome.biggest_change": ("expectations", "commute_hours"),
    "welcome.track_choice": ("unwanted",),
    "welcome.track_talk": ("yes",),
    "welcome.work_places": ("hard_to_find",),
    "welcome.devices": ("complicated",),
    "welcome.commute": ("over_60",),
    "welcome.weekly_hours": ("over_10",),
    "welcome.plan": ("1",),
    "welcome.instructions": ("1",),
    "welcome.notes": ("1",),
    "welcome.self_test": ("1",),
    "welcome.ask_help": ("1",),
    "welcome.easy_subjects": ("health_prevention", "economics_social", "computing"),
    "welcome.hard_subjects": ("biology", "economics_social", "health_prevention"),
    "welcome.hard_reasons": ("instructions", "write", "speak"),
    "welcome.help_wanted": ("organise", "learn", "write"),
    "welcome.openings": ("outing", "exchange", "help_others"),
    "welcome.go_further": ("biology",),
    "welcome.can_succeed": ("1",),
    "welcome.speak_up": ("1",),
    "welcome.team": ("1",),
    "welcome.project_state": ("change",),
    "welcome.free_word": ("Je voudrais savoir comment changer de formation en cours d'année. " * 5)[
        :300
    ],
}
"""As much on the sheet as answers can put there."""

PAGES: dict[str, Reach] = {
    "door": door,
    "notice": notice,
    "choice": at("first_weeks"),
    "choices": at("strengths"),
    "scale": at("plan"),
    "yes or no": at("track_talk", {"welcome.track_choice": ("unwanted",)}),
    "text": at("free_word"),
    "chat": chat,
    "error": error,
    "confirmation": confirmation,
    "went back": went_back,
    "help card": help_card,
    "help": how,
    "paused": paused,
    "stopped": stopped,
    "review": review,
    "erase": erase,
    "done": done,
    "checkin": checkin,
    "left": left,
    "nothing": nothing,
    "asked": asked,
    "observing": observing,
    "entering": entering,
    "entered": entered,
    "typed for them": typed_for_them,
    "neutral": neutral,
    "privacy": privacy,
    "too long": too_long,
    "staff home": staff_home,
    "sheet": sheet,
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_light_and_dark_and_reflows(
    name: str, world: World, new_context: NewContext
) -> None:
    page = new_context().new_page()
    PAGES[name](page, world, world.new_student())
    page.evaluate(AXE)

    assert page.evaluate(VIOLATIONS, {}) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(VIOLATIONS, CONTRAST) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0


def test_the_check_itself_is_awake(world: World, new_context: NewContext) -> None:
    page = new_context().new_page()
    neutral(page, world, world.school.sacha)
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    page.evaluate("() => { document.querySelector('main p').style.color = '#cccccc' }")
    page.evaluate(AXE)

    found = page.evaluate(VIOLATIONS, {})

    assert [words.split(":")[0] for words in found] == ["color-contrast", "image-alt"]


def test_the_fullest_sheet_prints_on_one_page(world: World, new_context: NewContext) -> None:
    student = world.new_student(
        given="Marie-Emmanuelle", family="De La Bruyère-Aubépine d'Églantine"
    )
    page = new_context(width=1100, height=900).new_page()
    sheet(page, world, student)

    printed = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
