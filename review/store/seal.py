"""What is kept of a document, sealed so that it opens only with that document: AES-256-GCM, NIST SP 800-38D.

The key comes from the user's key and from the document itself. So a cache alone says nothing, nor does it with the user's key; and when
the document is gone, what was kept of it is gone too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import zlib

_NONCE = 12  # bytes
_FAST = 1  # level of compression: explanations repeat


def seal(key: bytes, document: bytes, plain: bytes, place: bytes) -> bytes:
    """Return `plain` compressed and sealed; `place`, where it is kept, cannot be changed afterwards."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_of(key, document)).encrypt(nonce, zlib.compress(plain, _FAST), place)


def unseal(key: bytes, document: bytes, sealed: bytes, place: bytes) -> bytes | None:
    """Return what was sealed, or None if it is about another document, or somebody else wrote or moved it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return zlib.decompress(AESGCM(_of(key, document)).decrypt(sealed[:_NONCE], sealed[_NONCE:], place))
    except (InvalidTag, zlib.error, ValueError):
        return None


def _of(key: bytes, document: bytes) -> bytes:
    return hmac.digest(key, document, hashlib.sha256)
