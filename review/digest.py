"""Digests: of bytes, of values, and keyed fingerprints of findings.

SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016) stand side by side wherever a file is identified. Short numbers are never
hashed without a key: an identity number could be found again by trying them all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sm3(data: bytes) -> str:
    """Return the SM3 of `data` as 64 hex digits."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).hexdigest()
    from cryptography.hazmat.primitives import hashes

    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize().hex()


def canonical_json(value: Any) -> bytes:
    """Return the one UTF-8 spelling of a JSON value that digests and signatures are taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def fingerprint(key: bytes, rule: str, layer: str, text: str) -> str:
    """Return the identity of a finding across versions of a document: HMAC-SHA256, 32 hex digits.

    `text` is the normalised quote. No position goes in, so a paragraph above may grow without changing it.
    """
    message = canonical_json([rule, layer, text])
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
