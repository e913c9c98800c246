"""One folding for everything compared: typed answers, commands, the safeguarding list."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, everything but letters and digits one space.

    "L'Œuvre, c'est ÇA 👍" becomes "l oeuvre c est ca".
    """
    # NFKD leaves the ligatures whole, so they are opened first.
    bare = text.casefold()
    if not bare.isascii():
        opened = bare.replace("œ", "oe").replace("æ", "ae")
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", opened))
    return _NOT_WORD.sub(" ", bare).strip()
