"""Train and measure the table of the kind ``likeness``: which wording tells that a sentence must not be published.

`python -m bench.likeness SHARED` trains on the labelled lines that may be tuned on and on published texts, and writes
lexicons/models/likeness.txt. `python -m bench SHARED likeness` measures the table that ships on lines held back.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.corpora import model_text
from review.detect.likeness import BUCKETS, SHORTEST, STOPS, Model
from review.detect.likeness_arrays import Features, features, scores
from review.extract import extract
from review.rules.load import load_lexicon
from review.rules.locate import lexicons
from review.text.normalise import normalise

HERE = Path(__file__).parent
TABLE = HERE.parent / "lexicons" / "models" / "likeness.txt"
MATTERS = HERE.parent / "tests" / "detect"
TRAINED_ON = (MATTERS / "matters.dev.txt", *sorted((HERE / "lines").glob("*.dev.tsv")))
HELD_BACK = (MATTERS / "matters.held.txt", MATTERS / "matters.plain.txt", *sorted((HERE / "lines").glob("*.held.tsv")))

PASSAGES = HERE.parent / "tests" / "passages"
CLEAN = HERE.parent / "samples" / "source" / "clean"
_MARKS = re.compile(r"⟦[A-Z_]+:|⟧|^---$|^[@|]\S*", re.MULTILINE)

_ONE = str.maketrans("", "", STOPS)

PUBLISHED = 4_000_000  # code points of published texts
WEIGHT = 3.0  # of a labelled line against a published sentence
DECAY = 1 / 30  # of the weights, per unit of loss
STEPS, RATE = 400, 0.1


def labelled(path: Path) -> list[tuple[str, str]]:
    """Return label and text of each line of a file."""
    rows = (line.split("\t", 2) for line in path.read_text(encoding="utf-8").splitlines())
    return [(label, text.replace("\\n", "\n").replace("\\t", "\t")) for label, _, text in rows]


def terms(shared: Path) -> Iterator[tuple[str, str]]:
    """Yield label and text of the development set of terms; markings stay out, they are no sentences."""
    for record in map(json.loads, (shared / "gold" / "terms.dev.jsonl").read_text(encoding="utf-8").splitlines()):
        if record["label"] == "clean" or record["kind"].startswith("sens"):
            yield record["label"], record["text"]


def people(shared: Path) -> Iterator[str]:
    """Yield lines in which nothing but personal data must not go out, which is for other rules to tell."""
    for record in (shared / "gold" / "personal.dev.jsonl").read_text(encoding="utf-8").splitlines():
        yield from json.loads(record)["text"].splitlines()
    for path in (*sorted(PASSAGES.glob("*.dev.txt")), *sorted(CLEAN.glob("*.txt"))):
        yield from _MARKS.sub("", path.read_text(encoding="utf-8")).splitlines()


def official(shared: Path, *, held: bool) -> Iterator[str]:
    """Yield the texts of the official papers of the corpus: every third is held back."""
    with tarfile.open(shared / "corpus" / "official.tar.xz") as archive:
        papers = sorted((member for member in archive if member.isfile()), key=lambda member: member.name)
        for number, member in enumerate(papers):
            stream = archive.extractfile(member)
            if stream is not None and (number % 3 == 0) is held:
                yield extract(stream.read(), Path(member.name).name).text


def whole(texts: Iterable[str]) -> list[str]:
    """Return each text as one sentence, however many it has: it is the line that was labelled."""
    return [normalise(text).text.translate(_ONE) for text in texts]


def train(shared: Path) -> tuple[NDArray[np.int8], float, float]:
    """Return the weights, their scale and the bias."""
    lines = [line for path in TRAINED_ON for line in labelled(path)]
    lines += [*terms(shared), *(("clean", text) for text in people(shared))]
    published = features(normalise(model_text(shared, PUBLISHED) + "\n".join(official(shared, held=False))).points)
    written = features(normalise("".join(f"{text}。" for text in whole(text for _, text in lines))).points)
    parts = [_rows(written), _rows(published)]
    wanted = np.array([label == "block" for label, _ in lines], np.float64)[np.diff(written.firsts) >= SHORTEST]
    targets = np.concatenate((wanted, np.zeros(parts[1][2])))
    weights = np.concatenate((np.full(len(wanted), WEIGHT), np.ones(parts[1][2])))
    rows = np.concatenate((parts[0][0], parts[1][0] + parts[0][2]))
    buckets = np.concatenate((parts[0][1], parts[1][1]))
    return _fit(rows, buckets, targets, weights)


def _rows(found: Features) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the row and the bucket of every feature of the sentences long enough, and how many rows there are."""
    first, last = found.firsts[:-1], found.firsts[1:]
    length = last - first
    enough = length >= SHORTEST
    number = np.where(enough, np.cumsum(enough) - 1, -1)
    row = np.repeat(number, length)
    inner = np.ones(len(row), np.bool_)
    inner[last[length > 0] - 1] = False  # the last character of a sentence begins no pair
    paired = inner & (row >= 0)
    rows = np.concatenate((row[row >= 0], row[paired]))
    return rows, np.concatenate((found.singles[row >= 0], found.pairs[paired])).astype(np.int64), int(enough.sum())


