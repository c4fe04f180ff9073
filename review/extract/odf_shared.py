"""What all stories of an OpenDocument file share, and one paragraph while it is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from review.extract.builder import DocumentBuilder
from review.extract.links import tells_a_path
from review.extract.safe_xml import Element
from review.model import Layer, Place


def said(node: Element) -> str:
    """Return all text in a node."""
    return "".join(map(str, node.itertext()))


@dataclass
class Shared:
    """What all stories of a file share. `picture` and `thing` take in a picture or an embedded object of a frame, with its place."""

    builder: DocumentBuilder
    picture: Callable[[Element, Place], None]
    thing: Callable[[Element, Place], None]
    labels: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    removed: list[tuple[str, str]] = field(default_factory=list)
    removed_at: dict[str, Place] = field(default_factory=dict)
    notes: list[Element] = field(default_factory=list)

    def label(self, text: str) -> None:
        """Remember a name that somebody gave to a thing, if it is in Chinese."""
        if any("\u3400" <= character <= "\u9fff" for character in text):
            self.labels[text.strip()] = None

    def person(self, creator: Element) -> None:
        """Remember somebody who worked on the file."""
        name = said(creator).strip()
        if name:
            self.people[name] = None

    def link(self, target: str, place: Place) -> None:
        """Take in a target outside the file, except plain web and mail addresses."""
        if tells_a_path(target) and not target.startswith(("#", "./", "Object", "Pictures/", "vnd.sun.star")):
            self.builder.behind(target, place, Layer.METADATA, "external-link")


@dataclass
class Line:
    """One paragraph while it is put together: what is seen, what is not, and what hangs on it."""

    seen: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    insets: list[Element] = field(default_factory=list)

    def put(self, text: str | None, hidden: bool) -> None:  # noqa: FBT001
        """Add text where it belongs."""
        if text:
            (self.unseen if hidden else self.seen).append(text)
