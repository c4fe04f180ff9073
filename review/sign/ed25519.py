"""Ed25519 (RFC 8032) by the cryptography library. Private and public keys are 32 bytes, signatures 64."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLIC_BYTES = 32

# Under a key of small order one signature fits many messages: its holder could deny having signed any of them.
# These are the y coordinates of the eight points of the torsion subgroup, in every encoding that decoders accept.
_P = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _ORDER_8, _P - _ORDER_8, _P - 1, _P, _P + 1})


def generate() -> bytes:
    """Return a new private key (the seed of RFC 8032)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def public(private: bytes) -> bytes:
    """Return the public key of a private key."""
    return _private(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Return the signature of a message."""
    return _private(private).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is right; a malformed key or one of small order has no right signatures."""
    from cryptography.exceptions import InvalidSignature

    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _private(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private)


@lru_cache(maxsize=1024)
def _public(data: bytes) -> Ed25519PublicKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(data) != PUBLIC_BYTES or int.from_bytes(data, "little") % 2**255 in _SMALL_ORDER:
        return None
    return Ed25519PublicKey.from_public_bytes(data)
