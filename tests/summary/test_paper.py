"""The longest sheet there can be prints on one A4 page, in a real browser."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from apbot.documents.sheet import SheetHeader, sheet_html
from apbot.summary import SummaryRules, summarise
from dialogues.answers import Visibility
from dialogues.definition import Address, Dialogue
from tests.summary.profiles import WORST_CASE, answers_of, make_answer

STATIC = Path(__file__).parents[2] / "apbot" / "channels" / "web" / "static"
HEADER = SheetHeader(
    "Maximilienne-Alexandrine", "EXEMPLE-DELATOUR", "1STMG1", dt.date(2026, 11, 24), "2026-11"
)


def pages_of(html: str, tmp_path: Path, chromium: str) -> int:
    """How many A4 pages the browser prints of this body."""
    page_file = tmp_path / "sheet.html"
    page_file.write_text(
        '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Fiche</title>'
        f'<link rel="stylesheet" href="{(STATIC / "apbot.css").as_uri()}">'
        f'<body class="staff paper"><main class="staff">{html}</main>',
        encoding="utf-8",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.evaluate("document.fonts.ready")
        pdf = page.pdf(prefer_css_page_size=True)
        browser.close()
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.browser
def test_longest_sheet_prints_on_one_page(
    welcome: Dialogue,
    rules: SummaryRules,
    tmp_path: Path,
    require: Callable[[str, object], None],
) -> None:
    chromium = shutil.which("chromium") or ""
    require("browser", chromium)
    answers = answers_of(welcome, WORST_CASE)
    for name in ("welcome.first_weeks", "welcome.weekly_hours", "welcome.team"):
        answers[name] = make_answer(welcome, name, answers[name].value, Visibility.ALOUD)
    answers["welcome.ask_help"] = make_answer(welcome, "welcome.ask_help", None)

    html = sheet_html(summarise(welcome, rules, answers, Address.VOUS), HEADER)

    assert pages_of(html, tmp_path, chromium) == 1
