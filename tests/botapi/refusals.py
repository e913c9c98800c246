"""How the server says no, in its own words."""

from __future__ import annotations

import json
import re

Reply = tuple[int, bytes]
"""HTTP status and body."""

CHAT_NOT_FOUND = "Bad Request: chat not found"
CHAT_EMPTY = "Bad Request: chat_id is empty"
TEXT_EMPTY = "Bad Request: message text is empty"
TEXT_LONG = "Bad Request: message is too long"
TEXT_HUGE = "Bad Request: text is too long"
CAPTION_LONG = "Bad Request: message caption is too long"
NOT_UTF8 = "Bad Request: strings must be encoded in UTF-8"
BUTTON_DATA = "Bad Request: BUTTON_DATA_INVALID"
BUTTON_KIND = "Bad Request: text buttons are unallowed in the inline keyboard"
MARKUP_LONG = "Bad Request: reply markup is too long"
MARKUP_UNREADABLE = "Bad Request: object expected as reply markup"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
EDIT_NOT_FOUND = "Bad Request: message to edit not found"
EDIT_FORBIDDEN = "Bad Request: message can't be edited"
EDIT_NO_TEXT = "Bad Request: there is no text in the message to edit"
REPLIED_NOT_FOUND = "Bad Request: message to be replied not found"
NO_MESSAGE_ID = "Bad Request: message identifier is not specified"
DELETE_NOT_FOUND = "Bad Request: message to delete not found"
DELETE_FORBIDDEN = "Bad Request: message can't be deleted for everyone"
QUERY_STALE = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOTICE_LONG = "Bad Request: MESSAGE_TOO_LONG"
COMMAND = "Bad Request: BOT_COMMAND_INVALID"
COMMANDS_MANY = "Bad Request: BOT_COMMANDS_TOO_MUCH"
COMMAND_DESCRIPTION = "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
NO_DOCUMENT = "Bad Request: there is no document in the request"
WRONG_FILE = "Bad Request: wrong file identifier/HTTP URL specified"
LEAVE_PRIVATE = "Bad Request: chat member status can't be changed in private chats"
WEBHOOK_URL = "Bad Request: bad webhook: invalid webhook URL specified"
WEBHOOK_SECRET = "Bad Request: secret token contains unallowed characters"  # noqa: S105
PARSE_MODE = "Bad Request: unsupported parse_mode"

BLOCKED = "Forbidden: bot was blocked by the user"
DEACTIVATED = "Forbidden: user is deactivated"
NEVER_STARTED = "Forbidden: bot can't initiate conversation with a user"
LEFT = "Forbidden: bot is not a member of the group chat"

OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
SET_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_CODES = {
    "Bad Request": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "Not Found": 404,
    "Conflict": 409,
    "Request Entity Too Large": 413,
    "Internal Server Error": 500,
    "Bad Gateway": 502,
    "Service Unavailable": 503,
    "Gateway Timeout": 504,
}
SERVER_ERRORS = {code: words for words, code in _CODES.items() if code >= 500}
_UNREADABLE = re.compile("[\ud800-\udfff]")


class Refusal(Exception):
    """The call has no effect. ``retry_after`` in whole seconds, with 429 only."""

    def __init__(self, description: str, *, retry_after: int = 0) -> None:
        super().__init__(description)
        self.description = description
        self.retry_after = retry_after
        self.code = 429 if retry_after else _CODES[description.partition(":")[0]]

    def reply(self) -> Reply:
        body = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after:
            body["parameters"] = {"retry_after": self.retry_after}
        return self.code, json.dumps(body).encode()


def too_many(retry_after: int) -> Refusal:
    return Refusal(f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def readable(text: str) -> str:
    if _UNREADABLE.search(text):
        raise Refusal(NOT_UTF8)
    return text
