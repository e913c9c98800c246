"""The way of one dimension over the check-ins: same words only, no trend from two points."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apbot.summary.evolution import Direction, Evolution, Point, evolution

FIRST = dt.date(2026, 9, 28)

points = st.builds(
    Point,
    date=st.dates(dt.date(2026, 9, 1), dt.date(2027, 7, 1)),
    score=st.none() | st.integers(1, 4),
    wording=st.sampled_from(["a", "b"]),
)
histories = st.lists(points, max_size=8, unique_by=lambda point: point.date)


def history(*scores: int | None, wording: str = "a", start: dt.date = FIRST) -> list[Point]:
    """One check-in every six weeks."""
    return [
        Point(start + dt.timedelta(weeks=6 * number), score, wording)
        for number, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ((), ""),
        ((2,), ""),
        ((None,), ""),
        ((2, 3), "en hausse"),
        ((1, 4), "en hausse"),
        ((3, 3), "stable"),
        ((4, 3), "en baisse"),
        ((2, None), ""),
        ((2, None, 3), "en hausse"),
        ((1, 2, 3), "tendance en hausse"),
        ((4, 4, 4), "tendance stable"),
        ((1, 4, 3), "tendance en baisse"),
        ((1, None, 2, None, 3), "tendance en hausse"),
    ],
)
def test_words_tell_the_last_point_against_the_one_before(
    scores: tuple[int | None, ...], words: str
) -> None:
    assert evolution(history(*scores)).words == words


def test_nothing_is_compared_across_two_wordings() -> None:
    before = history(1, 1, 1, 1)
    after = history(4, wording="b", start=dt.date(2027, 5, 1))

    found = evolution(before + after)

    assert found == Evolution(tuple(after), None, dt.date(2027, 5, 1))
    assert found.notice == (
        "La formulation a changé : la comparaison repart de la réponse du 1er mai 2027."
    )


def test_wording_that_returns_is_not_tied_to_its_past() -> None:
    one, two, three = history(1, 2, 3)
    changed = Point(two.date, two.score, "b")

    assert evolution([one, changed, three]).points == (three,)


def test_skipped_point_of_another_wording_changes_nothing() -> None:
    skipped = Point(dt.date(2027, 6, 1), None, "b")

    found = evolution([*history(2, 3), skipped])

    assert (found.words, found.notice) == ("en hausse", "")


@given(history=histories)
def test_only_answered_points_of_the_last_wording_are_kept(history: list[Point]) -> None:
    found = evolution(history)

    answered = sorted((p for p in history if p.score is not None), key=lambda p: p.date)
    assert list(found.points) == answered[len(answered) - len(found.points) :]
    assert len({point.wording for point in found.points}) <= 1
    assert bool(found.points) is bool(answered)
    assert (found.restarted_on is not None) is (len(found.points) < len(answered))
    assert bool(found.notice) is (found.restarted_on is not None)


@given(history=histories)
def test_trend_takes_three_points_and_a_direction_takes_two(history: list[Point]) -> None:
    found = evolution(history)

    assert ("tendance" in found.words) is (len(found.points) >= 3)
    assert (found.direction is None) is (len(found.points) < 2)


@given(history=histories, data=st.data())
def test_order_of_the_points_does_not_matter(history: list[Point], data: st.DataObject) -> None:
    assert evolution(data.draw(st.permutations(history))) == evolution(history)


@given(history=histories)
def test_mirror_image_goes_the_other_way(history: list[Point]) -> None:
    mirrored = [Point(p.date, None if p.score is None else 5 - p.score, p.wording) for p in history]
    opposite = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}

    direction = evolution(history).direction

    assert evolution(mirrored).direction == (
        opposite.get(direction, direction) if direction else None
    )
