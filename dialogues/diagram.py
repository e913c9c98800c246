"""A dialogue as a picture: Mermaid text, the same for the same dialogue."""

from __future__ import annotations

from collections.abc import Iterator

from .conditions import Always, Both, Comparison, Condition, Either, Literal, Negation, State
from .definition import Address, Dialogue, Entry, Kind
from .facts import PROPERTY_LABELS, PROPERTY_TOPICS

_START, _END = "debut", "relecture"
_ESCAPES = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;"}
_OPERATORS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_OTHERWISE = "sinon"
# Of a question or a fact that is (not) passed over.
_ANSWERED = {False: "avec réponse", True: "passée"}
_KNOWN = {False: "déjà connu", True: "pas connu"}


def mermaid(dialogue: Dialogue) -> str:
    """A flow chart: boxes for questions, rounded for notes, edges with their conditions."""
    lines = ["flowchart TD", f'  {_START}(["{_escape(dialogue.title.to(Address.VOUS))}"])']
    lines += [f"  {_node(index, entry)}" for index, entry in enumerate(dialogue.entries)]
    lines.append(f'  {_END}(["Relecture, puis envoi"])')
    lines += [f"  {edge}" for edge in _edges(dialogue)]
    return "\n".join(lines) + "\n"


def _node(index: int, entry: Entry) -> str:
    step = entry.step
    name = f"n{index + 1}"
    label = _escape(step.ask.to(Address.VOUS))
    if step.kind is Kind.NOTE:
        return f'{name}("{label}")'
    shown = f"{_escape(step.topic.to(Address.VOUS))}<br/>{step.id}"
    if entry.is_offer:
        return f'{name}[/"{shown}<br/>proposé plus tôt"/]'
    return f'{name}["{shown}"]'


def _edges(dialogue: Dialogue) -> Iterator[str]:
    yield from _onward(dialogue, _START, 0, "")
    place = {entry.step.id: i for i, entry in enumerate(dialogue.entries) if not entry.is_offer}
    for index, entry in enumerate(dialogue.entries):
        name = f"n{index + 1}"
        jumps = () if entry.is_offer else entry.step.gotos
        for goto in jumps:
            yield _edge(name, f"n{place[goto.target] + 1}", condition_in_words(dialogue, goto.when))
        if not any(isinstance(goto.when, Always) for goto in jumps):
            yield from _onward(dialogue, name, index + 1, _OTHERWISE if jumps else "")


def _onward(dialogue: Dialogue, source: str, index: int, label: str) -> Iterator[str]:
    """To the next step, and past each step that may be left out."""
    for later in range(index, len(dialogue.entries)):
        condition = _entry_condition(dialogue, later)
        if not condition:
            yield _edge(source, f"n{later + 1}", label)
            return
        yield _edge(source, f"n{later + 1}", condition)
        label = _OTHERWISE
    yield _edge(source, _END, label)


def _entry_condition(dialogue: Dialogue, index: int) -> str:
    """Why a step may be left out: its condition, or that it was offered and answered earlier."""
    entry = dialogue.entries[index]
    said = condition_in_words(dialogue, entry.when)
    offered = any(e.is_offer and e.step is entry.step for e in dialogue.entries[:index])
    return " et ".join(filter(None, (said, "pas encore demandé" if offered else "")))


def _edge(source: str, target: str, label: str) -> str:
    return f'{source} -->|"{_escape(label)}"| {target}' if label else f"{source} --> {target}"


def _escape(text: str) -> str:
    plain = " ".join(text.split())
    return "".join(_ESCAPES.get(character, character) for character in plain)


def condition_in_words(dialogue: Dialogue, condition: Condition) -> str:
    """ "Choix de la formation : par défaut ou pas voulue"."""
    match condition:
        case Comparison():
            return _comparison(dialogue, condition)
        case State(question=question, skipped=skipped):
            is_fact = question in dialogue.recall
            state = _KNOWN[skipped] if is_fact else _ANSWERED[skipped]
            return f"{_topic(dialogue, question)} : {state}"
        case Negation(inner=inner):
            return f"non ({condition_in_words(dialogue, inner)})"
        case Both(left=left, right=right):
            return " et ".join(_grouped(dialogue, side) for side in (left, right))
        case Either(left=left, right=right):
            return " ou ".join(_grouped(dialogue, side) for side in (left, right))
        case _:
            return ""


def _grouped(dialogue: Dialogue, condition: Condition) -> str:
    said = condition_in_words(dialogue, condition)
    return f"({said})" if isinstance(condition, Both | Either) else said


def _comparison(dialogue: Dialogue, atom: Comparison) -> str:
    topic = _topic(dialogue, atom.question)
    values = " ou ".join(_label(dialogue, atom.question, literal) for literal in atom.literals)
    match atom.operator:
        case "==" | "in":
            return f"{topic} : {values}"
        case "has":
            return f"{topic} avec {values}"
        case "!=":
            return f"{topic} : autre que {values}"
        case operator:
            return f"{topic} {_OPERATORS[operator]} {values}"


def _topic(dialogue: Dialogue, question: str) -> str:
    if source := dialogue.recall.get(question):
        if earlier := dialogue.steps.get(source):
            return f"{earlier.topic.to(Address.VOUS)} (la dernière fois)"
        return PROPERTY_TOPICS.get(source, f"Réponse précédente ({source})")
    return dialogue.steps[question].topic.to(Address.VOUS)


def _label(dialogue: Dialogue, question: str, literal: Literal) -> str:
    source = dialogue.recall.get(question, question)
    if source not in dialogue.steps:
        return PROPERTY_LABELS.get(source, {}).get(str(literal), str(literal))
    option = dialogue.steps[source].option_for(literal)
    return f"« {option.label.to(Address.VOUS)} »" if option else str(literal)
