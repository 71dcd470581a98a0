"""LinkedIn keeps the contract, cuts nothing off, and knows what it can and what it can't read back."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.interface import Finding
from distribute.channel.post import Draft, Message, Receipt
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted
from distribute.channels.linkedin.adapter import LinkedIn
from distribute.channels.linkedin.little_text import from_little_text, to_little_text
from distribute.channels.linkedin.versions import ENDS, NEWEST
from distribute.issue import Image
from distribute.testing.channel_contract import LINK, ChannelContract, Desk
from distribute.testing.clock import START, TurnedClock
from distribute.testing.service import Answer, Request

from .sending import MESSAGE, delivery, send
from .services_linkedin import ORGANISATION, PERSON, PICTURE, LinkedInService, _error, shown


def account(service: LinkedInService, monkeypatch: pytest.MonkeyPatch, **more: Any) -> LinkedIn:
    monkeypatch.setenv("LINKEDIN_ACCESS_TOKEN", service.token)
    settings = {"author": service.author, "base_url": service.url, "timeout": Duration(0.6)}
    token = Secret("$LINKEDIN_ACCESS_TOKEN")
    return LinkedIn(name="linkedin", use="linkedin", access_token=token, **{**settings, **more})


class TestLinkedIn(ChannelContract):
    stranger: ClassVar = {"commentary": f"Look! {LINK}", "source": LINK}
    author = ORGANISATION
    other_account: ClassVar = {"LINKEDIN_ACCESS_TOKEN": LinkedInService.other_token}
    changes: ClassVar = [({"author": ORGANISATION}, {"author": "urn:li:organization:7"})]

    @pytest.fixture
    def service(self, clock: TurnedClock) -> Iterator[LinkedInService]:
        with LinkedInService(clock.now) as service:
            service.author = self.author
            service.others = ("urn:li:organization:7",)
            yield service

    @pytest.fixture
    def channel(self, service: LinkedInService, monkeypatch: pytest.MonkeyPatch) -> LinkedIn:
        return account(service, monkeypatch)

    def refuse_duplicates(self, service: LinkedInService) -> None:
        service.refuses_duplicates = True

    def test_a_post_without_its_picture_stays_known_as_such(self, desk: Desk) -> None:
        desk.service.image = Answer(b"<svg/>")
        said = [desk.publish(draft=Draft((with_picture(desk.service),))) for _ in range(2)]
        assert [outcome.state for outcome in said] == ["posted", "already-posted"]
        notes = [outcome.receipt.note for outcome in said if outcome.receipt]
        assert (
            notes
            == [
                "posted without its picture: it is no JPEG, PNG, GIF or WebP of a size that the service takes"
            ]
            * 2
        )
        assert len(desk.service.arrived) == 1


class TestLinkedInOfAPerson(TestLinkedIn):
    author = PERSON

    def test_it_cannot_look(self, desk: Desk) -> None:
        assert not desk.channel.can_read_back
        desk.service.fail("cut after keeping")
        assert desk.publish().state == "in-doubt"
        desk.clock.turn(desk.channel.patience * 100)
        outcome = desk.publish()
        assert (outcome.state, outcome.exit_code) == ("in-doubt", 3)
        assert "a person has to" in outcome.error
        assert len(desk.service.attempts) == 1


@pytest.fixture
def service() -> Iterator[LinkedInService]:
    with LinkedInService(lambda: START) as service:
        yield service


@pytest.fixture
def channel(service: LinkedInService, monkeypatch: pytest.MonkeyPatch) -> LinkedIn:
    return account(service, monkeypatch)


def keep(service: LinkedInService, *, at: datetime = START, **fields: str) -> Receipt:
    service.now = lambda: at
    post = service.add({"commentary": to_little_text(MESSAGE.text), "source": LINK, **fields})
    service.now = lambda: START + timedelta(minutes=30)
    urn = f"urn:li:share:{post.id}"
    return Receipt(urn, f"https://www.linkedin.com/feed/update/{urn}")


# What is sent


def test_what_is_sent(channel: LinkedIn, service: LinkedInService) -> None:
    text = f"The newsletter (no. 5) is out! {LINK} #news"
    receipt = send(channel, message=Message(text=text, title="Title", summary="In brief", link=LINK))
    (request,) = service.attempts
    headers = {
        name: request.headers.get(name) for name in ("authorization", "linkedin-version", "content-type")
    }
    assert headers == {
        "authorization": "Bearer linkedin-token",
        "linkedin-version": "202608",
        "content-type": "application/json",
    }
    assert json.loads(request.body) == {
        "author": ORGANISATION,
        "commentary": f"The newsletter \\(no. 5\\) is out! {LINK} #news",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "content": {"article": {"source": LINK, "title": "Title", "description": "In brief"}},
    }
    urn = f"urn:li:share:{service.arrived[0].id}"
    assert receipt == Receipt(urn, f"https://www.linkedin.com/feed/update/{urn}")


def test_a_post_without_a_link_has_no_article(channel: LinkedIn, service: LinkedInService) -> None:
    send(channel, message=Message(text="Words"))
    assert "content" not in json.loads(service.attempts[0].body)


TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.sampled_from(
            [
                "#news", "#XMPP2020", "#a_b", "#42", "##", "a#b", "(", ")", "\\", "\\(", "\\\\", "_", "~", "@ada",
                "<crypt/>", "{hashtag|\\#|x}", "@[Ada](urn:li:person:1)", "*bold*", " ", "\n", "(#news)", "#ö",
                "https://example.org/a_b~c(d)?e=[f]#g_h", "(https://example.org/x_y)", "<https://example.org/>",
                "https://example.org/@ada/1", "https://ada@example.org/*", "https://[::1]/", "https://(", "https://",
                "[text](https://example.org/a_(b))", "_https://example.org/_", "https://example.org/#x",
            ]
        ),
    )
).map("".join)  # fmt: skip


@given(TEXTS)
@example("a_b (c) [d] {e} <f> @g *h* ~i~ j|k \\ #l #m_n")
def test_nothing_is_cut_off_and_nothing_changes_its_looks(text: str) -> None:
    said, tags = shown(to_little_text(text))
    decoded = re.sub(r"%(5F|7E|28|29|2A|5B|5D|40)", lambda code: chr(int(code[1], 16)), said)
    assert decoded == re.sub(r"%(5F|7E|28|29|2A|5B|5D|40)", lambda code: chr(int(code[1], 16)), text)
    assert all("#" + tag in text for tag in tags)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (r"a\b", r"a\\b"),
        ("f(x)[0]{1}<2>|3*4_5~6@7", r"f\(x\)\[0\]\{1\}\<2\>\|3\*4\_5\~6\@7"),
        ("#news", "#news"),
        ("(#news, #XMPP2020)", r"\(#news, #XMPP2020\)"),
        ("#5 #a_b a#b C# ##x", r"\#5 \#a\_b a\#b C\# \#\#x"),
        ("https://e.org/?utm_source=li&x=~a", "https://e.org/?utm%5Fsource=li&x=%7Ea"),
        ("(see https://e.org/a_(b).)", r"\(see https://e.org/a%5F%28b%29.\)"),
        ("<https://e.org/>", r"\<https://e.org/\>"),
        ("https://e.org/#top", r"https://e.org/\#top"),
        ("https://e.org/#news", r"https://e.org/\#news"),
        ("https://a_b.e.org/", r"https://a\_b.e.org/"),
        ("**https://e.org/x**", r"\*\*https://e.org/x\*\*"),
    ],
)
def test_what_is_reserved_is_escaped(text: str, sent: str) -> None:
    assert to_little_text(text) == sent
    assert shown(sent)[0].count("\\") == text.count("\\")


def test_hashtags_stay_hashtags() -> None:
    text = "Out now! #XMPP #jabber (#ünïcode) #2020news #42 #a_b not#this https://e.org/#nor-this"
    assert shown(to_little_text(text))[1] == ["XMPP", "jabber", "ünïcode", "2020news"]


@given(TEXTS)
def test_the_length_is_that_of_what_is_sent(text: str) -> None:
    channel = LinkedIn(name="l", use="linkedin", author=PERSON, access_token=Secret("$T"))
    assert channel.measure(text) == len(to_little_text(text).encode("utf-16-le")) // 2 >= len(text)


@given(TEXTS)
def test_what_is_read_back_is_what_was_said(text: str) -> None:
    service = LinkedInService(lambda: START)
    post = service.post(service.add({"commentary": to_little_text(text)}))
    assert (
        from_little_text(post["commentary"])
        == from_little_text(to_little_text(text))
        == shown(to_little_text(text))[0]
    )


# The picture


def with_picture(service: LinkedInService) -> Message:
    return msgspec.structs.replace(MESSAGE, image=Image(f"{service.url}/cover.png", "a kite"))


def test_a_picture_is_uploaded_first(channel: LinkedIn, service: LinkedInService) -> None:
    assert send(channel, message=with_picture(service)).note == ""
    assert list(service.pictures.values()) == [PICTURE]
    assert service.arrived[0].fields["thumbnail"] == next(iter(service.pictures))
    fetched = next(request for request in service.requests if request.path == "/cover.png")
    assert "authorization" not in fetched.headers, "the token is not for the newsletter's own site"


class Picky(LinkedInService):
    """Fails for pictures alone, at one step."""

    step = ""
    how: Any = None

    def answer(self, request: Request) -> Answer:
        if self.step and request.path.startswith(self.step):
            return self.how
        return super().answer(request)


@pytest.mark.parametrize(
    ("step", "how", "why"),
    [
        ("/cover.png", Answer(b"", 404), "the service refused it (404)"),
        ("/cover.png", Answer(b"", 301, {"Location": "http://10.0.0.1/cover.png"}), "private network"),
        ("/cover.png", Answer(b"<svg/>"), "it is no JPEG, PNG, GIF or WebP"),
        ("/cover.png", Answer(b"\x89PNG\r\n\x1a\n" + bytes(4_100_000)), "has more than"),
        ("/rest/images", Answer({"status": 403}, 403), "the service refused it (403)"),
        ("/rest/images", Answer(b"<html>"), "unexpected response from LinkedIn"),
        ("/rest/images", Answer({"value": {}}), "unexpected response from LinkedIn"),
        ("/rest/images", Answer([]), "unexpected response from LinkedIn"),
        ("/upload", Answer(b"", 500), "(500)"),
        ("/upload", Answer(b"", 422), "(422)"),
    ],
)
def test_whatever_fails_with_the_picture_the_post_goes_out_and_says_so(
    monkeypatch: pytest.MonkeyPatch, step: str, how: Answer, why: str
) -> None:
    with Picky(lambda: START) as service:
        service.step, service.how = step, how
        receipt = send(account(service, monkeypatch), message=with_picture(service))
        assert "thumbnail" not in service.arrived[0].fields
        assert len(service.attempts) == 1
    assert receipt.note.startswith("posted without its picture: ")
    assert why in receipt.note


def test_the_token_is_not_sent_to_another_host(channel: LinkedIn, service: LinkedInService) -> None:
    with LinkedInService() as other:
        for host in (
            other.url.replace("127.0.0.1", "localhost"),
            "https://linkedin.com.example",
            "https://evil-linkedin.com",
            "https://evil.example\\.linkedin.com",
            f"{service.url}.evil.example",
            f"{service.url}@evil.example",
        ):
            service.upload_host = host
            assert "on another host" in send(channel, message=with_picture(service)).note
        assert other.requests == []


# What is refused


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("REVOKED_ACCESS_TOKEN", "was revoked"),
        ("EXPIRED_ACCESS_TOKEN", "has expired"),
        ("INVALID_ACCESS_TOKEN", "is not right"),
    ],
)
def test_a_token_that_is_no_good_is_told_with_its_name(
    channel: LinkedIn, service: LinkedInService, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    monkeypatch.setattr(service, "keep", lambda request: _error(401, code, f"secret {service.token}"))
    with pytest.raises(NotPosted, match=said) as caught:
        send(channel)
    assert "$LINKEDIN_ACCESS_TOKEN" in caught.value.why
    assert service.token not in caught.value.why
    assert caught.value.final


def test_a_retired_version_is_told_with_its_setting(channel: LinkedIn, service: LinkedInService) -> None:
    old = msgspec.structs.replace(channel, version="202501")
    with pytest.raises(NotPosted, match=r"202501.*`version`"):
        send(old)
    assert service.arrived == []


def test_another_422_is_no_duplicate(channel: LinkedIn, service: LinkedInService) -> None:
    with pytest.raises(NotPosted) as caught:
        send(channel, message=Message(text="x" * 3001))
    assert not isinstance(caught.value, Duplicate)


@pytest.mark.parametrize("urn", [None, "", "urn:li:sha", "urn:li:share:", "7141138937766391808", "<html>"])
def test_an_answer_without_an_id_is_doubt(
    channel: LinkedIn, service: LinkedInService, monkeypatch: pytest.MonkeyPatch, urn: str | None
) -> None:
    headers = {} if urn is None else {"x-restli-id": urn}
    monkeypatch.setattr(service, "keep", lambda request: Answer(b"", 201, headers))
    with pytest.raises(InDoubt):
        send(channel)


def test_it_is_not_the_body_that_counts(
    channel: LinkedIn, service: LinkedInService, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Answer(b"", 201, {"X-RestLi-Id": "urn:li:ugcPost:7141138937766391808"})
    monkeypatch.setattr(service, "keep", lambda request: answer)
    assert send(channel).id == "urn:li:ugcPost:7141138937766391808"


# Reading back


def test_ours_is_found_by_its_words_and_article(channel: LinkedIn, service: LinkedInService) -> None:
    message = Message(text="The newsletter is out", link=LINK)
    keep(service, commentary=message.text, source="https://example.org/2020/12/newsletter-2")
    assert channel.find(delivery(message=message)) is None
    teaser = keep(service, commentary="Soon", source=LINK)
    with pytest.raises(Alike) as caught:
        channel.find(delivery(message=message))
    assert caught.value.receipts == (teaser,)
    receipt = keep(service, commentary=message.text)
    assert channel.find(delivery(message=message)) == receipt


@pytest.mark.parametrize("words", [MESSAGE.text, "The newsletter is out"])
def test_ours_is_found_by_its_words_where_the_article_has_a_short_link(
    channel: LinkedIn, service: LinkedInService, words: str
) -> None:
    receipt = keep(service, commentary=to_little_text(words), source="https://lnkd.in/eEvhvCXH")
    assert channel.find(delivery(message=Message(text=words, link=LINK))) == receipt


def test_ours_is_found_by_its_article_where_its_text_has_short_links(
    channel: LinkedIn, service: LinkedInService
) -> None:
    service.shortens = ("text",)
    message = Message(text=f"Kites (and more) in {LINK}, 詳しくは{LINK}をご覧ください #news", link=LINK)
    receipt = keep(service, commentary=to_little_text(message.text))
    assert channel.find(delivery(message=message)) == receipt


@pytest.mark.parametrize(
    ("shortens", "source"),
    [(("text", "article"), LINK), (("text",), ""), (("text",), "https://example.org/2020/11/newsletter")],
)
def test_without_any_link_in_full_the_same_words_are_a_question(
    channel: LinkedIn, service: LinkedInService, shortens: tuple[str, ...], source: str
) -> None:
    service.shortens = shortens
    receipt = keep(service, source=source)
    with pytest.raises(Alike) as caught:
        channel.find(delivery())
    assert caught.value.receipts == (receipt,)
    other = Message(text=f"Kites are late. {LINK}", link=LINK)
    assert channel.find(delivery(message=other)) is None


def test_other_words_with_short_links_are_not_ours(channel: LinkedIn, service: LinkedInService) -> None:
    service.shortens = ("text",)
    teaser = keep(service, commentary=f"Soon: {LINK}")
    with pytest.raises(Alike) as caught:
        channel.find(delivery())
    assert caught.value.receipts == (teaser,)


def test_without_a_link_ours_is_found_by_its_text(channel: LinkedIn, service: LinkedInService) -> None:
    text = "Words (and more) #news https://e.org/a_b"
    receipt = keep(service, commentary=to_little_text(text), source="")
    assert channel.find(delivery(message=Message(text=text))) == receipt
    assert channel.find(delivery(message=Message(text="Words"))) is None


@pytest.mark.parametrize(("seconds", "found"), [(-300, True), (-301, False), (0, True), (900, True)])
def test_clocks_may_differ_by_five_minutes(
    channel: LinkedIn, service: LinkedInService, seconds: float, found: bool
) -> None:
    keep(service, at=START + timedelta(seconds=seconds))
    assert (channel.find(delivery()) is not None) == found


def test_an_old_post_that_was_edited_is_not_ours(channel: LinkedIn, service: LinkedInService) -> None:
    keep(service, at=START - timedelta(days=30), edited=str(int(START.timestamp() * 1000) + 1))
    assert channel.find(delivery()) is None


@pytest.mark.parametrize("state", ["DRAFT", "PUBLISH_FAILED"])
def test_what_is_not_out_is_not_there(channel: LinkedIn, service: LinkedInService, state: str) -> None:
    keep(service, state=state)
    assert channel.find(delivery()) is None


def test_what_is_named_as_another_is_left_out(channel: LinkedIn, service: LinkedInService) -> None:
    first, second = keep(service), keep(service)
    assert channel.find(delivery(exclude=(second,))) == first
    by_hand = Receipt(second.url + "/?utm_source=share", second.url)
    assert channel.find(delivery(exclude=(first, by_hand))) is None


def test_it_looks_further_than_one_page(channel: LinkedIn, service: LinkedInService) -> None:
    receipt = keep(service)
    for _ in range(210):
        keep(service, at=START + timedelta(minutes=10), commentary="chatter", source="")
    assert channel.find(delivery()) == receipt
    pages = [request.query["start"] for request in service.requests if "start" in request.query]
    assert pages == ["0", "100", "200"]


def test_it_stops_where_it_gets_too_old(channel: LinkedIn, service: LinkedInService) -> None:
    for _ in range(150):
        keep(service, at=START - timedelta(days=1))
    assert channel.find(delivery()) is None
    assert len([request for request in service.requests if "start" in request.query]) == 1


class Endless(LinkedInService):
    def answer(self, request: Request) -> Answer:
        request.query["start"] = "0"
        return super().answer(request)


def test_a_list_without_an_end_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Endless(lambda: START) as service:
        keep(service, commentary="chatter", source="")
        with pytest.raises(InDoubt, match="too many"):
            account(service, monkeypatch).find(delivery())


@pytest.mark.parametrize("answer", [{}, [], {"elements": None}, {"elements": [{}]}, b"<html>", b""])
def test_what_is_no_list_of_posts_proves_nothing(
    channel: LinkedIn, service: LinkedInService, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(service, "answer", lambda request: Answer(answer))
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, the ledger keeps the doubt
        channel.find(delivery())


# What doctor says


def levels(channel: LinkedIn) -> dict[str, str]:
    return {finding.text: finding.level for finding in channel.examine()}


def test_an_organisation_is_examined(channel: LinkedIn, service: LinkedInService) -> None:
    found = list(channel.examine())
    assert ("ok", f"logged in; the posts of {ORGANISATION} can be read back") in [
        (finding.level, finding.text) for finding in found
    ]
    assert all(request.method == "GET" for request in service.requests)
    assert service.token not in repr(found)


def test_a_person_is_examined(
    channel: LinkedIn, service: LinkedInService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.author = PERSON
    other = "urn:li:person:other"
    assert "logged in" in str(levels(account(service, monkeypatch)))
    found = list(account(service, monkeypatch, author=other).examine())
    assert Finding("error", "the token is another person's", f"author: {PERSON}") in found


@pytest.mark.parametrize(
    ("days", "level"), [(60, "ok"), (15, "ok"), (14, "warning"), (1, "warning"), (0, "error"), (-1, "error")]
)
def test_a_token_that_ends_soon_is_told(channel: LinkedIn, days: int, level: str) -> None:
    ends = datetime.now(UTC).date() + timedelta(days=days)
    found = levels(msgspec.structs.replace(channel, token_expires=ends))
    assert found[f"the token expires on {ends}"] == level


def test_a_token_whose_end_is_not_known_asks_for_the_setting(channel: LinkedIn) -> None:
    (finding,) = [finding for finding in channel.examine() if "60 days" in finding.text]
    assert (finding.level, finding.setting) == ("warning", "token_expires: YYYY-MM-DD")


@pytest.mark.parametrize(
    ("version", "day", "level", "says"),
    [
        ("202510", (2026, 10, 15), "error", "ended on 2026-10-15"),
        ("202511", (2026, 11, 15), "warning", "ends on 2026-11-16"),
        ("202511", (2026, 10, 1), "ok", "ends on 2026-11-16"),
        (NEWEST, (2026, 11, 28), "ok", "has not said when"),
        ("202802", (2028, 3, 1), "ok", "not among those"),
    ],
)
def test_what_is_known_of_a_versions_end_is_told(
    channel: LinkedIn, version: str, day: tuple[int, int, int], level: str, says: str
) -> None:
    found = msgspec.structs.replace(channel, version=version)._version_age(date(*day))
    assert (found.level, says in found.text) == (level, True)
    assert found.setting == ("" if level == "ok" else f'version: "{NEWEST}"')


def test_the_default_version_is_the_newest_that_is_known_and_lasts(channel: LinkedIn) -> None:
    assert (channel.version, NEWEST, ENDS[NEWEST]) == (NEWEST, max(ENDS), None)


# What it costs to load


def test_it_is_cheap_to_import() -> None:
    code = "import sys, distribute.channels.linkedin.adapter as l; print({'requests', 'ssl', 'http.client'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_date_is_read_from_the_settings(tmp_path: Path) -> None:
    from distribute.config import load

    (tmp_path / "channels.yaml").write_text(
        "channels:\n  linkedin:\n    author: urn:li:organization:1\n    access_token: $T\n"
        "    token_expires: 2027-01-15\n"
    )
    (channel,) = load(tmp_path / "channels.yaml").channels
    assert str(channel.token_expires) == "2027-01-15"
