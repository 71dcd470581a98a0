"""How composed posts compare with an editor's, beside two baselines: the first paragraph, and LexRank.

    DISTRIBUTE_CORPUS=… python benchmarks/summaries.py [FOLDER]…

Three columns stand side by side: the issues that the rules were made with, other issues of the same newsletters,
and newsletters that are kept aside (`KEPT_ASIDE`: nobody looks at them but to measure). A further FOLDER has
`facts.json`, `posts.json` and `score.py` in the corpus's form, a `sets.json` of each newsletter's name and settings,
and a folder for each; its newsletters count as kept aside.

Recall as the corpus's scorer counts it: 1 names every fact the editor's post names. The extractive summariser
is sumy's LexRank (`pip install sumy numpy`, in an environment of its own); without it its column is left out.
Both baselines are given the editor's own length for each channel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus import NEWSLETTERS, corpus, opened, register, told

from distribute.facts.pipeline import extract_facts
from distribute.issue import Issue

COLUMNS = ("tuned", "other issues", "kept aside")
KEPT_ASIDE = frozenset({"swift-jekyll"})
TUNED = frozenset(
    {
        "xmpp-hugo/content/blog/newsletter/2020-12-09-newsletter.md",
        "lwkd-jekyll/_posts/2025-11-02-update.md",
        "fdroid-jekyll/_posts/2025-05-08-twif.md",
        "redox-hugo/content/news/this-month-260531.md",
        "optech-jekyll/_posts/en/newsletters/2026-08-21-newsletter.md",
        "optech-jekyll/_posts/fr/newsletters/2026-08-21-newsletter.md",
    }
)
FIELDS = {
    "x": ("twitter", "text"),
    "mastodon": ("mastodon", "text"),
    "reddit-title": ("reddit", "title"),
    "linkedin": ("linkedin", "text"),
    "email-subject": ("email", "title"),
    "email-preheader": ("email", "summary"),
}


def score(gold: Path, sets: Path, file: str, channel: str, text: str) -> dict[str, Any]:
    """Return what the gold folder's own scorer says about a text."""
    command = [
        sys.executable,
        gold / "score.py",
        gold / "facts.json",
        gold / "posts.json",
        sets,
        file,
        channel,
    ]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def paragraphs(issue: Issue) -> list[str]:
    """Return the issue's text, item by item, as plain words."""
    return [item.text for item in issue.document.items() if item.text]


def within(texts: list[str], length: int) -> str:
    """Return as many whole texts as the length has room for; of the first, its beginning."""
    chosen = texts[0][:length]
    for text in texts[1:]:
        if len(chosen) + 1 + len(text) <= length:
            chosen = f"{chosen}\n{text}"
    return chosen


def lexrank(issue: Issue, length: int) -> str | None:
    """Return the sentences that LexRank finds most central, or None where sumy is not installed."""
    try:
        from sumy.nlp.tokenizers import Tokenizer
        from sumy.parsers.plaintext import PlaintextParser
        from sumy.summarizers.lex_rank import LexRankSummarizer
    except ImportError:
        return None

    class Words(Tokenizer):  # type: ignore[misc]
        """Sentences as distribute finds them, which spares a download of NLTK's data."""

        def __init__(self) -> None:
            self._language = "english"

        def to_sentences(self, text: str) -> tuple[str, ...]:
            from distribute.facts.shorten import sentences_of

            return tuple(sentences_of(text, "en"))

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(text.split())

    parser = PlaintextParser.from_string("\n\n".join(paragraphs(issue)), Words())
    return within([str(sentence) for sentence in LexRankSummarizer()(parser.document, 12)], length)


class Row(NamedTuple):
    """What came of one post: its recall beside the baselines', what must not be in it, and how sure it was."""

    column: str
    issue: str
    channel: str
    recall: float
    baselines: tuple[float, ...]
    bad: tuple[str, ...]
    confidence: str


