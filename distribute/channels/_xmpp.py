"""What the XMPP adapters share: an account, and work on its stream."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

import msgspec

from distribute import Channel, Secret
from distribute.channel.settings import form

if TYPE_CHECKING:
    from distribute import XmppStream

T = TypeVar("T")


class XmppAccount(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post from an XMPP account."""

    jid: Annotated[
        str,
        form(
            r"^[^\s@/\"&'<>:]+@[^\s@/]+$",
            "an address such as letter@chat.example",
            description="the account's address",
        ),
    ]
    password: Annotated[Secret, msgspec.Meta(description="the account's password")]
    server: Annotated[
        str,
        form(
            r"^(xmpps?://[^\s/@]+)?$",
            "an address such as xmpp://chat.example:5222",
            description="the server, where the domain's DNS records do not name it",
        ),
    ] = ""

    has_handles: ClassVar[bool] = False
    extra: ClassVar[str] = "xmpp"

    def run(self, work: Callable[[XmppStream], Coroutine[Any, Any, T]]) -> T:
        """Log in and return what `work` returns, within the channel's timeout; NotPosted or InDoubt if that fails."""
        from distribute import XmppLogin, run_xmpp

        return run_xmpp(XmppLogin(self.jid, self.password, self.server), work, self.timeout)
