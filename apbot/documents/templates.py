"""The only door to Jinja2: values in, HTML or text out. Templates hold no decisions."""

from __future__ import annotations

from functools import cache

from jinja2 import (
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)

__all__ = ["render"]


@cache
def _environment() -> Environment:
    """Made on first use: nothing happens at import. It holds compiled templates, no data.

    No sandbox: these templates are ours, and the sandbox takes more time than all the rest of an
    answer. A school's own template will need one.
    """
    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("apbot.documents", "templates"),
                PackageLoader("apbot.channels.web", "templates"),
            ]
        ),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, /, **values: object) -> str:
    """The named template with these values; an unknown name in a template raises."""
    return _environment().get_template(template).render(**values)
