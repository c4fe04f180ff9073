"""A key file opens for its passphrase and for nothing else."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

import pytest

from review.digest import canonical_json
from review.errors import ConfigError
from review.sign import keyfile
from review.sign.keyfile import change_passphrase, create, open_key, public_key, weak
from review.sign.signer import LocalSigner, PublicKey, scheme
from review.store import private

CHEAP = 10  # scrypt cost


def some_passphrase():
    return secrets.token_urlsafe(12)


@pytest.fixture
def passphrase():
    return some_passphrase()


@pytest.fixture
def path(tmp_path, passphrase):
    """A key file."""
    path = tmp_path / "张三.key"
    create(path, "ed25519", passphrase, CHEAP)
    return path


def rewrite(path, change):
    """Change the content of a key file and spell it as the program does."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(canonical_json(value) + b"\n")


def held(path, **fields):
    """Write the file of a key in a device; return a signer that has the key."""
    key = scheme("ed25519").generate()
    public = PublicKey("ed25519", scheme("ed25519").public(key))
    value = {"v": 1, "scheme": "ed25519", "public": public.text.partition(":")[2], "holder": "token", "slot": 3} | fields
    path.write_bytes(canonical_json(value))
    return LocalSigner(public, key)


class Entry:
    """An entry point as importlib.metadata would find it."""

    def __init__(self, load):
        self.load = load


@pytest.fixture
def device(monkeypatch):
    """Pretend that packages registered these entry points under the name ``token``."""

    def register(*entries):
        found = {("xianshen.signers", "token"): entries}
        monkeypatch.setattr(keyfile, "entry_points", lambda *, group, name: found.get((group, name), ()))

    return register


def test_what_a_key_file_signs_its_public_key_accepts(path, passphrase):
    signer = open_key(path, passphrase)
    assert public_key(path) == signer.public
    assert signer.public.verify(b"approve", signer.sign(b"approve"))


def test_an_sm2_key_can_be_kept_too(tmp_path, passphrase):
    pytest.importorskip("gmssl_pyx")
    key = create(tmp_path / "k", "sm2", passphrase, CHEAP)
    assert key.verify(b"approve", open_key(tmp_path / "k", passphrase).sign(b"approve"))


def test_two_key_files_share_nothing(tmp_path, passphrase):
    create(tmp_path / "a", "ed25519", passphrase, CHEAP)
    create(tmp_path / "b", "ed25519", passphrase, CHEAP)
    a, b = (json.loads((tmp_path / name).read_bytes()) for name in "ab")
    assert a["public"] != b["public"]
    assert a["kdf"]["salt"] != b["kdf"]["salt"]
    assert a["cipher"]["nonce"] != b["cipher"]["nonce"]


def test_the_file_is_what_its_description_says(tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    passphrase = f"caf\u00e9 {some_passphrase()}"
    create(tmp_path / "k", "ed25519", passphrase, CHEAP)
    value = json.loads((tmp_path / "k").read_bytes())
    sealed = base64.b64decode(value.pop("sealed"))
    salt, nonce = base64.b64decode(value["kdf"]["salt"]), base64.b64decode(value["cipher"]["nonce"])
    key = Scrypt(salt=salt, length=32, n=value["kdf"]["n"], r=8, p=1).derive(passphrase.encode())
    seed = AESGCM(key).decrypt(nonce, sealed, canonical_json(value))
    assert Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw() == base64.b64decode(value["public"])
    assert value["kdf"] | {"salt": ""} == {"name": "scrypt", "n": 2**CHEAP, "r": 8, "p": 1, "salt": ""}
    assert (value["v"], value["cipher"]["name"], len(salt), len(nonce)) == (1, "aes-256-gcm", 16, 12)


def test_a_key_is_expensive_to_guess_unless_asked_otherwise(tmp_path, passphrase):
    create(tmp_path / "k", "ed25519", passphrase)
    assert json.loads((tmp_path / "k").read_bytes())["kdf"]["n"] == 2**16
    assert not weak(tmp_path / "k")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_nobody_else_may_read_a_key_file(path, passphrase):
    assert path.stat().st_mode & 0o777 == 0o600
    change_passphrase(path, passphrase, some_passphrase())
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_never_overwritten(path, passphrase):
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="XS605"):
        create(path, "ed25519", passphrase, CHEAP)
    assert path.read_bytes() == before


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path, passphrase):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(ConfigError, match="XS605"):
        create(tmp_path / "link", "ed25519", passphrase, CHEAP)
    assert not (tmp_path / "target").exists()


