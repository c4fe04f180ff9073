"""The tagger of names (see `ner`): LAC on onnxruntime, decoded here.

Its files are used only if they are the ones that were measured: their digests are pinned, and the bytes that were checked are those that
run. The session runs on one thread of the processor. Sentences of like length are tagged together; those in which no character looks
like the begin of a name are not decoded at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from review.detect.ner import DIGESTS, Span
from review.digest import sha256

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 2_400  # characters that are tagged together: more of them take longer per character
MARGIN = 4.0  # by how much another tag may outweigh that of a name before the name is out of the question


class Lac:
    """The tagger. Raises ValueError if a file in `folder` is not the one that is known, ImportError without onnxruntime."""

    def __init__(self, folder: Path) -> None:
        files = {name: (folder / name).read_bytes() for name in DIGESTS}
        if any(sha256(files[name]) != digest for name, digest in DIGESTS.items()):
            raise ValueError(folder)
        import onnxruntime

        self._rows = _rows(files["characters.txt"].decode())
        tags = files["tags.txt"].decode().split("\n")
        self._begins = tags.index("PER-B")
        self._inside = np.array([tag.endswith("-I") for tag in tags])
        self._transitions = np.load(BytesIO(files["transitions.npy"]), allow_pickle=False)
        onnxruntime.disable_telemetry_events()  # for Windows, and where another program loaded it before ours
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(files["encoder.onnx"], options, providers=["CPUExecutionProvider"])

    def persons(self, sentences: Sequence[str]) -> list[list[Span]]:
        """Return for every sentence the spans of the names in it, in order."""
        found: list[list[Span]] = [[] for _ in sentences]
        for batch in _batches(sentences):
            scores = self._scores([sentences[number] for number in batch])
            likely = scores[..., self._begins] > scores.max(axis=-1) - MARGIN
            for row, number in enumerate(batch):
                length = len(sentences[number])
                if likely[row, :length].any():
                    found[number] = self._spans(self._decoded(scores[row, :length]))
        return found

    def _scores(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Return the weight of every tag for every character: sentence × character × tag."""
        longest = max(map(len, sentences))
        ids = np.zeros((len(sentences), longest), np.int64)
        for row, sentence in enumerate(sentences):
            points = np.frombuffer(sentence.encode("utf-32-le", "surrogatepass"), np.uint32)
            ids[row, : len(points)] = self._rows.take(points, mode="clip")
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        scores: NDArray[np.float32] = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        return scores

    def _decoded(self, scores: NDArray[np.float32]) -> list[int]:
        """Return the best sequence of tags (Viterbi)."""
        best, origins = scores[0], []
        for weights in scores[1:]:
            paths = best[:, None] + self._transitions
            origin = paths.argmax(axis=0)
            origins.append(origin)
            best = paths[origin, np.arange(len(origin))] + weights
        tags = [int(best.argmax())]
        for origin in reversed(origins):
            tags.append(int(origin[tags[-1]]))
        return tags[::-1]

    def _spans(self, tags: Sequence[int]) -> list[Span]:
        spans: list[Span] = []
        for position, tag in enumerate(tags):
            if self._inside[tag] and spans and spans[-1][1] == position:
                spans[-1] = spans[-1][0], position + 1
            elif tag == self._begins:
                spans.append((position, position + 1))
        return spans


def _rows(characters: str) -> NDArray[np.int64]:
    """Return the row of every code point of the basic plane in the table of the model: its line here, or the one behind the last."""
    points = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
    ends = points == ord("\n")
    lines = ends.cumsum()
    rows = np.full(0x10000, lines[-1] + 1, np.int64)
    rows[points[~ends]] = lines[~ends]
    return rows


def _batches(sentences: Sequence[str]) -> Iterable[list[int]]:
    """Yield the numbers of sentences that are tagged together; empty ones are left out."""
    order = sorted((number for number, sentence in enumerate(sentences) if sentence), key=lambda number: len(sentences[number]))
    batch: list[int] = []
    for number in order:
        if batch and (len(batch) + 1) * len(sentences[number]) > BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
