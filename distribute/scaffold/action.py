"""Where this installation comes from: the repository and the commit that workflows name."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

import msgspec

from distribute import __version__

OWNER = "OWNER/distribute"  # stands where nobody knows which repository the action comes from


def repository_and_commit() -> tuple[str, str]:
    """Return the GitHub repository, as `owner/name`, and the commit that this was installed from; "" for unknown."""
    try:
        origin = msgspec.json.decode(
            distribution("newsletter-distribute").read_text("direct_url.json") or "{}"
        )
    except (PackageNotFoundError, ValueError, RecursionError):
        origin = {}
    url = origin.get("url", "").removesuffix(".git")
    commit = origin.get("vcs_info", {}).get("commit_id", "")
    if url.startswith("https://github.com/") and commit:
        return url.removeprefix("https://github.com/"), commit
    return "", ""


def action() -> str:
    """Return the action as a workflow names it: the very commit that this was installed from, if it is known."""
    repository, commit = repository_and_commit()
    if commit:
        return f"{repository}@{commit}"
    return f"{OWNER}@v{__version__} # zizmor: ignore[unpinned-uses] put in the repository and the commit that you trust"


def package() -> str:
    """Return what `pip install` takes for this very version."""
    repository, commit = repository_and_commit()
    return (
        f"newsletter-distribute @ git+https://github.com/{repository or OWNER}@{commit or f'v{__version__}'}"
    )
