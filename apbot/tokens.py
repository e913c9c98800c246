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
class SignedPrompt:
    """What a form of ours answers: a prompt of one conversation."""

    number: int
    conversation_id: str
    """Empty: a page that is about no conversation."""


@dataclass(frozen=True, slots=True)
class PromptSigner:
    """Signs a prompt of a conversation for one browser: also what protects a form from other sites.

    Prompts are numbered within a conversation: without its name, a form left open on one would
    answer another.
    """

    secret: bytes

    def sign(self, browser_hash: str, prompt: int, conversation_id: str = "") -> str:
        of = f"{prompt}.{conversation_id}"
        return f"{of}.{self._tag(browser_hash, of)}"

    def read(self, browser_hash: str, token: str) -> SignedPrompt | None:
        """None when the token was not made by us for this browser."""
        of, _, tag = token.rpartition(".")
        expected, given = self._tag(browser_hash, of), tag.encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(expected.encode(), given):
            return None
        number, _, conversation_id = of.partition(".")
        return SignedPrompt(int(number), conversation_id)

    def _tag(self, browser_hash: str, of: str) -> str:
        message = f"{browser_hash}.{of}".encode("utf-8", "surrogatepass")
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[: 2 * _TAG_BYTES]
