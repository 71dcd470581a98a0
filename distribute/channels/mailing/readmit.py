"""Mail readers again whom the server has refused: from the next mailing on, or also in one that has been sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from distribute.channel.capabilities import Readmitted
from distribute.channels.mailing.store import Reader, Row, Store
from distribute.channels.mailing.wire import codes


def readmit(
    store: Store,
    mailings: Sequence[str],
    readers: Iterable[Reader] | None,
    out: Iterable[str],
    only: Iterable[str] | None,
    *,
    dry_run: bool,
) -> Readmitted:
    """Let later mailings have the readers again who were refused in the mailings of an issue; return how many there were.

    With `readers`, the list as it is now, they are queued in these mailings, too: their addresses are erased. `only` are
    the addresses meant; later mailings then have them again even if these don't know them. Nobody of `out` is readmitted.
    """
    known = {one.key: (mailing, one) for mailing in mailings for one in store.refused(mailing)}
    meant = set(known) if only is None else set(map(store.key, only))
    refused = {key: known[key] for key in meant & known.keys()}
    shut_out = meant.intersection(map(store.key, out))
    later = store.left_out(meant - shut_out)
    elsewhere = {key for key, (_, one) in refused.items() if one.elsewhere} - shut_out
    wanted = set() if readers is None else refused.keys() - shut_out - elsewhere
    rows = _rows(store, readers or (), wanted)
    if not dry_run:
        store.readmit(later)  # first: who is queued is no longer one of the refused
        for mailing in mailings:
            store.queue_again(mailing, [row for row in rows if refused[row.key][0] == mailing])
    reasons = Counter(codes(one.reply) for _, one in refused.values())
    return Readmitted(
        refused=dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))),
        queued=len(rows),
        later=len(later),
        suppressed=len(shut_out & refused.keys()),
        unlisted=len(wanted) - len(rows),
        elsewhere=len(elsewhere),
    )


def _rows(store: Store, readers: Iterable[Reader], keys: Collection[bytes]) -> list[Row]:
    """Return the readers with these keys who can be mailed. As when a mailing begins, the first row of an address counts."""
    found: dict[bytes, Reader] = {}
    for reader in readers:
        key = store.key(reader.address)
        if key in keys:
            found.setdefault(key, reader)
    return [Row(key, one.address, one.name, one.leave, 0) for key, one in found.items() if not one.wrong]
