r"""What holds within a group of an RTF file, and the tables at its head that say what fonts and colours mean.

Source: RTF 1.9.1, "Font Table", "Color Table", "Character Formatting Properties", "Paragraph Formatting Properties".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from review.extract.docx_line import DELETED, HIDDEN, Veil
from review.extract.rtf_charset import WESTERN, font_codec, page_codec
from review.extract.rtf_story import Story

_SMALLEST = 2  # half-points: nobody reads one point
_WHITE = 245  # of 255, in every channel
_GROUNDS = frozenset(("highlight", "cb", "chcbpat", "cbpat", "shading", "chshdng"))
_CELL_GROUNDS = frozenset(("clcbpat", "clcfpat", "clshdng", "trcbpat"))
_CHANNELS = ("red", "green", "blue")
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


@dataclass(slots=True)
class Target:
    """Where the text of a group goes: ``text`` to a story, ``skip`` nowhere, ``hex`` into `raw`, else into `pieces`.

    `sizes` are what a picture says of its own, in twips and per cent.
    """

    kind: str
    story: Story | None = None
    pieces: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    name: str = ""
    sizes: dict[str, int] = field(default_factory=dict)

    def share(self, page: float) -> float:
        """Return how much of a page of so many square twips a picture covers; 0 if nothing says it."""
        width = self.sizes.get("picwgoal", 0) * self.sizes.get("picscalex", 100) / 100
        height = self.sizes.get("pichgoal", 0) * self.sizes.get("picscaley", 100) / 100
        return max(0.0, width) * max(0.0, height) / page


@dataclass(slots=True)
class State:
    r"""What a group inherits from the one around it. `skipped` is how many characters stand in for one ``\u``."""

    target: Target
    codec: str | None = None
    skipped: int = 1
    hidden: bool = False
    deleted: bool = False
    color: int = 0
    size: int = 24
    ground: bool = False
    in_table: bool = False
    star: bool = False
    fresh: bool = True

    @property
    def marked(self) -> Veil | None:
        """Why the text is hidden by a mark of its own, a deletion before all."""
        return DELETED if self.deleted else HIDDEN if self.hidden else None

    def apply(self, word: str, number: int | None) -> bool:
        """Obey a word about the look of text; return False if it is another word."""
        on = number != 0
        match word:
            case "v" | "webhidden":
                self.hidden = on
            case "deleted":
                self.deleted = on
            case "pard":
                self.in_table = self.ground = False
            case "plain":
                self.hidden = self.deleted = False
                self.color, self.size = 0, 24
            case "intbl" | "itap":
                self.in_table = on
            case "uc":
                self.skipped = max(0, min(number or 0, 1000))
            case "cf":
                self.color = max(number or 0, 0)
            case "fs":
                self.size = 24 if number is None else number
            case _ if word in _GROUNDS:
                self.ground = on
            case _:
                return False
        return True


class Tables:
    """Fonts, colours and the code page of the file, and the ground of the open table row."""

    def __init__(self) -> None:
        self.page = WESTERN
        self._fonts: dict[int, str | None] = {}
        self._font = self._default = 0
        self._colors: list[tuple[int, ...] | None] = []
        self._channels: dict[str, int] = {}
        self._painted = False  # a cell of the open row has a ground of its own

    def apply(self, word: str, number: int | None, state: State) -> bool:
        """Obey a word about fonts, colours or the code page; return False if it is another word."""
        value = number or 0
        if word == "f":
            if state.target.kind == "fonts":
                self._font = value
            else:
                state.codec = self._fonts.get(value)
        elif word in ("fcharset", "cpg"):
            if state.target.kind == "fonts":
                self._fonts[self._font] = page_codec(number) if word == "cpg" else WESTERN if value == 0 else font_codec(value)
        elif word == "plain":
            state.codec = self._fonts.get(self._default)
            return False
        elif word == "deff":
            self._default = value
        elif word in _CHANNELS:
            self._channels[word] = value
        elif word == "ansicpg" or word in _PAGES:
            self.page = _PAGES.get(word) or page_codec(number)
        elif word == "trowd" or word in _CELL_GROUNDS:
            self._painted = word != "trowd"
        else:
            return False
        return True

    def colors_end(self, count: int) -> None:
        """Close entries of the colour table; an empty one is the colour of the program."""
        for _ in range(min(count, 10_000)):
            self._colors.append(tuple(self._channels.get(name, 0) for name in _CHANNELS) if self._channels else None)
            self._channels = {}

    def veil(self, state: State) -> Veil | None:
        """Tell why a reader does not see text in this state; None if he does."""
        if state.marked or state.size <= _SMALLEST:
            return state.marked or HIDDEN
        story = state.target.story
        if not state.color or state.ground or self._painted or story is None or story.carrier == "text-box":
            return None
        color = self._colors[state.color] if state.color < len(self._colors) else None
        return HIDDEN if color is not None and min(color) >= _WHITE else None
