"""The delivery store: one row for each reader of a mailing, with the state of the reader's copy.

The ledger has one entry for a mailing as a whole. A store has what the ledger is too slow for: a million rows that
each change twice. The states of a row:

| state | meaning |
|---|---|
| `queued` | not sent; waits for its turn, or for another attempt after a temporary refusal |
| `intent` | recorded before the message leaves; its sender holds the row until the lease ends |
| `sent` | the server has accepted the message |
| `failed` | the server has refused the message or the reader for good, or the address is none |
| `unknown` | it may or may not have been sent: its sender disappeared, or the reply was lost; a person decides |
| `suppressed` | not to be mailed: on the suppression list, refused in an earlier mailing, or mailed in another language |

The addresses are in the store only as long as they are needed. What remains is a keyed hash of each.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypeVar

import msgspec

from distribute.channel.settings import LedgerPlace

T = TypeVar("T")
State = Literal["queued", "intent", "sent", "failed", "unknown", "suppressed"]
Answer = Literal["sent", "queued"]
_KEY = 16  # bytes; the probability that two of a billion readers share one is 10**-20
_PART = 10_000
KEY_OF_STORE = 32  # bytes
DEFAULT = ".distribute/mailings.db"  # beside a ledger that is not a file

NOBODY = "the list of readers is empty"
NO_VALID = "no reader of the list can be mailed: {}"
# In place of a server's answer, for readers whom a mailing leaves out for that.
REFUSED_EARLIER = "refused earlier"
# Of a row, in SQL: its reader is one of `Store.refused`.
IS_REFUSED = f"(state = 'failed' OR (state = 'suppressed' AND reply = '{REFUSED_EARLIER}'))"


class StoreError(Exception):
    """The delivery store is missing, or can't be used; the message names it, never its address."""


class StoreBusyError(StoreError):
    """The delivery store can't be used at the moment: it does not respond, or another session has locked it."""


class Reader(NamedTuple):
    """One reader as the list has it. `leave` is the link to unsubscribe; `wrong` says why no mail can be sent."""

    address: str
    name: str
    language: str
    leave: str
    wrong: str = ""


class Row(NamedTuple):
    """One reader of a mailing who is to get it."""

    key: bytes
    address: str
    name: str
    leave: str
    attempts: int

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2].casefold()


class Done(NamedTuple):
    """The result of one row.

    `reply` is the server's answer without addresses. A `queued` row waits until `due`, in seconds since 1970. If
    `suppress`, later mailings leave the reader out.
    """

    key: bytes
    state: State
    reply: str = ""
    attempts: int = 0
    due: float = 0.0
    suppress: bool = False


class Refused(NamedTuple):
    """One reader whom the server has refused, in this mailing or in an earlier one for which this one leaves the reader out.

    `reply` is the server's answer, what is wrong with the address, or `REFUSED_EARLIER`. `elsewhere` says that another
    mailing of the family has the reader.
    """

    key: bytes
    reply: str
    elsewhere: bool


class Counts(msgspec.Struct, frozen=True):
    """How many readers of a mailing are in each state; `candidates` were counted when the readers were frozen."""

    candidates: int = 0
    queued: int = 0
    intent: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0

    @property
    def open(self) -> int:
        """How many readers the mailing has not finished with."""
        return self.queued + self.intent

    @property
    def add_up(self) -> bool:
        """Whether every candidate is accounted for."""
        return self.candidates == self.open + self.sent + self.failed + self.unknown + self.suppressed

    def __str__(self) -> str:
        """Return the counts as people read them: those that are not 0."""
        named = {
            "queued": self.queued, "being sent": self.intent, "refused": self.failed, "in doubt": self.unknown,
            "left out": self.suppressed,
        }  # fmt: skip
        more = "".join(f", {count:,} {name}" for name, count in named.items() if count)
        return f"sent to {self.sent:,} of {self.candidates:,} readers{more}"


class Mailing(NamedTuple):
    """One issue in one language to one list.

    `name` is the idempotency key of the post. `family` is the same for the translations of an issue: each reader gets
    one of them.
    """

    name: str
    family: str


