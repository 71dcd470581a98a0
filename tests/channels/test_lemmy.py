"""Lemmy keeps the contract; its errors are told apart by whether they come before a post is stored."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.lemmy import _BEFORE, _PAGE, Lemmy
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from tests.channels.sending import send
from tests.channels.services_lemmy import OTHER, SECRETS, LemmyService, long_ago


def account(service: LemmyService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Lemmy:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings: dict[str, Any] = {
        "server": service.url, "community": "xmpp", "username": Secret("$LEMMY_USERNAME"),
        "password": Secret("$LEMMY_PASSWORD"), "timeout": Duration(0.6), **more,
    }  # fmt: skip
    return Lemmy(name="lemmy", use="lemmy", **settings)


def hide(service: LemmyService, name: str) -> None:
    """Give the account settings by which it is not shown its own posts."""
    service.bot, service.nsfw = name == "bots", name == "nsfw"
    service.spoken = [0, 32] if name == "languages" else []
    off = {"read": "show_read_posts", "bots": "show_bot_accounts", "nsfw": "show_nsfw"}.get(name)
    service.settings |= {off: False} if off else {}


class TestLemmy(ChannelContract):
    stranger: ClassVar = {"name": "The newsletter", "url": LINK, "community_id": "21"}
    other_account: ClassVar = OTHER
    changes: ClassVar = [({"community": "xmpp"}, {"community": "other"})]
    one: ClassVar = False

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[LemmyService]:
        with LemmyService(clock.now, one=self.one) as service:
            yield service

    @pytest.fixture
    def channel(self, service: LemmyService, monkeypatch: pytest.MonkeyPatch) -> Lemmy:
        return account(service, monkeypatch)

    def test_its_fields_are_what_was_previewed(self, desk: Desk) -> None:
        outcome = desk.publish()
        (post,), (draft,) = desk.service.arrived, desk.draft.messages
        assert {"name": draft.title, "url": draft.link, "body": draft.text}.items() <= post.fields.items()
        assert (post.fields["community_id"], post.fields["language_id"]) == ("21", "37")
        assert outcome.receipt == Receipt(post.id, f"{desk.service.url}/post/{post.id}")

    @pytest.mark.parametrize(
        ("status", "code"),
        [*((400, code) for code in sorted(_BEFORE)), (401, "not_logged_in"), (404, "couldnt_find_community")],
    )
    def test_a_refusal_before_the_post_is_stored_is_proof(self, desk: Desk, status: int, code: str) -> None:
        desk.service.error = (status, code)
        assert desk.publish().state == "not-posted"
        desk.service.error = None
        assert desk.publish().state == "posted"

    @pytest.mark.parametrize("error", [(400, "couldnt_like_post"), (404, "couldnt_find_post")])
    def test_an_error_after_the_post_is_stored_is_a_doubt(self, desk: Desk, error: tuple[int, str]) -> None:
        desk.service.error = error
        assert desk.publish().state == "in-doubt"
        desk.service.error = None
        outcome = desk.publish()
        assert (outcome.how, len(desk.service.attempts)) == ("found", 1)

    @pytest.mark.parametrize("status", [400, 404])
    def test_an_error_that_nobody_knows_is_a_doubt(self, desk: Desk, status: int) -> None:
        desk.service.error = (status, "a_new_code")
        assert desk.publish().state == "in-doubt"

    def test_a_404_that_is_not_from_lemmy_is_proof(self, desk: Desk) -> None:
        desk.service.error = (404, "")
        assert desk.publish().state == "not-posted"

    def test_a_limit_is_no_final_refusal(self, desk: Desk) -> None:
        def wait(stop: threading.Event, seconds: float) -> None:
            desk.service.error = None

        desk.clock.wait = wait  # type: ignore[method-assign]
        desk.service.error = (400, "rate_limit_error")
        assert desk.publish().state == "posted"
        assert len(desk.service.attempts) == 2

    @pytest.mark.parametrize("code", ["missing_totp_token", "incorrect_login", "rate_limit_error"])
    def test_without_a_login_nothing_is_sent(self, desk: Desk, code: str) -> None:
        desk.clock.wait = lambda stop, seconds: stop.set()  # type: ignore[method-assign] # no retry
        desk.service.login_error = code
        assert desk.publish().state == "not-posted"
        assert desk.service.attempts == []

    def test_a_pinned_post_is_not_the_end_of_the_list(self, desk: Desk, clock: TurnedClock) -> None:
        self.keep_old(desk, clock, "Pinned", pinned=True)
        desk.service.fail("cut after keeping")
        desk.publish()
        for number in range(_PAGE - 1 if not self.one else _PAGE - 2):
            desk.service.stranger({"name": f"Post {number}", "url": f"{LINK}/{number}", "community_id": "21"})
        assert desk.publish().how == "found"

    def keep_old(self, desk: Desk, clock: TurnedClock, name: str, *, pinned: bool = False) -> None:
        desk.service.now = lambda: long_ago(clock.now())
        post = desk.service.add({"name": name, "url": f"{LINK}/{name}", "community_id": "21"})
        desk.service.now = clock.now
        if pinned:
            desk.service.pinned.add(post.id)

    def test_a_post_far_down_is_found_or_stays_in_doubt(self, desk: Desk, clock: TurnedClock) -> None:
        desk.service.fail("cut after keeping")
        desk.publish()
        for number in range(_PAGE):
            desk.service.stranger({"name": f"Post {number}", "url": f"{LINK}/{number}", "community_id": "21"})
        clock.turn(desk.channel.patience)
        outcome = desk.publish()
        assert len(desk.service.arrived) == 1
        assert outcome.how == "found" if not self.one else outcome.state != "posted"

    def test_a_community_that_is_not_there_is_told(
        self, service: LemmyService, monkeypatch: pytest.MonkeyPatch, desk: Desk
    ) -> None:
        desk.channel = account(service, monkeypatch, community="nothing")
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert "no community 'nothing'" in outcome.error
        assert service.attempts == []

    @pytest.mark.parametrize("name", ["read", "bots", "nsfw", "languages"])
    def test_what_the_account_hides_of_itself_is_not_taken_for_absent(self, desk: Desk, name: str) -> None:
        """Lemmy lists nothing of it, and a second post would be the second."""
        hide(desk.service, name)
        desk.service.fail("cut after keeping")
        assert desk.publish().state == "in-doubt"
        desk.clock.turn(2 * desk.channel.patience)
        assert desk.publish().state == "in-doubt"
        assert len(desk.service.attempts) == 1


class TestLemmyVersionOne(TestLemmy):
    """Lemmy 1.0 keeps of version 3 only what is needed to post and read back."""

    one: ClassVar = True


@pytest.fixture
def service() -> Iterator[LemmyService]:
    with LemmyService() as service:
        yield service


@pytest.mark.parametrize("name", ["read", "bots", "nsfw", "languages", "nothing"])
def test_doctor_says_what_the_account_hides_of_itself(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hide(service, name)
    told = [
        found.text
        for found in account(service, monkeypatch, languages=("de", "en")).examine()
        if found.level == "warning"
    ]
    assert [
        text.endswith("and so its own posts: a post in doubt would wait for a person") for text in told
    ] == ([] if name == "nothing" else [True])


@pytest.mark.parametrize(
    ("code", "number"), [("de", 32), ("pt-br", 500), ("pt-pt", 142), ("de-ch", 32), ("tlh", None)]
)
def test_a_language_is_the_one_that_the_server_knows_best(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch, code: str, number: int | None
) -> None:
    service.languages = (*service.languages, {"id": 142, "code": "pt"}, {"id": 500, "code": "pt-BR"})
    send(account(service, monkeypatch), language=code)
    assert json.loads(service.attempts[0].body).get("language_id") == number


def test_doctor_says_who_is_logged_in_and_where_posts_go(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.restricted = True
    found = list(account(service, monkeypatch).examine())
    assert found[:2] == [
        Finding("ok", f"logged in as {service.url}/u/news"),
        Finding("ok", "the community xmpp is there"),
    ]
    assert found[2].level == "warning"
    assert "moderators" in found[2].text


def test_a_community_elsewhere_is_named_with_its_server(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = account(service, monkeypatch, community="far@far.example")
    assert "far@far.example is there" in list(channel.examine())[1].text


@pytest.mark.parametrize(
    ("word", "number"),
    [("https://lemmy.example/post/17", "17"), ("https://lemmy.example/post/17/", "17")],
)
def test_a_person_gives_the_address_of_a_post(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch, word: str, number: str
) -> None:
    channel = account(service, monkeypatch, server="https://lemmy.example")
    assert channel.receipt_of(word) == Receipt(number, word)


@pytest.mark.parametrize(
    "word",
    ["no", "https://lemmy.example/", "https://lemmy.example/c/xmpp", "https://other.example/post/17"],
)
def test_anything_else_is_none(service: LemmyService, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    channel = account(service, monkeypatch, server="https://lemmy.example")
    with pytest.raises(ValueError, match="address of a post"):
        channel.receipt_of(word)


def test_an_account_that_is_not_approved_is_told(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.person = lambda name: None  # type: ignore[method-assign]
    with pytest.raises(NotPosted, match="approved"):
        list(account(service, monkeypatch).examine())


def test_a_list_that_cannot_be_read_proves_nothing(
    service: LemmyService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = account(service, monkeypatch)
    monkeypatch.setattr(service, "page", lambda query: [{"post": {}}])
    with pytest.raises(KeyError):
        list(channel.own_posts(service.now() - timedelta(hours=1), None).posts)