def test_a_file_that_appears_while_the_key_is_made_is_not_overwritten(tmp_path, passphrase, monkeypatch):
    path = tmp_path / "k"
    seal = keyfile._seal

    def slowly(*arguments):
        path.write_bytes(b"another run")
        return seal(*arguments)

    monkeypatch.setattr(keyfile, "_seal", slowly)
    with pytest.raises(ConfigError, match=r"XS605 .*已经存在"):
        create(path, "ed25519", passphrase, CHEAP)
    assert path.read_bytes() == b"another run"


def test_a_key_that_cannot_be_written_leaves_nothing_behind(tmp_path, passphrase, monkeypatch):
    def full(path, data):
        raise OSError

    monkeypatch.setattr(private, "write", full)
    for path in (tmp_path / "k", tmp_path / "no folder" / "k"):
        with pytest.raises(ConfigError, match="XS605"):
            create(path, "ed25519", passphrase, CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_a_short_passphrase_is_refused(path, passphrase, tmp_path):
    with pytest.raises(ConfigError, match="XS606"):
        create(tmp_path / "k", "ed25519", passphrase[:11], CHEAP)
    with pytest.raises(ConfigError, match="XS606"):
        change_passphrase(path, passphrase, passphrase[:11])
    create(tmp_path / "k", "ed25519", passphrase[:12], CHEAP)
    open_key(path, passphrase)


def test_another_passphrase_does_not_open_the_file(path, passphrase):
    for wrong in (some_passphrase(), passphrase[:-1], passphrase + " ", passphrase.swapcase(), ""):
        with pytest.raises(ConfigError, match="XS607 口令不对，或密钥文件已损坏"):
            open_key(path, wrong)


def test_a_passphrase_is_the_same_however_its_accents_were_typed(tmp_path):
    create(tmp_path / "k", "ed25519", "caf\u00e9 审查台 2026", CHEAP)
    open_key(tmp_path / "k", "cafe\u0301 审查台 2026")


def other_text(text):
    """Return the same number of other bytes in base64."""
    return base64.b64encode(bytes(255 - byte for byte in base64.b64decode(text))).decode()


@pytest.mark.parametrize(
    ("change", "code"),
    {
        "v": (lambda v: v.update(v=2), "XS604"),
        "v true": (lambda v: v.update(v=True), "XS604"),
        "scheme": (lambda v: v.update(scheme="sm2"), "XS604"),
        "unknown scheme": (lambda v: v.update(scheme="none"), "XS604"),
        "public": (lambda v: v.update(public=other_text(v["public"])), "XS607"),
        "kdf name": (lambda v: v["kdf"].update(name="pbkdf2"), "XS604"),
        "n": (lambda v: v["kdf"].update(n=2048), "XS607"),
        "r": (lambda v: v["kdf"].update(r=9), "XS604"),
        "p": (lambda v: v["kdf"].update(p=2), "XS604"),
        "salt": (lambda v: v["kdf"].update(salt=other_text(v["kdf"]["salt"])), "XS607"),
        "short salt": (lambda v: v["kdf"].update(salt="AAAA"), "XS604"),
        "cipher name": (lambda v: v["cipher"].update(name="null"), "XS604"),
        "nonce": (lambda v: v["cipher"].update(nonce=other_text(v["cipher"]["nonce"])), "XS607"),
        "long nonce": (lambda v: v["cipher"].update(nonce="AAAA" * 5), "XS604"),
        "sealed": (lambda v: v.update(sealed=other_text(v["sealed"])), "XS607"),
        "sealed cut": (lambda v: v.update(sealed=v["sealed"][:-4]), "XS607"),
        "sealed empty": (lambda v: v.update(sealed=""), "XS607"),
        "sealed no text": (lambda v: v.update(sealed=0), "XS604"),
        "field added": (lambda v: v.update(note=""), "XS604"),
        "field missing": (lambda v: v.pop("cipher"), "XS604"),
        "kdf no object": (lambda v: v.update(kdf=[]), "XS604"),
        "device added": (lambda v: v.update(holder="token"), "XS604"),
    }.values(),
)
def test_tampering_with_any_field_is_refused(path, passphrase, change, code):
    rewrite(path, change)
    with pytest.raises(ConfigError, match=code):
        open_key(path, passphrase)


def test_one_flipped_bit_anywhere_is_refused(tmp_path, passphrase):
    path = tmp_path / "k"
    create(path, "ed25519", passphrase, CHEAP)
    data = path.read_bytes()
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << secrets.randbelow(8)
        path.write_bytes(changed)
        with pytest.raises(ConfigError, match=r"XS60[478]"):
            open_key(path, passphrase)


def test_bits_that_no_byte_uses_are_refused_too(tmp_path, passphrase):
    pytest.importorskip("gmssl_pyx")  # 112 sealed bytes do not fill their base64
    create(tmp_path / "k", "sm2", passphrase, CHEAP)
    data = (tmp_path / "k").read_bytes()
    text = json.loads(data)["sealed"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = text[:-3] + alphabet[alphabet.index(text[-3]) ^ 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(text)
    (tmp_path / "k").write_bytes(data.replace(text.encode(), other.encode()))
    with pytest.raises(ConfigError, match="XS604"):
        open_key(tmp_path / "k", passphrase)


@pytest.mark.parametrize("n", [2**9, 2**21, 2**40, 2**10 + 1, 0, -1, 1024.0, "1024", [1024], None])
def test_a_hostile_scrypt_cost_is_refused_before_it_is_paid(path, passphrase, n):
    rewrite(path, lambda value: value["kdf"].update(n=n))
    for use in (lambda: open_key(path, passphrase), lambda: public_key(path), lambda: weak(path)):
        with pytest.raises(ConfigError, match="XS608"):
            use()


@pytest.mark.parametrize("cost", [9, 21, -1, 64])
def test_a_key_of_another_cost_is_not_made(tmp_path, passphrase, cost):
    with pytest.raises(ConfigError, match="XS608"):
        create(tmp_path / "k", "ed25519", passphrase, cost)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"7", b'"k"', b"\xff\xfe", b"[" * 60_000, b"1" * 60_000, b'{"v":NaN}', b"-----BEGIN PRIVATE KEY-----"],
    ids=lambda data: data[:8].decode("latin-1") or "empty",
)
def test_what_is_no_key_file_is_called_so(tmp_path, data):
    (tmp_path / "k").write_bytes(data)
    with pytest.raises(ConfigError, match="XS604"):
        public_key(tmp_path / "k")


def test_no_more_than_64_kib_of_a_file_is_read(tmp_path):
    signer = held(tmp_path / "k", note="")
    spare = 64 * 1024 - len((tmp_path / "k").read_bytes())
    (tmp_path / "k").write_bytes((tmp_path / "k").read_bytes().replace(b'"note":""', b'"note":"%b"' % (b"x" * spare)))
    assert public_key(tmp_path / "k") == signer.public
    with (tmp_path / "k").open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(ConfigError, match="XS604"):
        public_key(tmp_path / "k")


@pytest.mark.skipif(os.name != "posix", reason="devices are POSIX")
def test_a_file_without_an_end_is_refused():
    with pytest.raises(ConfigError, match="XS604"):
        public_key(Path("/dev/zero"))


def test_a_missing_file_and_a_folder_are_called_so(tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(ConfigError, match="XS604"):
            open_key(path, "")


def test_another_passphrase_keeps_the_key_and_the_old_one_opens_no_more(path, passphrase):
    before, new = open_key(path, passphrase), some_passphrase()
    data = json.loads(path.read_bytes())
    change_passphrase(path, passphrase, new)
    after = open_key(path, new)
    assert after == before
    with pytest.raises(ConfigError, match="XS607"):
        open_key(path, passphrase)
    changed = json.loads(path.read_bytes())
    assert changed["kdf"]["salt"] != data["kdf"]["salt"]
    assert changed["cipher"]["nonce"] != data["cipher"]["nonce"]


def test_another_passphrase_strengthens_a_weak_file_and_never_weakens_one(path, passphrase, tmp_path):
    assert weak(path)
    change_passphrase(path, passphrase, passphrase)
    assert json.loads(path.read_bytes())["kdf"]["n"] == 2**16
    assert not weak(path)
    create(tmp_path / "k", "ed25519", passphrase, 17)
    change_passphrase(tmp_path / "k", passphrase, passphrase)
    assert json.loads((tmp_path / "k").read_bytes())["kdf"]["n"] == 2**17


def test_without_the_old_passphrase_nothing_changes(path, passphrase):
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="XS607"):
        change_passphrase(path, some_passphrase(), some_passphrase())
    assert path.read_bytes() == before


def test_a_change_that_cannot_be_written_leaves_the_old_file(path, passphrase, monkeypatch):
    def full(descriptor):
        raise OSError

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="XS605"):
        change_passphrase(path, passphrase, some_passphrase())
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_linked_file_is_changed_where_it_lies(path, passphrase, tmp_path):
    new = some_passphrase()
    (tmp_path / "link").symlink_to(path)
    change_passphrase(tmp_path / "link", passphrase, new)
    assert (tmp_path / "link").is_symlink()
    open_key(path, new)