class Store(Protocol):
    """What every delivery store can do. Each method is one transaction, which is on disk when it returns.

    Every method raises StoreError if the store can't be used.
    """

    def freeze(
        self, mailing: Mailing, language: str, readers: Iterable[Reader], out: Iterable[str]
    ) -> Counts:
        """Record the readers in `language`, each address once, in the state `queued`; all of them or none.

        The first row of an address counts. `out` are addresses to leave out. Readers that were recorded earlier are
        replaced, unless the mailing has begun. A reader who waits in another mailing of the family is left out here if
        that one has begun, and there if it has not.
        StoreError if there are no readers at all, or none with a valid address and link: the list is a wrong one.
        """
        ...

    def has_begun(self, mailing: str) -> bool:
        """Return whether the mailing has begun: the server has accepted a copy, or a refusal counts as an attempt of the
        reader's, or a copy is claimed or in doubt.
        """
        ...

    def leave_out(self, mailing: str, out: Iterable[str]) -> None:
        """Make each queued row with one of these addresses `suppressed`."""
        ...

    def counts(self, mailing: str) -> Counts | None:
        """Return how many readers are in each state, None if there is no such mailing."""
        ...

    def queued(self, mailing: str, after: bytes, most: int, now: float) -> list[Row]:
        """Return up to `most` queued rows that are due, in the order of their keys, behind the key `after`."""
        ...

    def next_due(self, mailing: str) -> float | None:
        """Return when the first queued row is due, in seconds since 1970; None if no row is queued."""
        ...

    def record(
        self, mailing: str, owner: str, done: Sequence[Done], claim: Collection[bytes], until: float
    ) -> set[bytes]:
        """Record what became of rows that `owner` has claimed, and claim others until the time `until`.

        Return the keys that were claimed: a row that is no longer queued is another sender's. A message that was
        accepted is recorded as such even if its row was already given up as `unknown`.
        """
        ...

    def expire(self, mailing: str, now: float) -> int:
        """Make each intent whose lease has ended `unknown`; return how many there were."""
        ...

    def next_expiry(self, mailing: str) -> float | None:
        """Return when the first lease ends, in seconds since 1970; None if no row is claimed."""
        ...

    def resolve(self, mailing: str, answer: Answer) -> int:
        """Record a person's answer about all `unknown` rows; return how many there were."""
        ...

    def key(self, address: str) -> bytes:
        """Return the key of the rows of an address."""
        ...

    def refused(self, mailing: str) -> list[Refused]:
        """Return the readers of a mailing who were refused."""
        ...

    def left_out(self, keys: Collection[bytes]) -> set[bytes]:
        """Return those of the keys that later mailings leave out because they were refused."""
        ...

    def readmit(self, keys: Collection[bytes]) -> None:
        """Let later mailings have these readers again."""
        ...

    def queue_again(self, mailing: str, rows: Sequence[Row]) -> None:
        """Make each of these rows `queued` that is still one of `refused` and not `elsewhere`, as if never attempted."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


def in_lower_case(address: str) -> str:
    """Return the form in which addresses of readers are compared.

    Unlike `casefold` it keeps ß, because straße@ and strasse@ are two readers. At the end of a word `lower` writes Σ as ς.
    """
    return unicodedata.normalize("NFC", address.lower().replace("ς", "σ"))


def key_of(address: str, secret: bytes) -> bytes:
    """Return the keyed hash of an address, whatever the case of its letters."""
    lower = in_lower_case(address).encode("utf-8", "replace")
    return blake2b(lower, key=secret, digest_size=_KEY).digest()


def keys_in_parts(addresses: Iterable[str], secret: bytes) -> Iterator[list[bytes]]:
    """Yield the keyed hashes of addresses in parts, so that a long list is never in memory."""
    return in_parts(key_of(address, secret) for address in addresses)


def in_parts(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists that one transaction can take."""
    left = iter(items)
    while part := list(islice(left, _PART)):
        yield part


def place_beside(ledger: LedgerPlace) -> str:
    """Return the place of the store that belongs to a ledger, as in channels.yaml."""
    if ledger.kind == "postgres":
        return str(ledger)
    return f"sqlite:{Path(ledger.name).parent / Path(DEFAULT).name if ledger.kind == 'sqlite' else DEFAULT}"
