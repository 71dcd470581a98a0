"""Which spellings of a link are one address."""

from __future__ import annotations

import pytest

from distribute.text.links import normalised_link

LINK = "https://example.org/2020-11?page=2"


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/2020-11?page=2",
        "HTTPS://EXAMPLE.org/2020-11?page=2",
        "https://example.org:443/2020-11?page=2",
        "http://example.org:80/2020-11?page=2",
        "https://example.org./2020-11/?page=2",
        "https://example.org/2020-11?page=2&utm_source=feed&fbclid=1",
        "https://example.org/2020%2D11?page=2",
        " https://example.org/2020-11?page=2. ",
    ],
)
def test_one_address_in_other_letters(other: str) -> None:
    assert normalised_link(other) == normalised_link(LINK)


@pytest.mark.parametrize(
    ("punycode", "letters"),
    [("xn--bcher-kva", "bücher"), ("xn--bcher-kva", "BÜCHER"), ("xn--strae-oqa", "straße")],
)
def test_a_host_in_punycode_is_the_same(punycode: str, letters: str) -> None:
    assert normalised_link(f"https://{punycode}.example/") == normalised_link(f"https://{letters}.example")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/a%2Fb", "https://e.org/a/b"),
        ("https://e.org/a%3Fb", "https://e.org/a?b"),
        ("https://e.org/a%23b", "https://e.org/a#b"),
        ("https://e.org/?q=1%26b=2", "https://e.org/?q=1&b=2"),
        ("https://e.org/?si=11", "https://e.org/?si=12"),
        ("https://strasse.example/", "https://straße.example/"),
    ],
)
def test_what_only_looks_alike_is_another_address(one: str, other: str) -> None:
    assert normalised_link(one) != normalised_link(other)


def test_escapes_that_make_no_difference_are_none() -> None:
    assert normalised_link("https://e.org/%C3%A4%20%7Ex%2f") == normalised_link("https://e.org/ä ~x%2F")
    assert normalised_link("https://e.org/%ff") == normalised_link("https://e.org/%FF")


@pytest.mark.parametrize(
    "other",
    [
        "https://example.com/2020-11?page=2",
        "https://example.org/2020-10?page=2",
        "https://example.org/2020-11?page=3",
        "https://example.org/2020-11",
        "https://example.org:8443/2020-11?page=2",
        "https://example.org/2020-11?page=2#news",
        "https://example.org/Xyz",
    ],
)
def test_another_address(other: str) -> None:
    assert normalised_link(other) != normalised_link(LINK)
    assert normalised_link("https://example.org/xyz") != normalised_link("https://example.org/XYZ")
