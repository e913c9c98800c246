"""One folding for everything compared: typed answers, commands, the safeguarding list."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened, everything but letters and digits one space.

    "L'Œuvre, c'est ÇA 👍" becomes "l oeuvre c est ca".
    """
    # NFKD leaves the ligatures whole, so they are opened first.
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFKD", opened) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()
