"""French number words, 0 to 999: "vingt-deux", "quatre-vingt-dix-sept", "deux cents", "2 et demi".

Only ever used on a question that asks for a number: elsewhere "un élève" is not 1.
"""

from __future__ import annotations

import re

from .folding import fold

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize".split()
    )
} | {"une": 1}
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "octante": 80,
    "huitante": 80,
    "nonante": 90,
}
_ROUND = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
_ABOUT = re.compile(r"(?:environ|à peu près|a peu pres|presque)\s+")
_UNIT = re.compile(r"\s*(?:d['’])?(?:h|heures?|ans?|fois|minutes?|min)$")
_HALF = re.compile(r"\s+et\s+demie?$")
_DIGITS = re.compile(r"([-+]?(?:[0-9]{1,3}(?: [0-9]{3}){1,3}|[0-9]{1,12}))(?:[.,]([0-9]{1,6}))?")
_SPACES = re.compile(r"\s+")
_FOUR_SCORE = 4
_SCORE = 20
_HUNDRED = 100
_LONGEST = 80


def parse_number(text: str) -> int | float | None:
    """The number written in digits ("12", "12,5", "1 200") or words; None when it is not one."""
    if len(text) > _LONGEST:
        return None
    plain = _SPACES.sub(" ", text.strip().lower())
    plain = _ABOUT.sub("", plain, count=1) if _ABOUT.match(plain) else plain
    whole = _HALF.sub("", _UNIT.sub("", plain))
    # "deux et demi", "deux heures et demie", "deux et demi heures" are all two and a half.
    half = _HALF.search(_UNIT.sub("", plain)) is not None
    whole = _UNIT.sub("", whole)
    if found := _DIGITS.fullmatch(whole):
        value = float(f"{found[1].replace(' ', '')}.{found[2] or 0}")
        value += 0.5 if half else 0
        return int(value) if value.is_integer() else value
    number = _from_words(fold(whole).split())
    return number + 0.5 if half and number is not None else number


def _from_words(words: list[str]) -> int | None:
    if words and words[-1] in _ROUND and words[:-1] in ([], ["une"], ["un"]):
        return _ROUND[words[-1]]
    if not words or (words[0] == "zero" and len(words) > 1):
        return None
    total = 0
    for index, word in enumerate(words):
        if word == "et" and 0 < index < len(words) - 1:
            continue
        added = _add(total, word)
        if added is None:
            return None
        total = added
    return total


def _add(total: int, word: str) -> int | None:
    singular = word.removesuffix("s") if word in {"cents", "vingts"} else word
    if singular == "cent":
        return (total or 1) * _HUNDRED if total < 10 else None  # noqa: PLR2004  # "neuf cents" at most
    if singular == "vingt" and total % _HUNDRED == _FOUR_SCORE:
        return total - _FOUR_SCORE + _FOUR_SCORE * _SCORE
    if singular in _TENS:
        return total + _TENS[singular] if total % _HUNDRED == 0 else None
    unit = _UNITS.get(singular)
    return total + unit if unit is not None and _fits(total % _HUNDRED, unit) else None


def _fits(rest: int, unit: int) -> bool:
    """Whether the unit may follow: "dix-sept", "vingt et un", "soixante et onze"."""
    if rest == 0:
        return True
    if rest == 10:  # noqa: PLR2004
        return unit in {7, 8, 9}
    if rest in {60, 80}:
        return unit > 0
    return rest % 10 == 0 and 0 < unit < 10  # noqa: PLR2004
