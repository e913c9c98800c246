"""Columns of the survey sheet that a dialogue has no use for: one line each, with their rows."""

from __future__ import annotations

from .reading import Row
from .report import Report, rows_said

_WHY = {
    "calculation": ("un dialogue ne calcule pas", "Posez la question autrement."),
    "default": ("aucune réponse n'est proposée d'avance", "Dites-le dans l'indication."),
    "read_only": ("chaque question attend une réponse", "Faites-en une note."),
    "choice_filter": ("tous les choix de la liste sont proposés", "Faites une question par cas."),
    "repeat_count": ("un dialogue ne répète rien", "Dédoublez les questions utiles."),
    "guidance_hint": ("l'élève ne lit que l'indication (hint)", "Complétez l'indication."),
    "trigger": ("un dialogue ne calcule pas", "Retirez cette colonne."),
    "required": ("un élève n'est jamais obligé de répondre", "Rien à faire."),
    "required (condition)": ("une obligation ne dépend pas d'une réponse", "Mettez yes, ou rien."),
    "media::image": ("un dialogue est fait de texte", "Décrivez l'image dans la question."),
    "media::audio": ("un dialogue est fait de texte", "Écrivez ce que dit le son."),
    "media::video": ("un dialogue est fait de texte", "Écrivez ce que dit la vidéo."),
}
_LIGHT = {
    "appearance": "la présentation est celle du programme",
    "parameters": "la présentation est celle du programme",
    "required_message": "le programme dit lui-même qu'une réponse est attendue",
    "notes": "les commentaires restent dans le classeur",
}


class Unread:
    """Collects rows by column, then says it once per column."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}

    def look(self, row: Row) -> None:
        for column in row.cells:
            needed = column == "required" or (column == "parameters" and _is_range(row))
            if column in {*_WHY, *_LIGHT} and not needed:
                self.note(row, column)

    def note(self, row: Row, column: str) -> None:
        self._rows.setdefault((row.sheet, column), []).append(row.number)

    def tell(self, report: Report) -> None:
        for (sheet, column), numbers in self._rows.items():
            where = rows_said(numbers)
            if column in _WHY:
                why, repair = _WHY[column]
                what = f"« {column.split(' ')[0]} » n'est pas repris ({where}) : {why}."
                report.lost(sheet, numbers[0], column.split(" ")[0], what, repair)
            else:
                what = f"« {column} » n'est pas repris ({where}) : {_LIGHT[column]}."
                report.changed(sheet, numbers[0], column, what)


def _is_range(row: Row) -> bool:
    return row.get("type").strip().lower() in {"range", "curseur", "intervalle"}
