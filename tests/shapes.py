"""Issues of every shape that may take more than its share of time, each as long as it is asked to be."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from distribute.cli.main import distribute

Make = Callable[[int], str]

HEAD = "---\ntitle: News\ndate: 2020-11-05\n---\n\n"
LINK = "[Foo 1.2](https://foo.example/) "


_WORDS = "kites moths wings tails lines winds clouds storms reels spools knots bridles spars frames sails ribbons bows keels drogues".split()


def lines(line: str, head: str = "") -> Make:
    """Return an issue of lines, in which N stands for the number of each."""
    return lambda n: head + "".join(line.replace("N", str(number)) for number in range(n)) + "\n"


def run(piece: str, before: str = "", after: str = "") -> Make:
    """Return an issue of one line."""
    return lambda n: before + "".join(piece.replace("N", str(number)) for number in range(n)) + after + "\n"


def nested(n: int) -> str:
    """Return a list of entries, each with a list below it that has a list."""
    return "".join(
        f"- Kite {k}.{k} flies\n  - [Moth {k}.1](https://moth.example/{k}) adds {k}\n    - deeper {k}\n"
        for k in range(n)
    )


# Many of the same, in the body of an issue below the heading `News`.
BODIES: dict[str, Make] = {
    "releases": lines("Project N has released version 2.N, which adds the Nth way to fly a kite.\n\n"),
    "linked releases": lines("[Kite N 1.N](https://kite.example/N) was released with the Nth way to fly.\n\n"),
    "bare releases": lines("Kite N.1 was released.\n\n"),
    "the same release": lines("[Kite 1.2](https://kite.example/) was released with a faster tail.\n\n"),
    "alike": lines("KiteN to GA\n\n"),
    "alike, linked": lines("[KiteN](https://kite.example/N) goes to general use\n\n"),
    "paragraphs": lines("The weather was fine on the Nth day and nobody had to stay at home.\n\n"),
    "words in common": lines("- [Kite N](https://kite.example/N) makes faster flight possible for everybody\n"),
    "the same paragraph": lines("The weather was fine, and nobody had to stay at home.\n\n"),
    "headings 1": lines("# Kite N\n\nThe Nth kite flies higher than the moth.\n\n"),
    "headings 2": lines("## Kite N\n\nThe Nth kite flies higher than the moth.\n\n"),
    "headings 3": lines("### Kite N\n\nThe Nth kite flies higher than the moth.\n\n"),
    "headings 6": lines("###### Kite N\n\nThe Nth kite flies higher than the moth.\n\n"),
    "headings in turn": lines("## Kite N\n\n### Moth N\n\nText N flies.\n\n#### Wing N\n\nText N sails.\n\n"),
    "the same heading": lines("## News\n\nKite N.1 was released with a tail.\n\n"),
    "empty headings": lines("## Kite N\n"),
    "linked headings": lines("### [Kite N flies over the sea](https://kite.example/N)\n\nIt flies N times.\n\n"),
    "underlined headings": lines("Kite N\n------\n\nThe Nth kite flies higher.\n\n"),
    "headings of events": lines("### Kite meetup N\n\nOn 3 December 2020 the Nth meetup opens.\n\n", "## Events\n\n"),
    "headings of announcements": lines("### Call for kites N\n\nApply until 3 December 2020, N.\n\n", "## Announcements\n\n"),
    "stories": lines("## How kite N flew\n\nThe Nth kite flew over the [sea](https://sea.example/N). It was high.\n\n"),
    "entries": lines("- Kite N.1 flies over the sea\n"),
    "linked entries": lines("- [Kite N](https://kite.example/N) flies over the sea\n"),
    "linked entries, long": lines("- [Kite N](https://kite.example/N) flies over the sea and the moth looks on from below as ever it did in spring\n"),
    "the same entry": lines("- [Kite](https://kite.example/) flies\n"),
    "mere links": lines("- [Kite N](https://kite.example/N)\n"),
    "numbered entries": lines("1. Kite N.1 flies\n"),
    "tasks": lines("- [ ] Kite N.1 flies\n"),
    "loose entries": lines("- Kite N.1 flies\n\n  over the Nth sea\n\n"),
    "entries of entries": nested,
    "paragraphs of an entry": lambda n: "- a.\n\n" + "".join(f"  Kite {k} flies.\n\n" for k in range(n)),
    "facts of a few words": lambda n: "".join(f"{' '.join(_WORDS[k * m % 19] for m in range(1, 9))} {k % 7}.1\n\n" for k in range(n)),
    "a long heading over many": lambda n: f"## {'Kite ' * n}\n\n" + "".join(f"### News {k}\n\nKite {k}.1 was released.\n\n" for k in range(n)),
    "addresses with marks in a heading": run("kite.org/@moth ", "## "),
    "images over a long note": lambda n: "![a](b.png) " * n + "\n*" + "kite " * n + "*\n",
    "specifications": lines("- XEP-N (Kites N): version 1.N, adds tails\n", "## Extensions\n\n### Updated\n\n"),
    "specifications by name": lines("- Version 1.N of [XEP-N](https://xmpp.example/N) (Kites N)\n", "## Extensions\n\n### New\n\n"),
    "a calendar": lines("- 2020-12-03 Kite meetup N\n", "## Events\n\n"),
    "titles on lines": lines("[Kite N](https://kite.example/N)\n`N` flies over the sea (@ada)\n\n"),
    "links": lines("[Kite N](https://kite.example/N)\n\n"),
    "links in a line": run("[Kite N](https://kite.example/N) "),
    "autolinks": lines("<https://kite.example/N>\n\n"),
    "autolinks in a line": run("<https://kite.example/N> "),
    "addresses in a line": run("https://kite.example/N "),
    "links in links": run("[a [b](https://kite.example/N) "),
    "links without hosts": lines("[Kite N](https://kite/N)\n\n"),
    "images": lines("![Kite N above the sea](kite-N.png)\n\n"),
    "images without words": lines("![](kite-N.png)\n\n"),
    "images in a line": run("![Kite N](kite-N.png) "),
    "images in images": run("![a ", after="](a.png)"),
    "images with notes": lines("![Kite N](kite-N.png)\n*The Nth kite*\n\n"),
    "emphasis": run("*Kite N* "),
    "strong emphasis": run("**Kite N** "),
    "notes in italics": lines("*Kite N flies over the sea and the moth looks on*\n\n"),
    "the same note": lines("*Kites fly over the sea and the moth looks on*\n\n"),
    "emphasis of all kinds": run("***a** b_ c* __d "),
    "emphasis over lines": run("a\n", "*", "*"),
    "emphasis that opens": run("*a "),
    "strong emphasis that opens": run("**a "),
    "underscores that open": run("_a "),
    "emphasis that closes": run("a* "),
    "emphasis in turn": run("*a _b "),
    "tildes": run("~~a "),
    "broken addresses": run("](http://"),
    "broken addresses, spaced": run("](http:// "),
    "broken addresses, begun": run("](http://a b", LINK),
    "broken addresses, one slash": run("](https:/a "),
    "broken spaces": run("](  "),
    "broken handles": run("](@"),
    "brackets and parentheses": run("[](", LINK),
    "opening brackets": run("[", LINK),
    "closing brackets": run("]", LINK),
    "brackets in turn": run("[]", LINK),
    "placeholders": run("[INSERT ", LINK),
    "placeholders, closed": run("[INSERT a](", LINK),
    "opening parentheses": run("(", LINK),
    "closing parentheses": run(")", LINK),
    "spaced parentheses": run("( a", LINK),
    "backticks": run("`", LINK),
    "backticks, spaced": run("` `` ", LINK),
    "backticks, growing": lambda n: LINK + "".join("`" * (1 + k % 200) + " a " for k in range(n)) + "\n",
    "code": run("`a` "),
    "stars": run("*", LINK),
    "stars and letters": run("a**b", LINK),
    "low lines": run("_", LINK),
    "less than": run("<", LINK),
    "greater than": run(">", LINK),
    "less than, letters": run("<a", LINK),
    "less than, spaced": run("<a ", LINK),
    "less than, quoted": run("<a b='", LINK),
    "ampersands": run("&", LINK),
    "ampersands, letters": run("&a", LINK),
    "ampersands and number signs": run("&#"),
    "entities": run("&amp;", LINK),
    "backslashes": run("\\", LINK),
    "exclamation marks": run("!", LINK),
    "bangs and brackets": run("![", LINK),
    "semicolons": run("; a", LINK),
    "colons": run(": a", LINK),
    "full stops": run(".", LINK),
    "full stops, spaced": run(". ", LINK),
    "sentences": run("Kite N flies. ", LINK),
    "hyphens": run("-", LINK),
    "hyphens, spaced": run(" - ", LINK),
    "dashes": run(" – ", LINK),
    "slashes": run("/", LINK),
    "dollars": run("$", LINK),
    "dollars, letters": run("$a", LINK),
    "dollars, words": run("$abc_", LINK),
    "per cent": run("%", LINK),
    "bars": run("|", LINK),
    "plus": run("+", LINK),
    "carets": run("^", LINK),
    "equals": run("=", LINK),
    "spaces": run(" ", LINK + "a", "b"),
    "hard spaces": run("\u00a0", LINK + "a", "b"),
    "tabs": run("\t", LINK + "a", "b"),
    "invisible letters": run("\u200b", LINK),
    "combining marks": run("a\u0301", LINK),
    "combining marks alone": run("\u0301", LINK),
    "emoji": run("\U0001f600", LINK),
    "joined emoji": run("\U0001f468\u200d", LINK),
    "flags": run("\U0001f1e9", LINK),
    "tones": run("\U0001f3fd", LINK),
    "wrong letters": run("Ã¤ ", LINK),
    "wrong letters, joined": run("Ã¤", LINK),
    "lines that are ended": lambda n: f"[Kite](https://kite.example/) {'Kite Lyon  ' + chr(10)}" + "Kite Lyon  \n" * n,
    "definitions of a long term": lambda n: "kite " * n + "\n" + ": a loop\n" * n,
    "reference definitions": lines("[k-N]: https://kite.example/N\n"),
    "the same definition": lines("[k]: https://kite.example/\n"),
    "reference uses": lambda n: "".join(f"[Kite {k}][k] flies.\n\n" for k in range(n)) + "[k]: https://kite.example/\n",
    "references": lambda n: "".join(f"[Kite {k}][k{k}] flies.\n\n" for k in range(n))
    + "".join(f"[k{k}]: https://kite.example/{k}\n" for k in range(n)),
    "undefined references": run("[a][N] "),
    "footnotes": lines("Kite N flies.[^N]\n\n[^N]: The Nth note.\n\n"),
    "undefined footnotes": run("a[^N] "),
    "tables": lines("| a | b |\n|---|---|\n| Kite N | flies |\n\n"),
    "rows": lines("| Kite N | flies |\n", "| a | b |\n|---|---|\n"),
    "columns": lambda n: "| a " * n + "|\n" + "|---" * n + "|\n" + "| b " * n + "|\n",
    "columns without cells": lambda n: "| a " * n + "|\n" + "|---" * n + "|\n" + "| b |\n" * 10,
    "tags": run("<b>a</b> "),
    "tags on lines": lines("<div>\nKite N\n</div>\n\n"),
    "tags that stay open": run("<div>", ""),
    "unknown tags": run("<kite>a</kite> ", LINK),
    "images as tags": lines('<img src="kite-N.png" alt="Kite N above the sea">\n\n'),
    "images as tags in a line": run('<img src="kite-N.png" alt="Kite N"> ', LINK),
    "images as tags in a block": lines('<img src="kite-N.png" alt="Kite N">\n', "<div>\n"),
    "captions": lines('<figure><img src="k-N.png" alt="K"><figcaption>Kite N</figcaption></figure>\n\n'),
    "captions in a block": lines('<img src="k-N.png"><figcaption>Kite N</figcaption>\n', "<figure>\n"),
    "details": lines("<details><summary>Kite N</summary>\n\nflies\n\n</details>\n\n"),
    "line breaks": run("a<br>"),
    "attributes": run(" a='b'", LINK + "<a", ">"),
    "attributes of a tag": run("k='N' ", "<div ", ">Kite 1.2</div>"),
    "attributes of a tag that stays open": run("k='N' ", "<div "),
    "attributes of a heading": run(" .a", "## Kite {", "}"),
    "comments": lines("<!-- Kite N -->\n\n"),
    "comments in a line": run("a <!-- b --> "),
    "comments that stay open": run("<!-- ", LINK),
    "comments, half closed": run("<!-- a -", LINK),
    "declarations": run("<!a ", LINK),
    "character data": run("<![CDATA[ ", LINK),
    "instructions": run("<? ", LINK),
    "scripts": run("<script>", ""),
    "scripts in a line": run("<script>", LINK),
    "code fences": lines("```\nKite N\n```\n\n"),
    "code fences that stay open": lines("```\n\n~~~\n\n"),
    "indented code": lines("a\n\n    Kite N\n\n"),
    "lines of code": lines("Kite N\n", "```\n"),
    "fences in entries": lines("- a\n  ```\n  Kite N\n  ```\n"),
    "quotations": lines("> Kite N flies.\n\n"),
    "lines of a quotation": lines("> Kite N flies.\n"),
    "lists in quotations": lines("> - Kite N flies.\n"),
    "deep quotations": run(">", "", " a"),
    "quotations, ever deeper": lambda n: "".join(">" * (k % 100) + f" Kite {k}\n" for k in range(n)),
    "deep lists": lambda n: "".join("  " * (k % 100) + f"- Kite {k}\n" for k in range(n)),
    "lists in a line": run("- ", "", "a"),
    "rules": lines("---\n\n"),
    "one long line": run("Kite N flies over the sea and the moth looks on "),
    "many short lines": lines("a\n"),
    "many short paragraphs": lines("a\n\n"),
    "empty lines": lines("\n"),
    "carriage returns": lines("a\r\n"),
    "a long word": run("kite", LINK),
    "long words": run("k" * 300 + " ", LINK),
    "a long word of digits": run("7", LINK),
    "hyphenated": run("kite-", LINK),
    "dotted": run("kite.", LINK),
    "low-lined": run("kite_", LINK),
    "capitals": run("KITE", LINK),
    "mentions": run("@kite ", LINK),
    "mentions, joined": run("@kite", LINK),
    "at signs": run("@", LINK),
    "at signs, spaced": run("@ ", LINK),
    "mail addresses": run("kite@moth.example ", LINK),
    "mail addresses, joined": run("kite@moth.", LINK),
    "hashtags": run("#kite ", LINK),
    "hashtags, joined": run("#kite", LINK),
    "number signs": run("#", LINK),
    "number signs in a line": run("a #", LINK),
    "redditors": run("u/kite ", LINK),
    "redditors, joined": run("/u/", LINK),
    "domains": run("kite.example.org ", LINK),
    "domains, joined": run("kite.org/", LINK),
    "dates": run("3 December 2020, ", LINK),
    "dates, American": run("December 3, 2020, ", LINK),
    "dates in digits": run("2020-12-03 ", LINK),
    "dates in digits, German": run("3.12.2020 ", LINK),
    "times": run("18:30 UTC ", LINK),
    "days in a row": run("3, 4, 5 and ", LINK + "on "),
    "months": run("December ", LINK),
    "paragraphs of dates": lines("On 3 December 2020 the Nth kite flies.\n\n"),
    "versions": run("1.N ", LINK),
    "versions, joined": run("1.", LINK),
    "versions with commas": run("1.N, ", LINK),
    "versions and names": run("Kite 1.N and ", LINK),
    "names": run("Foo Bar ", LINK),
    "commas": run("a, ", LINK + "adds "),
    "commas, joined": run(",", LINK),
    "clauses": run("the kite flies and ", LINK),
    "relative clauses": run(", which flies", LINK),
    "quotation marks": run('"', LINK),
    "quotation marks, spaced": run('"a ', LINK),
    "curly quotation marks": run("“", LINK),
    "closed quotation marks": run("“a” ", LINK),
    "apostrophes": run("'", LINK),
    "apostrophes, letters": run("l'a ", LINK),
    "todo": run("TODO ", LINK),
    "todo on lines": lines("TODO N\n\n"),
    "shouted": run("QUE TODO EL ", LINK),
    "instructions to editors": lines("*Please add the Nth item of news here, or take it out*\n\n"),
    "Hugo's shortcodes": lines('{{< figure src="k-N.png" alt="Kite N" >}}\n\n'),
    "Hugo's paired shortcodes": lines("{{< note >}}\nKite N flies.\n{{< /note >}}\n\n"),
    "Hugo's shortcodes that stay open": run("{{< note >}} ", LINK),
    "Hugo's refs": lines('[Kite N]({{< ref "k-N" >}})\n\n'),
    "Zola's shortcodes": lines('{{ figure(src="k-N.png", alt="Kite N") }}\n\n'),
    "Zola's paired shortcodes": lines("{% note() %}\nKite N flies.\n{% end %}\n\n"),
    "Zola's links": lines("[Kite N](@/kite-N.md)\n\n"),
    "Liquid's tags": lines("{% include kite.html n=N %}\n\n"),
    "Liquid's comments": lines("{% comment %}\nKite N\n{% endcomment %}\n\n"),
    "Liquid's ifs": lines("{% if kite %}\nKite N\n{% endif %}\n\n"),
    "Liquid's ifs that stay open": lines("{% if kite %}\n"),
    "Liquid's loops": lines("{% for a in b %}\nKite N\n{% endfor %}\n\n"),
    "Liquid's raw": lines("{% raw %}{{ kite N }}{% endraw %}\n\n"),
    "Liquid's raw that stays open": run("{% raw %} ", LINK),
    "Liquid's values": lines("{{ kite.N }} flies.\n\n"),
    "Liquid's values in a line": run("{{ kite }} ", LINK),
    "Liquid's sums": lambda n: "{% assign k = 'kite' %}" + "{% assign k = k | append: k %}" * min(n, 60) + "{{ k }} " * n + "\n",
    "Liquid's links": lines("[Kite N]({{ site.url }}/N)\n\n"),
    "attribute lists": lines("Kite N flies.\n{: .kite #k-N}\n\n"),
    "opening braces": run("{", LINK),
    "opening braces, spaced": run("{ ", LINK),
    "closing braces": run("}", LINK),
    "opening tags": run("{{", LINK),
    "opening blocks": run("{%", LINK),
    "opening comments": run("{#", LINK),
    "opening attribute lists": run("{:", LINK),
    "Pelican's files": lines("[Kite N]({filename}/kite-N.md)\n\n"),
    "reStructuredText": lines(".. note:: Kite N\n\n   flies\n\n"),
}  # fmt: skip

# Many of the same, in an issue's front matter.
HEADS: dict[str, Make] = {
    "keys": lines("kN: a\n"),
    "lists": lambda n: "tags: [" + "".join(f"kite-{k}, " for k in range(n)) + "a]\n",
    "entries": lambda n: "tags:\n" + "".join(f"  - kite-{k}\n" for k in range(n)),
    "authors": lambda n: "authors: [" + "".join(f"Kite {k}, " for k in range(n)) + "a]\n",
    "aliases": lambda n: "aliases: [" + "".join(f"/kite/{k}, " for k in range(n)) + "/a]\n",
    "a summary": run("Kite N.1 flies, ", "summary: "),
    "a summary of sentences": run("Kite N.1 flies. ", "summary: "),
    "a summary of clauses": run("and the kite flies ", "summary: "),
    "a summary of links": run("https://kite.example/N ", "summary: "),
    "a summary of mentions": run("@kite ", "summary: "),
    "a summary of parentheses": run("(a ", "summary: In this issue - "),
    "highlights": lambda n: "distribute:\n  highlights:\n" + "".join(f"    - Kite {k}.1 flies over the sea\n" for k in range(n)),
    "a highlight": run("Kite N.1 flies, ", "distribute:\n  highlights:\n    - "),
    "a long key": run("kite", after=": a"),
    "a long value": run("Kite N ", "kite: "),
    "a comment": lines("# Kite N\n"),
    "quoted": run('\\"a', 'kite: "', '"'),
    "folded": lines("  Kite N\n", "kite: >\n"),
    "mappings": lambda n: "kite: {" + "".join(f"k{k}: a, " for k in range(n)) + "a: a}\n",
    "a title of signs": run("%<#[ ", "title: 'a", "'"),
    "a title of tags": run("<", "title: 'a", "'"),
    "a value that is said often": lambda n: f"kite: {'kite' * n}\n",
    "a value of lines": lines("    Kite N\n", "kite: a\n"),
    "an author": run("Kite N, ", "author: "),
    "a title of months": run("2020-11 ", "title: a "),
    "a title": run("Kite N ", "title: "),
    "a title of mentions": run("@kite ", "title: 'a", "'"),
}  # fmt: skip

CHANNELS = """\
channels:
  mastodon: {server: https://mastodon.example.org, access_token: $T, hashtags: [Kites]}
  email: {smtp: 'smtp://mail.example.org:25', from: a@example.org, to: b@example.org}
  reddit: {subreddit: xmpp, kind: self, client_id: $A, client_secret: $B, refresh_token: $C}
  linkedin: {author: 'urn:li:organization:1', access_token: $L}
  twitter: {api_key: $A, api_secret: $B, access_token: $C, access_token_secret: $D}
"""
COMMANDS = (
    ("publish", "content/issue.md", "--dry-run", "--json"),
    ("publish", "content/issue.md", "--dry-run", "--verbose"),
    ("check", "content/issue.md"),
    ("preview", "content/issue.md", "--markdown"),
    ("preview", "content/issue.md", "--html", "page.html"),
)
GENERATORS = ("hugo", "jekyll", "zola", "eleventy", "pelican", "plain")


def in_body(make: Make) -> Make:
    """Return whole issues, with such a body."""
    return lambda n: f"{HEAD}## News\n\n{make(n)}"


def in_head(make: Make) -> Make:
    """Return whole issues, with such keys in their front matter."""
    return lambda n: (
        HEAD.replace("title: News\n", "" if make(1).startswith("title:") else "title: News\n").replace(
            "\n---\n", f"\n{make(n)}---\n", 1
        )
        + "## News\n\nKite 1.2 was released.\n"
        + "{{ page.kite }}{{ kite }}\n" * n * ("kite: kitekite" in make(2))
    )


def place(folder: Path, generator: str) -> None:
    """Write a site's settings."""
    (folder / "content").mkdir(parents=True, exist_ok=True)
    permalink = ", permalink: ':slug/'" if generator == "plain" else ""
    (folder / "channels.yaml").write_text(
        f"site: {{name: News, url: 'https://newsletter.example.org/', generator: {generator}, issues: content/*.md"
        f" {permalink}}}\n{CHANNELS}"
    )


def spent(folder: Path, *commands: tuple[str, ...]) -> float:
    """Return how long the processor works on these commands, in seconds."""
    begun = time.process_time()
    for words in commands:
        streams = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace") for _ in range(2))
        with redirect_stdout(next(streams)), redirect_stderr(next(streams)):
            distribute.main(
                ["--config", str(folder / "channels.yaml"), *words],
                prog_name="distribute",
                standalone_mode=False,
            )
    return time.process_time() - begun
