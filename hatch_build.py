"""Metadata that depends on where the package is built: its links, and a README whose links lead to the repository.

The repository and commit are those of the job that builds (`$GITHUB_REPOSITORY`, `$GITHUB_SHA`). Elsewhere they are not
known: then the package has no links, and the README is as it is.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!\w+:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)"
)


class CustomMetadataHook(MetadataHookInterface):
    """Fills in `urls` and `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set both fields in the project's `metadata`."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        repository, commit = os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("GITHUB_SHA", "")
        is_known = re.fullmatch(r"[\w.-]+/[\w.-]+", repository) and re.fullmatch(r"[0-9a-f]{40}", commit)
        metadata["urls"] = links(repository) if is_known else {}
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, repository, commit) if is_known else text,
        }


def links(repository: str) -> dict[str, str]:
    """Return the package's links, by their labels on PyPI."""
    owner, _, name = repository.partition("/")
    home = f"https://github.com/{repository}"
    return {
        "Documentation": f"https://{owner.lower()}.github.io/{name}/",
        "Source": home,
        "Issues": f"{home}/issues",
        "Changelog": f"{home}/blob/HEAD/CHANGELOG.md",
    }


def absolute(text: str, repository: str, commit: str) -> str:
    """Return Markdown whose relative links and pictures are those of a commit."""

    def at_commit(match: re.Match[str]) -> str:
        path = posixpath.normpath(match["path"])
        base = (
            f"https://raw.githubusercontent.com/{repository}/{commit}"
            if match["picture"]
            else f"https://github.com/{repository}/blob/{commit}"
        )
        return f"{match['picture']}[{match['text']}]({base}/{path}{match['anchor'] or ''})"

    return _LINK.sub(at_commit, text)
