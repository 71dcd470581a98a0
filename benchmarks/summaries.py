"""How composed posts compare with an editor's, beside two baselines: the first paragraph, and LexRank.

    DISTRIBUTE_CORPUS=… python benchmarks/summaries.py

Recall as the corpus's scorer counts it: 1 names every fact the editor's post names. The extractive summariser
is sumy's LexRank (`pip install sumy numpy`, in an environment of its own); without it its column is left out.
Both baselines are given the editor's own length for each channel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus import corpus, opened, posts

from distribute.channel import Part
from distribute.issue import Issue

FIELDS = {
    "x": ("twitter", "text"),
    "mastodon": ("mastodon", "text"),
    "reddit-title": ("reddit", "title"),
    "linkedin": ("linkedin", "text"),
    "email-subject": ("email", "title"),
    "email-preheader": ("email", "summary"),
}


def score(file: str, channel: str, text: str) -> dict[str, Any]:
    """Return what the corpus's own scorer says about a text."""
    gold = corpus() / "gold"
    command = [
        sys.executable,
        gold / "score.py",
        gold / "facts.json",
        gold / "posts.json",
        corpus(),
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
            from distribute.phrases import sentences_of

            return tuple(sentences_of(text))

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(text.split())

    parser = PlaintextParser.from_string("\n\n".join(paragraphs(issue)), Words())
    return within([str(sentence) for sentence in LexRankSummarizer()(parser.document, 12)], length)


def said(part: Part, field: str) -> str:
    """Return a field of a post."""
    return str(getattr(part, field))


def main() -> None:
    """Print the table."""
    gold = {
        (post["file"], post["channel"]): post
        for post in json.loads((corpus() / "gold" / "posts.json").read_text(encoding="utf-8"))
    }
    rows: list[tuple[float, ...]] = []
    bad: list[str] = []
    print(f"{'issue':<12}{'channel':<17}{'distribute':>11}{'first par.':>11}{'LexRank':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for file in dict.fromkeys(file for file, _ in gold):
            name, _, path = file.partition("/")
            config, issues = opened(name, Path(folder))
            issue = next(issue for issue in issues if issue.path == path)
            parts = dict(posts(config, issue, issues))
            for channel, (adapter, field) in FIELDS.items():
                length = gold[file, channel]["length"]
                found = score(file, channel, said(parts[adapter], field))
                bad += found["never"] + found["unknown"]
                texts = (within(paragraphs(issue), length), lexrank(issue, length))
                base = [score(file, channel, text)["recall"] for text in texts if text is not None]
                rows.append((found["recall"], *base))
                figures = "".join(f"{figure:>11.2f}" for figure in rows[-1])
                print(f"{name.partition('-')[0]:<12}{channel:<17}{figures}")
    means = [sum(column) / len(column) for column in zip(*rows, strict=True)]
    print(f"{'mean':<29}" + "".join(f"{mean:>11.2f}" for mean in means))
    print(
        f"{means[0] / max(*means[1:], 0.01):.1f} times the better baseline; never or unknown: {bad or 'none'}"
    )


if __name__ == "__main__":
    main()
