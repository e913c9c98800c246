"""The pages of a dialogue that recalls, proposes, has a grid and hides answers."""

from __future__ import annotations

from apbot.channels.web.student_pages import StudentPages
from apbot.channels.web.views import Page, Posting
from apbot.conversation import Standing, handle
from apbot.documents.templates import render
from apbot.placing import about_themselves
from apbot.wording import Words
from dialogues import events as ev
from dialogues.answers import Visibility
from dialogues.definition import Address
from dialogues.effects import Ask, ShowReview
from dialogues.facts import labels
from tests.apbot.school import SmallSchool


def shown(standing: Standing) -> str:
    """The page as HTML; the sheet is of no interest here."""
    values = {"referent": "Dominique Lauréole", **labels(standing.facts)}
    pages = StudentPages(standing, Words(Address.TU, values), Posting("jeton"))
    page = pages.current(sheet=lambda: "<p>La fiche</p>")
    return render(page.template, page=Page(page.title, fragment=True), view=page.view)


def played(school: SmallSchool, name: str, *events: ev.Event, occasion: str = "") -> Standing:
    place = about_themselves(school.sacha, school.library.newest(name).dialogue, occasion=occasion)
    with school.storage.write() as uow:
        standing = handle(uow, school.library, place, ev.Acknowledged(school.clock()))
        for event in events:
            standing = handle(uow, school.library, place, event)
        uow.commit()
    return standing


def test_line_of_a_grid_shows_what_it_completes(school: SmallSchool) -> None:
    page = shown(played(school, "checkin"))

    assert "Depuis le dernier point… (1 sur 8)" in page
    assert "J'ai participé" in page.replace("&#39;", "'")


def test_proposal_says_where_it_comes_from_and_can_be_kept(school: SmallSchool) -> None:
    school.send(school.sacha, {"welcome.project_state": ("leads",)})

    page = shown(played(school, "orientation"))

    assert "Quelques pistes" in page
    assert "Garder cette réponse" in page
    assert "Réponse actuelle" not in page


def test_goal_of_the_last_checkin_is_quoted(school: SmallSchool) -> None:
    at = school.clock()
    first = played(school, "checkin", occasion="1")
    place = about_themselves(school.sacha, first.compiled.dialogue, occasion="1")
    with school.storage.write() as uow:
        standing = first
        while not any(isinstance(effect, ShowReview) for effect in standing.effects):
            ask = next(effect for effect in standing.effects if isinstance(effect, Ask))
            event: ev.Event = ev.Skipped(at)
            if ask.step.id == "checkin.goal":
                event = ev.Pressed(at, ("own",))
            if ask.step.id == "checkin.goal_words":
                event = ev.Said(at, "Relire <b>le lundi</b>")
            standing = handle(uow, school.library, place, event)
        mine = ev.Shared(at, "checkin.goal_words", Visibility.MINE)
        handle(uow, school.library, place, mine)
        handle(uow, school.library, place, ev.Submitted(at))
        uow.commit()

    page = shown(played(school, "checkin", occasion="2"))

    assert "Relire &lt;b&gt;le lundi&lt;/b&gt;" in page
