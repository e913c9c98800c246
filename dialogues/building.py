"""Located values -> steps and options, every mistake reported at its place."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping

from .conditions import ALWAYS, Both, Condition
from .definition import Entry, Goto, Grid, Kind, Limits, Option, Prefill, Step, Text, WhenHidden
from .errors import Place
from .groups import Line, expand
from .matching import MAX_TYPED
from .reading import Reader
from .yaml_source import Located

OptionLists = Mapping[str, tuple[Option, ...]]

_STEP_KEYS = (
    "id type ask topic hint options options_from scale when goto retry after counted sensitive "
    "required readers max min max_length earliest latest prefill when_hidden frozen"
).split()
_OPTION_KEYS = "id label short synonyms exclusive apart score unscored tags".split()
_YES_NO = (
    Option("yes", Text("Oui", "Oui"), synonyms=("ouais", "o", "yes", "ok", "d'accord", "oui oui")),
    Option(
        "no", Text("Non", "Non"), synonyms=("nan", "nn", "n", "no", "pas vraiment", "non merci")
    ),
)
_DEFAULT_LENGTH = 300
_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def build_options(
    reader: Reader, node: Located | None, *, what: str, shared: tuple[Option, ...] = ()
) -> tuple[Option, ...]:
    """The options of a question or of a list; those of ``shared`` come first."""
    options = [*shared]
    for item in reader.items(node, what=f"Dans {what}"):
        option = _option(reader, item, what=what)
        if option is None:
            continue
        if any(option.id == other.id for other in options):
            message = f"L'option « {option.id} » est déjà dans {what}."
            reader.report("duplicate-id", item.place, message, "Donnez-lui un autre id.")
        options.append(option)
    return tuple(options)


def _option(reader: Reader, item: Located, *, what: str) -> Option | None:
    node = reader.mapping(item, what=f"Une option de {what}", place=item.place)
    if not node.keys:
        return None
    reader.known_keys(node, _OPTION_KEYS, where="dans une option")
    key, label = reader.string(node, "id"), reader.text(node, "label")
    if not key:
        return None
    label = label or Text(key, key)  # reported; the option stands, so that conditions may name it
    return Option(
        id=key,
        label=label,
        short=reader.text(node, "short", required=False),
        synonyms=_strings(reader, node, "synonyms"),
        exclusive=reader.flag(node, "exclusive", default=False),
        apart=reader.flag(node, "apart", default=False),
        score=reader.whole(node, "score", least=0, most=100),
        unscored=reader.flag(node, "unscored", default=False),
        tags=frozenset(_strings(reader, node, "tags")),
        place=node.place,
    )


def _strings(reader: Reader, node: Located, key: str) -> tuple[str, ...]:
    return tuple(
        str(item.value)
        for item in reader.items(reader.child(node, key), what=f"« {key} »")
        if item.value is not None
    )


def build_steps(
    reader: Reader,
    root: Located,
    *,
    key: str,
    lists: OptionLists,
    parts: Mapping[str, Located],
) -> tuple[tuple[Entry, ...], frozenset[str]]:
    """The entries in the order of the file, and the names of the lists they used."""
    items = list(reader.items(reader.child(root, "steps"), what="« steps »"))
    if not items:
        what = "Le dialogue n'a aucune étape."
        reader.report("missing-key", root.place, what, "Ajoutez « steps: » et une question.")
    lines = expand(reader, items, key=key, parts=parts)
    used: set[str] = set()
    steps: dict[int, Step] = {}
    by_id: dict[str, Step] = {}
    for index, line in enumerate(lines):
        if reader.child(line.node, "offer") is None:
            step = _step(reader, line, key=key, lists=lists, used=used)
            if step is not None:
                steps[index] = step
                _refuse_duplicate(reader, step, by_id)
                by_id.setdefault(step.id, step)
    entries = []
    for index, line in enumerate(lines):
        if index in steps:
            entries.append(
                Entry(steps[index], steps[index].when, when_place=_when_place(reader, line))
            )
        elif reader.child(line.node, "offer") is not None:
            entries += _offer(reader, line, by_id)
    return tuple(entries), frozenset(used)


def _refuse_duplicate(reader: Reader, step: Step, by_id: Mapping[str, Step]) -> None:
    if step.id in by_id:
        line = by_id[step.id].place.line
        what = f"L'étape « {step.id} » existe déjà, ligne {line}."
        reader.report("duplicate-id", step.place, what, "Donnez-lui un autre id.")


def _condition(reader: Reader, line: Line) -> Condition:
    """The step's own condition, under that of the groups around it."""
    own = reader.condition(line.node, "when")
    if line.when is ALWAYS:
        return own
    return line.when if own is ALWAYS else Both(line.when, own)


