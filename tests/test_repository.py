"""What stands in the repository: nothing of one machine, nothing too long, the lock in step."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from fnmatch import translate
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("apbot", "dialogues", "storage")
TOP_LEVEL = {
    *PACKAGES,
    "tests",
    "pyproject.toml",
    "requirements.lock",
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    ".ci",
    ".gitignore",
}
TEXT = {".css", ".html", ".js", ".lock", ".mako", ".md", ".py", ".toml", ".txt", ".yaml", ""}
# A bracketed letter keeps this file from containing what it forbids.
MACHINE_PATHS = re.compile(r"/[r]oot/|/[h]ome/[a-z]|/[U]sers/[A-Za-z]|/[w]ork/|[A-Z]:\\[U]sers")
REGISTRIES = re.compile(
    r"files\.[p]ythonhosted|[p]ypi\.org|registry\.[n]pmjs|--(extra-)?[i]ndex-url"
)
MODULE_LINES = 400
README_LINES = 200


def not_ours() -> list[str]:
    """The patterns of .gitignore, which here are all names, and git's own folder."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [".git", *(line.strip("/") for line in lines if line and line[0] != "#")]


def files() -> list[Path]:
    """The files of a checkout, git or no git."""
    ignored = re.compile("|".join(translate(pattern) for pattern in not_ours()))
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(map(ignored.match, path.relative_to(ROOT).parts))
    ]


def texts() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes().decode()
        for path in files()
        if path.suffix in TEXT
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, list[str]]:
    """The lines of requirements.lock, continuation lines joined, by project name."""
    joined = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", "")
    pins: dict[str, list[str]] = {}
    for line in joined.splitlines():
        pins.setdefault(normal(line.split("==")[0]), []).append(line)
    return pins


def declared() -> set[str]:
    """The names that pyproject.toml asks for, groups included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    asked = project["project"]["dependencies"] + [r for group in groups for r in group]
    names = [re.match(r"[\w.-]+", r) for r in asked if isinstance(r, str)]
    return {normal(name[0]) for name in names if name}


def test_the_top_level_is_the_agreed_one() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files()}

    assert names <= TOP_LEVEL
    assert {"LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md"} <= names


@pytest.mark.parametrize("forbidden", [MACHINE_PATHS, REGISTRIES], ids=["machine", "registry"])
def test_no_text_names_one_machine_or_a_registry(forbidden: re.Pattern[str]) -> None:
    assert [name for name, text in texts().items() if forbidden.search(text)] == []


def test_texts_have_plain_line_ends() -> None:
    assert [name for name, text in texts().items() if "\r" in text or "\t" in text] == []


def test_no_module_is_too_long() -> None:
    lengths = {n: t.count("\n") for n, t in texts().items() if n.endswith(".py")}

    assert {name: n for name, n in lengths.items() if n > MODULE_LINES} == {}


def test_the_readme_is_short() -> None:
    assert texts()["README.md"].count("\n") < README_LINES


@pytest.mark.parametrize("command", ["demo", "test"])
def test_the_readme_gives_each_command_on_one_line(command: str) -> None:
    marked = re.compile(rf"<!-- {command}-command -->\n+```sh\n(?P<line>[^\n]+)\n```\n")

    found = marked.findall(texts()["README.md"])

    assert len(found) == 1
    assert "pip install -r requirements.lock" in found[0]


def test_the_lock_has_what_the_project_asks_for() -> None:
    assert declared() <= set(locked())


def test_the_lock_pins_every_project_by_hash() -> None:
    for name, lines in locked().items():
        assert all("--hash=sha256:" in line for line in lines), name


def test_a_wheel_carries_the_data_files(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)

    [wheel] = tmp_path.glob("*.whl")

    ours = {p.relative_to(ROOT).as_posix() for p in files()}
    expected = {name for name in ours if name.split("/")[0] in PACKAGES}
    assert expected <= set(zipfile.ZipFile(wheel).namelist())
