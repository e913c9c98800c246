"""A textbook bot: aiogram's FSM, each answer committed to SQLite before it goes on.

``python aiogram_bot.py URL TOKEN DATABASE QUESTIONS``
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from pysqlite3 import dbapi2

URL, TOKEN, DATABASE, FILE = sys.argv[1:5]
QUESTIONS: list[dict[str, Any]] = json.loads(Path(FILE).read_text(encoding="utf-8"))


class Interview(StatesGroup):  # type: ignore[misc]  # aiogram is installed for the peers alone
    """What is being asked is in the data of the context."""

    asking = State()


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
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=f"{number}:{position}")]
            for position, label in enumerate(options)
        ]
    )


def words(number: int) -> str:
    return f"({number + 1}/{len(QUESTIONS)}) {QUESTIONS[number]['ask']}"


def store(user_id: int, number: int, value: str) -> None:
    DB.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (user_id, number, value))


async def ask(message: Message, state: FSMContext, number: int) -> None:
    if number == len(QUESTIONS):
        await state.clear()
        await message.answer("Merci, c'est fini.")
        return
    await state.set_state(Interview.asking)
    await state.update_data(number=number)
    await message.answer(words(number), reply_markup=keyboard(number))


async def start(message: Message, state: FSMContext) -> None:
    await ask(message, state, 0)


async def pressed(query: CallbackQuery, state: FSMContext) -> None:
    number, option = map(int, query.data.split(":"))
    label = QUESTIONS[number]["options"][option]
    store(query.from_user.id, number, label)
    await query.answer()
    await query.message.edit_text(f"{words(number)}\n\nRéponse : {label}")
    await ask(query.message, state, number + 1)


async def typed(message: Message, state: FSMContext) -> None:
    number = (await state.get_data())["number"]
    store(message.from_user.id, number, message.text)
    await ask(message, state, number + 1)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    dispatcher = Dispatcher()
    dispatcher.message.register(start, CommandStart())
    dispatcher.callback_query.register(pressed, Interview.asking)
    dispatcher.message.register(typed, Interview.asking, F.text)
    await dispatcher.start_polling(Bot(TOKEN, session=session))


asyncio.run(main())