def _fit(
    rows: NDArray[np.int64], buckets: NDArray[np.int64], targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int8], float, float]:
    """Return logistic regression with decaying weights, by Adam over all rows at once."""
    value = 1 / np.sqrt(np.bincount(rows, minlength=len(targets)))
    coefficients, bias = np.zeros(BUCKETS), 0.0
    mean, spread = np.zeros(BUCKETS + 1), np.zeros(BUCKETS + 1)
    for step in range(1, STEPS + 1):
        margin = np.bincount(rows, coefficients[buckets], len(targets)) * value + bias
        error = weights * (1 / (1 + np.exp(-margin)) - targets)
        gradient = np.append(np.bincount(buckets, (error * value)[rows], BUCKETS) + DECAY * coefficients, error.sum())
        mean = 0.9 * mean + 0.1 * gradient
        spread = 0.999 * spread + 0.001 * gradient**2
        change = RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
        coefficients -= change[:-1]
        bias -= change[-1]
    scale = float(np.abs(coefficients).max()) / 127
    return np.round(coefficients / scale).astype(np.int8), scale, float(bias)


def run(shared: Path) -> Iterator[str]:
    """Yield recall and false alarms of the table that ships, on lines held back and on published texts."""
    rule = next(rule for rule in load_lexicon(lexicons()).rules if rule.kind == "likeness")
    model = Model.of(rule.options["model"])
    threshold = rule.options["threshold"]
    for path in HELD_BACK:
        lines = labelled(path)
        told = np.array([model.score(text) >= threshold for text in whole(text for _, text in lines)])
        of = {label: told[[each == label for each, _ in lines]] for label in ("block", "warn", "clean")}
        yield f"{path.stem:18} " + "  ".join(f"{label} {of[label].sum()}/{len(of[label])}" for label in of)
    unseen = model_text(shared, PUBLISHED + 2_000_000)[PUBLISHED:]
    for name, text in (("法规和公开文本", unseen), ("机关公文", "\n".join(official(shared, held=True)))):
        told = scores(features(normalise(text).points), model) >= threshold
        yield f"{name}（未用于训练）：每万字 {told.sum() / len(text) * 10_000:.3f} 处"


def main() -> None:
    table, scale, bias = train(Path(sys.argv[1]))
    TABLE.write_text(f"{scale:.9g}\t{bias:.6g}\n{base64.b64encode(table.tobytes()).decode()}\n", encoding="utf-8")
    print(f"{TABLE.name}：{np.count_nonzero(table)} 个权重")


if __name__ == "__main__":
    main()
