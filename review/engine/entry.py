"""A result as the ledger keeps it: whole, but sealed so that it opens only with the very document it is about.

The key of a seal comes from the user's key and all bytes of the document. So the ledger alone says nothing, nor does the ledger with
the user's key or with a digest that stands in some report; and when the document is gone, what was found in it is gone too. Whoever has
the document and the key learns nothing that the document does not say. Of a document that must not be handled nothing at all is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from review.engine.rows import reviewed_of, reviewed_row
from review.extract.codec import BrokenChannelError, decode, encode
from review.extract.sources import Source
from review.model import Allowance, GapReason, Reviewed
from review.store.seal import seal, unseal

_PASSING = frozenset({GapReason.TIMEOUT, GapReason.CRASHED, GapReason.VANISHED, GapReason.UNREADABLE, GapReason.ENGINE_MISSING})


class Seals:
    """Seals and opens the entries of one task. `task_key` is that of `review.engine.key.of_task`."""

    def __init__(self, task_key: bytes, allowances: Sequence[Allowance]) -> None:
        self._key = hmac.digest(task_key, b"seal", hashlib.sha256)
        self._allowances = allowances

    def close(self, reviewed: Reviewed, source: Source, key: bytes) -> bytes | None:
        """Return the entry under `key`, or None: of a document that is to be stopped, and where next time could bring another result."""
        if reviewed.scan.stop or any(gap.reason in _PASSING for gap in reviewed.scan.gaps):
            return None
        return seal(self._key, source.data or b"", encode(reviewed_row(reviewed, self._allowances)), key)

    def open(self, entry: bytes, source: Source, key: bytes) -> Reviewed | None:
        """Return the result of a document, or None for an entry that is not about it, or that somebody else wrote or moved."""
        words = unseal(self._key, source.data or b"", entry, key)
        try:
            return reviewed_of(decode(words), self._allowances) if words is not None else None
        except (BrokenChannelError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
