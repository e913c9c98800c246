"""The methods of the Bot API that the project uses, by lower-case name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from . import parameters, refusals
from .chats import Chat
from .content import NOTICE, caption_of, markup_of, text_of
from .history import Call, Json, Outcome, Upload
from .refusals import Refusal, Reply, too_many
from .state import BOT, Telegram, Webhook

_DELETABLE = 48 * 3600
_UPLOAD = 50 * 1024 * 1024
_COMMANDS, _DESCRIPTION = 100, 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_GIFTS = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
_encode = json.JSONEncoder(separators=(",", ":")).encode


def perform(telegram: Telegram, call: Call) -> Reply:
    """The effect and the reply; the call's record says what came of it."""
    method = METHODS.get(call.method.lower())
    try:
        if method is None:
            raise Refusal("Not Found")  # noqa: TRY301
        result = method(telegram, call)
    except Refusal as refusal:
        return refused(telegram, call, refusal)
    return delivered(telegram, call, _encode(result).encode())


def refused(telegram: Telegram, call: Call, refusal: Refusal) -> Reply:
    call.outcome = Outcome.REFUSED
    call.code, call.description = refusal.code, refusal.description
    telegram.changed()
    return refusal.reply()


def delivered(telegram: Telegram, call: Call, result: bytes) -> Reply:
    call.outcome, call.code = Outcome.DELIVERED, 200
    telegram.changed()
    return 200, b'{"ok":true,"result":' + result + b"}"


# -- messages ---------------------------------------------------------------------------------


def _chat(telegram: Telegram, call: Call) -> Chat:
    """The chat, if the bot may write there now; refused calls do not count for 429."""
    if not call.params.get("chat_id"):
        raise Refusal(refusals.CHAT_EMPTY)
    chat = telegram.chats.get(call.chat_id or 0)
    if chat is None:
        raise Refusal(refusals.CHAT_NOT_FOUND)
    for is_so, words in (
        (chat.deactivated, refusals.DEACTIVATED),
        (chat.blocked, refusals.BLOCKED),
        (chat.left, refusals.LEFT),
        (not chat.started, refusals.NEVER_STARTED),
    ):
        if is_so:
            raise Refusal(words)
    return chat


def _count(telegram: Telegram, chat: Chat) -> None:
    wait = telegram.pacing.admit(chat.id, telegram.now())
    if wait:
        raise too_many(wait)


def _send(telegram: Telegram, call: Call, chat: Chat, content: Json) -> Json:
    markup = markup_of(call.params)
    inline = markup is not None and "inline_keyboard" in markup
    if inline:
        content["reply_markup"] = markup
    replied = _replied(call, chat)
    if replied:
        content["reply_to_message"] = replied
    if parameters.flag(call.params, "protect_content"):
        content["has_protected_content"] = True
    _count(telegram, chat)
    message = telegram.post(chat, content, fixed=markup is not None and not inline)
    call.message_id = message["message_id"]
    return message


def _replied(call: Call, chat: Chat) -> Json | None:
    reply = parameters.structure(call.params, "reply_parameters")
    if not isinstance(reply, dict):
        return None
    message = chat.messages.get(parameters.whole(reply, "message_id"))
    if message is None:
        if parameters.flag(reply, "allow_sending_without_reply"):
            return None
        raise Refusal(refusals.REPLIED_NOT_FOUND)
    return {name: thing for name, thing in message.items() if name != "reply_to_message"}


