"""Somebody who presses anything, anywhere: never an error, never without the way to an adult."""

from __future__ import annotations

import random

import pytest

from tests.apbot.school import SmallSchool
from tests.web.visitor import Visitor

STEPS = 100
WORDS = ("2", "oui", "maths", "très bien", "retour", "je passe", "pause", "stop", "aide", "?", "")
FREE = "J'ai envie de mourir"

pytestmark = pytest.mark.parametrize("storage", ["memory"], indirect=True)


async def wander(visitor: Visitor, draw: random.Random) -> str:
    """One step; what was done, to be read when it fails."""
    if "Revenir au questionnaire" in visitor.page.links or draw.random() < 0.05:
        await visitor.opens("/questionnaire")
        return "opens the page"
    fields = [form for form in visitor.page.forms if form.typed]
    if fields and draw.random() < 0.3:
        words = draw.choice((*WORDS, FREE))
        await visitor.types(words)
        return f"types {words}"
    if visitor.has_boxes and draw.random() < 0.8:
        labels = [label for form in visitor.page.forms for label in form.boxes]
        ticked = draw.sample(labels, draw.randint(0, min(4, len(labels))))
        await visitor.ticks(*ticked)
        return f"ticks {ticked}"
    # Closing on a shared computer ends the walk: nobody is signed in any more.
    open_ways = [
        b for b in visitor.page.buttons if not b.label.startswith("Fermer sur cet appareil")
    ]
    button = draw.choice(open_ways)
    given = [button.value] if button.value else []
    await visitor.posts([*button.form.fields, *given], to=button.form.action)
    return f"presses {button.label}"


@pytest.mark.parametrize(("seed", "script"), [(0, False), (1, False), (2, True), (3, True)])
async def test_no_way_leads_to_an_error_or_away_from_help(
    sacha: Visitor, school: SmallSchool, seed: int, *, script: bool
) -> None:
    draw, done = random.Random(seed), []  # noqa: S311  # a walk, not a secret
    sacha.script = script
    if seed % 2:
        school.bring(school.sacha)
        await sacha.opens("/questionnaire")

    for _ in range(STEPS):
        done.append(await wander(sacha, draw))

        assert sacha.status == 200, done
        assert sacha.page.links or sacha.page.buttons, done
        if sacha.question not in {"Parler à un adulte", "Aide"}:
            assert sacha.buttons("Parler à un adulte"), done
        else:
            assert sacha.sees("3114"), done
    current = [s for s in school.history(school.sacha) if s.superseded_at is None]
    assert len({s.answer.question for s in current}) == len(current)
