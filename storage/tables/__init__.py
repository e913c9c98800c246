"""The tables, and only here. Statements use these; rows never leave the package."""

from __future__ import annotations

from storage.columns import METADATA

from . import conversations, people, queues

__all__ = [
    "ANONYMOUS_RESPONSE",
    "ANSWER",
    "AUDIT",
    "BROWSER",
    "CLASS_GROUP",
    "CONVERSATION",
    "DATA_KEY",
    "DIALOGUE_REVISION",
    "INBOX",
    "METADATA",
    "PERSON",
    "PERSONAL_LINK",
    "ROLE_GRANT",
    "WORKSHOP",
    "WRAPPING_KEY",
    "conversations",
    "people",
    "queues",
]

ANONYMOUS_RESPONSE = METADATA.tables["anonymous_response"]
ANSWER = METADATA.tables["answer"]
AUDIT = METADATA.tables["audit"]
BROWSER = METADATA.tables["browser"]
CLASS_GROUP = METADATA.tables["class_group"]
CONVERSATION = METADATA.tables["conversation"]
DATA_KEY = METADATA.tables["data_key"]
DIALOGUE_REVISION = METADATA.tables["dialogue_revision"]
INBOX = METADATA.tables["inbox"]
PERSON = METADATA.tables["person"]
PERSONAL_LINK = METADATA.tables["personal_link"]
ROLE_GRANT = METADATA.tables["role_grant"]
WORKSHOP = METADATA.tables["workshop"]
WRAPPING_KEY = METADATA.tables["wrapping_key"]
