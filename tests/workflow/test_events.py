"""What may be written down: every type, every field, nothing else."""

from __future__ import annotations

import pytest

from bench.office import DAY
from review.workflow.events import _COMMON, FIELDS, body_of, faults_of

WHO = ("P", "ed25519:0")
HEAD = "0" * 64
MATTER = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
NOTE = {"kind": "说明", "text": "一句话", "evidence": None}


def test_no_field_of_a_type_hides_one_that_all_have():
    assert not any(_COMMON & fields.keys() for fields in FIELDS.values())


def test_a_body_that_would_not_be_read_back_is_never_written():
    assert body_of("note", MATTER, DAY, WHO, HEAD, **NOTE)["type"] == "note"
    with pytest.raises(ValueError, match="字段"):
        body_of("note", MATTER, DAY, WHO, HEAD, **{**NOTE, "text": ""})


@pytest.mark.parametrize(
    "change",
    [
        {"type": "unknown"},
        {"type": ["note"]},
        {"v": 2},
        {"at": "2026-03-02T09:00:00"},
        {"at": "2026-03-02"},
        {"matter": "x"},
        {"roster": "0"},
        {"actor": {"person": "P"}},
        {"text": "   "},
        {"text": "长" * 2001},
        {"kind": "别的"},
        {"evidence": "0" * 63},
        {"more": 1},
    ],
)
def test_what_does_not_fit_is_a_fault(change):
    body = {**body_of("note", MATTER, DAY, WHO, HEAD, **NOTE), "seq": 0, "prev": HEAD, **change}
    assert list(faults_of(body))


def test_a_missing_field_is_a_fault():
    body = {**body_of("note", MATTER, DAY, WHO, HEAD, **NOTE), "seq": 0, "prev": HEAD}
    for name in ("text", "matter", "actor", "roster", "at"):
        assert list(faults_of({k: v for k, v in body.items() if k != name}))
