"""Issues made on the spot, and the facts of them."""

from __future__ import annotations

from typing import Any

from distribute.facts.model import Fact
from distribute.facts.pipeline import highlights
from distribute.issue import Issue
from distribute.text.dates import parse_date


def issue(body: str, **fields: Any) -> Issue:
    given = {
        "id": "2020-11",
        "path": "content/letter.md",
        "language": "en",
        "title": "The Letter November 2020",
        "url": "https://example.org/letter/",
        "date": parse_date("2020-12-09"),
        "site": "Example Newsletter",
        **fields,
    }
    return Issue(body=body, **given)


def facts(body: str, *earlier: str, **fields: Any) -> list[Fact]:
    return list(highlights(issue(body, **fields), [issue(text, id="2020-10") for text in earlier]))


def fullest(body: str, *earlier: str, **fields: Any) -> list[str]:
    return [fact.phrases[0] for fact in facts(body, *earlier, **fields)]


WHOLE = """\
Welcome to the letter, which covers November 2020.

## Translations

- [German](https://de.example/) by Ada Moth

## Announcements

The [Kite Foundation](https://kite.example/) elected a new board.

## Events

The next [Kite Meetup](https://kite.example/meet) takes place on 14 January 2021.

## Articles

[How to fly](https://moth.example/fly): Ada Moth explains the wind.

## Software

### Clients

[Kite 1.2](https://kite.example/1.2) adds loops, which turn. You can download it.

[Moth 0.9.1](https://moth.example/0.9.1) has been released.

### Servers

Nest released [4.5.0](https://nest.example). This version fixes CVE-2020-1234.

## Extensions and specifications

### New

- Version 0.1.0 of [XEP-0901](https://x.example/901) (Wind)
    - How it blows
- Version 0.1.0 of [XEP-0902](https://x.example/902) (Rain and Hail)
- Version 0.1.0 of [XEP-0903](https://x.example/903) (Sun)

### Deferred

- No XEPs deferred this month.

## Thanks

Thanks to [Bo 2.0](https://bo.example/) and [Cy](https://cy.example/).
"""
