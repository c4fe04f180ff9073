"""Who signs: public keys, signers and the table of algorithms.

The algorithm belongs to the key, never to the message: nothing that a signed record says can choose how it is checked.

Keys in devices. A key that cannot leave its device (a UKey, a card, a signing server) is used through a package that
registers an entry point in the group ``xianshen.signers``. Its key file names the entry point as ``holder``::

    {"v":1,"scheme":"sm2","public":"<base64>","holder":"skf", …whatever the device needs to find the key}

The entry point is called as ``load(header: dict, passphrase: str) -> Signer`` with the whole key file and the passphrase
or PIN that the user typed. It returns a `Signer` whose `public` is the key in the file, or raises `ConfigError` in Chinese.
``scheme`` is one of `SCHEMES`: signatures of a device are checked by this program alone, on machines without the device.
"""

from __future__ import annotations

import base64
import importlib
from dataclasses import dataclass, field
from typing import Protocol, cast

from review.digest import sha256
from review.errors import ConfigError

SCHEMES = {"ed25519": "review.sign.ed25519", "sm2": "review.sign.sm2"}
DEVICES = "xianshen.signers"  # the group of entry points


class Scheme(Protocol):
    """What the module of an algorithm offers. Keys and signatures are bytes; `verify` never raises for bad ones."""

    PUBLIC_BYTES: int

    def generate(self) -> bytes:
        """Return a new private key."""

    def public(self, private: bytes) -> bytes:
        """Return the public key of a private key."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the signature of a message."""

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature is right."""


class Signer(Protocol):
    """A private key that can be used, wherever it lies."""

    @property
    def scheme(self) -> str:
        """The name of the algorithm, one of `SCHEMES`."""

    @property
    def public(self) -> PublicKey:
        """The key that checks what is signed here."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message. Raises ConfigError when the key cannot be used now."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key with its algorithm. `data` is raw bytes: 32 for ed25519 (RFC 8032), 64 for sm2 (x ‖ y)."""

    scheme: str
    data: bytes

    @property
    def id(self) -> str:
        """The short name of the key in records: scheme and 128 bits of its SHA-256."""
        return f"{self.scheme}:{sha256(self.data)[:32]}"

    @property
    def text(self) -> str:
        """The whole key as one word that people hand on: scheme and base64."""
        return f"{self.scheme}:{base64.b64encode(self.data).decode()}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read what `text` wrote. Raises ConfigError: XS601 unknown algorithm, XS602 not a public key."""
        name, _, encoded = text.strip().partition(":")
        size = scheme(name).PUBLIC_BYTES
        try:
            data = base64.b64decode(encoded, validate=True)
        except ValueError:
            data = b""
        key = cls(name, data)
        if len(data) != size or key.text != text.strip():
            raise ConfigError("XS602", "公钥不完整或写法不对。", "请让对方运行 xianshen keys show 密钥文件，把“公钥”一行完整复制过来。")
        return key

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether a signature of a message is by this key; a bad signature or a malformed key is a plain no.

        Raises ConfigError if the algorithm is unknown (XS601) or its library is missing (XS603): not being able to look
        must not pass for a forgery.
        """
        return scheme(self.scheme).verify(self.data, message, signature)


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A private key in the memory of this process; it never shows in a representation."""

    public: PublicKey
    private: bytes = field(repr=False)

    @property
    def scheme(self) -> str:
        """The name of the algorithm, that of the public key."""
        return self.public.scheme

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return scheme(self.scheme).sign(self.private, message)


def scheme(name: str) -> Scheme:
    """Return the module of an algorithm. Raises ConfigError (XS601) for one that is not in the table."""
    if name not in SCHEMES:
        raise ConfigError("XS601", f"不认识的签名算法“{name[:20]}”。", f"只能是 {'、'.join(SCHEMES)}；如是新版本的密钥，请升级本程序。")
    return cast(Scheme, importlib.import_module(SCHEMES[name]))
