"""The information notice on its own page, open to everybody, at any time."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from apbot.telling import values_for

from .site import Site, page
from .views import PrivacyView, Section

DIALOGUE = "welcome"


async def privacy(request: Request) -> Response:
    """GET /confidentialite."""
    site: Site = request.app.state.site
    dialogue = site.library.newest(DIALOGUE).dialogue
    values = values_for(
        dialogue,
        referent=site.words().referent,
        given_name="",
        school=site.school.name,
        dpo=site.school.dpo,
        contacts=site.school.whom_to_see,
    )
    words = site.words(values)
    title = "Confidentialité"
    view = PrivacyView(
        heading=title,
        sections=(Section(words.fill(dialogue.title), words.paragraphs(dialogue.notice.text)),),
        version=f"Notice, version {dialogue.notice.version}.",
        back_to="/questionnaire",
    )
    return page(request, "privacy.html", view, title=title, words=words)