def send_message(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    return _send(telegram, call, chat, {"text": text_of(call.params)})


def send_document(telegram: Telegram, call: Call) -> Json:
    chat = _chat(telegram, call)
    upload = call.uploads.get("document")
    named = parameters.words(call.params, "document")
    if named.startswith("attach://"):
        upload = call.uploads.get(named.removeprefix("attach://"))
    if upload is None and not named:
        raise Refusal(refusals.NO_DOCUMENT)
    file_id = named if upload is None else f"document-{len(telegram.files) + 1}"
    if upload is None:
        if named not in telegram.files:
            raise Refusal(refusals.WRONG_FILE)
        upload = telegram.files[named]
    if len(upload.content) > _UPLOAD:
        raise Refusal("Request Entity Too Large")
    content: Json = {"document": _document(file_id, upload)}
    caption = caption_of(call.params)
    if caption:
        content["caption"] = caption
    message = _send(telegram, call, chat, content)
    telegram.files[file_id] = upload
    return message


def _document(file_id: str, upload: Upload) -> Json:
    return {
        "file_id": file_id,
        "file_unique_id": f"unique-{file_id}",
        "file_name": upload.name,
        "file_size": len(upload.content),
    }


def _editable(telegram: Telegram, call: Call) -> tuple[Chat, Json]:
    """The chat and a copy of the bot's own message."""
    chat = _chat(telegram, call)
    message_id = parameters.whole(call.params, "message_id")
    if not message_id:
        raise Refusal(refusals.NO_MESSAGE_ID)
    message = chat.messages.get(message_id)
    if message is None:
        raise Refusal(refusals.EDIT_NOT_FOUND)
    if message["from"] is not BOT or message_id in chat.fixed:
        raise Refusal(refusals.EDIT_FORBIDDEN)
    return chat, dict(message)


def _edit(telegram: Telegram, call: Call, chat: Chat, message: Json) -> Json:
    """With the call's buttons: none given, none left."""
    markup = markup_of(call.params)
    message.pop("reply_markup", None)
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    old = chat.messages[message["message_id"]]
    if all(old.get(name) == message.get(name) for name in ("text", "reply_markup")):
        raise Refusal(refusals.NOT_MODIFIED)
    _count(telegram, chat)
    telegram.replace(chat, message)
    call.message_id = message["message_id"]
    return message


def edit_message_text(telegram: Telegram, call: Call) -> Json:
    chat, message = _editable(telegram, call)
    text = text_of(call.params)
    if "text" not in message:
        raise Refusal(refusals.EDIT_NO_TEXT)
    message["text"] = text
    return _edit(telegram, call, chat, message)


def edit_message_reply_markup(telegram: Telegram, call: Call) -> Json:
    chat, message = _editable(telegram, call)
    return _edit(telegram, call, chat, message)


def delete_message(telegram: Telegram, call: Call) -> bool:
    chat = _chat(telegram, call)
    message_id = parameters.whole(call.params, "message_id")
    if not message_id:
        raise Refusal(refusals.NO_MESSAGE_ID)
    message = chat.messages.get(message_id)
    if message is None:
        raise Refusal(refusals.DELETE_NOT_FOUND)
    if telegram.now() - message["date"] >= _DELETABLE:
        raise Refusal(refusals.DELETE_FORBIDDEN)
    del chat.messages[message_id]
    telegram.seen(chat, "deletes", {"message_id": message_id})
    return True


def answer_callback_query(telegram: Telegram, call: Call) -> bool:
    if len(parameters.words(call.params, "text")) > NOTICE:
        raise Refusal(refusals.NOTICE_LONG)
    if not telegram.answered(parameters.words(call.params, "callback_query_id")):
        raise Refusal(refusals.QUERY_STALE)
    return True


# -- the bot itself ---------------------------------------------------------------------------


def get_me(telegram: Telegram, call: Call) -> Json:
    del call
    return telegram.me()


def get_chat(telegram: Telegram, call: Call) -> Json:
    chat = telegram.chats.get(call.chat_id or 0)
    if chat is None:
        raise Refusal(refusals.CHAT_NOT_FOUND)
    gifts = dict.fromkeys(_GIFTS.split(), True)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return {**chat.public(), **full}


def leave_chat(telegram: Telegram, call: Call) -> bool:
    chat = telegram.chats.get(call.chat_id or 0)
    if chat is None:
        raise Refusal(refusals.CHAT_NOT_FOUND)
    if chat.is_private:
        raise Refusal(refusals.LEAVE_PRIVATE)
    if chat.left:
        raise Refusal(refusals.LEFT)
    chat.left = True
    return True


def _scope(call: Call) -> str:
    scope = parameters.structure(call.params, "scope") or {"type": "default"}
    return json.dumps([scope, parameters.words(call.params, "language_code")], sort_keys=True)


def set_my_commands(telegram: Telegram, call: Call) -> bool:
    commands = parameters.structure(call.params, "commands")
    if not isinstance(commands, list):
        raise Refusal("Bad Request: can't parse commands: expected an Array of BotCommand")
    if len(commands) > _COMMANDS:
        raise Refusal(refusals.COMMANDS_MANY)
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise Refusal(refusals.COMMAND)
        if not 1 <= len(str(command.get("description", ""))) <= _DESCRIPTION:
            raise Refusal(refusals.COMMAND_DESCRIPTION)
    telegram.commands[_scope(call)] = commands
    return True


def get_my_commands(telegram: Telegram, call: Call) -> list[Json]:
    return telegram.commands.get(_scope(call), [])


def delete_my_commands(telegram: Telegram, call: Call) -> bool:
    telegram.commands.pop(_scope(call), None)
    return True


def set_webhook(telegram: Telegram, call: Call) -> bool:
    """Plain http is fine here, for the loopback."""
    url = parameters.words(call.params, "url")
    secret = parameters.words(call.params, "secret_token")
    if not url:
        return delete_webhook(telegram, call)
    if not re.match(r"https?://[^/]", url):
        raise Refusal(refusals.WEBHOOK_URL)
    if not _SECRET.fullmatch(secret):
        raise Refusal(refusals.WEBHOOK_SECRET)
    telegram.allow(call.params)
    connections = min(max(parameters.whole(call.params, "max_connections", 40), 1), 100)
    _drop(telegram, call)
    telegram.webhook = Webhook(url, secret, connections)
    return True


def delete_webhook(telegram: Telegram, call: Call) -> bool:
    _drop(telegram, call)
    telegram.webhook = None
    return True


def _drop(telegram: Telegram, call: Call) -> None:
    if parameters.flag(call.params, "drop_pending_updates"):
        telegram.updates.forget(telegram.now())


def get_webhook_info(telegram: Telegram, call: Call) -> Json:
    del call
    return {
        "url": telegram.webhook.url if telegram.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.all(telegram.now())),
    }


def accept(telegram: Telegram, call: Call) -> bool:
    """What changes nothing that is looked at here."""
    del telegram, call
    return True


METHODS: dict[str, Callable[[Telegram, Call], Any]] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getme": get_me,
    "getchat": get_chat,
    "leavechat": leave_chat,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "setmydescription": accept,
    "setmyshortdescription": accept,
    "setmyname": accept,
    "setchatmenubutton": accept,
    "sendchataction": accept,
}
