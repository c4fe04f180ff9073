"""SM2 with SM3 (GB/T 32918.2-2016, GB/T 32905-2016) by GmSSL, in the extra ``[sm]``.

The signer's ID is the default of GB/T 35276-2017, 1234567812345678. A public key is x ‖ y, 64 bytes; a signature is the DER
of r and s. The private key is kept as d ‖ x ‖ y, 96 bytes, because the library does not compute the public key from d and
doing it in Python would not take constant time.
"""

from __future__ import annotations

import importlib
from typing import Any

from review.errors import ConfigError

PUBLIC_BYTES = 64
_SCALAR = 32  # bytes of d


def generate() -> bytes:
    """Return a new private key. Raises ConfigError (XS603) without the library."""
    public_key, scalar = _library().sm2_key_generate()
    return bytes(scalar + public_key)


def public(private: bytes) -> bytes:
    """Return the public key of a private key."""
    return private[_SCALAR:]


def sign(private: bytes, message: bytes) -> bytes:
    """Return the signature of a message. Raises ConfigError (XS603) without the library."""
    return bytes(_library().sm2_sign(private[:_SCALAR], public(private), message))


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is right. Raises ConfigError (XS603) without the library.

    GmSSL writes a line of its own to the error stream for each signature that is not.
    """
    library = _library()
    try:
        return bool(library.sm2_verify(public, message, signature))
    except library.GmsslInnerError:
        return False


def _library() -> Any:
    try:
        return importlib.import_module("gmssl_pyx")
    except ImportError as error:
        raise ConfigError(
            "XS603", "这台电脑没有安装 SM2 签名组件。", '请运行 pip install "xianshen[sm]" 后重试，或改用 ed25519 密钥。'
        ) from error
