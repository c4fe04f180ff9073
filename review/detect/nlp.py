"""Our names as a component of a spaCy pipeline, registered under the entry point ``spacy_factories`` as ``xianshen_names``.

spaCy's own tokens for Chinese (one per character) are kept, so that a name never cuts a token. jieba, which the client names for
tokenisation, stays a hint: each name says whether its borders are those of jieba's words. Only spaCy imports this module.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from review.detect.name_shape import is_person
from review.detect.ner import tagger
from review.text.normalise import normalise
from review.text.tokens import cuts_word

KEY = "xianshen_names"
LABEL = "PERSON"


class NamesComponent:
    """Sets ``doc.spans["xianshen_names"]`` and adds to ``doc.ents`` the names that overlap no entity that is there already."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the names of a document. Raises RuntimeError if the tagger cannot be loaded: silence would look like no names."""
        engine = tagger()
        if engine is None:
            raise RuntimeError("姓名识别组件不可用，请重新安装本程序和 onnxruntime。")
        spans = []
        start = 0
        for line in doc.text.splitlines(keepends=True):
            folded = normalise(line)
            for first, last in engine.persons([folded.text])[0]:
                if is_person(folded.text[first:last]):
                    a, b = folded.back(first, last)
                    span = doc.char_span(start + a, start + b, label=LABEL, alignment_mode="expand")
                    assert span is not None
                    span.id_ = "cuts-word" if cuts_word(folded.text, first, last) else "word"
                    spans.append(span)
            start += len(line)
        doc.spans[KEY] = spans
        doc.ents = filter_spans([*doc.ents, *spans])
        return doc


@Language.factory(KEY)
def names_component(nlp: Language, name: str) -> NamesComponent:  # noqa: ARG001  # the signature of a factory
    """Return the component for a pipeline."""
    return NamesComponent()
