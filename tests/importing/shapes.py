"""The lists that schools have (``domain.md`` 5.1), with people who do not exist, as bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook

PRONOTE = (
    "Nom;Prénom;Né(e) le;Prénom d'usage;Sexe;Classe;Projet d'accompagnement;Allergies\r\n"
    "AUBÉPINE;Camille;01/02/2011;;F;2nde 3;PAP;arachide\r\n"
    "DE LA TOUR;Jean-Luc;03/04/2011;Jeannot;M;2nde 3;;\r\n"
    "N'GUYEN;Maï;05/06/2011;;F;2nde 4;;\r\n"
).encode("utf-8-sig")
PRONOTE_ONE_CELL = (
    "Élèves;Né(e) le;Adresse E-mail;Classe;Groupe;;\n"
    "AUBÉPINE Camille;01/02/2011;c@exemple.fr;2nde 3;AP1;;\n"
    "DE LA TOUR Jean-Luc;03/04/2011;;2nde 3;;;\n"
    "\n"
    "N'GUYEN Maï;05/06/2011;;2nde 4;;;\n"
    "3 élèves;;;;;;\n"
).encode("cp1252")
SIECLE = (
    "NOM;PRENOM;SEXE;NE(E) LE;MEF;DIV.;REG.;OPT1;OPT2;DIV. PREC.;Doublant\n"
    "AUBÉPINE;Camille;F;01/02/2011;20010019110;2nde 3;DP;AGL1;;3A;N\n"
    "DE LA TOUR;Jean-Luc;M;03/04/2011;20010019110;2nde 3;EXT;;;2nde 3;O\n"
    "N'GUYEN;Maï;F;05/06/2011;20010019110;2nde 4;DP;;;3B;N\n"
).encode("iso-8859-1")
HOME_MADE = (
    "Liste des secondes\tannée 2026-2027\n"
    "Nom\tPrénom\tClasse\tINE\n"
    "AUBÉPINE\tCamille\t2nde 3\t0000000001A\n"
    "DE LA TOUR\tJean-Luc\t2nde 3\t0000000002B\n"
    "N'GUYEN\tMaï\t2nde 4\t0000000003C\n"
    "Total\t3\n"
).encode("utf-16")
COMMAS = (
    '"Nom","Prénom","Classe"\n"AUBÉPINE","Camille","2nde 3"\n"DE LA TOUR","Jean-Luc","2nde 3"\n'
    '"N\'GUYEN","Maï","2nde 4"\n'
).encode()
_ROWS: tuple[tuple[str, ...], ...] = (
    ("Nom", "Prénom", "Classe", "Sexe"),
    ("AUBÉPINE", "Camille", "2nde 3", "F"),
    ("DE LA TOUR", "Jean-Luc", "2nde 3", "M"),
    ("N'GUYEN", "Maï", "2nde 4", "F"),
)
EXPECTED = (
    ("AUBÉPINE", "Camille", "2nde 3"),
    ("DE LA TOUR", "Jean-Luc", "2nde 3"),
    ("N'GUYEN", "Maï", "2nde 4"),
)


def xlsx(rows: Sequence[Sequence[object]] = _ROWS) -> bytes:
    """With an empty first sheet, as exports often have."""
    book = Workbook()
    sheet = book.create_sheet("Élèves")
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(rows: Sequence[Sequence[str]] = _ROWS) -> bytes:
    """The smallest OpenDocument spreadsheet."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    table = "".join(
        f"<table:table-row>{''.join(cell.format(word) for word in row)}</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
        f'<office:body><office:spreadsheet><table:table table:name="A">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


ALL = {
    "pronote.csv": PRONOTE,
    "pronote-une-case.csv": PRONOTE_ONE_CELL,
    "EXP_Liste_des_eleves_par_division.csv": SIECLE,
    "maison.txt": HOME_MADE,
    "virgules.csv": COMMAS,
    "classeur.xlsx": xlsx(),
    "classeur.ods": ods(),
}
