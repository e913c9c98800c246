"""A textbook bot: ``ConversationHandler``, each answer committed to SQLite before it goes on.

``python ptb_bot.py URL TOKEN DATABASE QUESTIONS``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

URL, TOKEN, DATABASE, FILE = sys.argv[1:5]
QUESTIONS: list[dict[str, Any]] = json.loads(Path(FILE).read_text(encoding="utf-8"))


def opened() -> dbapi2.Connection:
    database = dbapi2.connect(DATABASE, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS answer"
        " (user_id INTEGER, question INTEGER, value TEXT, PRIMARY KEY (user_id, question))"
    )
    return database


DB = opened()


def keyboard(number: int) -> InlineKeyboardMarkup | None:
    options = QUESTIONS[number]["options"]
    if not options:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"{number}:{position}")]
            for position, label in enumerate(options)
        ]
    )


def words(number: int) -> str:
    return f"({number + 1}/{len(QUESTIONS)}) {QUESTIONS[number]['ask']}"


def store(user_id: int, number: int, value: str) -> None:
    DB.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (user_id, number, value))


async def ask(update: Update, context: ContextTypes.DEFAULT_TYPE, number: int) -> int:
    assert update.effective_chat is not None
    if number == len(QUESTIONS):
        await context.bot.send_message(update.effective_chat.id, "Merci, c'est fini.")
        return ConversationHandler.END
    await context.bot.send_message(
        update.effective_chat.id, words(number), reply_markup=keyboard(number)
    )
    return number


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    return await ask(update, context, 0)


async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    number, option = map(int, query.data.split(":"))
    label = QUESTIONS[number]["options"][option]
    store(query.from_user.id, number, label)
    await query.answer()
    await query.edit_message_text(f"{words(number)}\n\nRéponse : {label}")
    return await ask(update, context, number + 1)


def typed_for(number: int) -> Any:
    async def typed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.effective_user is not None
        assert update.message is not None
        store(update.effective_user.id, number, update.message.text or "")
        return await ask(update, context, number + 1)

    return typed


def main() -> None:
    application = Application.builder().token(TOKEN).base_url(f"{URL}/bot").build()
    states: dict[object, list[Any]] = {
        number: [
            CallbackQueryHandler(pressed, pattern=f"^{number}:"),
            MessageHandler(filters.TEXT & ~filters.COMMAND, typed_for(number)),
        ]
        for number in range(len(QUESTIONS))
    }
    application.add_handler(ConversationHandler([CommandHandler("start", start)], states, []))
    application.run_polling()


main()
