"""A unit's own spaCy model as a second voter on names. spaCy is imported only when a unit has named one.

Only an installed package is loaded, never a folder: what a model holds is run, so it must come from whoever looks after the machine.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from review.detect.ner import Span, Tagger

PERSONS = frozenset({"PERSON", "PER", "NR"})  # labels of OntoNotes, of most corpora of names, of Chinese part-of-speech sets


class UnitModel:
    """The model as a tagger. Raises OSError if no such package is installed, ImportError or ValueError if it does not load."""

    def __init__(self, name: str) -> None:
        import spacy
        from spacy.util import is_package

        if not is_package(name):
            raise OSError(name)
        self._pipeline: Any = spacy.load(name)

    def persons(self, sentences: Sequence[str]) -> list[list[Span]]:
        """Return for every sentence the spans of the persons that the model finds in it, in order."""
        return [
            [(entity.start_char, entity.end_char) for entity in document.ents if entity.label_.upper() in PERSONS]
            for document in self._pipeline.pipe(sentences)
        ]


@functools.cache
def unit_model(name: str) -> Tagger | None:
    """Return the model of this name, or None if it cannot be loaded."""
    try:
        return UnitModel(name)
    except Exception:  # noqa: BLE001  # whatever a foreign model raises, it does not vote
        return None
