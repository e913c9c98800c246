"""The commands and their options. Each one imports its work when it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from apbot.errors import Unusable
from dialogues.errors import DialogueError

from .console import Console
from .french import FrenchCommand, FrenchGroup, Misused, usage_sentence

app = typer.Typer(
    cls=FrenchGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="L'assistant conversationnel de l'accompagnement personnalisé au lycée.",
)

Json = Annotated[bool, typer.Option("--json", help="Sortie pour un autre programme.")]
Port = Annotated[int | None, typer.Option(metavar="PORT", help="Port du serveur web.")]
DialogueId = Annotated[
    str, typer.Argument(metavar="ID", help="Nom d'un dialogue, ou dossier d'un dialogue.")
]


def run(arguments: Sequence[str], console: Console) -> int:
    """The exit status: 0, 1 for a failure, 2 for a mistake of usage."""
    try:
        status = app(list(arguments), prog_name="apbot", standalone_mode=False, obj=console)
    except typer.TyperException as error:
        console.complain(usage_sentence(error, arguments))
        return 2
    except Misused as error:
        console.complain(str(error))
        return 2
    except (Unusable, DialogueError) as error:
        console.complain(str(error))
        return 1
    return status if isinstance(status, int) else 0


@app.callback(invoke_without_command=True)
def start(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


@app.command(cls=FrenchCommand)
def demo(
    ctx: typer.Context,
    port: Port = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Ouvre la page de l'élève dans le navigateur.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Ouvre une classe fictive, pour essayer."""
    from .running import demonstrate  # noqa: PLC0415  # the server loads slowly

    return demonstrate(_console(ctx), port=port, open_browser=open_browser, as_json=as_json)


@app.command(cls=FrenchCommand)
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Adresse d'écoute.", metavar="ADRESSE")] = None,
    port: Port = None,
) -> int:
    """Démarre le serveur sur la base configurée."""
    from .running import serve_school  # noqa: PLC0415  # the server loads slowly

    return serve_school(_console(ctx), host=host, port=port)


@app.command(cls=FrenchCommand)
def init(ctx: typer.Context) -> int:
    """Crée la base et sa clé, et dit où elles sont."""
    from .running import initialise_school  # noqa: PLC0415  # the database loads slowly

    return initialise_school(_console(ctx))


@app.command(cls=FrenchCommand)
def rehearse(
    ctx: typer.Context,
    dialogue: DialogueId,
    *,
    script: Annotated[
        Path | None, typer.Option(help="Rejoue une transcription.", metavar="FICHIER")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="Garde la conversation en transcription.", metavar="FICHIER")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Joue des réponses écrites en YAML.", metavar="FICHIER")
    ] = None,
    as_json: Json = False,
    vous: Annotated[bool, typer.Option("--vous", help="Vouvoie.")] = False,
) -> int:
    """Joue un dialogue dans le terminal, sans rien enregistrer."""
    from .rehearsing import rehearse_dialogue  # noqa: PLC0415  # the engine loads slowly

    _refuse_mixture(script=script, save=save, answers=answers, as_json=as_json)
    return rehearse_dialogue(
        _console(ctx), dialogue, script=script, save=save, answers=answers, vous=vous
    )


@app.command(cls=FrenchCommand)
def check(
    ctx: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="CHEMIN",
            help="Dossier d'un dialogue, d'un catalogue, ou fichier ; sinon le catalogue livré.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Vérifie des dialogues et dit quoi réparer."""
    from .checking import check_dialogues  # noqa: PLC0415  # the engine loads slowly

    return check_dialogues(_console(ctx), path, as_json=as_json)


@app.command(cls=FrenchCommand)
def graph(ctx: typer.Context, dialogue: DialogueId) -> int:
    """Écrit le plan d'un dialogue au format Mermaid."""
    from dialogues.diagram import mermaid  # noqa: PLC0415  # the engine loads slowly

    from .opening import open_dialogue  # noqa: PLC0415

    console = _console(ctx)
    console.writer.write(mermaid(open_dialogue(console, dialogue).dialogue))
    return 0


def _console(ctx: typer.Context) -> Console:
    console = ctx.obj
    assert isinstance(console, Console)  # noqa: S101  # what `run` hands in
    return console


def _refuse_mixture(
    *, script: Path | None, save: Path | None, answers: Path | None, as_json: bool
) -> None:
    if sum(option is not None for option in (script, save, answers)) > 1:
        raise Misused("--script, --save et --answers ne vont pas ensemble : choisissez-en une.")
    if as_json is not (answers is not None):
        raise Misused("--answers et --json vont ensemble : ajoutez celle qui manque.")
