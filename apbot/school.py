"""What a school decides for itself: its name, tu or vous, whom to write to, its subjects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialogues.definition import Address
from dialogues.errors import InvalidDialogue
from dialogues.loader import Catalogue
from dialogues.yaml_source import read

from .errors import Unusable

_KEYS = frozenset({"school", "address", "dpo", "subjects", "dialogues", "telegram_sheet"})
_AS_LINK, _AS_PDF = "link", "pdf"


@dataclass(frozen=True, slots=True)
class School:
    """``subjects`` is a file like the catalogue's ``subjects.yaml``; None keeps the default.

    ``dialogues`` is a folder of the school's own dialogues, beside or instead of those shipped.
    """

    name: str = "ton lycée"
    address: Address = Address.TU
    dpo: str = "la direction du lycée"
    subjects: Path | None = None
    dialogues: Path | None = None
    sheet_as_pdf: bool = False
    """Referents may receive a sheet on Telegram, instead of its address alone."""

    def catalogue(self) -> Catalogue:
        """The dialogues this school uses."""
        return Catalogue(subjects=self.subjects, own=self.dialogues)


def read_school(path: Path | None) -> School:
    """The school of this file, or the default. Raises ``Unusable`` with file, line and repair."""
    if path is None:
        return School()
    try:
        node = read(path)
    except InvalidDialogue as error:
        raise Unusable(str(error)) from error
    values = node.plain()
    if not isinstance(values, dict):
        raise Unusable(f"{path}:1:1: des clés sont attendues. Écrivez par exemple « school: nom ».")
    for key, place in node.keys.items():
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise Unusable(f"{place}: clé inconnue « {key} ». Clés possibles : {known}.")
    address = values.get("address", "tu")
    if address not in {Address.TU, Address.VOUS}:
        raise Unusable(f"{node.keys['address']}: « address » vaut tu ou vous.")
    sheet = values.get("telegram_sheet", _AS_LINK)
    if sheet not in {_AS_LINK, _AS_PDF}:
        raise Unusable(f"{node.keys['telegram_sheet']}: « telegram_sheet » vaut link ou pdf.")
    subjects, dialogues = values.get("subjects"), values.get("dialogues")
    if dialogues and not (path.parent / str(dialogues)).is_dir():
        raise Unusable(f"{node.keys['dialogues']}: « dialogues » doit être un dossier qui existe.")
    default = School()
    return School(
        name=str(values.get("school", default.name)),
        address=Address(address),
        dpo=str(values.get("dpo", default.dpo)),
        subjects=path.parent / str(subjects) if subjects else None,
        dialogues=path.parent / str(dialogues) if dialogues else None,
        sheet_as_pdf=sheet == _AS_PDF,
    )
