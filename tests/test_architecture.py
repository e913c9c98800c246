"""The arrows between our packages point one way, and each library has one door.

dialogues <- storage <- apbot
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "dialogues": {"dialogues"},
    "storage": {"dialogues", "storage"},
    "apbot": {"apbot", "dialogues", "storage"},
}
# Rooms that know less than their house: summaries decide, documents show, channels only carry.
STRANGERS = {
    "apbot.summary": ["storage", "apbot.documents", "apbot.channels", "apbot.cli"],
    "apbot.documents": ["storage", "apbot.channels", "apbot.cli"],
    "apbot.channels": ["apbot.cli"],
    "apbot.xlsform": ["storage", "apbot.channels", "apbot.cli", "apbot.documents"],
    "apbot": ["storage.tables", "storage.migrations"],  # rows never leave storage
}
# A third-party library enters through the named modules and nowhere else.
DOORS = {
    "aiohttp": ["apbot.channels.telegram.library_request", "apbot.channels.telegram.transport"],
    "alembic": ["storage"],
    "cryptography": ["storage.encryption"],
    "jinja2": ["apbot.documents.templates"],
    "markupsafe": ["apbot.documents.templates"],
    "pydantic": ["storage"],
    "openpyxl": ["apbot.xlsform"],
    "pysqlite3": ["storage"],
    "python_calamine": ["apbot.importing.reading"],
    "pyxform": ["apbot.xlsform"],
    "rapidfuzz": ["dialogues.matching"],
    "rich": ["apbot.cli"],
    "ruamel": ["dialogues.yaml_source"],
    "segno": ["apbot.documents.qr_code"],
    "sqlalchemy": ["storage"],
    "sqlmodel": ["storage"],
    "starlette": ["apbot.channels.web"],
    "telegram": ["apbot.channels.telegram"],
    "transitions": ["dialogues.machine"],
    "typer": ["apbot.cli"],
    "typst": ["apbot.documents.typesetting"],
    "uvicorn": ["apbot.channels.web"],
}
# What the pure layer may not know: the world. Files are for the loader and its YAML door.
WORLD = {
    *("asyncio", "concurrent", "multiprocessing", "signal", "subprocess", "threading", "time"),
    *("http", "io", "logging", "os", "shutil", "socket", "sqlite3", "sys", "tempfile", "urllib"),
    *("random", "secrets", "uuid"),
}
FILES = {"pathlib", "importlib"}
READS_FILES = {"dialogues.loader", "dialogues.yaml_source"}
READS = {"open", "read_bytes", "read_text"}
ASKS_CLOCK = {"now", "today", "utcnow"}

IMPORT_EVERYTHING = """
import importlib, json, os, sys
did = []
def is_ours(path):
    # A virtual environment may stand inside the checkout; what is in it is not ours.
    here, elsewhere = os.getcwd() + os.sep, os.path.abspath(sys.prefix) + os.sep
    return path.startswith(here) and not path.startswith(elsewhere)

def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set("wax+") & set(args[1]):
        did.append(f"{event} {args[0]}")
    elif event == "open" and is_ours(str(args[0])):
        if not str(args[0]).endswith((".py", ".pyc")):
            did.append(f"{event} {args[0]}")
    elif event in ("os.mkdir", "os.remove", "os.rename", "sqlite3.connect", "subprocess.Popen"):
        did.append(f"{event} {args[0]}")
    elif event in ("_thread.start_new_thread", "socket.bind", "socket.connect"):
        did.append(event)
sys.path.insert(0, os.getcwd())
sys.addaudithook(watch)
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps(did))
"""

ASK_FOR_HELP = """
import os, runpy, sys
sys.path.insert(0, os.getcwd())
sys.argv = ["apbot", "--help"]
try:
    runpy.run_module("apbot", run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
loaded = {name.split(".")[0] for name in sys.modules}
slow = {"alembic", "cryptography", "jinja2", "sqlalchemy", "sqlmodel"}
slow |= {"aiohttp", "openpyxl", "pyxform", "starlette", "telegram", "typst", "uvicorn"}
print("LOADED", *sorted(loaded & slow))
"""

GET_READY = """
import os, sys
sys.path.insert(0, os.getcwd())
import apbot.server
import apbot.channels.telegram.running
import storage.opening
slow = {"alembic", "httpx", "openpyxl", "pyxform", "python_calamine", "rich", "segno", "telegram"}
slow |= {"typst"}
print("LOADED", *sorted(slow & set(sys.modules)))
"""


@cache
def modules() -> dict[str, Path]:
    """Our modules by dotted name; a package goes by its own name."""
    found = {}
    for package in MAY_IMPORT:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def syntax(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """Every name that a module imports, dotted: `from a import b` is `a.b`, `.` is resolved."""
    package = module if modules()[module].name == "__init__.py" else module.rpartition(".")[0]
    names: set[str] = set()
    for node in ast.walk(syntax(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join(
                [*(above if node.level else []), *([node.module] if node.module else [])]
            )
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(names)


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def roots(module: str) -> set[str]:
    return {name.split(".")[0] for name in imported(module)}


def calls(module: str) -> list[ast.Call]:
    return [node for node in ast.walk(syntax(module)) if isinstance(node, ast.Call)]


def run(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints, warnings being errors there too."""
    command = [sys.executable, "-B", "-W", "error", "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


every_module = pytest.mark.parametrize("module", sorted(modules()))
every_pure_module = pytest.mark.parametrize(
    "module", sorted(name for name in modules() if within(name, "dialogues"))
)


@every_module
def test_imports_follow_the_arrows(module: str) -> None:
    assert roots(module) & set(MAY_IMPORT) <= MAY_IMPORT[module.partition(".")[0]]


@every_module
def test_rooms_import_no_stranger(module: str) -> None:
    strangers = {s for room, names in STRANGERS.items() if within(module, room) for s in names}

    assert not {name for name in imported(module) if any(within(name, s) for s in strangers)}


@every_module
def test_libraries_enter_by_their_door(module: str) -> None:
    third_party = roots(module) - set(MAY_IMPORT) - set(sys.stdlib_module_names)

    for library in third_party:
        assert any(within(module, door) for door in DOORS.get(library, [])), library


@every_pure_module
def test_the_pure_layer_does_not_know_the_world(module: str) -> None:
    banned = WORLD if module in READS_FILES else WORLD | FILES

    assert not roots(module) & banned


@every_pure_module
def test_the_pure_layer_opens_no_file_and_asks_no_clock(module: str) -> None:
    banned = ASKS_CLOCK if module in READS_FILES else ASKS_CLOCK | READS

    called = {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in calls(module)
        if isinstance(call.func, ast.Name | ast.Attribute)
    }

    assert not called & banned


def test_importing_everything_does_nothing() -> None:
    # alembic runs its files as scripts, and `python -m apbot` is one
    scripts = ("storage.migrations", "apbot.__main__")
    names = [name for name in sorted(modules()) if not any(within(name, s) for s in scripts)]

    did = json.loads(run(IMPORT_EVERYTHING, json.dumps(names)))

    assert did == []


def test_asking_for_help_loads_neither_server_nor_database() -> None:
    printed = run(ASK_FOR_HELP)

    assert printed.splitlines()[-1].split() == ["LOADED"]


def test_a_server_that_starts_loads_nothing_that_the_first_answer_can_do_without() -> None:
    assert run(GET_READY).split() == ["LOADED"]