def _when_place(reader: Reader, line: Line) -> Place:
    has_own = reader.child(line.node, "when") is not None or line.when is ALWAYS
    return reader.place_of(line.node, "when") if has_own else line.when_place


def _offer(reader: Reader, line: Line, by_id: Mapping[str, Step]) -> list[Entry]:
    item = line.node
    reader.known_keys(item, ("offer", "when"), where="dans une proposition (offer)")
    target = reader.string(item, "offer")
    if target not in by_id:
        what = f"« offer » cite une question inconnue : « {target} »."
        place, otherwise = reader.place_of(item, "offer"), "Citez une question de ce dialogue."
        reader.report_unknown("unknown-reference", place, what, target, by_id, otherwise=otherwise)
        return []
    when = _condition(reader, line)
    return [Entry(by_id[target], when, is_offer=True, when_place=_when_place(reader, line))]


def _step(
    reader: Reader, line: Line, *, key: str, lists: OptionLists, used: set[str]
) -> Step | None:
    node = reader.mapping(line.node, what="Une étape", place=line.node.place)
    if not node.keys:
        return None
    reader.known_keys(node, _STEP_KEYS, where="dans une étape")
    step_id, kind = reader.string(node, "id"), _kind(reader, node)
    ask = reader.text(node, "ask")
    topic = reader.text(node, "topic", required=kind is not Kind.NOTE)
    if not step_id or kind is None:
        return None
    # A text that is missing was reported; the step stands, so that what names it is not wrong too.
    ask = ask or Text("", "")
    if key and not (step_id.startswith(f"{key}.") and _ID.fullmatch(step_id)):
        what = f"L'id « {step_id} » n'est pas de la forme « {key}.mot »."
        repair = "Écrivez le mot en minuscules, chiffres et « _ »."
        reader.report("wrong-id", reader.place_of(node, "id"), what, repair)
    options = _step_options(reader, node, kind, lists=lists, used=used)
    return Step(
        id=step_id,
        kind=kind,
        ask=ask,
        topic=topic or ask,
        wording=_wording(ask, options, line.grid),
        hint=reader.text(node, "hint", required=False),
        options=options,
        limits=_limits(reader, node, kind),
        when=_condition(reader, line),
        gotos=_gotos(reader, node),
        retry=reader.text(node, "retry", required=False),
        after=_after(reader, node, options),
        sensitive=reader.flag(node, "sensitive", default=False),
        required=reader.flag(node, "required", default=False),
        counted=reader.flag(node, "counted", default=True),
        readers=reader.text(node, "readers", required=False),
        grid=line.grid,
        prefill=_prefill(reader, node),
        when_hidden=_when_hidden(reader, node),
        frozen=reader.flag(node, "frozen", default=False),
        place=node.place,
    )


def _when_hidden(reader: Reader, node: Located) -> WhenHidden:
    name = reader.string(node, "when_hidden", required=False)
    if not name or name in set(WhenHidden):
        return WhenHidden(name or WhenHidden.DROP)
    what = f"« when_hidden » vaut keep, drop ou ask, pas « {name} »."
    place, otherwise = reader.place_of(node, "when_hidden"), "Écrivez keep, drop ou ask."
    reader.report_unknown("wrong-type", place, what, name, list(WhenHidden), otherwise=otherwise)
    return WhenHidden.DROP


def _prefill(reader: Reader, node: Located) -> Prefill | None:
    found = reader.child(node, "prefill")
    if found is None:
        return None
    inner = reader.mapping(found, what="« prefill »", place=found.place)
    reader.known_keys(inner, ("from", "as", "words"), where="dans « prefill »")
    fact, words = reader.string(inner, "from"), reader.text(inner, "words")
    mapping = reader.mapping(reader.child(inner, "as"), what="« as »", place=inner.place)
    values = tuple(
        (_number_or_word(theirs), mine.value)
        for theirs, mine in (mapping.value.items() if isinstance(mapping.value, dict) else ())
        if isinstance(mine.value, str | int)
    )
    return Prefill(fact, values, words, found.place) if words and fact else None


