"""Tokens: personal links, browsers and prompts. Only hashes of the first two are ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

_TAG_BYTES = 16


def new_token() -> str:
    """128 random bits, 22 characters that fit an address."""
    return secrets.token_urlsafe(16)


def new_id() -> str:
    """A random identifier that nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def token_hash(token: str) -> str:
    """What is stored. 128 random bits need no salt and no slow hash (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class PromptSigner:
    """Signs the number of a prompt for one browser: also what protects a form from other sites."""

    secret: bytes

    def sign(self, browser_hash: str, prompt: int) -> str:
        return f"{prompt}.{self._tag(browser_hash, str(prompt))}"

    def prompt(self, browser_hash: str, token: str) -> int | None:
        """The number, or None when the token was not made by us for this browser."""
        number, _, tag = token.partition(".")
        if not number.isascii() or not number.isdigit() or len(number) > 9:  # noqa: PLR2004
            return None
        expected = self._tag(browser_hash, number)
        given = tag.encode("utf-8", "surrogatepass")
        return int(number) if hmac.compare_digest(expected.encode(), given) else None

    def _tag(self, browser_hash: str, number: str) -> str:
        message = f"{browser_hash}.{number}".encode()
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[: 2 * _TAG_BYTES]
