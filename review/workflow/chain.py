"""Lines that vouch for each other: canonical JSON, each with the digest of the line before and a signature of its own.

A line is ``{"body": {…}, "sig": "base64"}``. ``sig`` is over the DSSE pre-authentication encoding of the canonical body; ``prev`` in
the body is the SHA-256 of the whole previous line without its line feed, ``seq`` its place from 0. What is not byte for byte the
canonical spelling is refused, so one record has one spelling and no reader can be shown another meaning.
Source: DSSE v1 (secure-systems-lab/dsse, protocol.md); RFC 8785 for the restricted value set used here.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from review.digest import canonical_json, sha256
from review.sign.dsse import pae
from review.sign.signer import PublicKey, Signer

FIRST = "0" * 64  # what the first line names as the line before it
MOST_LINE = 8 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One record. `head` is the digest by which the next one, and everybody else, names it."""

    seq: int
    body: Mapping[str, Any]
    signature: bytes = field(repr=False)
    head: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be in a chain. `seq` is the place of the first line concerned, `what` is Chinese."""

    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The records that hold, and why those behind them, if any, do not."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def head(self) -> str:
        """The digest of the last line."""
        return self.entries[-1].head if self.entries else FIRST

    def extended(self, line: bytes) -> Chain:
        """Return the chain with one more line, given without its line feed."""
        entry = _entry(len(self.entries), line, self.head)
        return Chain((*self.entries, entry)) if isinstance(entry, Entry) else Chain(self.entries, (entry,))


def parse(data: bytes) -> Chain:
    """Read whole lines. The first line that does not hold ends the chain: what follows proves nothing."""
    entries: list[Entry] = []
    head = FIRST
    for seq, line in enumerate(data.split(b"\n")[:-1]):
        entry = _entry(seq, line, head)
        if isinstance(entry, Fault):
            return Chain(tuple(entries), (entry,))
        entries.append(entry)
        head = entry.head
    return Chain(tuple(entries))


def _entry(seq: int, line: bytes, prev: str) -> Entry | Fault:
    if len(line) > MOST_LINE:
        return Fault(seq, "一行过长")
    try:
        value = json.loads(line)
        body, sig = value["body"], value["sig"]
        signature = base64.b64decode(sig, validate=True)
        canonical = set(value) == {"body", "sig"} and canonical_json(value) == line
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        return Fault(seq, "不是有效的记录")
    if not canonical or not isinstance(body, dict) or base64.b64encode(signature).decode() != sig:
        return Fault(seq, "写法与记录格式不符，可能被改动")
    if body.get("seq") != seq or type(body.get("seq")) is not int:
        return Fault(seq, "顺序号不对，可能有记录被删除、插入或调换")
    if body.get("prev") != prev:
        return Fault(seq, "与前一条记录不衔接，前面的记录被改动、删除或调换")
    return Entry(seq, body, signature, sha256(line))


def unsigned(chain: Chain, key_of: Callable[[Entry], PublicKey | None]) -> Iterator[Fault]:
    """Yield a fault for every entry whose signature does not verify under the key that `key_of` names for it."""
    for entry in chain.entries:
        key = key_of(entry)
        if key is None:
            yield Fault(entry.seq, "签名人或密钥不在名册中")
        elif not key.verify(pae(canonical_json(entry.body)), entry.signature):
            yield Fault(entry.seq, "签名不对")


def sign_line(body: Mapping[str, Any], seq: int, prev: str, signer: Signer) -> tuple[bytes, str]:
    """Return the next line of a chain, without its line feed, and its digest."""
    whole = {**body, "seq": seq, "prev": prev}
    signature = signer.sign(pae(canonical_json(whole)))
    line = canonical_json({"body": whole, "sig": base64.b64encode(signature).decode()})
    return line, sha256(line)


def groups(head: str, count: int = 4) -> str:
    """Return the last `count` × 4 characters of a digest in groups, as they are printed and read out."""
    tail = head[-4 * count :]
    return " ".join(tail[i : i + 4] for i in range(0, len(tail), 4))
