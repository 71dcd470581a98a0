"""Fetch an issue's picture, and make it as small as a service wants it.

It imports requests, so adapters import it only when they are about to send something. Pillow (the extra `pictures`) is
loaded only for a picture that a service would not take as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

import msgspec

from distribute.channel.verdicts import InDoubt, NotPosted
from distribute.issue import Image
from distribute.transport.http import raise_for_outcome
from distribute.transport.visit import Visitor

if TYPE_CHECKING:
    import PIL.Image

T = TypeVar("T")

_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}
_WEBP = (b"RIFF", b"WEBP")
_FORMATS = ("JPEG", "PNG", "WEBP")  # the decoders that may see a stranger's file
_MOST_PIXELS = 40_000_000  # which takes 160 MB to decode
_SIDES = (2048, 1600, 1200, 900, 600)  # tried one after the other
_QUALITY = 85
_SMALLER = "install the extra `pictures`, which makes it smaller"


class Picture(msgspec.Struct, frozen=True):
    """A picture as it is uploaded: its bytes, their media type, and the words for those who can't see it."""

    content: bytes
    kind: str
    alt: str

    @property
    def name(self) -> str:
        """A file name with the extension that its media type has."""
        return f"picture.{self.kind.removeprefix('image/').replace('jpeg', 'jpg')}"


def fetch_picture(
    image: Image, seconds: float, home: str, *, most: int, kinds: Collection[str] = tuple(_KINDS.values())
) -> Picture:
    """Return a picture of at most `most` bytes in one of the media types `kinds`, which include JPEG.

    It is fetched within `seconds`, and made a smaller JPEG where it is too large or of another type. `home` is the
    only address that may be on a private network, that of the service itself (see Visitor). NotPosted or InDoubt says why there is none.
    """
    if not image.alt.strip():
        raise NotPosted("it has no alt text")
    answer = Visitor(seconds, home).get(image.url)
    raise_for_outcome(answer)
    content = answer.content  # of which no more than a few megabytes are read
    kind = _kind(content)
    if kind in kinds and len(content) <= most:
        return Picture(content, kind, image.alt)
    if kind not in {"image/jpeg", "image/png", "image/webp"}:
        raise NotPosted("it is no JPEG, PNG, GIF or WebP of a size that the service takes")
    return Picture(_smaller(content, most), "image/jpeg", image.alt)


def upload_picture(image: Image | None, upload: Callable[[Image], T], strange: str) -> tuple[T | None, str]:
    """Return what `upload` returns for a picture, or None and a note that says why there is none.

    A post without its picture is better than none, so whatever goes wrong is only noted. `strange` is the reason
    where `upload` raises no verdict.
    """
    if image is None:
        return None, ""
    try:
        return upload(image), ""
    except Exception as error:  # noqa: BLE001 - whatever it was, the post itself can go out
        why = str(error) if isinstance(error, NotPosted | InDoubt) else strange
        return None, f"posted without its picture: {why}"


def _kind(content: bytes) -> str:
    """Return a picture's media type by its first bytes, "" if it is none that is known."""
    if content.startswith(_WEBP[0]) and content[8:12] == _WEBP[1]:
        return "image/webp"
    return next((kind for begin, kind in _KINDS.items() if content.startswith(begin)), "")


def _smaller(content: bytes, most: int) -> bytes:
    """Return a picture as a JPEG of at most `most` bytes, upright and without metadata."""
    try:
        from PIL import Image as Pillow
        from PIL import ImageOps
    except ImportError:
        raise NotPosted(f"the service doesn't take it as it is: {_SMALLER}") from None
    try:
        with Pillow.open(BytesIO(content), formats=_FORMATS) as read:
            if read.width * read.height > _MOST_PIXELS:
                raise NotPosted(f"it has more than {_MOST_PIXELS // 1_000_000} million pixels")
            opened = _on_white(ImageOps.exif_transpose(read))
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        raise NotPosted("its file is damaged") from None
    for side in _SIDES:
        opened.thumbnail((side, side))
        written = BytesIO()
        opened.save(written, "JPEG", quality=_QUALITY)
        if written.tell() <= most:
            return written.getvalue()
    raise NotPosted(f"it can't be made smaller than {most / 1e6:g} MB")


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Return a picture in colours without transparency, on white paper."""
    from PIL import Image as Pillow

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Pillow.new("RGBA", picture.size, "white")
    return Pillow.alpha_composite(paper, picture.convert("RGBA")).convert("RGB")