def test_a_key_in_a_device_is_used_through_its_entry_point(tmp_path, passphrase, device):
    signer = held(tmp_path / "k")
    calls = []

    def load(header, typed):
        calls.append((header, typed))
        return signer

    device(Entry(lambda: load))
    assert open_key(tmp_path / "k", passphrase) is signer
    assert calls == [(json.loads((tmp_path / "k").read_bytes()), passphrase)]
    assert public_key(tmp_path / "k") == signer.public
    assert not weak(tmp_path / "k")


def test_a_device_with_another_key_is_refused(tmp_path, device):
    held(tmp_path / "k")
    other = held(tmp_path / "other")
    device(Entry(lambda: lambda *_: other))
    with pytest.raises(ConfigError, match="XS609"):
        open_key(tmp_path / "k", "")


def no_driver():
    raise ImportError


@pytest.mark.parametrize(
    "entries",
    [(), (Entry(no_driver),), (Entry(lambda: None), Entry(lambda: None))],
    ids=["not installed", "broken", "two of one name"],
)
def test_a_device_that_is_not_available_is_called_so(tmp_path, device, entries):
    held(tmp_path / "k")
    device(*entries)
    with pytest.raises(ConfigError, match="XS609"):
        open_key(tmp_path / "k", "")


def test_without_any_package_for_it_a_device_is_not_available(tmp_path):
    held(tmp_path / "k")
    with pytest.raises(ConfigError, match="XS609"):
        open_key(tmp_path / "k", "")


@pytest.mark.parametrize("fields", [{"v": 2}, {"holder": 1}, {"sealed": ""}, {"kdf": {}}, {"cipher": {}}, {"public": "AAAA"}])
def test_a_malformed_file_of_a_device_is_refused(tmp_path, fields):
    held(tmp_path / "k", **fields)
    with pytest.raises(ConfigError, match="XS604"):
        open_key(tmp_path / "k", "")


def test_the_passphrase_of_a_device_is_changed_elsewhere(tmp_path):
    held(tmp_path / "k")
    with pytest.raises(ConfigError, match="XS609"):
        change_passphrase(tmp_path / "k", some_passphrase(), some_passphrase())
