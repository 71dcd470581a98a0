"""The versions of LinkedIn's API that were documented when this release was made, and the day on which each ends.

LinkedIn keeps a version for a year or a little longer, and skips some months (there is no 202512). So neither which ones there
are nor when one ends can be computed. None stands for an end that LinkedIn has not announced.
"""

from __future__ import annotations

from datetime import date

ENDS: dict[str, date | None] = {
    "202510": date(2026, 10, 15),
    "202511": date(2026, 11, 16),
    "202607": None,
    "202608": None,
}
NEWEST = "202608"
