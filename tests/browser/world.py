"""The served school, and what a person does with a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import Locator, Page, expect

from apbot.tokens import new_id
from storage.records import Person, PersonKind
from tests.apbot.school import SmallSchool

YES = re.compile("^Oui, c.est moi")
ENDS = re.compile("Relis avant d|C.est envoyé")


@dataclass(frozen=True, slots=True)
class World:
    school: SmallSchool
    url: str
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def new_student(self, *, given: str = "Charlie", family: str = "") -> Person:
        """One more in Sacha's class, so that no test meets what another left."""
        name = family or f"Bruyère {next(self._numbers)}"
        student = Person(new_id(), PersonKind.STUDENT, given, name, self.school.sacha.class_id)
        with self.school.storage.write() as uow:
            uow.people.add(student, at=self.school.clock())
            uow.commit()
        return student

    def sign_in(self, page: Page, person: Person) -> None:
        """Open the personal link and confirm."""
        kind = "p" if person.kind is PersonKind.STAFF else "e"
        page.goto(f"/{kind}/{self.school.invite(person)}")
        page.get_by_role("button", name=YES).click()
        expect(heading(page)).not_to_have_text(re.compile("C.est bien"))


def heading(page: Page) -> Locator:
    """The open question, or the heading of the page."""
    return page.locator("#ici")


def press(page: Page, label: str | re.Pattern[str], *, exact: bool = False) -> None:
    page.get_by_role("button", name=label, exact=exact).first.click()


def answer(page: Page, *, choice: int = 1, words: str = "") -> str:
    """Answer the open question as a person would and wait for the next; the question answered."""
    question = heading(page).inner_text()
    boxes, options = page.locator(".boxes label"), page.locator("button.option")
    if boxes.count():
        boxes.nth(min(choice, boxes.count() - 1)).click()
        press(page, "Valider")
    elif options.count():
        options.nth(min(choice, options.count() - 1)).click()
    else:
        page.locator("#texte").fill(words)
        page.locator("fieldset").get_by_role("button", name="Envoyer").click()
    expect(heading(page)).not_to_have_text(question)
    return question


def answer_everything(page: Page, *, choice: int = 1, words: str = "") -> list[str]:
    """Until the review; the questions in the order asked."""
    asked = []
    while page.locator("fieldset.open").count():
        asked.append(answer(page, choice=choice, words=words))
    expect(heading(page)).to_have_text(ENDS)
    return asked
