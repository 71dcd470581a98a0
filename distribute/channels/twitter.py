"""X, once Twitter: one post of up to 280 weighted characters."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from distribute.channel import Channel
from distribute.measure import x_length
from distribute.secret import Secret


class Twitter(Channel, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post on X, its length counted as X counts: links 23, emoji 2, wide scripts double."""

    api_key: Secret
    api_secret: Secret
    access_token: Secret
    access_token_secret: Secret
    base_url: Annotated[str, msgspec.Meta(pattern="^https?://")] = "https://api.x.com"
    limit: Annotated[int, msgspec.Meta(gt=0)] = 280

    most_facts: ClassVar[int] = 5
    fact_words: ClassVar[int] = 13
    example: ClassVar[dict[str, Any]] = {
        "api_key": "$X_API_KEY",
        "api_secret": "$X_API_SECRET",
        "access_token": "$X_ACCESS_TOKEN",
        "access_token_secret": "$X_ACCESS_TOKEN_SECRET",
    }

    def measure(self, text: str) -> int:
        """Return X's weighted length."""
        return x_length(text)

    def target(self) -> str:
        """An account is told by its token's name: the token itself is a secret."""
        return f"twitter:{self.base_url}:{self.access_token!r}"
