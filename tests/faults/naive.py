"""``python -m tests.faults.naive URL TOKEN FILE``: a textbook bot, for the checker to catch.

Python-telegram-bot's own polling and ConversationHandler; each answer is committed to SQLite in the
handler, before the reply. What is fetched waits in memory, and is confirmed all the same.
"""

from __future__ import annotations

import sys
from typing import Any

from pysqlite3 import dbapi2
from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

QUESTIONS = 10
Context = ContextTypes.DEFAULT_TYPE


def question(number: int) -> str:
    return f"Question n° {number}."


class Bot:
    def __init__(self, file: str) -> None:
        self._database = dbapi2.connect(file)
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS answer "
            "(id INTEGER PRIMARY KEY, chat INTEGER, question INTEGER, words TEXT)"
        )
        self._database.commit()

    async def start(self, update: Update, _context: Context) -> int:
        assert update.message is not None
        await update.message.reply_text(question(1))
        return 1

    async def answer(self, update: Update, context: Context) -> int:
        assert update.message is not None
        kept: dict[str, Any] = context.user_data if context.user_data is not None else {}
        number: int = kept.get("at", 1)
        row = (update.message.chat_id, number, update.message.text)
        self._database.execute("INSERT INTO answer (chat, question, words) VALUES (?, ?, ?)", row)
        self._database.commit()
        kept["at"] = number + 1
        await update.message.reply_text(question(number + 1))
        return 1

    def handler(self) -> ConversationHandler[Context]:
        words: BaseHandler[Update, Context, object] = MessageHandler(
            filters.TEXT & ~filters.COMMAND, self.answer
        )
        return ConversationHandler([CommandHandler("start", self.start)], {1: [words]}, [])


def main(url: str, token: str, file: str) -> None:
    application = ApplicationBuilder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(Bot(file).handler())
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
