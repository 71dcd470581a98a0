"""The time that an issue takes grows with its size, and not with the square of its size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import shapes
from tests.hostile.kit import NEWS

# Characters of the shorter issue: enough to show the square of the time, and few for the sake of all shapes.
LARGE = 7_000
# Of these the time grows with the square so slowly that a short issue does not show it.
LARGER = 250_000
AT_LENGTH = (
    "emphasis of all kinds",
    "ampersands and number signs",
    "attributes of a tag",
    "attributes of a tag that stays open",
)
PREVIEWED = (
    "releases",
    "entries",
    "linked entries",
    "headings 3",
    "images",
    "a long heading over many",
    "one long line",
)
BY_GENERATOR = {
    "jekyll": ("Liquid's values", "Liquid's raw", "Liquid's loops", "Liquid's sums", "attribute lists", "opening tags"),
    "zola": ("Zola's shortcodes", "Zola's paired shortcodes", "Zola's links", "opening comments"),
    "eleventy": ("Liquid's values in a line", "Liquid's ifs that stay open", "opening blocks"),
    "pelican": ("Pelican's files", "reStructuredText", "a value of lines", "a title of tags", "an author"),
    "plain": ("headings 1", "a title of signs"),
}  # fmt: skip
MADE = {f"body: {name}": shapes.in_body(make) for name, make in shapes.BODIES.items()}
MADE |= {f"front matter: {name}": shapes.in_head(make) for name, make in shapes.HEADS.items()}
# The seconds that any issue takes, by generator and commands.
LEAST: dict[tuple[str, tuple[tuple[str, ...], ...]], float] = {}
_TRIES = 8  # most tests need one; only what does take the square of the time needs them all
_NOISE = 0.02  # seconds of the processor: below, what is measured is not the shape
DRY_RUN, PREVIEWS = shapes.COMMANDS[:1], shapes.COMMANDS[2:]


def hold_to_proportion(
    folder: Path,
    generator: str,
    make: shapes.Make,
    commands: tuple[tuple[str, ...], ...],
    *,
    length: int = LARGE,
) -> None:
    """Let an issue of twice the size take less than three times as long, but for what any issue takes."""
    file = folder / "content" / "issue.md"
    shapes.place(folder, generator)
    number = max(2, length * 100 // (len(make(150)) - len(make(50))))

    def spent(content: str) -> float:
        file.write_text(content, encoding="utf-8")
        return shapes.spent(folder, *commands)

    smallest = shapes.in_body(lambda _: NEWS)(1)
    if (generator, commands) not in LEAST:  # the first time it also takes what is loaded and compiled
        LEAST[generator, commands] = min(spent(smallest) for _ in range(3))
    least, one, two = LEAST[generator, commands], float("inf"), float("inf")
    # Of several measurements the shortest counts: other programs on a busy machine only ever add to one.
    for _ in range(_TRIES):
        two = min(two, spent(make(2 * number)))
        if two - least < 3 * _NOISE:
            return
        one = min(one, spent(make(number)))
        if two - least < 3 * (one - least):
            return
        least = LEAST[generator, commands] = min(least, spent(smallest))
    pytest.fail(f"{number} take {one:.3f} s, twice as many {two:.3f} s")


# Of so many shapes, some are enough before each commit.
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if number % 4 else []) for number, name in enumerate(MADE)],
)
def test_time_grows_with_the_issue_and_not_with_its_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hold_to_proportion(tmp_path, "hugo", MADE[name], DRY_RUN)


@pytest.mark.slow
@pytest.mark.parametrize("name", AT_LENGTH)
def test_time_grows_with_a_long_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    hold_to_proportion(tmp_path, "hugo", MADE[f"body: {name}"], DRY_RUN, length=LARGER)


@pytest.mark.slow
@pytest.mark.parametrize("name", PREVIEWED)
def test_time_of_a_preview_grows_with_the_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    hold_to_proportion(tmp_path, "hugo", MADE[f"body: {name}"], PREVIEWS)


@pytest.mark.parametrize(
    ("generator", "name"), [(generator, name) for generator, names in BY_GENERATOR.items() for name in names]
)
def test_time_grows_with_the_issue_for_each_generator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, generator: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    made = MADE.get(f"body: {name}") or MADE[f"front matter: {name}"]
    hold_to_proportion(tmp_path, generator, made, DRY_RUN)
