"""What the pages of a conversation have in common, whoever answers: student or adult."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from apbot.conversation import Place, Standing
from apbot.naming import names_for
from apbot.openings import places_left
from apbot.telling import values_for
from apbot.tokens import SignedPrompt, token_hash
from apbot.wording import Words
from dialogues.definition import Kind
from dialogues.effects import Ask, Effect, Phrase, ShowHelp, ShowHelpCard, Tell
from dialogues.facts import labels, spoken_to
from dialogues.snapshot import Phase
from storage.records import Person
from storage.unit_of_work import UnitOfWork

from .forms import Form
from .site import Site, page
from .student_pages import Shown

_ENDED = frozenset({Phase.SUBMITTED, Phase.WITHDRAWN, Phase.EXPIRED})


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation of somebody signed in, with the names its texts need."""

    person: Person
    """Who answers, with a name, even where the conversation is a pseudonym's."""
    standing: Standing
    names: Mapping[str, str] = field(default_factory=dict)
    class_label: str = ""
    telegram_too: bool = False
    """Their class may answer there."""
    left: tuple[Place, ...] = ()
    """What else waits for them; looked up once this conversation is over."""

    @property
    def is_over(self) -> bool:
        """Sent, stopped or closed: nothing of it waits any more."""
        return self.standing.snapshot.phase in _ENDED


def signed_prompt(site: Site, cookie: str, form: Form) -> SignedPrompt | None:
    """Which prompt of which conversation the form was made for; None: the form is not ours."""
    return site.signer.read(token_hash(cookie), form.get("token"))


def token_of(site: Site, cookie: str, standing: Standing) -> str:
    """What the forms of a page of this conversation carry."""
    of = standing.conversation.id
    return site.signer.sign(token_hash(cookie), standing.snapshot.prompt, of)


def is_plain(standing: Standing) -> bool:
    """A question with options about oneself: its texts name nobody who must be looked up."""
    ask = next((effect for effect in standing.effects if isinstance(effect, Ask)), None)
    conversation = standing.conversation
    about_oneself = conversation.respondent_id == conversation.subject_id
    is_asking = standing.snapshot.phase is Phase.ASKING and ask is not None
    return about_oneself and is_asking and ask is not None and ask.step.kind is not Kind.TEXT


def names_of(
    uow: UnitOfWork, site: Site, standing: Standing, person: Person, *, at: dt.datetime
) -> Mapping[str, str]:
    """The referent's name is looked up only where a text may need it."""
    if not is_plain(standing):
        return names_for(uow, standing, person, site.school, at=at)
    values = values_for(
        standing.compiled.dialogue,
        referent=site.words().referent,
        given_name=person.given_name,
        school=site.school.name,
        dpo=site.school.dpo,
        contacts=site.school.whom_to_see,
    )
    return values | labels(standing.facts)


def left_after(
    uow: UnitOfWork, site: Site, standing: Standing, person: Person, *, at: dt.datetime
) -> tuple[Place, ...]:
    """What waits for this person besides the conversation that is over."""
    this = Place.of(standing.conversation)
    waiting: Sequence[Place] = ()
    if standing.snapshot.phase in _ENDED:
        waiting = places_left(uow, person, site.offers, at=at)
    return tuple(place for place in waiting if place != this)


def words_of(site: Site, opened: Opened) -> Words:
    standing = opened.standing
    address = spoken_to(standing.compiled.dialogue, standing.facts, site.school.address)
    return Words(address, opened.names)


def has_something_to_say(standing: Standing) -> bool:
    """What a redirect would lose: sentences that belong to this very post."""
    once = (ShowHelpCard, ShowHelp)
    if any(isinstance(e, once) or _is_erased(e) for e in standing.effects):
        return True
    shown_again = {Phase.PAUSED, Phase.WITHDRAWN, Phase.EXPIRED}
    if standing.snapshot.phase in shown_again and not standing.snapshot.helping:
        return False
    quiet = {"Ask", "Record", "Supersede", "ShowReview", "ShowNotice", "Complete"}
    if standing.snapshot.phase is Phase.SUBMITTED:
        quiet |= {"Say"}
    return any(type(effect).__name__ not in quiet for effect in standing.effects)


def _is_erased(effect: Effect) -> bool:
    return isinstance(effect, Tell) and effect.phrase is Phrase.ERASED


def shown(request: Request, what: Shown, words: Words) -> Response:
    return page(request, what.template, what.view, title=what.title, words=words)
