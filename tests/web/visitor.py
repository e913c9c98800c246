"""A browser without a window: keeps cookies, presses what it reads, follows redirects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self
from urllib.parse import urlencode

import httpx
from starlette.types import ASGIApp

from tests.web.reading import Button, Reading, plain

HOST = "http://apbot.test"
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Visitor:
    """With ``script``, posts as chat.js does and gets fragments; otherwise as a plain form."""

    def __init__(self, app: ASGIApp, *, script: bool = False) -> None:
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url=HOST)
        self.script = script
        self.response = httpx.Response(0)
        self.redirected = False
        self._page: Reading | None = None

    # -- what a person does -----------------------------------------------------------------

    async def opens(self, path: str) -> Self:
        return await self._shows(await self.client.get(path))

    async def signs_in(self, link: str) -> Self:
        await self.opens(link)
        return await self.presses("Oui, c'est moi")

    async def presses(self, label: str, *, nth: int = 0) -> Self:
        button = self.buttons(label)[nth]
        given = [button.value] if button.value else []
        return await self.posts([*button.form.fields, *given], to=button.form.action)

    async def ticks(self, *labels: str) -> Self:
        button = self.buttons("Valider")[0]
        boxes = [button.form.boxes[label] for label in labels]
        given = [button.value] if button.value else []
        return await self.posts([*button.form.fields, *boxes, *given], to=button.form.action)

    async def types(self, words: str) -> Self:
        form = next(form for form in self.page.forms if form.typed)
        given = [(form.typed or "", words), ("action", "say")]
        return await self.posts([*form.fields, *given], to=form.action)

    async def posts(self, fields: Fields, *, to: str = "/questionnaire") -> Self:
        """Whatever fields: a person with tools."""
        return await self.posts_bytes(urlencode(fields, errors="surrogatepass").encode(), to=to)

    async def posts_bytes(self, body: bytes, *, to: str = "/questionnaire", kind: str = "") -> Self:
        headers = {"content-type": kind or "application/x-www-form-urlencoded"}
        if self.script:
            headers["x-fragment"] = "1"
        return await self._shows(await self.client.post(to, content=body, headers=headers))

    # -- what a person sees -----------------------------------------------------------------

    @property
    def page(self) -> Reading:
        """Read when first looked at."""
        if self._page is None:
            self._page = Reading(self.response.text)
        return self._page

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def question(self) -> str:
        """The open question, or the heading where none is open."""
        return self.page.ids.get("ici", "")

    @property
    def error(self) -> str:
        return self.page.ids.get("erreur", "")

    @property
    def token(self) -> str:
        """The prompt token of the page: every form of it carries the same."""
        (token,) = self.page.tokens
        return token

    @property
    def has_boxes(self) -> bool:
        return any(form.boxes for form in self.page.forms)

    def sees(self, words: str) -> bool:
        return plain(words) in self.page.text

    def buttons(self, label: str) -> list[Button]:
        """Those with this label; otherwise those whose label begins with it."""
        exact = [button for button in self.page.buttons if button.label == plain(label)]
        begin = [b for b in self.page.buttons if b.label.startswith(plain(label))]
        return exact or begin

    async def _shows(self, response: httpx.Response) -> Self:
        self.redirected = response.status_code == 303  # see other
        if self.redirected:
            headers = {"x-fragment": "1"} if self.script else {}
            response = await self.client.get(response.headers["location"], headers=headers)
        self.response = response
        self._page = None
        return self


async def answers_everything(visitor: Visitor, *, choice: int = 1) -> list[str]:
    """Answer with the option of that rank until nothing is asked; the questions met."""
    asked = []
    while visitor.page.buttons and (visitor.buttons("Je passe") or visitor.has_boxes):
        asked.append(visitor.question)
        options = [b for b in visitor.page.buttons if b.value and b.value[0] == "option"]
        if visitor.has_boxes:
            labels = [label for form in visitor.page.forms for label in form.boxes]
            await visitor.ticks(labels[min(choice, len(labels) - 1)])
        elif options:
            await visitor.presses(options[min(choice, len(options) - 1)].label)
        else:
            await visitor.types("J'aimerais parler du choix des spécialités.")
    return asked
