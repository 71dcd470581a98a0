"""Outbox: write each post to a file in a folder, for trying things out and for other programs."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Annotated, Any, ClassVar

import msgspec

from distribute.channel.interface import Channel, Finding
from distribute.channel.post import Delivery, Receipt
from distribute.channel.verdicts import InDoubt, NotPosted, Unlisted
from distribute.inputs.write import NotDurable, create_file

_UNSAFE = re.compile(r"[^\w.@-]+")


class Outbox(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder. It needs no credentials, and an existing file is never overwritten."""

    path: Annotated[str, msgspec.Meta(description="the folder, relative to channels.yaml")]

    written_paths: ClassVar[tuple[str, ...]] = ("path",)
    supports: ClassVar[tuple[str, ...]] = ("key",)
    example: ClassVar[dict[str, Any]] = {"path": "outbox"}

    def target(self) -> str:
        """Return the folder."""
        return f"outbox:{PurePath(self.path).as_posix()}"

    def prepare(self, delivery: Delivery) -> None:
        """Create the folder."""
        try:
            self.place(self.path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"{self.path} can't be made: {error.strerror}"
            raise NotPosted(msg) from None

    def post(self, delivery: Delivery, ready: Any) -> Receipt:
        """Write the post atomically to a file of its own, flushed to disk on return."""
        file = self._file(delivery)
        message = delivery.message
        text = "\n\n".join(filter(None, (message.title, message.text))) + "\n"
        try:
            create_file(file, text.encode())
        except FileExistsError:
            pass  # its name is the post's key, so an earlier attempt succeeded
        except OSError as error:
            verdict = InDoubt if isinstance(error, NotDurable) else NotPosted
            raise verdict(f"{self.path} can't be written: {error.strerror}") from None
        return self._receipt(file)

    def find(self, delivery: Delivery) -> Receipt | None:
        """Look for the file."""
        file = self._file(delivery)
        if not file.parent.is_dir():
            msg = f"{self.path} is gone, and with it whatever was posted"
            raise Unlisted(msg)
        return self._receipt(file) if file.exists() else None

    def receipt_of(self, word: str) -> Receipt:
        """Accept the name or path of a file in the folder."""
        file = self.place(self.path) / Path(word.strip()).name
        if not file.is_file():
            msg = f"{word!r} is no file in {self.path}: name one that is there, or give `--not-posted`"
            raise ValueError(msg)
        return self._receipt(file)

    def examine(self) -> Iterator[Finding]:
        """Check that the folder, or its closest existing parent, can be written to."""
        folder = self.place(self.path).absolute()
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            yield Finding("error", f"{there.as_posix()} can't be written to")
        elif there != folder:
            yield Finding("ok", f"{self.path} is not there yet: the first post makes it")
        else:
            yield Finding("ok", f"{self.path} can be written to")

    def _file(self, delivery: Delivery) -> Path:
        name = _UNSAFE.sub("-", delivery.key)
        return self.place(self.path) / f"{name}.{delivery.idempotency_key[:12]}.txt"

    def _receipt(self, file: Path) -> Receipt:
        return Receipt(file.name, (Path(self.path) / file.name).as_posix())
