"""Facebook keeps the contract; the Graph API's own errors decide what was posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from distribute.channel.interface import Finding
from distribute.channel.post import Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channels.facebook import Facebook
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import TurnedClock
from tests.channels.services_facebook import OTHER_PAGE, OTHER_TOKEN, PAGE, TOKEN, FacebookService


def account(service: FacebookService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Facebook:
    monkeypatch.setenv("FACEBOOK_ACCESS_TOKEN", TOKEN)
    settings: dict[str, Any] = {
        "page": PAGE, "access_token": Secret("$FACEBOOK_ACCESS_TOKEN"), "base_url": service.url,
        "timeout": Duration(0.6), **more,
    }  # fmt: skip
    return Facebook(name="facebook", use="facebook", **settings)


class TestFacebook(ChannelContract):
    stranger: ClassVar = {"message": f"Look! {LINK}", "link": LINK}
    other_account: ClassVar = {"FACEBOOK_ACCESS_TOKEN": OTHER_TOKEN}
    changes: ClassVar = [({"page": PAGE}, {"page": OTHER_PAGE})]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[FacebookService]:
        with FacebookService(clock.now) as service:
            yield service

    @pytest.fixture
    def channel(self, service: FacebookService, monkeypatch: pytest.MonkeyPatch) -> Facebook:
        return account(service, monkeypatch)

    def refuse_duplicates(self, service: FacebookService) -> None:
        service.refuses_duplicates = True

    def test_its_fields_are_what_was_previewed(self, desk: Desk) -> None:
        outcome = desk.publish()
        (post,), (draft,) = desk.service.arrived, desk.draft.messages
        assert post.fields == {"message": draft.text, "link": draft.link, "published": "true", "page": PAGE}
        number = f"{PAGE}_{post.id}"
        assert outcome.receipt == Receipt(number, f"https://www.facebook.com/{number}")

    @pytest.mark.parametrize(("code", "status"), [(190, 401), (200, 403), (368, 400), (1609005, 400)])
    def test_a_refusal_is_proof(self, desk: Desk, code: int, status: int) -> None:
        desk.service.error = (code, status)
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert str(code) in outcome.error

    @pytest.mark.parametrize(("code", "status"), [(1, 500), (2, 400), (99, 400), (2, 503)])
    def test_an_error_of_its_own_is_a_doubt_and_looked_for(self, desk: Desk, code: int, status: int) -> None:
        desk.service.error, desk.service.keeps_all_the_same = (code, status), True
        assert desk.publish().state == "in-doubt"
        desk.service.error = None
        outcome = desk.publish()
        assert (outcome.how, len(desk.service.arrived)) == ("found", 1)

    @pytest.mark.parametrize("code", [4, 32, 341, 613])
    def test_a_limit_is_waited_for(self, desk: Desk, code: int) -> None:
        def wait(*_: object) -> None:
            desk.service.error = None

        desk.clock.wait = wait  # type: ignore[method-assign]
        desk.service.error = (code, 400)
        assert desk.publish().state == "posted"

    def test_a_persons_token_posts_nothing(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FACEBOOK_ACCESS_TOKEN", OTHER_TOKEN)
        outcome = desk.publish()
        assert outcome.state == "not-posted"
        assert "the page's own token" in outcome.error
        assert desk.service.attempts == []

    def test_every_page_of_the_list_is_read(self, desk: Desk) -> None:
        desk.service.size = 2
        desk.service.fail("cut after keeping")
        desk.publish()
        for number in range(5):
            desk.service.add({"message": f"Another {number}", "link": f"{LINK}/{number}"})
        assert desk.publish().how == "found"


@pytest.fixture
def service() -> Iterator[FacebookService]:
    with FacebookService() as service:
        yield service


def test_doctor_says_whose_token_it_is(service: FacebookService, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(account(service, monkeypatch).examine())
    assert found[:2] == [
        Finding("ok", "logged in as the page The Letter"),
        Finding("ok", "its posts can be read back"),
    ]


def test_doctor_says_that_a_token_is_another_pages(
    service: FacebookService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = account(service, monkeypatch, page=OTHER_PAGE)
    assert list(channel.examine()) == [Finding("error", "the token is not the page's own", f"page: {PAGE}")]


@pytest.mark.parametrize(
    ("word", "number"),
    [
        (f"https://www.facebook.com/{PAGE}_17", f"{PAGE}_17"),
        (f"https://www.facebook.com/{PAGE}/posts/17", "17"),
        ("https://www.facebook.com/letter/posts/a-title/17/", "17"),
        ("https://facebook.com/letter/posts/pfbid0abc", "pfbid0abc"),
        (f"https://m.facebook.com/permalink.php?story_fbid=pfbid0abc&id={PAGE}", "pfbid0abc"),
    ],
)
def test_a_person_gives_the_address_of_a_post(
    service: FacebookService, monkeypatch: pytest.MonkeyPatch, word: str, number: str
) -> None:
    assert account(service, monkeypatch).receipt_of(word) == Receipt(number, word)


@pytest.mark.parametrize(
    "word", ["no", "https://facebook.com/letter", "https://evil.example/letter/posts/17"]
)
def test_anything_else_is_none(service: FacebookService, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    with pytest.raises(ValueError, match="address of a post"):
        account(service, monkeypatch).receipt_of(word)
