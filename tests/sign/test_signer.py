"""A key accepts what its holder signed and nothing else; the algorithm belongs to the key."""

from __future__ import annotations

import base64
import importlib.util
import sys

import pytest

from review.errors import ConfigError
from review.sign import ed25519, sm2
from review.sign.signer import SCHEMES, LocalSigner, PublicKey, scheme

HAS_SM2 = importlib.util.find_spec("gmssl_pyx") is not None
needs_sm2 = pytest.mark.skipif(not HAS_SM2, reason="the extra [sm] is not installed")
EACH_SCHEME = [pytest.param(name, marks=needs_sm2 if name == "sm2" else ()) for name in SCHEMES]

# RFC 8032 section 7.1: secret key, public key, message, signature
RFC_8032 = {
    "test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
}

# GB/T 32918.5-2017 annex A.2: the recommended curve, the default ID, "message digest"
SM2_PUBLIC = bytes.fromhex(
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SM2_SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


@pytest.fixture(params=EACH_SCHEME)
def signer(request):
    private = scheme(request.param).generate()
    return LocalSigner(PublicKey(request.param, scheme(request.param).public(private)), private)


def flipped(data):
    """Yield the bytes with one bit of each turned over."""
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << position % 8
        yield bytes(changed)


@pytest.mark.parametrize(("private", "public", "message", "signature"), RFC_8032.values(), ids=RFC_8032)
def test_ed25519_is_that_of_rfc_8032(private, public, message, signature):
    private, public, message, signature = map(bytes.fromhex, (private, public, message, signature))
    assert ed25519.public(private) == public
    assert ed25519.sign(private, message) == signature
    assert ed25519.verify(public, message, signature)


@needs_sm2
def test_sm2_is_that_of_the_national_standard():
    assert sm2.verify(SM2_PUBLIC, b"message digest", SM2_SIGNATURE)
    assert not sm2.verify(SM2_PUBLIC, b"message digesT", SM2_SIGNATURE)


def test_a_key_accepts_what_its_signer_signed(signer):
    assert signer.scheme == signer.public.scheme
    assert signer.public.verify("先审后发".encode(), signer.sign("先审后发".encode()))


def test_a_key_refuses_another_message_and_every_altered_signature(signer):
    signature = signer.sign(b"approve")
    assert not signer.public.verify(b"approve ", signature)
    assert not any(signer.public.verify(b"approve", changed) for changed in flipped(signature))


def test_a_key_refuses_what_another_key_signed(signer):
    other = scheme(signer.scheme).generate()
    assert not signer.public.verify(b"approve", scheme(signer.scheme).sign(other, b"approve"))


@pytest.mark.parametrize("signature", [b"", b"\0", bytes(64), b"\xff" * 64, b"\x30" * 72, b"\0" * 5000])
def test_what_is_no_signature_is_refused_without_an_error(signer, signature):
    assert signer.public.verify(b"approve", signature) is False


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 32, b"\xff" * 64, bytes(64), bytes(65)])
def test_a_malformed_key_refuses_everything_without_an_error(signer, data):
    assert PublicKey(signer.scheme, data).verify(b"approve", signer.sign(b"approve")) is False


def test_a_key_under_which_one_signature_fits_many_messages_is_refused():
    # Under a key of order 1 the signature R = (0, 1), S = 0 fits every message; under the others it fits a share of them.
    accepts_anything = (1).to_bytes(32, "little")
    forged = accepts_anything + bytes(32)
    assert loosely(accepts_anything, b"any", forged)
    assert not ed25519.verify(accepts_anything, b"any", forged)
    small = [(y + sign * 2**255).to_bytes(32, "little") for y in ed25519._SMALL_ORDER for sign in (0, 1)]
    messages = [b"%d" % number for number in range(200)]
    fooled = {key for key in small if any(loosely(key, message, forged) for message in messages)}
    assert len(fooled) >= 8
    assert not any(ed25519.verify(key, message, forged) for key in small for message in messages)


def loosely(key, message, signature):
    """Verify as the library does by itself."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_a_public_key_survives_being_handed_on(signer):
    assert PublicKey.parse(f" {signer.public.text}\n") == signer.public


def test_the_name_of_a_key_is_128_bits_of_its_digest():
    # sha256 of 32 zero bytes
    assert PublicKey("ed25519", bytes(32)).id == "ed25519:66687aadf862bd776c8fc18b8e9f8e20"


@pytest.mark.parametrize("name", ["rsa", "", "ED25519", "review.sign.ed25519", "os"])
def test_an_unknown_algorithm_is_an_error_and_never_a_no(name):
    for attempt in (lambda: PublicKey.parse(f"{name}:{'A' * 43}="), lambda: PublicKey(name, bytes(32)).verify(b"", b"")):
        with pytest.raises(ConfigError, match="XS601"):
            attempt()


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "A" * 43,
        "A" * 42 + "B=",  # bits beyond the last byte
        "A" * 40 + "\n" + "AAA=",
        base64.b64encode(bytes(31)).decode(),
        base64.b64encode(bytes(64)).decode(),
        "密" * 44,
    ],
)
def test_a_key_not_copied_whole_is_refused(encoded):
    with pytest.raises(ConfigError, match="XS602"):
        PublicKey.parse(f"ed25519:{encoded}")


def test_a_private_key_does_not_show(signer):
    assert repr(signer.private) not in repr(signer)
    assert "private" not in repr(signer)


def test_without_its_library_sm2_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    key = PublicKey.parse(PublicKey("sm2", SM2_PUBLIC).text)
    for attempt in (sm2.generate, lambda: sm2.sign(bytes(96), b""), lambda: key.verify(b"message digest", SM2_SIGNATURE)):
        with pytest.raises(ConfigError, match=r"XS603.*xianshen\[sm\]"):
            attempt()
