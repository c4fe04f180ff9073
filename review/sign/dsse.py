"""The bytes that are signed: the pre-authentication encoding of DSSE v1.

The type of the payload is signed with it, and both carry their lengths, so that a signature over one kind of record can
never be shown as a signature over another.

Source: DSSE protocol 1.0.0, "Signature Definition", https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md
"""

from __future__ import annotations

PAYLOAD_TYPE = "application/vnd.xianshen.event+json"


def pae(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """Return ``"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body``; lengths are decimal and count bytes."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
