"""The commands that read a list: students, adults. Each imports its work when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import Console
from .french import Misused

Json = Annotated[bool, typer.Option("--json", help="Sortie pour un autre programme.")]


def import_students(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Liste d'élèves : .csv, .xlsx ou .ods.")
    ],
    *,
    group: Annotated[
        str | None,
        typer.Option("--class", help="La classe de toute la liste.", metavar="CLASSE"),
    ] = None,
    levels: Annotated[
        list[str] | None,
        typer.Option(
            "--level", help='Niveau et voie : "2nde 3=seconde:pro".', metavar="CLASSE=NIVEAU"
        ),
    ] = None,
    same_name: Annotated[
        str,
        typer.Option(
            help="Un même nom deux fois : same (une personne), different (deux), ask.",
            metavar="CHOIX",
        ),
    ] = "ask",
    whole_school: Annotated[
        bool,
        typer.Option("--whole-school", help="Qui n'y est pas a quitté le lycée."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montre les changements, sans rien écrire.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Écrit sans demander.")] = False,
    as_json: Json = False,
) -> int:
    """Importe une liste d'élèves : nom, prénom, classe, rien d'autre."""
    from apbot.importing.planning import SameName  # noqa: PLC0415  # the database loads slowly

    from .importing import import_students as work  # noqa: PLC0415  # ditto

    if same_name not in set(SameName):
        raise Misused(f"--same-name vaut « {same_name} » : écrivez same, different ou ask.")
    return work(
        console_of(ctx),
        file,
        group=group,
        levels=levels or [],
        same_name=SameName(same_name),
        whole_school=whole_school,
        dry_run=dry_run,
        yes=yes,
        as_json=as_json,
    )


def import_staff(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Liste d'adultes : .csv, .xlsx ou .ods.")
    ],
    *,
    whole_school: Annotated[
        bool, typer.Option("--whole-school", help="Qui n'y est pas a quitté le lycée.")
    ] = False,
    two_people: Annotated[
        bool,
        typer.Option("--two-people", help="Un nom avec deux adresses e-mail : deux personnes."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montre les changements, sans rien écrire.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Écrit sans demander.")] = False,
    as_json: Json = False,
) -> int:
    """Importe les adultes : nom, fonction, classes, e-mail."""
    from .importing_staff import import_staff as work  # noqa: PLC0415  # the database loads slowly

    return work(
        console_of(ctx),
        file,
        two_people=two_people,
        whole_school=whole_school,
        dry_run=dry_run,
        yes=yes,
        as_json=as_json,
    )


def console_of(ctx: typer.Context) -> Console:
    console = ctx.obj
    assert isinstance(console, Console)  # noqa: S101  # what `run` hands in
    return console
