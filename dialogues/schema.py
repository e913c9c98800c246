"""The JSON Schema of ``dialogue.yaml``, for editors that complete and underline while one types.

Made from the same enumerations as the loader; ``catalogue/dialogue.schema.json`` is its text. It
says what a file looks like; what it means (conditions, references) is for ``apbot check``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .checks.labels import MAX_OPTION_ID, MAX_STEP_ID
from .conditions import MAX_LENGTH
from .definition import About, Kind, Respondent, WhenHidden
from .facts import PROPERTIES
from .matching import MAX_TYPED

Schema = dict[str, Any]

_WORD = "^[a-z][a-z0-9_]*$"
_STEP_ID = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_KINDS: Mapping[Kind, str] = {
    Kind.CHOICE: "Une réponse parmi des options.",
    Kind.CHOICES: "Plusieurs réponses parmi des options.",
    Kind.SCALE: "Un niveau sur une échelle, du plus bas au plus haut.",
    Kind.YES_NO: "Oui ou non ; les deux options sont déjà prêtes.",
    Kind.NUMBER: "Un nombre, entre min et max.",
    Kind.DATE: "Une date, entre earliest et latest.",
    Kind.TEXT: "Un texte libre ; dire qui le lira (readers).",
    Kind.NOTE: "Un message, sans réponse.",
}


def dialogue_schema() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Un dialogue",
        "description": "Un questionnaire joué question par question. Voir README.md.",
        **_object(_head(), required=["dialogue", "title", "intro", "notice", "closing", "steps"]),
        "$defs": {
            "text": _text(),
            "option": _option(),
            "options": _list(_ref("option")),
            "step": _step(),
            "offer": _offer(),
            "grid": _grid(),
            "call": _call(),
            "condition": _string(
                "Exemple : accueil.trajet == 'bus' and answered(accueil.duree).",
                maxLength=MAX_LENGTH,
            ),
        },
    }


def schema_text() -> str:
    """The text of ``dialogue.schema.json``."""
    return json.dumps(dialogue_schema(), ensure_ascii=False, indent=2) + "\n"


def _head() -> Schema:
    notice = {
        "version": _string("Changez-la quand le texte change.", minLength=1),
        "text": _said("Pourquoi ces questions, qui lit, combien de temps, quels droits."),
    }
    return {
        "dialogue": _string("Le nom du dialogue : celui de son dossier.", pattern=_WORD),
        "title": _said("Le titre que lit la personne."),
        "respondent": _one_of(Respondent, "Qui répond (student si rien n'est écrit)."),
        "about": _one_of(About, "De qui, ou de quoi, parlent les réponses (self sinon)."),
        "anonymous": _flag("Gardé sans le nom de la personne ; seulement pour un atelier."),
        "recall": {
            "description": "Ce que le lycée sait déjà : nom court, puis question ou propriété.",
            "type": "object",
            "propertyNames": {"pattern": _WORD},
            "additionalProperties": {
                "anyOf": [{"enum": list(PROPERTIES)}, {"type": "string", "pattern": _STEP_ID}]
            },
        },
        "intro": _said("Ce qui est dit avant la première question."),
        "notice": {
            "description": "La notice d'information, montrée avant de commencer.",
            **_object(notice, required=["version", "text"]),
        },
        "closing": _said("Ce qui est dit une fois les réponses envoyées."),
        "lists": {
            "description": "Des listes d'options que plusieurs questions partagent.",
            "type": "object",
            "additionalProperties": _ref("options"),
        },
        "steps": {
            "description": "Les étapes, dans l'ordre où elles sont posées.",
            "type": "array",
            "minItems": 1,
            "items": _either("offer", _either("grid", _either("call", _ref("step")))),
        },
    }


def _step_keys() -> Schema:
    return {
        "id": _string(
            "dialogue.mot : enregistré avec la réponse, ne le changez jamais.",
            pattern=_STEP_ID,
            maxLength=MAX_STEP_ID,
        ),
        "type": {
            "description": "La sorte de réponse attendue.",
            "enum": [kind.value for kind in _KINDS],
            "enumDescriptions": list(_KINDS.values()),
        },
        "ask": _said("La question : 15 mots au plus, une seule idée."),
        "topic": _said("Le thème, en deux ou trois mots."),
        "hint": _said("Une précision sous la question."),
        "options": {"description": "Les réponses possibles.", **_ref("options")},
        "options_from": _string("Une liste : subjects, workshops, ou une de lists."),
        "scale": _string("Une échelle de scales.yaml : freq4, ease4, mastery4, obs4."),
        "when": _condition("La question n'est posée que si cette condition est vraie."),
        "goto": _goto(),
        "retry": _said("Ce qui est dit quand la réponse n'est pas comprise."),
        "after": {
            "description": "Ce qui est dit après une option : id de l'option, puis texte.",
            "type": "object",
            "additionalProperties": _ref("text"),
        },
        "counted": _flag("false : la question ne compte pas dans « 3 sur 8 »."),
        "sensitive": _flag("La réponse est délicate : proposer ensuite de voir un adulte."),
        "required": _flag("Réponse exigée ; seulement quand un adulte répond."),
        "readers": _said("Qui lira ce texte libre, et ce qu'il ne faut pas y écrire."),
        "max": _number("Plusieurs choix : combien au plus. Nombre : la plus grande valeur."),
        "min": _number("La plus petite valeur."),
        "max_length": {
            "description": "Le nombre de caractères d'un texte libre (300 sinon).",
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_TYPED,
        },
        "earliest": _string("La première date possible : 2026-09-01.", pattern=_DATE),
        "latest": _string("La dernière date possible.", pattern=_DATE),
        "prefill": _prefill(),
        "when_hidden": _one_of(
            WhenHidden, "Si une correction retire la question : garder, effacer ou demander."
        ),
        "frozen": _flag("La formulation ne change pas de l'année, pour comparer dans le temps."),
    }


def _step() -> Schema:
    kinds = [Kind.CHOICE.value, Kind.CHOICES.value, Kind.SCALE.value]
    sources = [{"required": [key]} for key in ("options", "options_from", "scale")]
    return {
        "description": "Une question, ou un message (note).",
        **_object(_step_keys(), required=["id", "type", "ask"]),
        "allOf": [
            _if_type({"not": {"const": Kind.NOTE.value}}, {"required": ["topic"]}),
            _if_type({"const": Kind.TEXT.value}, {"required": ["readers"]}),
            _if_type({"enum": kinds}, {"anyOf": sources}),
        ],
    }


def _if_type(kind: Schema, then: Schema) -> Schema:
    return {"if": {"properties": {"type": kind}, "required": ["type"]}, "then": then}


def _option() -> Schema:
    keys = {
        "id": _string(
            "Enregistré avec la réponse : ne le changez jamais.",
            minLength=1,
            maxLength=MAX_OPTION_ID,
        ),
        "label": _said("Ce que lit la personne."),
        "short": _said("Le texte du bouton, si le libellé dépasse 28 caractères."),
        "synonyms": _list({"type": "string"}, "Ce qu'une personne peut écrire à la place."),
        "exclusive": _flag("La choisir retire les autres : « Aucune », « Rien »."),
        "apart": _flag("Une demande qui va à cet adulte seul, jamais sur la synthèse."),
        "score": {
            "description": "Le niveau, sur une échelle : 1 pour le plus bas.",
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
        },
        "unscored": _flag("Une option d'échelle sans niveau : « Pas observé »."),
        "tags": _list({"type": "string"}, "Des étiquettes que la synthèse sait lire."),
    }
    return {"description": "Une réponse possible.", **_object(keys, required=["id", "label"])}


def _offer() -> Schema:
    keys = {
        "offer": _string("La question, placée plus loin, qui est proposée ici.", pattern=_STEP_ID),
        "when": _condition("Quand la proposer."),
    }
    what = "Propose plus tôt une question placée plus loin ; elle n'est jamais posée deux fois."
    return {"description": what, **_object(keys, required=["offer"])}


def _grid() -> Schema:
    left_out = {"type", "scale", "options", "options_from", "goto"}
    line = {key: value for key, value in _step_keys().items() if key not in left_out}
    keys = {
        "grid": _string("Le nom de la grille."),
        "scale": _string("L'échelle de toutes ses lignes."),
        "stem": _said("Ce que chaque ligne complète : « Depuis le dernier point… »."),
        "when": _condition("Vaut pour toutes ses lignes."),
        "frozen": _flag("Vaut pour toutes ses lignes."),
        "items": {
            "description": "Les lignes, posées une à une.",
            "type": "array",
            "minItems": 1,
            "items": _object(line, required=["id", "topic", "ask"]),
        },
    }
    what = "Plusieurs phrases sur une même échelle, posées une à une."
    return {"description": what, **_object(keys, required=["grid", "scale", "stem", "items"])}


def _call() -> Schema:
    keys = {
        "call": _string("Le nom d'un sous-dialogue du dossier parts.", pattern=_WORD),
        "as": _string("Ce qui remplace son nom dans les identifiants.", pattern=_WORD),
        "scale": _string("L'échelle qui remplace $scale."),
        "when": _condition("Vaut pour toutes ses étapes."),
    }
    return {"description": "Insère un sous-dialogue.", **_object(keys, required=["call"])}


def _goto() -> Schema:
    jump = {
        "to": _string("Une étape placée plus loin.", pattern=_STEP_ID),
        "when": _condition("Sauter seulement si cette condition est vraie."),
    }
    return {
        "description": "Après cette étape, continuer plus loin.",
        "anyOf": [
            {"type": "string", "pattern": _STEP_ID},
            _list(_object(jump, required=["to"])),
        ],
    }


def _prefill() -> Schema:
    keys = {
        "from": _string("Un nom de recall.", pattern=_WORD),
        "as": {
            "description": "Réponse d'avant, puis réponse proposée ici.",
            "type": "object",
            "additionalProperties": {"type": ["string", "integer"]},
        },
        "words": _said("D'où vient la proposition."),
    }
    what = "Propose une réponse déjà donnée ailleurs ; la personne la garde ou la change."
    return {"description": what, **_object(keys, required=["from", "as", "words"])}


def _text() -> Schema:
    forms = {
        "tu": _string("Pour un lycée qui tutoie."),
        "vous": _string("Pour un lycée qui vouvoie."),
        "adult": _string("Pour un adulte, si ce n'est pas le texte en vous."),
    }
    return {
        "description": "Un texte pour tous, ou un texte en tu et un en vous.",
        "anyOf": [{"type": "string", "minLength": 1}, _object(forms, required=["tu", "vous"])],
    }


# -- the words of the format ------------------------------------------------------------------


def _object(properties: Schema, *, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _either(key: str, otherwise: Schema) -> Schema:
    """The definition of that name for what has that key."""
    return {"if": {"required": [key]}, "then": _ref(key), "else": otherwise}


def _said(description: str) -> Schema:
    return {"description": description, **_ref("text")}


def _condition(description: str) -> Schema:
    return {"description": description, **_ref("condition")}


def _string(description: str, **limits: Any) -> Schema:
    return {"description": description, "type": "string", **limits}


def _number(description: str) -> Schema:
    return {"description": description, "type": "number"}


def _flag(description: str) -> Schema:
    return {"description": description, "type": "boolean"}


def _list(items: Schema, description: str = "") -> Schema:
    said = {"description": description} if description else {}
    return {**said, "type": "array", "items": items}


def _one_of(names: type[StrEnum], description: str) -> Schema:
    return {"description": description, "enum": [name.value for name in names]}
