"""``apbot invite``: its options, and which of them go together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .console import Console
from .french import Misused


def invite(
    ctx: typer.Context,
    label: Annotated[str, typer.Argument(metavar="CLASSE", help='Nom de la classe : "2nde 3".')],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Le PDF des cartes, à créer.", metavar="FICHIER"),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Refait les cartes de tous ceux qui ne sont pas entrés."),
    ] = False,
    reissue: Annotated[
        list[str] | None,
        typer.Option(help="Refait la carte d'un élève ; l'ancienne s'arrête.", metavar="ÉLÈVE"),
    ] = None,
    revoke: Annotated[
        list[str] | None,
        typer.Option(help="Arrête la carte d'un élève, sans la refaire.", metavar="ÉLÈVE"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remplace le fichier s'il existe.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Sortie pour un autre programme, une seule fois.")
    ] = False,
) -> int:
    """Fait les cartes d'invitation d'une classe, à découper, et la liste de qui est entré."""
    if sum((again, bool(reissue), bool(revoke))) > 1:
        raise Misused("--again, --reissue et --revoke ne vont pas ensemble : choisissez-en une.")
    if revoke and output is not None:
        raise Misused("--revoke n'écrit aucun fichier : enlevez -o.")
    if not revoke and output is None and not as_json:
        raise Misused("Il manque le fichier des cartes : ajoutez -o FICHIER.pdf (ou --json).")
    from . import inviting  # noqa: PLC0415  # typesetting and the database load slowly

    console = ctx.obj
    assert isinstance(console, Console)  # noqa: S101  # what `run` hands in
    if revoke:
        return inviting.revoke_cards(console, label, revoke, as_json=as_json)
    if reissue:
        return inviting.reissue_cards(
            console, label, reissue, output=output, force=force, as_json=as_json
        )
    return inviting.invite_class(
        console, label, output=output, again=again, force=force, as_json=as_json
    )
