"""``apbot campaign``: ask classes to answer, see who is where, pause, extend, end."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from .french import FrenchCommand, FrenchGroup, Misused
from .lists import Json, console_of

group = typer.Typer(
    cls=FrenchGroup,
    invoke_without_command=True,
    help="Les campagnes : qui répond à quoi, quand, et où ils en sont.",
)
Number = Annotated[
    int, typer.Argument(metavar="NUMÉRO", help="Son numéro dans « apbot campaign ».")
]


@group.callback()
def campaigns(ctx: typer.Context, as_json: Json = False) -> int:
    if ctx.invoked_subcommand is not None:
        return 0
    from .campaigning import show_all  # noqa: PLC0415  # the database loads slowly

    return show_all(console_of(ctx), as_json=as_json)


@group.command(cls=FrenchCommand)
def new(
    ctx: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="ID", help="Nom d'un dialogue.")],
    *,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="Une classe ; à répéter.", metavar="CLASSE"),
    ] = None,
    level: Annotated[
        str, typer.Option(help="Toutes les classes de ce niveau : seconde…", metavar="NIVEAU")
    ] = "",
    everybody: Annotated[bool, typer.Option("--all", help="Toutes les classes.")] = False,
    on: Annotated[str, typer.Option(help="Premier jour : 2026-11-26.", metavar="JOUR")],
    hour: Annotated[str, typer.Option("--at", help="Heure.", metavar="HEURE")] = "17:00",
    asked: Annotated[
        str,
        typer.Option(help="Qui répond : students, referents, observers.", metavar="QUI"),
    ] = "",
    every: Annotated[
        int | None, typer.Option(help="De nouveau toutes les N semaines.", metavar="N")
    ] = None,
    most: Annotated[int, typer.Option(help="Avec --every : N fois au plus.", metavar="N")] = 6,
    until: Annotated[
        str, typer.Option(help="Avec --every : dernier jour, ou période.", metavar="JOUR")
    ] = "",
    days: Annotated[int, typer.Option(help="Jours pour commencer.", metavar="N")] = 14,
    grace: Annotated[
        int, typer.Option(help="Jours de plus pour finir, une fois commencé.", metavar="N")
    ] = 3,
    inactivity: Annotated[
        int, typer.Option(help="Jours sans rien faire après lesquels c'est fermé.", metavar="N")
    ] = 7,
    title: Annotated[str, typer.Option(help="Nom de la campagne.", metavar="TITRE")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montre les dates, sans rien commencer.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Commence sans demander.")] = False,
    as_json: Json = False,
) -> int:
    """Prépare une campagne, montre ses dates exactes, et la commence si on le dit."""
    from .campaigning import Form, begin  # noqa: PLC0415  # the database loads slowly

    chosen = sum((bool(classes), bool(level), everybody))
    if chosen != 1:
        raise Misused("Donnez les classes : --class CLASSE, --level NIVEAU ou --all.")
    form = Form(
        dialogue=dialogue,
        classes=classes or [],
        level=level,
        day=day_of(on, "--on"),
        hour=hour_of(hour),
        asked=asked,
        every=every,
        most=most,
        until=until,
        days=days,
        grace=grace,
        inactivity=inactivity,
        title=title,
    )
    return begin(console_of(ctx), form, dry_run=dry_run, yes=yes, as_json=as_json)


@group.command(cls=FrenchCommand)
def show(ctx: typer.Context, number: Number, *, as_json: Json = False) -> int:
    """Dit qui en est où, sans un mot des réponses."""
    from .campaigning import show_one  # noqa: PLC0415  # the database loads slowly

    return show_one(console_of(ctx), number, as_json=as_json)


@group.command(cls=FrenchCommand)
def pause(ctx: typer.Context, number: Number) -> int:
    """Plus d'invitation ni de rappel ; ce qui est ouvert peut être fini."""
    from .campaigning import pause_one  # noqa: PLC0415  # the database loads slowly

    return pause_one(console_of(ctx), number)


@group.command(cls=FrenchCommand)
def resume(ctx: typer.Context, number: Number) -> int:
    """Reprend une campagne en pause."""
    from .campaigning import resume_one  # noqa: PLC0415  # the database loads slowly

    return resume_one(console_of(ctx), number)


@group.command(cls=FrenchCommand)
def extend(
    ctx: typer.Context,
    number: Number,
    days: Annotated[int, typer.Option(help="Jours de plus.", metavar="N")],
) -> int:
    """Donne des jours de plus à qui n'a pas fini."""
    from .campaigning import extend_one  # noqa: PLC0415  # the database loads slowly

    return extend_one(console_of(ctx), number, days)


@group.command(cls=FrenchCommand)
def end(ctx: typer.Context, number: Number) -> int:
    """Y met fin : plus personne n'y répond, ce qui est envoyé reste."""
    from .campaigning import end_one  # noqa: PLC0415  # the database loads slowly

    return end_one(console_of(ctx), number)


def day_of(text: str, option: str) -> dt.date:
    """Raises ``Misused``."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Misused(f"{option} vaut « {text} » : écrivez un jour, 2026-11-26.") from error


def hour_of(text: str) -> dt.time:
    """Raises ``Misused``."""
    try:
        return dt.time.fromisoformat(text.replace("h", ":").zfill(5)).replace(tzinfo=None)
    except ValueError as error:
        raise Misused(f"--at vaut « {text} » : écrivez une heure, 17:00.") from error
