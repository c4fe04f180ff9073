"""Key files: a private key under a passphrase, in one file that its owner carries.

One line of canonical JSON with mode 0600::

    {"v":1,"scheme":…,"public":…,"kdf":{"name":"scrypt","n":65536,"r":8,"p":1,"salt":…},
     "cipher":{"name":"aes-256-gcm","nonce":…},"sealed":…}

Bytes are base64. The key that opens ``sealed`` comes from the passphrase by scrypt (RFC 7914); all other fields are
authenticated with it (AES-256-GCM, NIST SP 800-38D). A file that is not byte for byte canonical is refused. ``n`` is 2 to
the power of the cost; opening takes 1024·n bytes of memory. The PEM encryption of the library derives its key in 2048
rounds of PBKDF2, too few for a passphrase.

A file with ``holder`` instead of ``kdf``, ``cipher`` and ``sealed`` stands for a key in a device; see `signer`.
"""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from review.digest import canonical_json
from review.errors import ConfigError
from review.sign.signer import DEVICES, LocalSigner, PublicKey, Signer, scheme
from review.store import private

COST = 16  # scrypt n = 2**16: 64 MiB and a quarter of a second
COSTS = range(10, 21)  # anything else is refused: a hostile file must not eat the memory
STRONG = 15
SHORTEST = 12  # characters of a passphrase
LARGEST = 64 * 1024  # bytes of a key file

_SALT = 16
_NONCE = 12


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A key in a file. `n` is the scrypt parameter."""

    public: PublicKey
    n: int
    salt: bytes
    nonce: bytes
    sealed: bytes = b""

    def header(self) -> dict[str, Any]:
        return {
            "v": 1,
            "scheme": self.public.scheme,
            "public": _text(self.public.data),
            "kdf": {"name": "scrypt", "n": self.n, "r": 8, "p": 1, "salt": _text(self.salt)},
            "cipher": {"name": "aes-256-gcm", "nonce": _text(self.nonce)},
        }

    def to_bytes(self) -> bytes:
        return canonical_json(self.header() | {"sealed": _text(self.sealed)}) + b"\n"


@dataclass(frozen=True, slots=True)
class _Held:
    """A key in a device. `header` is the whole file."""

    public: PublicKey
    holder: str
    header: dict[str, Any]


def create(path: Path, name: str, passphrase: str, cost: int = COST) -> PublicKey:
    """Make a key of the scheme `name`, write it to a new file and return its public half.

    Raises ConfigError: XS601 unknown scheme, XS603 no library for it, XS605 the file exists or cannot be written,
    XS606 the passphrase is too short, XS608 `cost` is not one of `COSTS`.
    """
    require_length(passphrase)
    if cost not in COSTS:
        raise _wrong_cost()
    key = scheme(name).generate()
    public = PublicKey(name, scheme(name).public(key))
    data = _seal(public, 2**cost, key, passphrase).to_bytes()
    try:
        path.open("xb").close()  # takes the name: two runs at once must not overwrite each other's key
        try:
            private.write(path, data)
        except BaseException:
            path.unlink()
            raise
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise _cannot_write(path) from error
    return public


def open_key(path: Path, passphrase: str) -> Signer:
    """Open a key file.

    Raises ConfigError: XS604 not a key file, XS607 wrong passphrase or damaged file (the cipher cannot tell which),
    XS608 hostile scrypt cost, XS609 the device is not available.
    """
    file = _load(path)
    return _from_device(file, passphrase) if isinstance(file, _Held) else LocalSigner(file.public, _unseal(path, file, passphrase))


def public_key(path: Path) -> PublicKey:
    """Return the public key a file names; without the passphrase nobody can tell whether it was altered.

    Raises ConfigError: XS604 not a key file, XS608 hostile scrypt cost.
    """
    return _load(path).public


def change_passphrase(path: Path, old: str, new: str) -> None:
    """Seal the same key under a new passphrase, all at once or not at all; a cost below `COST` is raised to it.

    Copies of the file elsewhere still open with the old passphrase. Raises ConfigError: XS604, XS607 and XS608 as
    `open_key` does, XS605 the file cannot be written, XS606 the new passphrase is too short, XS609 the key is in a device.
    """
    require_length(new)
    file = _load(path)
    if isinstance(file, _Held):
        raise ConfigError("XS609", f"密钥在设备“{file.holder}”里，本程序不能修改它的口令。", "请用设备自带的程序修改。")
    data = _seal(file.public, max(file.n, 2**COST), _unseal(path, file, old), new).to_bytes()
    try:
        private.write(path.resolve(), data)
    except OSError as error:
        raise _cannot_write(path) from error


def weak(path: Path) -> bool:
    """Tell whether the file can be guessed at more cheaply than it should: a cost below `STRONG`. Raises as `public_key`."""
    file = _load(path)
    return isinstance(file, _Sealed) and file.n < 2**STRONG


def require_absent(path: Path) -> None:
    """Raise ConfigError (XS605) if there is such a file, as `create` would after the passphrase was thought up."""
    if path.exists():
        raise _exists(path)


def require_length(passphrase: str) -> None:
    """Raise ConfigError (XS606) for a passphrase of fewer than `SHORTEST` characters."""
    if len(_normal(passphrase)) < SHORTEST:
        raise ConfigError("XS606", f"口令太短，至少要 {SHORTEST} 个字符。", "可以用一句只有自己知道的话。")


def _load(path: Path) -> _Sealed | _Held:
    """Read a key file and refuse what `create` would not have written."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError("XS604", f"打不开密钥文件“{path.name}”。", "请检查路径；密钥在 U 盘上的，请先插好 U 盘。") from error
    damaged = ConfigError("XS604", f"“{path.name}”不是密钥文件，或已损坏。", "请核对文件，或使用备份。")
    if len(data) > LARGEST:
        raise damaged
    try:
        file = _read(json.loads(data.decode()))
        whole = isinstance(file, _Held) or file.to_bytes() == data
    except (ValueError, KeyError, TypeError, RecursionError, ConfigError) as error:
        raise damaged from error
    if not whole:
        raise damaged
    if isinstance(file, _Sealed) and not (isinstance(file.n, int) and file.n in {2**cost for cost in COSTS}):
        raise _wrong_cost()
    return file


