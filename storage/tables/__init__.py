"""The tables, and only here. Statements use these; rows never leave the package."""

from __future__ import annotations

from storage.columns import METADATA

from . import campaigns, conversations, people, queues, telegram

__all__ = [
    "ANONYMOUS_ANSWER",
    "ANSWER",
    "ASSIGNMENT",
    "AUDIT",
    "BROWSER",
    "CAMPAIGN",
    "CAMPAIGN_OCCASION",
    "CLASS_GROUP",
    "CODE_ATTEMPT",
    "CONVERSATION",
    "DATA_KEY",
    "DIALOGUE_REVISION",
    "INBOX",
    "MARK",
    "METADATA",
    "OUTBOX",
    "PERSON",
    "PERSONAL_LINK",
    "ROLE_GRANT",
    "TELEGRAM_ACCOUNT",
    "TELEGRAM_ATTEMPT",
    "TELEGRAM_MESSAGE",
    "WORKSHOP",
    "WRAPPING_KEY",
    "campaigns",
    "conversations",
    "people",
    "queues",
    "telegram",
]

ANONYMOUS_ANSWER = METADATA.tables["anonymous_answer"]
ANSWER = METADATA.tables["answer"]
ASSIGNMENT = METADATA.tables["assignment"]
AUDIT = METADATA.tables["audit"]
BROWSER = METADATA.tables["browser"]
CAMPAIGN = METADATA.tables["campaign"]
CAMPAIGN_OCCASION = METADATA.tables["campaign_occasion"]
CLASS_GROUP = METADATA.tables["class_group"]
CODE_ATTEMPT = METADATA.tables["code_attempt"]
CONVERSATION = METADATA.tables["conversation"]
DATA_KEY = METADATA.tables["data_key"]
DIALOGUE_REVISION = METADATA.tables["dialogue_revision"]
INBOX = METADATA.tables["inbox"]
MARK = METADATA.tables["mark"]
OUTBOX = METADATA.tables["outbox"]
PERSON = METADATA.tables["person"]
PERSONAL_LINK = METADATA.tables["personal_link"]
ROLE_GRANT = METADATA.tables["role_grant"]
TELEGRAM_ACCOUNT = METADATA.tables["telegram_account"]
TELEGRAM_ATTEMPT = METADATA.tables["telegram_attempt"]
TELEGRAM_MESSAGE = METADATA.tables["telegram_message"]
WORKSHOP = METADATA.tables["workshop"]
WRAPPING_KEY = METADATA.tables["wrapping_key"]
