"""GitHub's REST API on loopback, as far as a job asks it: strict about the token, and it keeps what it is told."""

from __future__ import annotations

from typing import Any, NamedTuple

from distribute.testing.service import Answer, Request, Service

TOKEN = "ghs_of_a_test"
REPOSITORY = "news/site"
BOT = {"login": "github-actions[bot]"}


class Commit(NamedTuple):
    """A commit: the files it changed, each by its name before and after, and the merged pull requests it came by."""

    sha: str
    files: dict[str, str]
    pulls: tuple[int, ...] = ()


class GitHub(Service):
    """One repository with one pull request, numbered 7, that changes `changed` and was merged as the commit c1.

    `history` has other commits in its place, the newest first; the checkout's own commit stands for the newest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.changed: list[str] = []
        self.history: list[Commit] = []
        self.heads: list[str] = []
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.writes: list[str] = []
        self.read_only = False

    def publishes(self, request: Request) -> bool:
        return False

    def say(self, text: str, login: str = BOT["login"]) -> None:
        self.comments.append({"id": len(self.comments) + 1, "user": {"login": login}, "body": text})

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer({"message": "Bad credentials"}, 401)
        path = request.path.removeprefix(f"/repos/{REPOSITORY}/")
        if request.method != "GET":
            if self.read_only:
                return Answer({"message": "Resource not accessible by integration"}, 403)
            self.writes.append(f"{request.method} {path}")
        return self._routed(path, request)

    def _routed(self, path: str, request: Request) -> Answer:
        match request.method, path.split("/"):
            case "GET", ["pulls", "7", "files"]:
                return Answer(
                    [{"filename": name, "status": "modified"} for name in self._page(self.changed, request)]
                )
            case "GET", ["commits", *rest]:
                return self._commits(rest, request)
            case "GET", ["issues", "7", "comments"]:
                return Answer(self._page(self.comments, request))
            case "GET", ["issues", _, "comments"]:
                return Answer([])
            case "POST", ["issues", "7", "comments"]:
                self.say(request.form["body"])
                return Answer(self.comments[-1], 201)
            case "PATCH", ["issues", "comments", number]:
                self.comments[int(number) - 1] |= request.form
                return Answer(self.comments[int(number) - 1])
            case "GET", ["issues"]:
                assert request.query["state"] == "open"
                return Answer(self._page([one for one in self.issues if one["state"] == "open"], request))
            case "POST", ["issues"]:
                issue = {"number": 100 + len(self.issues), "state": "open", "user": BOT, **request.form}
                self.issues.append(issue)
                return Answer(issue, 201)
            case "PATCH", ["issues", number]:
                self.issues[int(number) - 100] |= request.form
                return Answer(self.issues[int(number) - 100])
        return Answer({"message": "Not Found"}, 404)

    @property
    def commits(self) -> list[Commit]:
        return self.history or [Commit("c1", dict.fromkeys(self.changed, ""), (7,))]

    def _commits(self, rest: list[str], request: Request) -> Answer:
        if not rest:
            sha, name, size = request.query["sha"], request.query["path"], int(request.query["per_page"])
            shas = [one.sha for one in self.commits]
            if sha not in shas:
                self.heads.append(sha)
            found = self.commits[shas.index(sha) if sha in shas else 0 :]
            touched = [one for one in found if name in {*one.files, *one.files.values()}]
            return Answer([{"sha": one.sha} for one in touched][:size])
        (commit,) = (one for one in self.commits if one.sha == rest[0])
        if rest[1:] == ["pulls"]:
            merged = [{"number": one, "merged_at": "2020-12-09T12:00:00Z"} for one in commit.pulls]
            return Answer([*merged, {"number": 8, "merged_at": None}])
        files = [
            {"filename": new, "status": "renamed", "previous_filename": old}
            if old
            else {"filename": new, "status": "added"}
            for new, old in commit.files.items()
        ]
        return Answer({"sha": commit.sha, "files": files})

    def _page(self, everything: list[Any], request: Request) -> list[Any]:
        size, number = int(request.query["per_page"]), int(request.query["page"])
        return everything[(number - 1) * size : number * size]
