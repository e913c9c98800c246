"""``apbot telegram``: where it stands, a class allowed or not, links handed out, a link again."""

from __future__ import annotations

from typing import Annotated

import typer

from .console import Console
from .french import FrenchCommand, FrenchGroup

group = typer.Typer(
    cls=FrenchGroup,
    invoke_without_command=True,
    help="Telegram : où il en est, les classes permises, les liens à remettre.",
)
Label = Annotated[str, typer.Argument(metavar="CLASSE", help='Nom de la classe : "2nde 3".')]
Json = Annotated[bool, typer.Option("--json", help="Sortie pour un autre programme.")]


@group.callback()
def telegram(ctx: typer.Context, as_json: Json = False) -> int:
    if ctx.invoked_subcommand is not None:
        return 0
    from .linking import show_state  # noqa: PLC0415  # the database loads slowly

    return show_state(_console(ctx), as_json=as_json)


@group.command(cls=FrenchCommand)
def allow(
    ctx: typer.Context,
    label: Label,
    *,
    age_decided: Annotated[
        bool,
        typer.Option(
            "--age-decided",
            help="La direction a décidé, limite d'âge comprise : ne pose pas la question.",
        ),
    ] = False,
) -> int:
    """Permet Telegram à une classe, sur décision de la direction."""
    from .linking import allow_class  # noqa: PLC0415  # the database loads slowly

    return allow_class(_console(ctx), label, age_decided=age_decided)


@group.command(cls=FrenchCommand)
def refuse(ctx: typer.Context, label: Label) -> int:
    """Ferme Telegram à une classe ; les réponses restent."""
    from .linking import refuse_class  # noqa: PLC0415  # the database loads slowly

    return refuse_class(_console(ctx), label)


@group.command(cls=FrenchCommand)
def links(ctx: typer.Context, label: Label, *, as_json: Json = False) -> int:
    """Fait les liens d'une classe, montrés une seule fois."""
    from .linking import hand_out_links  # noqa: PLC0415  # the database loads slowly

    return hand_out_links(_console(ctx), label, as_json=as_json)


@group.command(cls=FrenchCommand)
def reissue(
    ctx: typer.Context,
    student: Annotated[
        str, typer.Argument(metavar="ÉLÈVE", help='Prénom et nom : "Sacha Pivoine".')
    ],
    *,
    label: Annotated[
        str,
        typer.Option("--class", help="Sa classe, si le nom ne suffit pas.", metavar="CLASSE"),
    ] = "",
    as_json: Json = False,
) -> int:
    """Délie le compte d'un élève et fait un lien neuf."""
    from .linking import reissue_link  # noqa: PLC0415  # the database loads slowly

    return reissue_link(_console(ctx), student, label=label, as_json=as_json)


@group.command(cls=FrenchCommand)
def staff(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ADULTE", help='Prénom et nom : "Dominique Lauréole".')
    ],
    *,
    as_json: Json = False,
) -> int:
    """Fait le lien d'un adulte du lycée ; délie son compte d'avant."""
    from .linking_staff import link_adult  # noqa: PLC0415  # the database loads slowly

    return link_adult(_console(ctx), name, as_json=as_json)


def _console(ctx: typer.Context) -> Console:
    console = ctx.obj
    assert isinstance(console, Console)  # noqa: S101  # what `run` hands in
    return console