def _number_or_word(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _kind(reader: Reader, node: Located) -> Kind | None:
    name = reader.string(node, "type")
    if name in set(Kind):
        return Kind(name)
    if name:
        place = getattr(reader.child(node, "type"), "place", node.place)
        known = [kind.value for kind in Kind]
        what, listed = f"Type inconnu « {name} ».", "Types : " + ", ".join(known) + "."
        reader.report_unknown("unknown-type", place, what, name, known, otherwise=listed)
    return None


def _step_options(
    reader: Reader, node: Located, kind: Kind, *, lists: OptionLists, used: set[str]
) -> tuple[Option, ...]:
    shared: tuple[Option, ...] = ()
    missing = False
    for key in ("scale", "options_from"):
        name = reader.string(node, key, required=False)
        if name and name not in lists:
            place = getattr(reader.child(node, key), "place", node.place)
            what = f"La liste « {name} » n'existe pas."
            listed = "Listes : " + ", ".join(lists) + "."
            reader.report_unknown("unknown-list", place, what, name, lists, otherwise=listed)
            missing = True
        elif name:
            used.add(name)
            shared += lists[name]
    own = reader.child(node, "options")
    options = build_options(reader, own, what="cette question", shared=shared)
    needs = kind in {Kind.CHOICE, Kind.CHOICES, Kind.SCALE}
    if needs and not options and not missing:
        what = "Cette question n'a pas d'options."
        reader.report("missing-key", node.place, what, "Ajoutez options, scale ou options_from.")
    if options and not needs:
        what = f"Une question de type {kind} n'a pas d'options à elle."
        reader.report("unused-option", node.place, what, "Retirez-les, ou changez le type.")
    if kind is Kind.SCALE and any(o.score is None and not o.unscored for o in options):
        what = "Chaque option d'une échelle a un « score »."
        reader.report("missing-score", node.place, what, "Ajoutez « score: 1 », 2, 3…")
    return _YES_NO if kind is Kind.YES_NO else options


def _wording(ask: Text, options: tuple[Option, ...], grid: Grid | None) -> str:
    parts = [*grid.stem.forms] if grid else []
    parts += ask.forms
    parts += ["=".join((option.id, *option.label.forms)) for option in options]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _limits(reader: Reader, node: Located, kind: Kind) -> Limits:
    length = reader.whole(node, "max_length", least=1, most=MAX_TYPED)
    limits = Limits(
        characters=length or _DEFAULT_LENGTH,
        choices=reader.whole(node, "max", least=1, most=99) if kind is Kind.CHOICES else None,
        least=reader.number(node, "min"),
        most=reader.number(node, "max") if kind is not Kind.CHOICES else None,
        earliest=_iso(reader, node, "earliest"),
        latest=_iso(reader, node, "latest"),
    )
    if _crossed(limits.least, limits.most) or _crossed(limits.earliest, limits.latest):
        what = "Aucune réponse n'est possible : la borne basse dépasse la borne haute."
        reader.report("never-true", node.place, what, "Corrigez min et max, ou les deux dates.")
    return limits


def _crossed(low: float | str | None, high: float | str | None) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return str(low or "") > str(high or "9")
    return low is not None and high is not None and low > high


def _iso(reader: Reader, node: Located, key: str) -> str | None:
    text = reader.string(node, key, required=False)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        place = getattr(reader.child(node, key), "place", node.place)
        reader.report(
            "wrong-type", place, f"« {key} » doit être une date.", "Exemple : 2026-09-01."
        )
        return None


def _gotos(reader: Reader, node: Located) -> tuple[Goto, ...]:
    found = reader.child(node, "goto")
    if found is None:
        return ()
    if isinstance(found.value, str):
        return (Goto(found.value, ALWAYS, found.at(0), found.place),)
    gotos = []
    for item in reader.items(found, what="« goto »"):
        jump = reader.mapping(item, what="« goto »", place=item.place)
        reader.known_keys(jump, ("when", "to"), where="dans « goto »")
        target, condition = reader.string(jump, "to"), reader.condition(jump, "when")
        places = (reader.place_of(jump, "to"), reader.place_of(jump, "when"))
        gotos.append(Goto(target, condition, *places))
    return tuple(gotos)


def _after(
    reader: Reader, node: Located, options: tuple[Option, ...]
) -> tuple[tuple[str, Text], ...]:
    found = reader.child(node, "after")
    if found is None:
        return ()
    inner = reader.mapping(found, what="« after »", place=found.place)
    ids = {option.id: option for option in options}
    texts = []
    for key in inner.keys:
        text = reader.text(inner, key)
        if key not in ids:
            what = f"« after » cite une option inconnue : « {key} »."
            place, listed = inner.keys[key], "Options : " + ", ".join(ids) + "."
            reader.report_unknown("unknown-option", place, what, key, ids, otherwise=listed)
        elif text is not None:
            texts.append((key, text))
    return tuple(texts)
