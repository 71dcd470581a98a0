"""Pictures are fetched once, made as small as a service wants them, and never shown without alt text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Pillow

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Image
from distribute.testing.service import Answer, Request, Service
from distribute.transport import picture as module
from distribute.transport.picture import fetch_picture, upload_picture


class Site(Service):
    """Has one picture."""

    picture = b""

    def answer(self, request: Request) -> Answer:
        return Answer(self.picture)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def drawn(kind: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: Any) -> bytes:
    """Return a picture with enough noise to be large."""
    written = BytesIO()
    Pillow.effect_noise(size, 100).convert(mode).save(written, kind, **more)
    return written.getvalue()


def fetched(site: Site, alt: str = "a kite", **more: Any) -> Any:
    settings = {"most": 1_000_000, **more}
    return fetch_picture(Image(f"{site.url}/a.png", alt), 5, site.url, **settings)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_what_a_service_takes_is_left_as_it_is(site: Site, kind: str) -> None:
    site.picture = drawn(kind)
    found = fetched(site)
    assert (found.content, found.kind, found.alt) == (site.picture, f"image/{kind.lower()}", "a kite")
    assert found.name == f"picture.{kind.lower().replace('jpeg', 'jpg')}"


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGB")])
def test_what_is_too_large_is_made_smaller(site: Site, kind: str, mode: str) -> None:
    site.picture = drawn(kind, (900, 600), mode)
    found = fetched(site, most=200_000)
    assert len(found.content) <= 200_000
    with Pillow.open(BytesIO(found.content)) as read:
        assert (read.format, read.mode) == ("JPEG", "RGB")
        assert read.width / read.height == pytest.approx(1.5, abs=0.02)
        assert not read.getexif()


def test_what_is_transparent_is_put_on_white(site: Site) -> None:
    written = BytesIO()
    Pillow.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")
    site.picture = written.getvalue()
    with Pillow.open(BytesIO(fetched(site, kinds={"image/jpeg"}).content)) as read:
        assert read.getpixel((5, 5)) == (255, 255, 255)


def test_what_a_camera_held_sideways_is_upright(site: Site) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned to the right
    site.picture = drawn("JPEG", (300, 100), quality=100, exif=exif)
    with Pillow.open(BytesIO(fetched(site, most=len(site.picture) // 2).content)) as read:
        assert read.width < read.height


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"<svg/>", "it is no JPEG"),
        (drawn("GIF", (600, 600)), "it is no JPEG"),
        (drawn("PNG", (600, 600))[:5000] + b" " * 100_000, "its file is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b" " * 100_000, "its file is damaged"),
    ],
    ids=["svg", "a large GIF", "half a PNG", "no PNG"],
)
def test_what_cant_be_used_is_told(site: Site, picture: bytes, why: str) -> None:
    site.picture = picture
    with pytest.raises(NotPosted, match=why):
        fetched(site, most=50_000)


def test_what_has_too_many_pixels_is_not_decoded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PIXELS", 1000)
    site.picture = drawn()
    with pytest.raises(NotPosted, match="pixels"):
        fetched(site, most=10)


def test_what_stays_too_large_is_told(site: Site) -> None:
    site.picture = drawn()
    with pytest.raises(NotPosted, match="can't be made smaller"):
        fetched(site, most=10)


def test_without_pillow_it_is_told_what_to_install(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.picture = drawn()
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert fetched(site).content == site.picture
    with pytest.raises(NotPosted, match="install the extra `pictures`"):
        fetched(site, most=10)


def test_nothing_is_fetched_without_alt_text(site: Site) -> None:
    with pytest.raises(NotPosted, match="no alt text"):
        fetched(site, alt=" ")
    assert not site.requests


@pytest.mark.parametrize(
    ("error", "why"),
    [(NotPosted("refused"), "refused"), (InDoubt("lost"), "lost"), (KeyError("secret"), "strange")],
)
def test_whatever_goes_wrong_is_only_noted(error: Exception, why: str) -> None:
    def upload(image: Image) -> str:
        raise error

    assert upload_picture(Image("a", "b"), upload, "strange") == (None, f"posted without its picture: {why}")


def test_what_is_uploaded_is_returned() -> None:
    assert upload_picture(Image("a", "b"), lambda image: image.url, "strange") == ("a", "")
    assert upload_picture(None, lambda image: image.url, "strange") == (None, "")
