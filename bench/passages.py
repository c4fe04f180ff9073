"""Score names and addresses on the passages of tests/passages: ``python -m bench.passages [FILE …] [--show]``.

A private item must be found as warn or block, with exactly its span; whatever else is found as warn or block is false. Items that are
public or masked must not be.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from review.extract import extract
from review.model import Severity
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan
from tests.passages_format import FOLDER, passages

RULES = {"NAME": {"personal.name"}, "ADDRESS": {"personal.address"}}


def main() -> None:
    show = "--show" in sys.argv
    files = [Path(a) for a in sys.argv[1:] if not a.startswith("--")] or sorted(FOLDER.glob("*.dev.txt"))
    rules = load_ruleset(lexicons())
    total: Counter[tuple[str, str]] = Counter()
    for file in files:
        count: Counter[tuple[str, str]] = Counter()
        clean = alarmed = 0
        for number, (text, spans) in enumerate(passages(file), 1):
            result = scan(extract(text.encode(), "a.txt"), rules, Options(b"k" * 32))
            wrong = []
            for kind, ids in RULES.items():
                want = {(s, e) for s, e, k in spans if k == kind}
                got = {
                    (f.start, f.end): f
                    for f in result.findings
                    if f.rule in ids and f.severity is not Severity.NOTE and not (f.status and f.status.value != "private")
                }
                count[kind, "tp"] += len(want & got.keys())
                count[kind, "fn"] += len(want - got.keys())
                count[kind, "fp"] += len(got.keys() - want)
                wrong += [f"  MISS {kind} {text[s:e]}" for s, e in sorted(want - got.keys())]
                wrong += [
                    f"  FALSE {kind} {text[s:e]} | {got[s, e].severity.value} {got[s, e].because[:90]}"
                    for s, e in sorted(got.keys() - want)
                ]
            private = any(k in RULES for *_, k in spans)
            clean += not private
            alarmed += not private and bool(wrong)
            if wrong and show:
                print(f"[{file.stem} {number}]", text.replace("\n", "\\n")[:300], *wrong, sep="\n")
        total += count
        print(f"{file.stem:20}", *(_score(count, kind) for kind in RULES), f"clean with false alarm {alarmed}/{clean}")
    print(f"{'all':20}", *(_score(total, kind) for kind in RULES))


def _score(count: Counter[tuple[str, str]], kind: str) -> str:
    tp, fp, fn = (count[kind, c] for c in ("tp", "fp", "fn"))
    p, r = tp / (tp + fp or 1), tp / (tp + fn or 1)
    return f"{kind} P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r or 1):.3f} n={tp + fn}"


if __name__ == "__main__":
    main()
