"""What stands above the steps of a dialogue: who answers, about what, what is known beforehand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from .definition import About, Notice, Respondent, Text
from .errors import Place
from .facts import PROPERTIES
from .reading import PLACEHOLDERS, SUBJECT, Reader
from .yaml_source import Located

KEYS = "dialogue title respondent about anonymous recall intro notice closing lists steps".split()
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_QUESTION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Head:
    """As much of it as could be read; what is missing is reported."""

    id: str
    title: Text | None
    respondent: Respondent
    about: About
    anonymous: bool
    recall: Mapping[str, str]
    recall_places: Mapping[str, Place]
    intro: Text | None
    notice: Notice | None
    closing: Text | None


def read_head(reader: Reader, root: Located) -> Head:
    """The head; the placeholders it brings are allowed in every text read from then on."""
    reader.known_keys(root, KEYS, where="en tête du dialogue")
    about = _one_of(reader, root, "about", About.SELF)
    respondent = _one_of(reader, root, "respondent", Respondent.STUDENT)
    recall, places = _recall(reader, root)
    reader.allow_placeholders(recall)
    if about is not About.SELF:
        reader.allow_placeholders([SUBJECT])
    return Head(
        id=reader.string(root, "dialogue"),
        title=reader.text(root, "title"),
        respondent=respondent,
        about=about,
        anonymous=_anonymous(reader, root, about, respondent),
        recall=recall,
        recall_places=places,
        intro=reader.text(root, "intro"),
        notice=_notice(reader, root),
        closing=reader.text(root, "closing"),
    )


def _one_of(reader: Reader, root: Located, key: str, default: _E) -> _E:
    name = reader.string(root, key, required=False)
    known = [member.value for member in type(default)]
    if not name or name in known:
        return type(default)(name or default.value)
    listed = ", ".join(known)
    what = f"« {key} » vaut {listed}, pas « {name} »."
    otherwise = f"Écrivez {listed}."
    place = reader.place_of(root, key)
    reader.report_unknown("wrong-type", place, what, name, known, otherwise=otherwise)
    return default


def _anonymous(reader: Reader, root: Located, about: About, respondent: Respondent) -> bool:
    anonymous = reader.flag(root, "anonymous", default=False)
    if anonymous and respondent is not Respondent.STUDENT:
        what = "Seul un élève répond sans son nom : un adulte signe ce qu'il écrit."
        repair = "Retirez « anonymous », ou écrivez « respondent: student »."
        reader.report("anonymous-adult", root.keys["anonymous"], what, repair)
    if anonymous and about is not About.WORKSHOP:
        what = "Un dialogue anonyme porte sur un atelier."
        repair = "Ajoutez « about: workshop », ou retirez « anonymous »."
        reader.report("anonymous-about", root.keys["anonymous"], what, repair)
    return anonymous


def _recall(reader: Reader, root: Located) -> tuple[dict[str, str], dict[str, Place]]:
    found = reader.child(root, "recall")
    if found is None:
        return {}, {}
    node = reader.mapping(found, what="« recall »", place=found.place)
    sources, places = {}, {}
    for name, place in node.keys.items():
        source = reader.string(node, name)
        if not _NAME.fullmatch(name) or name in {*PLACEHOLDERS, SUBJECT}:
            what = f"« {name} » ne peut pas nommer ce qui est rappelé."
            repair = "Choisissez un mot en minuscules, sans point, qui n'est pas déjà pris."
            reader.report("wrong-id", place, what, repair)
        elif not _can_be_recalled(source):
            what = f"« {source} » ne peut pas être rappelé."
            otherwise = "Écrivez une question (checkin.goal), ou " + ", ".join(PROPERTIES) + "."
            at = reader.place_of(node, name)
            reader.report_unknown(
                "unknown-recall", at, what, source, PROPERTIES, otherwise=otherwise
            )
        else:
            sources[name], places[name] = source, place
    return sources, places


def _can_be_recalled(source: str) -> bool:
    owners = {name.partition(".")[0] for name in PROPERTIES}
    if source.partition(".")[0] in owners:
        return source in PROPERTIES
    return _QUESTION.fullmatch(source) is not None


def _notice(reader: Reader, root: Located) -> Notice | None:
    found = reader.child(root, "notice")
    if found is None:
        what, repair = "Il manque la notice d'information.", "Ajoutez « notice: {version, text} »."
        reader.report("missing-key", root.place, what, repair)
        return None
    node = reader.mapping(found, what="« notice »", place=found.place)
    reader.known_keys(node, ("version", "text"), where="dans la notice")
    text = reader.text(node, "text")
    version = reader.string(node, "version")
    return Notice(version, text) if text else None