def _read(value: dict[str, Any]) -> _Sealed | _Held:
    public = PublicKey.parse(f"{value['scheme']}:{value['public']}")
    if "holder" in value:
        if value["v"] != 1 or not isinstance(value["holder"], str) or value.keys() & {"kdf", "cipher", "sealed"}:
            raise ValueError
        return _Held(public, value["holder"], value)
    kdf, cipher = value["kdf"], value["cipher"]
    file = _Sealed(public, kdf["n"], _bytes(kdf["salt"]), _bytes(cipher["nonce"]), _bytes(value["sealed"]))
    if len(file.salt) != _SALT or len(file.nonce) != _NONCE:
        raise ValueError
    return file


def _seal(public: PublicKey, n: int, key: bytes, passphrase: str) -> _Sealed:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    file = _Sealed(public, n, secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE))
    sealed = AESGCM(_derive(file, passphrase)).encrypt(file.nonce, key, canonical_json(file.header()))
    return replace(file, sealed=sealed)


def _unseal(path: Path, file: _Sealed, passphrase: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_derive(file, passphrase)).decrypt(file.nonce, file.sealed, canonical_json(file.header()))
    except InvalidTag as error:
        raise ConfigError("XS607", f"口令不对，或密钥文件已损坏（{path.name}）。", "请重新输入；口令确实无误的，请使用备份。") from error


def _derive(file: _Sealed, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=file.salt, length=32, n=file.n, r=8, p=1).derive(_normal(passphrase).encode())


def _from_device(file: _Held, passphrase: str) -> Signer:
    found = tuple(entry_points(group=DEVICES, name=file.holder))
    if len(found) != 1:
        raise ConfigError("XS609", f"密钥在设备“{file.holder}”里，这台电脑没有（或不止一个）它的驱动组件。", "请联系管理员安装。")
    try:
        load = found[0].load()
    except (ImportError, AttributeError) as error:
        raise ConfigError("XS609", f"设备“{file.holder}”的驱动组件不能使用。", "请联系管理员重新安装。") from error
    signer: Signer = load(file.header, passphrase)
    if signer.public != file.public:
        raise ConfigError("XS609", f"设备“{file.holder}”里的密钥与密钥文件不符。", "请检查插的是不是自己的设备。")
    return signer


def _normal(passphrase: str) -> str:
    """Return the one spelling of a passphrase, however a keyboard composed its accents (NFC, RFC 8265 section 4.2)."""
    return unicodedata.normalize("NFC", passphrase)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _wrong_cost() -> ConfigError:
    return ConfigError("XS608", f"密钥文件的保护强度不在 {COSTS[0]} 到 {COSTS[-1]} 之间。", "请使用 xianshen keys new 生成的密钥文件。")


def _exists(path: Path) -> ConfigError:
    return ConfigError("XS605", f"“{path.name}”已经存在，没有覆盖。", "请换一个文件名。")


def _cannot_write(path: Path) -> ConfigError:
    return ConfigError("XS605", f"密钥文件“{path.name}”写不进去。", "请确认文件夹存在、可以写入，且磁盘没有写满。")
