"""The parser's own words, in French: headings of the help, mistakes of usage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class Misused(Exception):
    """The command line asks for two things at once, or half of one; the message is French."""


_HEADINGS = (
    (re.compile(r"^Usage: ", re.MULTILINE), "Usage : "),
    (re.compile(r"^Options:$", re.MULTILINE), "Options :"),
    (re.compile(r"^Arguments:$", re.MULTILINE), "Arguments :"),
    (re.compile(r"^Commands:$", re.MULTILINE), "Commandes :"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "COMMANDE …"),
    (re.compile(r"Show this message and exit\."), "Affiche cette aide."),
    (re.compile(r"\[required\]"), "[obligatoire]"),
    (re.compile(r"\[default: "), "[par défaut : "),
    (re.compile(r"\{([A-Z]+)\}"), r"\1"),
)
_TYPE = re.compile(r" <(?:str|path)>")


def _in_french(text: str) -> str:
    for pattern, french in _HEADINGS:
        text = pattern.sub(french, text)
    # As wide as before: the column of explanations stays straight.
    return _TYPE.sub(lambda found: " " * len(found[0]), text)


class FrenchCommand(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _in_french(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _in_french(super().get_help(ctx))


_NO_COMMAND = re.compile(r"No such command '(.*?)'")
_EXTRA = re.compile(r"Got unexpected extra argument\S* \((.*)\)")
_NO_VALUE = re.compile(r"Option '(.*?)' requires")


def usage_sentence(error: typer.TyperException, arguments: Sequence[str]) -> str:
    """The parser's mistake as one French sentence, and where the help is."""
    context = getattr(error, "ctx", None)
    asked = [argument for argument in arguments[:1] if argument.isalpha()]
    command = getattr(context, "command_path", None) or " ".join(["apbot", *asked])
    return f"{_what(error)} Voyez « {command} --help »."


def _what(error: typer.TyperException) -> str:
    message = str(error.message)
    match type(error).__name__:
        case "NoSuchOption":
            return f"L'option {getattr(error, 'option_name', '')} n'existe pas."
        case "MissingParameter":
            return f"Il manque {_parameter(error)}."
        case "BadParameter":
            return f"La valeur donnée pour {_parameter(error)} ne convient pas."
        case _:
            pass
    if found := _NO_COMMAND.search(message):
        return f"La commande « {found[1]} » n'existe pas."
    if found := _EXTRA.search(message):
        return f"« {found[1]} » est de trop."
    if found := _NO_VALUE.search(message):
        return f"L'option {found[1]} attend une valeur."
    return "Cette commande ne peut pas être comprise."


def _parameter(error: typer.TyperException) -> str:
    """ "ID", "--port"."""
    parameter = getattr(error, "param", None)
    options = getattr(parameter, "opts", None) or ["une valeur"]
    name = str(options[0])
    return name if name.startswith("-") else str(getattr(parameter, "metavar", None) or name)
