"""What is found in the passages of tests/passages: the rules were tuned on ``.dev`` and ``.fresh`` files only, ``.held`` ones
were never looked at.

The floors are below what was measured, so that they tell a loss and not a change of a word.
"""

from collections import Counter

import pytest
from passages_format import FOLDER, PRIVATE, passages

from review.extract import extract
from review.model import Severity, Status
from review.scan import Options, scan

RULES = {"personal.name": "NAME", "personal.address": "ADDRESS"}
FLOORS = {
    "dev": {"NAME": (0.94, 0.84), "ADDRESS": (0.95, 0.93)},
    "fresh": {"NAME": (0.87, 0.72), "ADDRESS": (0.95, 0.87)},
    "held": {"NAME": (0.77, 0.71), "ADDRESS": (0.84, 0.59)},
}


def private(ruleset, text):
    findings = scan(extract(text.encode(), "a.txt"), ruleset, Options(b"k" * 32)).findings
    return {
        (f.start, f.end, RULES[f.rule])
        for f in findings
        if f.rule in RULES and f.severity is not Severity.NOTE and f.status in (None, Status.PRIVATE)
    }


@pytest.mark.parametrize("part", FLOORS)
def test_private_names_and_addresses_are_found_and_public_ones_are_left_alone(ruleset, part):
    count = Counter()
    for path in sorted(FOLDER.glob(f"*.{part}.txt")):
        for passage in passages(path):
            want = {tuple(span) for span in passage.spans if span.type in PRIVATE}
            found = private(ruleset, passage.text)
            count.update((kind, "right") for *_, kind in want & found)
            count.update((kind, "missed") for *_, kind in want - found)
            count.update((kind, "false") for *_, kind in found - want)
    for kind, (precision, recall) in FLOORS[part].items():
        right = count[kind, "right"]
        assert right >= precision * (right + count[kind, "false"]), (kind, count)
        assert right >= recall * (right + count[kind, "missed"]), (kind, count)
