"""``apbot staff``: who works here with which rights, their sign-in links, signing them out."""

from __future__ import annotations

from typing import Annotated

import typer

from .french import FrenchCommand, FrenchGroup
from .lists import Json, console_of

group = typer.Typer(
    cls=FrenchGroup,
    help="Les adultes : leurs droits, leurs liens de connexion, les déconnecter.",
)
Adult = Annotated[
    str, typer.Argument(metavar="ADULTE", help='Prénom et nom : "Dominique Lauréole".')
]


@group.command("list", cls=FrenchCommand)
def list_(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Dit qui a quels droits, et qui s'est déjà connecté."""
    from .signing_in import show_staff  # noqa: PLC0415  # the database loads slowly

    return show_staff(console_of(ctx), as_json=as_json)


@group.command(cls=FrenchCommand)
def link(ctx: typer.Context, adult: Adult, *, as_json: Json = False) -> int:
    """Fait le lien de connexion d'un adulte, montré une seule fois."""
    from .signing_in import make_link  # noqa: PLC0415  # the database loads slowly

    return make_link(console_of(ctx), adult, as_json=as_json)


@group.command(cls=FrenchCommand)
def links(
    ctx: typer.Context,
    *,
    everybody: Annotated[
        bool, typer.Option("--all", help="Aussi pour qui s'est déjà connecté.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Fait les liens de tous les adultes qui ne se sont jamais connectés."""
    from .signing_in import make_links  # noqa: PLC0415  # the database loads slowly

    return make_links(console_of(ctx), everybody=everybody, as_json=as_json)


@group.command(cls=FrenchCommand)
def end(ctx: typer.Context, adult: Adult) -> int:
    """Déconnecte un adulte partout et annule ses liens ; ses droits restent."""
    from .signing_in import sign_out  # noqa: PLC0415  # the database loads slowly

    return sign_out(console_of(ctx), adult)
