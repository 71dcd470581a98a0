"""GitHub Discussions: a discussion in one category of a repository, by GitHub's GraphQL API."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from distribute.channel.interface import Finding
from distribute.channel.post import Delivery, Prepared, Receipt
from distribute.channel.readback import RemotePost, Timeline, count_pages
from distribute.channel.settings import Secret, form
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels._topic import Topic
from distribute.transport.answers import json_object, require_form

if TYPE_CHECKING:
    import requests

    from distribute.transport.http import Session

_NUMBER = "[0-9]{1,18}"
_MOST_PAGES = 20
_DISCUSSION = re.compile(rf"/discussions/({_NUMBER})/?\Z")
_STRANGE = "unexpected response from GitHub"
_require = partial(require_form, strange=_STRANGE)
_ABOUT = """
query($owner: String!, $name: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    id
    hasDiscussionsEnabled
    discussionCategories(first: 100) { nodes { id name slug } }
  }
}
"""
_CREATE = """
mutation($input: CreateDiscussionInput!) {
  createDiscussion(input: $input) { discussion { number } }
}
"""
_LIST = """
query($owner: String!, $name: String!, $category: ID!, $after: String) {
  repository(owner: $owner, name: $name) {
    discussions(
      first: 100, after: $after, categoryId: $category, orderBy: {field: CREATED_AT, direction: DESC}
    ) {
      nodes { number title body createdAt viewerDidAuthor }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
# The types of GraphQL errors that mean that GitHub refused the request before it did anything.
_REFUSALS = {
    "FORBIDDEN": "GitHub refused it: the token needs `discussions: write`",
    "INSUFFICIENT_SCOPES": "GitHub refused it: the token needs `discussions: write`",
    "NOT_FOUND": "there is no repository {repository}, or the token may not see it",
    "UNPROCESSABLE": "GitHub refused the title or the text",
}


class GitHubDiscussions(Topic, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A discussion with the facts and the link. `limit` applies to the title."""

    repository: Annotated[
        str,
        form(
            r"^[\w.-]+/[\w.-]+$",
            "a repository such as owner/name",
            description="the repository, as owner/name",
        ),
    ]
    category: Annotated[str, msgspec.Meta(min_length=1, description="the name of the category")] = (
        "Announcements"
    )
    token: Annotated[Secret, msgspec.Meta(description="a token that may write discussions")]
    base_url: Annotated[
        str,
        msgspec.Meta(
            pattern="^https?://[^@]+$", description="the address of the API, for GitHub Enterprise and tests"
        ),
    ] = "https://api.github.com"
    limit: Annotated[
        int, msgspec.Meta(gt=0, le=256, description="the maximum number of characters in a title")
    ] = 256

    text_limit: ClassVar[int] = 60_000  # GitHub accepts 65,536
    post_path: ClassVar[re.Pattern[str]] = _DISCUSSION
    id_form: ClassVar[str] = _NUMBER
    asked_for: ClassVar[tuple[str, ...]] = ("repository", "category")
    example: ClassVar[dict[str, Any]] = {"repository": "your-account/newsletter", "token": "$GITHUB_TOKEN"}

    def target(self) -> str:
        """Return the category, in which an issue must not appear twice."""
        where = f"{self.repository}:{self.category}".casefold()
        return f"github-discussions:{self.base_url.rstrip('/')}:{where}"

    def prepare(self, delivery: Delivery) -> Prepared:
        """Look up the token's account and the ids of the repository and the category, and compare the clocks."""
        # A GitHub Enterprise server has this at another path.
        self._session(own={404}).get(f"{self.base_url.rstrip('/')}/rate_limit")
        return self._place(self._about())

    def post(self, delivery: Delivery, ready: Prepared) -> Receipt:
        """Create the discussion. GitHub stores no key of ours, so it is recognised by its title and link."""
        message, where = delivery.message, ready.client
        new = {"repositoryId": where.repository, "categoryId": where.category}
        new |= {"title": message.title, "body": message.text}
        made = self._query(_CREATE, input=new)["createDiscussion"]["discussion"]
        return self._receipt(made["number"])

    def own_posts(self, since: datetime, ready: Prepared | None) -> Timeline:
        """Return the discussions in the category that the token's account has created."""
        ready = ready or self._place(self._about())
        posts = (self._remote(each) for each in self._listed(ready.client.category, since))
        return Timeline(ready.account, posts)

    def hosts(self) -> tuple[str, ...]:
        """Return GitHub's host, or that of the server with the API."""
        return ("github.com", (urlsplit(self.base_url).hostname or "").removeprefix("api."))

    def examine(self) -> Iterator[Finding]:
        """Check the token's account, the category, the rate limits and the clock."""
        from distribute.transport.http import check_clock, check_limits

        answer = self._send(_ABOUT, **self._names())
        about = self._data(answer)
        yield Finding("ok", f"logged in as {about['viewer']['login']}")
        try:
            self._place(about)
            yield Finding("ok", f"{self.repository} has the category {self.category}")
        except NotPosted as refusal:
            yield Finding("error", refusal.why)
        yield Finding("ok", "whether the token may post can't be checked without posting")
        yield check_limits(answer)
        yield check_clock(answer, self.patience)

    def _names(self) -> dict[str, str]:
        owner, _, name = self.repository.partition("/")
        return {"owner": owner, "name": name}

    def _about(self) -> dict[str, Any]:
        return self._query(_ABOUT, **self._names())

    def _place(self, about: dict[str, Any]) -> Prepared:
        """Return the account and the ids; NotPosted if the category does not exist."""
        repository = about["repository"]
        if not repository["hasDiscussionsEnabled"]:
            raise NotPosted(f"{self.repository} has no discussions: turn them on in its settings")
        categories = repository["discussionCategories"]["nodes"]
        wanted = self.category.casefold()
        found = [each for each in categories if wanted in {each["name"].casefold(), each["slug"].casefold()}]
        if not found:
            known = ", ".join(str(each["name"]) for each in categories)
            raise NotPosted(f"{self.repository} has no category {self.category!r}; it has {known}")
        account = _require(about["viewer"]["login"], r"[\w.-]+(\[bot\])?")
        ids = (_require(value, r"[\w=+/-]{1,200}") for value in (repository["id"], found[0]["id"]))
        return Prepared(account, client=_Place(*ids))

    def _listed(self, category: str, since: datetime) -> Iterator[dict[str, Any]]:
        """Yield the account's own discussions since `since`, newest first; InDoubt if there are too many."""
        after = None
        for _ in count_pages(_MOST_PAGES, "discussions"):
            found = self._query(_LIST, **self._names(), category=category, after=after)
            page = found["repository"]["discussions"]
            recent = [each for each in page["nodes"] if datetime.fromisoformat(each["createdAt"]) >= since]
            yield from (each for each in recent if each["viewerDidAuthor"])
            if not recent or not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def _remote(self, each: dict[str, Any]) -> RemotePost:
        return RemotePost(receipt=self._receipt(each["number"]), title=each["title"], body=each["body"])

    def _receipt(self, number: Any) -> Receipt:
        known = _require(number, _NUMBER)
        host = urlsplit(self.base_url).netloc.removeprefix("api.")
        return Receipt(
            known, f"{urlsplit(self.base_url).scheme}://{host}/{self.repository}/discussions/{known}"
        )

    def _query(self, query: str, **variables: Any) -> dict[str, Any]:
        return self._data(self._send(query, **variables))

    def _send(self, query: str, **variables: Any) -> requests.Response:
        what = {"query": query, "variables": variables}
        return self._session().post(f"{self.base_url.rstrip('/')}/graphql", json=what)

    def _session(self, own: Collection[int] = ()) -> Session:
        from distribute.transport.http import Session, header_value

        session = Session(self.timeout, own=own, patience=self.patience)
        session.headers["Authorization"] = f"Bearer {header_value(self.token)}"
        return session

    def _data(self, answer: requests.Response) -> dict[str, Any]:
        """Return the requested data. GraphQL reports errors in a response with status 200."""
        found = json_object(answer, _STRANGE)
        if errors := found.get("errors"):
            data = found.get("data")
            if isinstance(data, dict) and data.get("createDiscussion"):
                raise InDoubt("GitHub may have created the discussion, and could not show it")
            kind = str(errors[0].get("type"))
            if kind == "RATE_LIMITED":
                raise NotPosted("GitHub accepts no more requests for now", final=False)
            if kind in _REFUSALS:
                raise NotPosted(_REFUSALS[kind].format(repository=self.repository))
            raise InDoubt("GitHub answered with an error")
        if not isinstance(found.get("data"), dict):
            raise InDoubt(_STRANGE)
        return dict(found["data"])


class _Place(msgspec.Struct, frozen=True):
    """GitHub's ids of a repository and of a category."""

    repository: str
    category: str
