"""The short code of a card: eight letters for who cannot scan, worth nothing until it is opened.

Consonants that no other letter looks like; without vowels no code can be a word. 18^8 is 33 bits:
little for a secret, enough where a code lives ten minutes and tries are counted. Its hash is keyed,
so that a database alone gives no code away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from dialogues.folding import fold

LETTERS = "BCDFGHJKMNPRSTVWXZ"
LENGTH = 8
_HALF = LENGTH // 2


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def spaced(code: str) -> str:
    """As it is printed: "BCDF GHJK"."""
    return f"{code[:_HALF]} {code[_HALF:]}"


def tidied(typed: str) -> str:
    """The code that was typed, whatever its case, spaces and hyphens; empty where it is none."""
    code = fold(typed).replace(" ", "").upper()
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def code_hash(secret: bytes, code: str) -> str:
    """What is stored, and looked up."""
    return _keyed(secret, "card code", code)


def typist_hash(secret: bytes, kind: str, value: str) -> str:
    """Of whoever types: a browser's cookie, an address."""
    return _keyed(secret, f"code typed by {kind}", value)


def _keyed(secret: bytes, purpose: str, value: str) -> str:
    message = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()
