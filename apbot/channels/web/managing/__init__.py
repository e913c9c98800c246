"""Pages where those who may change classes, students and adults. No answer is ever shown."""

from __future__ import annotations

from starlette.routing import Route

from . import adults, classes, students
from .pages import ADULTS, CLASSES, STUDENTS


def routes() -> list[Route]:
    """Every page and every post, by its address."""
    group, student, adult = f"{CLASSES}/{{group}}", f"{STUDENTS}/{{student}}", f"{ADULTS}/{{adult}}"
    pages = (
        (CLASSES, classes.show_all),
        (group, classes.show),
        (student, students.show),
        (ADULTS, adults.show_all),
        (adult, adults.show),
    )
    posts = (
        (CLASSES, classes.add),
        (group, classes.save),
        (f"{group}/eleves", classes.add_student),
        (f"{group}/telegram", classes.decide_telegram),
        (student, students.save),
        (f"{student}/parti", students.leave),
        (f"{student}/revenu", students.come_back),
        (ADULTS, adults.add),
        (adult, adults.save),
        (f"{adult}/droits", adults.give_right),
        (f"{adult}/fin", adults.end_right),
        (f"{adult}/lien", adults.make_link),
        (f"{adult}/sortie", adults.sign_out),
        (f"{adult}/parti", adults.leave),
        (f"{adult}/revenu", adults.come_back),
    )
    return [
        *(Route(path, page, methods=["GET"]) for path, page in pages),
        *(Route(path, post, methods=["POST"]) for path, post in posts),
    ]
