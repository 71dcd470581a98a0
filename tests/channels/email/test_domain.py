"""What doctor says of the sender's domain: SPF, DKIM, DMARC, and what a list server makes of them."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.rcode
import msgspec
import pytest

from distribute.channel.interface import Finding
from distribute.channel.settings import Duration, Secret
from distribute.channel.verdicts import NotPosted
from distribute.channels.email.records import address_and_port, rsa_numbers, tags
from tests.channels.email.kit import account
from tests.channels.services_dns import DnsService
from tests.channels.services_email import SmtpService
from tests.tools import needed

SPF = "v=spf1 mx include:_spf.example.net -all"
DMARC = "v=DMARC1; p=reject; rua=mailto:reports@example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[DnsService]:
    with DnsService() as server:
        yield server


@pytest.fixture
def names(server: DnsService) -> DnsService:
    server.says, server.asked = dns.rcode.NOERROR, []
    server.texts = {
        "example.org": ["unrelated", SPF],
        "_spf.example.net": ["v=spf1 ip4:192.0.2.0/24 -all"],
        "_dmarc.example.org": [DMARC],
    }
    return server


def public(key: bytes) -> str:
    command = [needed("openssl"), "rsa", "-pubout", "-outform", "DER"]
    return base64.b64encode(
        subprocess.run(command, input=key, capture_output=True, check=True).stdout
    ).decode()


@pytest.fixture(scope="session")
def keys(dkim_key: bytes) -> dict[str, str]:
    """Records of DKIM keys: that of `dkim_key`, and shorter ones."""
    made = {"ours": public(dkim_key)}
    for bits in (512, 1024):
        key = subprocess.run([needed("openssl"), "genrsa", str(bits)], capture_output=True, check=True).stdout
        made[str(bits)] = public(key)
    return made


def found(service: SmtpService, names: DnsService, **settings: Any) -> dict[str, Finding]:
    """Return the findings by their first word."""
    settings = {"to": "list@lists.example.com", "resolver": names.address, "timeout": Duration(5)} | settings
    findings = list(account(service.address, **settings).examine())[2:]
    return {finding.text.partition(" ")[0].rstrip(":"): finding for finding in findings}


def test_a_domain_that_has_everything(
    service: SmtpService, names: DnsService, keys: dict[str, str], dkim_key: bytes, monkeypatch: Any
) -> None:
    monkeypatch.setenv("DKIM_KEY", dkim_key.decode())
    names.texts["news._domainkey.example.org"] = [f"v=DKIM1; k=rsa; p={keys['ours']}"]
    told = found(service, names, dkim_selector="news", dkim_key=Secret("$DKIM_KEY"))
    assert {word: finding.level for word, finding in told.items()} == {
        "SPF": "ok", "DKIM": "ok", "DMARC": "ok", "if": "warning"
    }  # fmt: skip
    assert told["DKIM"].text.endswith("and it belongs to yours")
    assert told["DMARC"].text == "DMARC: example.org asks receivers to refuse messages that fail"
    assert "lists.example.com" in told["if"].text
    assert "replace From (in Mailman: DMARC mitigation)" in told["if"].text


def test_a_domain_that_has_nothing(service: SmtpService, names: DnsService) -> None:
    names.texts = {"example.org": []}
    told = found(service, names, dkim_selector="news")
    assert [(finding.level, finding.text.partition(",")[0]) for finding in told.values()] == [
        ("warning", "SPF: example.org has no record"),
        ("warning", "DKIM: there is no key at news._domainkey.example.org"),
        ("warning", "DMARC: example.org has no record"),
    ]


@pytest.mark.parametrize(
    ("records", "level", "told"),
    [
        ([SPF], "ok", "names the servers"),
        (["v=spf1 redirect=_spf.example.net"], "ok", "names the servers"),
        (["V=SPF1 MX -ALL"], "ok", "names the servers"),
        (["v=spf10 mx -all"], "warning", "has no record"),
        ([SPF, "v=spf1 -all"], "error", "has 2 records"),
        (["v=spf1 +all"], "error", "lets every server send"),
        (["v=spf1 mx all"], "error", "lets every server send"),
        (["v=spf1 mx"], "warning", "forbids nothing"),
        (["v=spf1 mx ?all"], "warning", "forbids nothing"),
        (["v=spf1 a mx ptr exists:%{i}.example.org a:a.example.org/24 -all"], "ok", "names the servers"),
        (["v=spf1 " + "a " * 10 + "-all"], "ok", "names the servers"),
        (["v=spf1 " + "a " * 11 + "-all"], "error", "more than 10 DNS lookups"),
        (["v=spf1 include:example.org -all"], "error", "more than 10 DNS lookups"),
        (["v=spf1 include:.. include:" + "x" * 70 + ".example.org -all"], "ok", "names the servers"),
    ],
)
def test_spf(service: SmtpService, names: DnsService, records: list[str], level: str, told: str) -> None:
    names.texts["example.org"] = records
    finding = found(service, names)["SPF"]
    assert (finding.level, told in finding.text) == (level, True), finding
    assert len(names.asked) < 20


def test_a_chain_of_records_is_not_followed_for_ever(service: SmtpService, names: DnsService) -> None:
    names.texts |= {f"{n}.example.net": [f"v=spf1 include:{n + 1}.example.net -all"] for n in range(50)}
    names.texts["example.org"] = ["v=spf1 include:0.example.net -all"]
    assert found(service, names)["SPF"].level == "error"
    assert len(names.asked) < 20


@pytest.mark.parametrize(
    ("record", "level", "told"),
    [
        ("v=DKIM1; p={ours}", "ok", "there is a key at news._domainkey.example.org"),
        ("k=rsa ; t=s; p={ours}", "ok", "there is a key"),
        ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "ok", "there is a key"),
        ("v=DKIM1; p={1024}", "warning", "has 1024 bits: use 2048"),
        ("v=DKIM1; t=y:s; p={ours}", "warning", "marked as a test"),
        ("v=DKIM1; p={512}", "error", "has 512 bits, and receivers ignore it"),
        ("v=DKIM1; p=", "error", "revoked"),
        ("v=DKIM1", "error", "revoked"),
        ("v=DKIM1; p=hush", "error", "can't be read"),
        ("v=DKIM1; p=MIIB", "error", "can't be read"),
        ("v=DKIM1; h=sha1; p={ours}", "error", "does not allow SHA-256"),
        ("v=DKIM1; s=tlsrpt; p={ours}", "error", "not for email"),
    ],
)
def test_dkim(
    service: SmtpService, names: DnsService, keys: dict[str, str], record: str, level: str, told: str
) -> None:
    for name, key in keys.items():
        record = record.replace(f"{{{name}}}", key)
    names.texts["news._domainkey.example.org"] = [record]
    finding = found(service, names, dkim_selector="news")["DKIM"]
    assert (finding.level, told in finding.text) == (level, True), finding


def test_a_key_in_dns_that_is_not_ours(
    service: SmtpService, names: DnsService, keys: dict[str, str], dkim_key: bytes, monkeypatch: Any
) -> None:
    monkeypatch.setenv("DKIM_KEY", dkim_key.decode())
    settings = {"dkim_selector": "news", "dkim_key": Secret("$DKIM_KEY")}
    place = "news._domainkey.example.org"
    for record, told in (
        (f"p={keys['1024']}", "does not belong to yours"),
        ("k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "is not an RSA key"),
    ):
        names.texts[place] = [record]
        assert told in found(service, names, **settings)["DKIM"].text
    names.texts[place] = [f"p={keys['ours']}"] * 2
    names.texts[place][1] += " "
    assert "2 records" in found(service, names, **settings)["DKIM"].text
    del names.texts[place]
    assert found(service, names, **settings)["DKIM"].level == "error"


def test_without_a_selector_it_says_where_to_find_it(service: SmtpService, names: DnsService) -> None:
    finding = found(service, names)["DKIM"]
    assert (finding.level, finding.setting) == ("warning", "dkim_selector: NAME")


@pytest.mark.parametrize(
    ("records", "level", "told"),
    [
        ({"_dmarc.example.org": ["v=DMARC1; p=none"]}, "ok", "to accept messages that fail"),
        ({"_dmarc.example.org": ["v = DMARC1 ;p=QUARANTINE"]}, "ok", "as suspicious"),
        ({"_dmarc.example.org": ["v=DMARC1; p=reject; sp=none"]}, "ok", "to refuse messages that fail"),
        ({"_dmarc.example.org": ["v=DMARC1; p=maybe"]}, "error", "has no policy"),
        ({"_dmarc.example.org": ["v=DMARC1"]}, "error", "has no policy"),
        ({"_dmarc.example.org": [DMARC, "v=DMARC1; p=none"]}, "warning", "has no record, or several"),
        ({"_dmarc.example.org": ["v=DMARC10; p=none"]}, "warning", "has no record"),
    ],
)
def test_dmarc(service: SmtpService, names: DnsService, records: Any, level: str, told: str) -> None:
    del names.texts["_dmarc.example.org"]
    names.texts |= records
    finding = found(service, names)["DMARC"]
    assert (finding.level, told in finding.text) == (level, True), finding


def test_a_subdomain_has_the_policy_of_the_domain_above(service: SmtpService, names: DnsService) -> None:
    names.texts["_dmarc.example.org"] = ["v=DMARC1; p=reject; sp=quarantine"]
    sender = {"from": "letter@news.example.org"}
    told = found(service, names, **sender)
    assert told["DMARC"].text == "DMARC: example.org asks receivers to treat messages that fail as suspicious"
    aligned = found(service, names, **sender, dkim_domain="mail.example.org")
    assert aligned["DMARC"].level == "ok", "both are of example.org"


@pytest.mark.parametrize(
    ("record", "domain", "counts"),
    [
        ("v=DMARC1; p=none", "example.org", True),
        ("v=DMARC1; p=none", "mail.example.org", True),
        ("v=DMARC1; p=none", "notexample.org", False),
        ("v=DMARC1; p=none", "example.net", False),
        ("v=DMARC1; p=none; adkim=s", "example.org", True),
        ("v=DMARC1; p=none; adkim=s", "mail.example.org", False),
    ],
)
def test_alignment(service: SmtpService, names: DnsService, record: str, domain: str, counts: bool) -> None:
    names.texts["_dmarc.example.org"] = [record]
    told = found(service, names, dkim_domain=domain)["DMARC"]
    assert (f"a signature of {domain} does not count for example.org" in told.text) is not counts


@pytest.mark.parametrize(
    ("to", "policy", "level", "told"),
    [
        ("list@lists.example.com", "reject", "warning", "asks receivers to refuse"),
        ("list@lists.example.com", "quarantine", "warning", "as suspicious"),
        ("list@lists.example.com", "none", "ok", "asks receivers to accept"),
        ("list@lists.example.org", "reject", "ok", "shares your domain"),
        ("list@example.org", "reject", "ok", "shares your domain"),
        ("list@notexample.org", "reject", "warning", "DMARC"),
    ],
)
def test_what_a_list_breaks(
    service: SmtpService, names: DnsService, to: str, policy: str, level: str, told: str
) -> None:
    names.texts["_dmarc.example.org"] = [f"v=DMARC1; p={policy}"]
    *_, finding = found(service, names, to=to).values()
    assert (finding.level, told in finding.text) == (level, True), finding


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, None], ids=str)
def test_without_an_answer_one_line_says_so(service: SmtpService, names: DnsService, code: Any) -> None:
    names.says = code
    told = found(service, names, timeout=Duration(0.3))
    assert list(told) == ["SPF,"]
    assert told["SPF,"].level == "warning"
    assert told["SPF,"].text.startswith("SPF, DKIM and DMARC of example.org are unknown: DNS gave no answer")


def test_without_the_library_one_line_says_so(service: SmtpService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dns.resolver", None)
    *_, finding = account(service.address).examine()
    assert "pip install 'newsletter-distribute[dns]'" in finding.text


def test_a_key_that_others_read_is_told(
    service: SmtpService, names: DnsService, dkim_key: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(dkim_key)
    for mode, told in ((0o644, True), (0o600, False)):
        file.chmod(mode)
        findings = found(service, names, dkim_selector="news", dkim_key_file=str(file))
        assert ("other" in findings) is told
    file.write_text("hush")
    with pytest.raises(NotPosted, match="not an RSA key"):
        found(service, names, dkim_selector="news", dkim_key_file=str(file))


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]:5353", ("::1", 5353)),
    ],
)
def test_a_resolver_is_an_address(server: str, expected: tuple[str, int]) -> None:
    assert address_and_port(server) == expected


@pytest.mark.parametrize("server", ["dns.example.org", "9.9.9.9:", "9.9.9:53", "http://9.9.9.9", "a@9.9.9.9"])
def test_another_resolver_is_refused(server: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="is not the address of a DNS server"):
        account("127.0.0.1:1", resolver=server)


def test_tags_are_read_as_they_are_written() -> None:
    assert tags(" V=DKIM1 ;p = a b\tc= ;; x") == {"v": "DKIM1", "p": "abc="}


@pytest.mark.parametrize("record", ["", "=", "AAAA", "MIGf" * 9, base64.b64encode(b"\x30\x84" * 9).decode()])
def test_what_is_no_key_is_told(record: str) -> None:
    with pytest.raises(ValueError, match="no RSA key"):
        rsa_numbers(record)
