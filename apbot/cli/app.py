"""The commands and their options. Each one imports its work when it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from apbot.errors import Unusable
from dialogues.errors import DialogueError

from . import lists
from .campaign import group as campaign
from .console import Console
from .french import FrenchCommand, FrenchGroup, Misused, usage_sentence
from .invitations import invite
from .staff import group as staff
from .telegram import group as telegram

app = typer.Typer(
    cls=FrenchGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="L'assistant conversationnel de l'accompagnement personnalisé au lycée.",
)

app.add_typer(campaign, name="campaign")
app.add_typer(staff, name="staff")
app.add_typer(telegram, name="telegram")
app.command(cls=FrenchCommand)(invite)

Json = Annotated[bool, typer.Option("--json", help="Sortie pour un autre programme.")]
Port = Annotated[int | None, typer.Option(metavar="PORT", help="Port du serveur web.")]
Vous = Annotated[bool, typer.Option("--vous", help="Vouvoie.")]
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
    at_random: Annotated[
        int | None,
        typer.Option("--random", help="Joue N personnes au hasard, dit les impasses.", metavar="N"),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Avec --random : le même nombre rejoue les mêmes.", metavar="NOMBRE")
    ] = 1,
    as_json: Json = False,
    vous: Vous = False,
) -> int:
    """Joue un dialogue dans le terminal, sans rien enregistrer."""
    _refuse_mixture(script=script, save=save, answers=answers, at_random=at_random, as_json=as_json)
    if at_random is not None:
        from .exploring import rehearse_randomly  # noqa: PLC0415  # the engine loads slowly

        return rehearse_randomly(_console(ctx), dialogue, at_random, seed=seed, as_json=as_json)
    from .rehearsing import rehearse_dialogue  # noqa: PLC0415  # the engine loads slowly

    return rehearse_dialogue(
        _console(ctx),
        dialogue,
        script=script,
        save=save,
        answers=answers,
        as_json=as_json,
        vous=vous,
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
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Dit aussi les étapes qu'aucune transcription ne visite."),
    ] = False,
    transcripts: Annotated[
        Path | None,
        typer.Option(help="Avec --coverage : où sont les transcriptions.", metavar="DOSSIER"),
    ] = None,
    as_json: Json = False,
) -> int:
    """Vérifie des dialogues et dit quoi réparer."""
    from .checking import check_dialogues  # noqa: PLC0415  # the engine loads slowly

    if transcripts is not None and not coverage:
        raise Misused("--transcripts va avec --coverage : ajoutez --coverage.")
    return check_dialogues(
        _console(ctx), path, as_json=as_json, coverage=coverage, transcripts=transcripts
    )


@app.command(cls=FrenchCommand)
def graph(
    ctx: typer.Context,
    dialogue: DialogueId,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Un plan à imprimer : .pdf, .svg ou .png.", metavar="FICHIER"
        ),
    ] = None,
) -> int:
    """Dessine le plan d'un dialogue ; sans -o, l'écrit au format Mermaid."""
    console = _console(ctx)
    if output is not None:
        from .printing import draw_dialogue  # noqa: PLC0415  # typesetting loads slowly

        return draw_dialogue(console, dialogue, output)
    from dialogues.diagram import mermaid  # noqa: PLC0415  # the engine loads slowly

    from .opening import open_dialogue  # noqa: PLC0415

    console.writer.write(mermaid(open_dialogue(console, dialogue).dialogue))
    return 0


@app.command("print", cls=FrenchCommand)
def print_(
    ctx: typer.Context,
    dialogue: DialogueId,
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Sinon, ID.pdf ici.", metavar="FICHIER"),
    ] = None,
    adult: Annotated[
        bool, typer.Option("--adult", help="La feuille d'un adulte, où les deux répondent.")
    ] = False,
    vous: Vous = False,
) -> int:
    """Met un dialogue sur papier, à remplir à la main (PDF A4)."""
    from .printing import print_dialogue  # noqa: PLC0415  # typesetting loads slowly

    return print_dialogue(_console(ctx), dialogue, output, vous=vous, adult=adult)


@app.command("import-form", cls=FrenchCommand)
def import_form(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Un classeur XLSForm.")],
    *,
    into: Annotated[
        Path | None, typer.Option(help="Où créer le dossier ; sinon ici.", metavar="DOSSIER")
    ] = None,
    as_json: Json = False,
) -> int:
    """Fait un dialogue d'un classeur XLSForm, et dit ce qui n'est pas repris."""
    from .spreadsheets import import_form as work  # noqa: PLC0415  # pyxform loads slowly

    return work(_console(ctx), file, into=into, as_json=as_json)


@app.command("export-form", cls=FrenchCommand)
def export_form(
    ctx: typer.Context,
    dialogue: DialogueId,
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le classeur .xlsx à créer.")],
) -> int:
    """Écrit un dialogue en classeur XLSForm, à modifier dans un tableur."""
    from .spreadsheets import export_form as work  # noqa: PLC0415  # pyxform loads slowly

    return work(_console(ctx), dialogue, file)


@app.command(cls=FrenchCommand)
def publish(
    ctx: typer.Context,
    dialogue: Annotated[str, typer.Argument(metavar="ID", help="Nom d'un dialogue.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Dit ce que cela touche, sans rien écrire.")
    ] = False,
    move: Annotated[
        bool, typer.Option("--move", help="Passe les conversations commencées au nouveau texte.")
    ] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Recommence les conversations commencées.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Publie un dialogue modifié, et dit qui cela touche."""
    from apbot.publishing import Choice  # noqa: PLC0415  # the engine loads slowly

    from .publishing import publish_dialogue  # noqa: PLC0415  # the database loads slowly

    if move and restart:
        raise Misused("--move et --restart ne vont pas ensemble : choisissez-en une.")
    choice = Choice.MOVE if move else Choice.RESTART if restart else Choice.KEEP
    return publish_dialogue(
        _console(ctx), dialogue, dry_run=dry_run, choice=choice, as_json=as_json
    )


app.command("import", cls=FrenchCommand)(lists.import_students)
app.command("import-staff", cls=FrenchCommand)(lists.import_staff)


@app.command(cls=FrenchCommand)
def status(
    ctx: typer.Context,
    *,
    retry_dead: Annotated[
        bool, typer.Option("--retry-dead", help="Reprend d'abord ce qui avait été abandonné.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Dit où en sont les files d'attente de Telegram."""
    from .status import show_status  # noqa: PLC0415  # the database loads slowly

    return show_status(_console(ctx), again=retry_dead, as_json=as_json)


def _console(ctx: typer.Context) -> Console:
    console = ctx.obj
    assert isinstance(console, Console)  # noqa: S101  # what `run` hands in
    return console


def _refuse_mixture(
    *,
    script: Path | None,
    save: Path | None,
    answers: Path | None,
    at_random: int | None,
    as_json: bool,
) -> None:
    if sum(option is not None for option in (script, save, answers, at_random)) > 1:
        raise Misused(
            "--script, --save, --answers et --random ne vont pas ensemble : choisissez-en une."
        )
    if as_json and answers is None and at_random is None:
        raise Misused("--json va avec --answers ou --random : ajoutez l'une des deux.")
