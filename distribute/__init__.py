"""Announce each issue of a newsletter on every channel, in a form that suits the channel, and never twice.

The public names are all that an adapter needs. Each is imported on first use. Those that reach the network import
`requests`, `smtplib` or `slixmpp`, so an adapter imports them inside the method that needs them.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it; importing `typing` takes as long as printing the help
if TYPE_CHECKING:
    from typing import Any

    from distribute.channel.capabilities import (
        Examines,
        HasAudience,
        HoldsReaders,
        ReadmitsReaders,
        Readmitted,
        SendsTests,
        Unsubscribes,
        WritesMessages,
    )
    from distribute.channel.interface import Channel, Finding, Measure, Render
    from distribute.channel.post import Delivery, Draft, Message, Prepared, Receipt
    from distribute.channel.readback import RemotePost, Timeline, count_pages, links_in, require_account
    from distribute.channel.settings import Duration, LedgerPlace, Secret, TimeOfDay, form
    from distribute.channel.verdicts import Alike, Duplicate, InDoubt, NotPosted, Unfinished, Unfit, Unlisted
    from distribute.errors import shown
    from distribute.inputs.git import is_in_work_tree
    from distribute.inputs.lock import only_one
    from distribute.inputs.sqlite_file import SqliteFile
    from distribute.inputs.write import NotDurable, create_file, replace_file
    from distribute.issue import Image, Issue
    from distribute.text.graphemes import graphemes
    from distribute.text.html import plain_text
    from distribute.text.language_tags import for_language, language_tag
    from distribute.text.links import ascii_host
    from distribute.text.mastodon_length import mastodon_length
    from distribute.text.newsletter import newsletter_html, newsletter_text, sections
    from distribute.text.x_length import x_length
    from distribute.text.xml import in_xml
    from distribute.transport.answers import json_object, json_struct, require_form
    from distribute.transport.http import (
        Session,
        check_clock,
        check_limits,
        clock_offset,
        describe_offset,
        find_verdict,
        header_value,
        raise_for_outcome,
    )
    from distribute.transport.imap import find_in_mailbox, mailbox_has
    from distribute.transport.loopback import is_open_http
    from distribute.transport.picture import Picture, fetch_picture, upload_picture
    from distribute.transport.postgres import shut_down_after
    from distribute.transport.smtp import (
        Letter,
        expect_reply,
        needs_utf8,
        open_connection,
        send_message,
        smtp_connection,
    )
    from distribute.transport.visit import Visitor
    from distribute.transport.xmpp import XmppLogin, XmppStream, run_xmpp

__version__ = "0.1.0"

_PLACES = {
    "distribute.channel.capabilities": (
        "Examines",
        "HasAudience",
        "HoldsReaders",
        "ReadmitsReaders",
        "Readmitted",
        "SendsTests",
        "Unsubscribes",
        "WritesMessages",
    ),
    "distribute.channel.interface": ("Channel", "Finding", "Measure", "Render"),
    "distribute.channel.post": ("Delivery", "Draft", "Message", "Prepared", "Receipt"),
    "distribute.channel.readback": ("RemotePost", "Timeline", "count_pages", "links_in", "require_account"),
    "distribute.channel.settings": ("Duration", "LedgerPlace", "Secret", "TimeOfDay", "form"),
    "distribute.channel.verdicts": (
        "Alike",
        "Duplicate",
        "InDoubt",
        "NotPosted",
        "Unfinished",
        "Unfit",
        "Unlisted",
    ),
    "distribute.errors": ("shown",),
    "distribute.inputs.git": ("is_in_work_tree",),
    "distribute.inputs.lock": ("only_one",),
    "distribute.inputs.sqlite_file": ("SqliteFile",),
    "distribute.inputs.write": ("NotDurable", "create_file", "replace_file"),
    "distribute.issue": ("Image", "Issue"),
    "distribute.text.graphemes": ("graphemes",),
    "distribute.text.html": ("plain_text",),
    "distribute.text.language_tags": ("for_language", "language_tag"),
    "distribute.text.links": ("ascii_host",),
    "distribute.text.mastodon_length": ("mastodon_length",),
    "distribute.text.newsletter": ("newsletter_html", "newsletter_text", "sections"),
    "distribute.text.x_length": ("x_length",),
    "distribute.text.xml": ("in_xml",),
    "distribute.transport.answers": ("json_object", "json_struct", "require_form"),
    "distribute.transport.http": (
        "Session",
        "check_clock",
        "check_limits",
        "clock_offset",
        "describe_offset",
        "find_verdict",
        "header_value",
        "raise_for_outcome",
    ),
    "distribute.transport.imap": ("find_in_mailbox", "mailbox_has"),
    "distribute.transport.loopback": ("is_open_http",),
    "distribute.transport.picture": ("Picture", "fetch_picture", "upload_picture"),
    "distribute.transport.postgres": ("shut_down_after",),
    "distribute.transport.smtp": (
        "Letter",
        "expect_reply",
        "needs_utf8",
        "open_connection",
        "send_message",
        "smtp_connection",
    ),
    "distribute.transport.visit": ("Visitor",),
    "distribute.transport.xmpp": ("XmppLogin", "XmppStream", "run_xmpp"),
}

__all__ = [
    "Alike",
    "Channel",
    "Delivery",
    "Draft",
    "Duplicate",
    "Duration",
    "Examines",
    "Finding",
    "HasAudience",
    "HoldsReaders",
    "Image",
    "InDoubt",
    "Issue",
    "LedgerPlace",
    "Letter",
    "Measure",
    "Message",
    "NotDurable",
    "NotPosted",
    "Picture",
    "Prepared",
    "ReadmitsReaders",
    "Readmitted",
    "Receipt",
    "RemotePost",
    "Render",
    "Secret",
    "SendsTests",
    "Session",
    "SqliteFile",
    "TimeOfDay",
    "Timeline",
    "Unfinished",
    "Unfit",
    "Unlisted",
    "Unsubscribes",
    "Visitor",
    "WritesMessages",
    "XmppLogin",
    "XmppStream",
    "__version__",
    "ascii_host",
    "check_clock",
    "check_limits",
    "clock_offset",
    "count_pages",
    "create_file",
    "describe_offset",
    "expect_reply",
    "fetch_picture",
    "find_in_mailbox",
    "find_verdict",
    "for_language",
    "form",
    "graphemes",
    "header_value",
    "in_xml",
    "is_in_work_tree",
    "is_open_http",
    "json_object",
    "json_struct",
    "language_tag",
    "links_in",
    "mailbox_has",
    "mastodon_length",
    "needs_utf8",
    "newsletter_html",
    "newsletter_text",
    "only_one",
    "open_connection",
    "plain_text",
    "raise_for_outcome",
    "replace_file",
    "require_account",
    "require_form",
    "run_xmpp",
    "sections",
    "send_message",
    "shown",
    "shut_down_after",
    "smtp_connection",
    "upload_picture",
    "x_length",
]


def __getattr__(name: str) -> Any:
    """Import a public name's module on first use of the name."""
    from importlib import import_module

    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(module), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
