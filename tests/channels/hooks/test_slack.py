"""What Slack gets, gives back and refuses."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from distribute.channel.post import Message
from distribute.channel.registry import adapter
from distribute.channel.settings import decode
from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.channels.slack import _decoded, _encoded
from distribute.testing.channel_contract import LINK
from distribute.testing.clock import START
from tests.channels import services_hooks as services
from tests.channels.hooks.kit import slack
from tests.channels.sending import delivery, send
from tests.channels.services_hooks import (
    SlackService,
)


def test_what_slack_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message(text=f"<!channel> Kites & wind {LINK}?a=1&b=2", link=LINK)
    with SlackService(lambda: START) as service:
        receipt = send(slack(service, monkeypatch), message=message)
        (request,) = service.attempts
    assert json.loads(request.body) == {
        "channel": "C0123456789",
        "text": f"&lt;!channel&gt; Kites &amp; wind <{LINK}?a=1&amp;b=2>",
        "mrkdwn": False,
        "metadata": {"event_type": "newsletter_distribute", "event_payload": {"key": "the-token"}},
    }
    assert receipt.url == f"https://news.slack.com/archives/C0123456789/p{receipt.id.replace('.', '')}"


@given(st.text(alphabet=st.characters(codec="utf-8")))
@example("<!here> <@U1|a> &lt; &amp;amp; https://e.org/?a=1&b=<2> <https://e.org|label>")
def test_a_text_is_the_same_when_slack_gives_it_back(text: str) -> None:
    assert _decoded(_encoded(text)) == text
    assert services.decoded(_encoded(text)) == text


@pytest.mark.parametrize(
    ("error", "verdict", "said"),
    [
        ("not_in_channel", NotPosted, "invite the app"),
        ("missing_scope", NotPosted, "chat:write"),
        ("ratelimited", NotPosted, "ratelimited"),
        ("is_archived", NotPosted, "is_archived"),
        ("fatal_error", InDoubt, "may come after"),
        ("internal_error", InDoubt, "may come after"),
        ("xoxb-slack-token", InDoubt, "may come after"),
    ],
)
def test_an_error_in_a_200_is_read(
    monkeypatch: pytest.MonkeyPatch, error: str, verdict: type[Exception], said: str
) -> None:
    with SlackService(lambda: START) as service:
        service.error = error
        with pytest.raises(verdict, match=said) as caught:
            send(slack(service, monkeypatch))
    assert service.token not in str(caught.value)


def test_a_message_that_slack_has_changed_is_known_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with SlackService(lambda: START) as service:
        channel = slack(service, monkeypatch)
        receipt = send(channel)
        service.kept[0].fields["text"] = ":tada: changed"
        assert channel.find(delivery()) == receipt


def test_slack_is_looked_through_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with SlackService(lambda: START) as service:
        channel = slack(service, monkeypatch)
        receipt = send(channel)
        service.now = lambda: START + timedelta(minutes=1)
        for _ in range(205):
            service.stranger({"text": "chatter", "user": "U7"})
        assert channel.find(delivery()) == receipt
        assert len([each for each in service.requests if "cursor" in each.query]) == 2


@pytest.mark.parametrize(
    "settings", [{}, {"token": "$T"}, {"channel": "C1A"}, {"token": "$T", "channel": "C1A", "webhook": "$W"}]
)
def test_slack_wants_one_way_to_post(settings: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="set token and channel, or webhook"):
        msgspec.convert({"name": "s", "use": "slack", **settings}, adapter("slack"), dec_hook=decode)
