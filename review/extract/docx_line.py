"""What one paragraph of a .docx comes to: the text shown, the text behind it, and the drawings anchored in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from review.extract.docx_names import a, m, w
from review.extract.safe_xml import Element
from review.model import Layer

Veil = tuple[Layer, str]  # layer and carrier of text that a reader does not see

HIDDEN: Veil = (Layer.HIDDEN, "text")
DELETED: Veil = (Layer.REVISION, "tracked-change")
ALT_TEXT: Veil = (Layer.HIDDEN, "alt-text")
OTHER_DRAWING: Veil = (Layer.HIDDEN, "text-box")

_ALONE = -1
_SPACES = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n"}
_TEXT = (w("t"), w("delText"), m("t"), a("t"), *_SPACES)


@dataclass(slots=True)
class Box:
    """A drawing with text of its own: paragraphs (`content`), or a line drawn as a shape (`text`)."""

    content: Element | None
    text: str
    veil: Veil | None
    watermark: bool


@dataclass(slots=True)
class Line:
    """One paragraph.

    `pictures` are relationship ids, each with how it is cut and its size in square points; `joins` says that its end is not seen and
    the next one runs on, `unread` that it has a character whose font alone knows what it is.
    """

    shown: list[str] = field(default_factory=list)
    veiled: list[tuple[Veil, list[str], int]] = field(default_factory=list)
    ruby: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[tuple[str, str, float]] = field(default_factory=list)
    joins: bool = False
    unread: bool = False
    _asides: set[tuple[str, Veil]] = field(default_factory=set)

    @property
    def vanishes(self) -> bool:
        """Whether the paragraph has text, and a reader sees none of it."""
        return not self.shown and any(where != _ALONE for _, _, where in self.veiled)

    def say(self, text: str, veil: Veil | None) -> None:
        """Add text; what is hidden for the same reason and stands together stays together."""
        if not text:
            return
        if veil is None:
            self.shown.append(text)
            return
        here = len(self.shown)
        if self.veiled and self.veiled[-1][0] == veil and self.veiled[-1][2] == here:
            self.veiled[-1][1].append(text)
        else:
            self.veiled.append((veil, [text], here))

    def aside(self, text: str, veil: Veil) -> None:
        """Add text behind the page that continues nothing; the same text counts once."""
        if text.strip() and (text, veil) not in self._asides:
            self._asides.add((text, veil))
            self.veiled.append((veil, [text], _ALONE))


def plain(element: Element) -> str:
    """Return all text below an element, whoever sees it, one paragraph a line."""
    lines = ("".join(_SPACES.get(node.tag) or node.text or "" for node in paragraph.iter(*_TEXT)) for paragraph in element.iter(w("p")))
    return "\n".join(line for line in lines if line)
