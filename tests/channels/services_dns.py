"""A DNS server on loopback that knows text records alone."""

from __future__ import annotations

import socket
import threading
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class DnsService:
    """`texts` are the records by name; with `says` in place of them it answers that code, or nothing at all."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.says: dns.rcode.Rcode | None = dns.rcode.NOERROR
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.sendto(b"", self._socket.getsockname())
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            asked, client = self._socket.recvfrom(4096)
            if not asked:
                return
            if self.says is not None:
                self._socket.sendto(self._answer(dns.message.from_wire(asked), self.says), client)

    def _answer(self, query: dns.message.Message, code: dns.rcode.Rcode) -> bytes:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        name = query.question[0].name.to_text().rstrip(".").lower()
        self.asked.append(name)
        if code != dns.rcode.NOERROR:
            answer.set_rcode(code)
        elif name not in self.texts:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif self.texts[name]:
            answer.answer.append(
                dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *map(_quoted, self.texts[name]))
            )
        return answer.to_wire()


def _quoted(text: str) -> str:
    """Return a record as DNS writes it, in strings of up to 255 bytes."""
    pieces = [text[begin : begin + 200] for begin in range(0, len(text), 200)] or [""]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)
