"""Files -> ``Dialogue``. The only module of this package that opens files (or ``yaml_source``).

A folder ``<catalogue>/<id>/dialogue.yaml`` with, one level up, what dialogues share:
``scales.yaml``, ``subjects.yaml`` (the school's list), ``help_contacts.yaml`` and
``safeguarding.yaml``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .building import build_options, build_steps
from .checker import check
from .definition import Dialogue, Notice, Option, Text
from .errors import InvalidDialogue, Place, Problem, Severity, UnknownDialogue
from .folding import fold
from .groups import PARTS
from .heading import Head, read_head
from .reading import PLACEHOLDERS, Reader
from .safeguarding import HelpCard, HelpNumber, WordList
from .yaml_source import Located, parse, read, read_text

_T = TypeVar("_T")
SHIPPED = Path(__file__).parent / "catalogue"
"""The catalogue that comes with the program."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts a dialogue is made of: enough to make it again years later."""

    dialogue: str
    shared: Mapping[str, str]
    """By file name: scales, subjects, help contacts, safeguarding."""

    def to_json(self) -> str:
        return json.dumps(
            {"dialogue": self.dialogue, "shared": dict(self.shared)},
            ensure_ascii=False,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Sources:
        data = json.loads(text)
        return cls(data["dialogue"], data["shared"])

    @property
    def revision(self) -> str:
        """The content hash: 32 hexadecimal digits."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]


_SHARED = ("scales.yaml", "subjects.yaml", "help_contacts.yaml", "safeguarding.yaml")
WORKSHOPS = "workshops.yaml"
"""The school's workshops as options; a host replaces the catalogue's example by its rows."""
_LISTS = ("scales.yaml", "subjects.yaml", WORKSHOPS)
_CALLED = re.compile(r"\bcall:\s*[\"']?([a-z][a-z0-9_]*)")
_ASKS_WORKSHOPS = re.compile(r"\boptions_from:\s*[\"']?workshops\b")


def read_sources(
    folder: Path, *, subjects: Path | None = None, workshops: str | None = None
) -> Sources:
    """The texts of one dialogue folder.

    ``subjects`` replaces the catalogue's list of subjects; ``workshops`` is the text that replaces
    its example of workshops.
    """
    dialogue = read_text(folder / "dialogue.yaml")
    shared = {}
    for name in (*_SHARED, *_named_by(dialogue)):
        beside, shipped = folder.parent / name, SHIPPED / name
        path = beside if beside.exists() else shipped
        if name == "subjects.yaml" and subjects is not None:
            path = subjects
        if name == WORKSHOPS and workshops is not None:
            shared[name] = workshops
        elif path.exists() or name in _SHARED:
            shared[name] = read_text(path)
    return Sources(dialogue, shared)


def _named_by(dialogue: str) -> tuple[str, ...]:
    """Files that this text asks for: the parts it calls, the list of workshops."""
    parts = sorted(f"{PARTS}/{name}.yaml" for name in set(_CALLED.findall(dialogue)))
    return (*parts, *([WORKSHOPS] if _ASKS_WORKSHOPS.search(dialogue) else []))


def load_folder(folder: Path, *, subjects: Path | None = None) -> Dialogue:
    """The dialogue of a folder, checked. Raises ``InvalidDialogue``: nothing is half-loaded."""
    return make(read_sources(folder, subjects=subjects), file=str(folder / "dialogue.yaml"))


def make(sources: Sources, *, file: str = "dialogue.yaml") -> Dialogue:
    """The dialogue of these texts, checked. Raises ``InvalidDialogue`` with the findings."""
    dialogue, problems = inspect(sources, file=file)
    findings = tuple(p for p in problems if p.severity is Severity.FINDING)
    if findings or dialogue is None:
        raise InvalidDialogue(findings)
    return dialogue


def inspect_folder(
    folder: Path, *, subjects: Path | None = None
) -> tuple[Dialogue | None, tuple[Problem, ...]]:
    """The dialogue if it could be read at all, and everything that was found, advice too."""
    try:
        sources = read_sources(folder, subjects=subjects)
    except InvalidDialogue as error:
        return None, error.problems
    return inspect(sources, file=str(folder / "dialogue.yaml"))


def inspect(
    sources: Sources, *, file: str = "dialogue.yaml"
) -> tuple[Dialogue | None, tuple[Problem, ...]]:
    """The same for texts, in the order of the file. Raises nothing."""
    reader = Reader(placeholders=PLACEHOLDERS)
    try:
        shared = {name: parse(text.encode(), file=name) for name, text in sources.shared.items()}
        lists = _lists(reader, shared)
        root = parse(sources.dialogue.encode(), file=file)
        dialogue = _dialogue(reader, root, lists, shared, sources.revision)
    except InvalidDialogue as error:
        return None, error.problems
    problems = [*reader.problems, *(check(dialogue) if dialogue is not None else ())]
    once = {(p.code, p.place, p.what): p for p in problems}
    ordered = sorted(once.values(), key=lambda p: (p.place.line, p.place.column))
    return dialogue, tuple(ordered)


def _lists(reader: Reader, shared: Mapping[str, Located]) -> dict[str, tuple[Option, ...]]:
    lists: dict[str, tuple[Option, ...]] = {}
    for name in _LISTS:
        if name not in shared:
            continue
        node = reader.mapping(shared[name], what=name, place=Place(name, 1, 1))
        if isinstance(node.value, dict):
            for key, options in node.value.items():
                lists[key] = build_options(reader, options, what=f"la liste « {key} »")
    return lists


def _dialogue(
    reader: Reader,
    root: Located,
    lists: dict[str, tuple[Option, ...]],
    shared: Mapping[str, Located],
    revision: str,
) -> Dialogue | None:
    root = reader.mapping(root, what="Le dialogue", place=root.place)
    head = read_head(reader, root)
    own = _own_lists(reader, root)
    parts = {
        name.removeprefix(f"{PARTS}/").removesuffix(".yaml"): node
        for name, node in shared.items()
        if name.startswith(f"{PARTS}/")
    }
    entries, used = build_steps(reader, root, key=head.id, lists={**lists, **own}, parts=parts)
    for name in sorted(set(own) - used):
        place = root.value["lists"].keys[name] if isinstance(root.value, dict) else root.place
        what = f"La liste « {name} » n'est utilisée par aucune question."
        reader.report("unused-option", place, what, "Retirez-la, ou citez-la avec options_from.")
    texts = _texts(head)
    if texts is None or not entries:
        return None
    title, intro, closing, notice = texts
    help_card, word_list = _help(shared)
    return Dialogue(
        id=head.id,
        title=title,
        revision=revision,
        respondent=head.respondent,
        intro=intro,
        notice=notice,
        closing=closing,
        entries=entries,
        help_card=help_card,
        word_list=word_list,
        about=head.about,
        anonymous=head.anonymous,
        recall=head.recall,
        recall_places=head.recall_places,
    )


def _texts(head: Head) -> tuple[Text, Text, Text, Notice] | None:
    if head.title and head.intro and head.closing and head.notice:
        return head.title, head.intro, head.closing, head.notice
    return None


def _own_lists(reader: Reader, root: Located) -> dict[str, tuple[Option, ...]]:
    node = reader.child(root, "lists")
    if node is None:
        return {}
    lists = reader.mapping(node, what="« lists »", place=node.place)
    assert isinstance(lists.value, dict)  # noqa: S101  # what `mapping` returns
    return {
        name: build_options(reader, options, what=f"la liste « {name} »")
        for name, options in lists.value.items()
    }


def load_help(catalogue: Path) -> tuple[HelpCard, WordList]:
    """The help card and the word list of a catalogue folder."""
    names = ("help_contacts.yaml", "safeguarding.yaml")
    return _help({name: read(catalogue / name) for name in names})


def _help(shared: Mapping[str, Located]) -> tuple[HelpCard, WordList]:
    return (
        _shaped(_help_card, shared["help_contacts.yaml"]),
        _shaped(_word_list, shared["safeguarding.yaml"]),
    )


def _shaped(make_it: Callable[[Any], _T], located: Located) -> _T:
    """The value of one of these files. Raises ``InvalidDialogue``: it has another form."""
    try:
        return make_it(located.plain())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        what = "Ce fichier n'a pas la forme attendue."
        repair = "Repartez de celui qui est livré avec le programme."
        raise InvalidDialogue(
            (Problem("wrong-shared-file", located.place, what, repair),)
        ) from error


def _help_card(contacts: Mapping[str, Any]) -> HelpCard:
    numbers = tuple(
        HelpNumber(str(item["number"]), item["name"], item["when"]) for item in contacts["numbers"]
    )
    return HelpCard(dt.date.fromisoformat(contacts["verified_on"]), numbers)


def _word_list(words: Mapping[str, Any]) -> WordList:
    # Longest first, so that "mort de rire" is taken out before anything shorter inside it.
    harmless = sorted({fold(phrase) for phrase in words["harmless"]}, key=len, reverse=True)
    phrases = sorted({fold(phrase) for phrase in words["phrases"]})
    reviewed_on = dt.date.fromisoformat(words["reviewed_on"])
    return WordList(reviewed_on, tuple(phrases), tuple(harmless))


class Catalogue:
    """The dialogues of a folder, by id; each is read and checked when first asked for.

    ``own`` is a school's folder of dialogues: they come beside those of ``folder``, and in place of
    those of the same name.
    """

    def __init__(
        self, folder: Path = SHIPPED, *, subjects: Path | None = None, own: Path | None = None
    ) -> None:
        self._folders = (folder,) if own is None else (own, folder)
        self._subjects = subjects
        self._loaded: dict[str, Dialogue] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        found = (path for folder in self._folders for path in folder.glob("*/dialogue.yaml"))
        return tuple(sorted({path.parent.name for path in found}))

    def folder(self, dialogue_id: str) -> Path:
        """Raises ``UnknownDialogue``."""
        if dialogue_id not in self.ids:
            known = ", ".join(self.ids)
            raise UnknownDialogue(f"Pas de dialogue « {dialogue_id} ». Il y a : {known}.")
        found = (folder / dialogue_id for folder in self._folders)
        return next(folder for folder in found if (folder / "dialogue.yaml").exists())

    def sources(self, dialogue_id: str) -> Sources:
        return read_sources(self.folder(dialogue_id), subjects=self._subjects)

    def dialogue(self, dialogue_id: str) -> Dialogue:
        """Raises ``UnknownDialogue`` or ``InvalidDialogue``."""
        if dialogue_id not in self._loaded:
            folder = self.folder(dialogue_id)
            self._loaded[dialogue_id] = load_folder(folder, subjects=self._subjects)
        return self._loaded[dialogue_id]