def column_of(file: str, kept_aside: Collection[str]) -> str:
    """Return the column that an issue counts in."""
    newsletter = file.partition("/")[0]
    if newsletter in kept_aside:
        return "kept aside"
    return "tuned" if file in TUNED else "other issues"


def rows(gold: Path, sets: Path, kept_aside: Collection[str]) -> Iterator[Row]:
    """Yield the posts of a folder's issues, scored; the folder has facts and posts in the corpus's form."""
    known = json.loads((gold / "posts.json").read_text(encoding="utf-8"))
    posted = {(post["file"], post["channel"]): post for post in known}
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(dict.fromkeys(file for file, _ in posted)):
            name, _, path = file.partition("/")
            config, issues = opened(name, Path(folder) / str(number), sets)
            issue = next(issue for issue in issues if issue.path == path)
            found = dict(told(config, issue, issues))
            for channel, (adapter, field) in FIELDS.items():
                if (file, channel) not in posted:
                    continue
                length = posted[file, channel]["length"]
                answer = score(gold, sets, file, channel, str(getattr(found[adapter].message, field)))
                texts = (within(paragraphs(issue), length), lexrank(issue, length))
                base = [
                    score(gold, sets, file, channel, text)["recall"] for text in texts if text is not None
                ]
                yield Row(
                    column_of(file, kept_aside),
                    f"{name.partition('-')[0]} {issue.language}",
                    channel,
                    answer["recall"],
                    tuple(base),
                    (*answer["never"], *answer["unknown"]),
                    found[adapter].confidence,
                )


def false_facts(issues: Sequence[Issue]) -> tuple[int, int]:
    """Return how many facts a newsletter's issues have, and how many more were found and could not be verified."""
    extracted = [extract_facts(issue) for issue in issues]
    facts = sum(len(found.facts) for found in extracted)
    return facts, sum(entry.rule == "unverified" for found in extracted for entry in found.rejected)


def report(found: Sequence[Row]) -> None:
    """Print each post's line, then the three columns side by side."""
    print(f"{'issue':<14}{'channel':<17}{'column':<14}{'distribute':>11}{'first par.':>11}{'LexRank':>9}")
    for row in found:
        figures = "".join(f"{figure:>11.2f}" for figure in (row.recall, *row.baselines))
        print(f"{row.issue:<14}{row.channel:<17}{row.column:<14}{figures}  {', '.join(row.bad)}")
    print(f"\n{'':<16}" + "".join(f"{column:>14}" for column in COLUMNS))
    groups = [[row for row in found if row.column == column] for column in COLUMNS]
    print(f"{'posts':<16}" + "".join(f"{len(group):>14}" for group in groups))
    print(f"{'recall':<16}" + "".join(f"{_mean([row.recall for row in group]):>14}" for group in groups))
    print(
        f"{'never, unknown':<16}" + "".join(f"{sum(len(row.bad) for row in group):>14}" for group in groups)
    )
    for confidence in ("own-words", "high", "fair", "headline-only"):
        shares = (_share([row.confidence == confidence for row in group]) for group in groups)
        print(f"{confidence:<16}" + "".join(f"{share:>14}" for share in shares))


def _mean(figures: Sequence[float]) -> str:
    return f"{sum(figures) / len(figures):.2f}" if figures else "–"


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):.0%}" if flags else "–"


def main() -> None:
    """Print the table for the corpus, and for each folder that the command line names."""
    found = list(rows(corpus() / "gold", corpus(), KEPT_ASIDE))
    for folder in map(Path, sys.argv[1:]):
        register(folder)
        names = {path.name for path in folder.iterdir() if path.is_dir()}
        found += rows(folder, folder, names)
    report(found)
    with tempfile.TemporaryDirectory() as workspace:
        counted = [
            false_facts(opened(name, Path(workspace), corpus())[1])
            for name in NEWSLETTERS
            if (corpus() / name).is_dir()
        ]
    print(
        f"\n{sum(facts for facts, _ in counted)} facts; {sum(false for _, false in counted)} more could not be verified and are not told"
    )


if __name__ == "__main__":
    main()
