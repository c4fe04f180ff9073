r"""RTF documents: what a reader sees, and what stands behind the page. Source: RTF Specification 1.9.1.

A loop over tokens with a stack of group states: nesting costs no recursion. Unknown ignorable groups are kept when they say
something; binary ones that hold only looks are passed over.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from review.errors import CannotRead
from review.extract import rtf_html
from review.extract.builder import DocumentBuilder
from review.extract.docx_fields import drawn
from review.extract.docx_line import DELETED, HIDDEN, Veil
from review.extract.limits import Limits, over_limit
from review.extract.rtf_behind import Behind
from review.extract.rtf_charset import DOUBLE, WESTERN, decode, font_codec, page_codec
from review.extract.rtf_story import Story
from review.extract.rtf_tokens import Token, tokens
from review.model import Document, GapReason, Zone

_TOKENS = 8_000_000  # in one file; a page of Word has a few thousand
_SMALLEST = 2  # half-points
_BYTES_LOST = "有些文字编码有误，无法辨认。请用 WPS 或 Word 打开核对，另存为 .docx 后再检查。"


def read(data: bytes, limits: Limits) -> Document:
    """Read an RTF document. Raises CannotRead when it is no RTF or has far too many parts."""
    builder = DocumentBuilder("rtf", limits)
    add(builder, data)
    return builder.build()


def add(builder: DocumentBuilder, data: bytes) -> None:
    """Put one RTF text into `builder`: the body of a document or of a mail."""
    if not data.startswith(b"{\\rtf"):
        raise CannotRead(GapReason.DAMAGED, "RTF 文档已损坏，无法打开。请重新保存后再检查。")
    if rtf_html.holds_html(data):
        rtf_html.add(builder, data)
        return
    _Reading(builder).read(data)


@dataclass(slots=True)
class Target:
    """Where the text of a group goes: ``text`` to a story, ``skip`` nowhere, ``hex`` into `raw`, else into `pieces`."""

    kind: str
    story: Story | None = None
    pieces: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    name: str = ""


@dataclass(slots=True)
class State:
    """What a group inherits from the one around it."""

    target: Target
    codec: str | None = None
    skipped: int = 1  # characters that stand in for one ``\\u``
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


class _Reading:
    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._body = Story("body")
        self._state = State(Target("text", self._body), hidden=True)  # what follows the document proper is shown by nobody
        self._stack: list[State] = []
        self._page = WESTERN
        self._bytes = bytearray()
        self._skip = 0
        self._half = False  # the stand-in was the first byte of two
        self._fonts: dict[int, str | None] = {}
        self._font = 0
        self._colors: list[tuple[int, int, int] | None] = []
        self._channel = [0, 0, 0, 0]
        self._painted = False  # a cell of the open row has a ground of its own
        self._lost = False
        self._instead: list[str] = []
        self._behind = Behind(builder)

    def read(self, data: bytes) -> None:
        budget = _TOKENS
        depth, started = 0, False
        for token in tokens(data):
            budget -= 1
            if budget < 0:
                raise over_limit("RTF 文档的内容过多")
            word = token.word
            if word == "text":
                self._take(token)
                continue
            self._half = False
            if self._bytes:
                self._flush()
            if word == "{":
                depth += 1
                self._skip = 0
                self._stack.append(self._state)
                self._state = copy.copy(self._state)
                self._state.fresh, self._state.star = True, False
                if not started:
                    self._state.hidden, started = False, True
            elif word == "}":
                depth -= 1
                self._skip = 0
                self._close()
            else:
                self._control(token)
        self._flush()
        while self._stack:
            self._close()
        if depth:
            self._builder.gap(GapReason.DAMAGED, "RTF 文档不完整，可能有内容未读取。请用 WPS 或 Word 打开后另存，再检查。")
        self._body.end(in_table=self._state.in_table)
        self._body.pour(self._builder)
        if self._lost:
            self._builder.gap(GapReason.UNREADABLE, _BYTES_LOST)
        self._behind.instead("".join(self._instead))
        self._behind.put()

    def _take(self, token: Token) -> None:
        """Take bytes of text, less those that stand in for a character given by its number."""
        data = token.data
        if self._skip:
            gone = data[: self._skip]
            self._skip -= len(gone)
            if self._state.skipped > 2:
                self._instead.append(decode(gone, self._state.codec, self._page))
            data = data[len(gone) :]
            self._half = not self._skip and gone[-1] > 0x80 and (self._state.codec or self._page) in DOUBLE
        elif self._half and data[0] > 0x3F:
            data, self._half = data[1:], False
        if self._state.target.kind == "hex":
            self._state.target.raw += data
        else:
            self._bytes += data

    def _flush(self) -> None:
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        if self._state.target.kind == "skip":
            return
        if self._state.target.kind == "colors":
            self._colors_end(data.count(b";"))
            return
        if not self._stack:
            data = data.strip(b"\0 ")
        text = decode(data, self._state.codec, self._page)
        self._lost |= "\ufffd" in text
        self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        state.fresh = False
        if state.target.kind == "text" and state.target.story is not None:
            state.target.story.line.say(text, self._veil())
        elif state.target.kind not in ("skip", "hex"):
            state.target.pieces.append(text)

    def _veil(self) -> Veil | None:
        state = self._state
        if state.marked or state.size > _SMALLEST and not state.color:
            return state.marked
        if state.size <= _SMALLEST:
            return HIDDEN
        on_paper = not state.ground and not self._painted and state.target.story is not None and state.target.story.carrier != "text-box"
        color = self._colors[state.color] if state.color < len(self._colors) else None
        return HIDDEN if on_paper and color is not None and min(color) >= 245 else None

    def _close(self) -> None:
        if not self._stack:
            return
        inner, self._state = self._state, self._stack.pop()
        if inner.target is not self._state.target:
            self._finish(inner.target)

    def _finish(self, target: Target) -> None:
        """Take what a group with a target of its own has gathered."""
        story = target.story
        if target.kind == "text" and story is not None:
            if story is not self._body:
                story.end()
                self._behind.finished(story)
        elif target.kind == "hex":
            self._behind.binary(target.name, bytes(target.raw), self._body.place)
        elif target.kind == "gather":
            text = "".join(target.pieces)
            self._behind.gathered(target.name, text, self._body.place)
            if target.name == "fldinst":
                self._say(drawn(text))

    # Control words

    def _control(self, token: Token) -> None:
        word, number = token.word, token.number
        handler = _WORDS.get(word)
        if self._skip and len(word) == 1 and not word.isalpha():
            self._skip -= 1
            return
        if word != "*":
            self._skip = 0 if word != "u" else self._skip
        state = self._state
        if state.fresh and word != "*":
            state.fresh = False
            if self._opens(word):
                return
        if word == "*":
            state.star = True
        elif handler is not None:
            getattr(self, handler)(word, number)
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif word in ("v", "webhidden"):
            state.hidden = number != 0
        elif word == "deleted":
            state.deleted = number != 0
        elif word == "bin":
            if state.target.kind == "hex":
                state.target.raw += token.data.hex().encode()
            elif token.data:
                self._behind.binary("bin", token.data.hex().encode(), self._body.place)

    def _opens(self, word: str) -> bool:
        """Let the first word of a group say where its text goes; return True if it did."""
        state, target = self._state, self._state.target
        running = target.kind == "text" or target.name in _CONTAINERS
        if word == "ud" and target.name == "upr":
            state.target = next((outer.target for outer in reversed(self._stack) if outer.target.name != "upr"), target)
            return True
        if target.kind == "skip" and not running:
            return False
        if running and word in _STORIES:
            self._open_story(word)
            return True
        kind = _TARGETS.get(word)
        if kind is None or (word in _INFORMATION and target.name != "info" and not state.star):
            if not (state.star and running) or word in _WORDS or word in _PASSED:
                return False
            kind = "gather"
        if target.name == "shprslt" and kind != "hex":
            return False
        state.target = Target(kind, name=word)
        return True

    def _open_story(self, word: str) -> None:
        part, zone, carrier = _STORIES[word]
        number = self._behind.number(part)
        prefix = f"n{number}/" if carrier == "footnote" else ""
        name = part if prefix else f"{part}{number}"
        self._state.target = Target("text", Story(name, zone, carrier, prefix), name=word)
        self._state.in_table = False

    def _paragraph(self, word: str, _: int | None) -> None:
        state = self._state
        story = state.target.story
        if story is None:
            self._say("\n")
        elif state.marked is None or word == "sect" or not story.line.shown:
            story.end_paragraph(in_table=state.in_table)
            self._pour(story)
            if word in ("sect", "page") and story is self._body:
                self._builder.page_break()

    def _break(self, _word: str, _: int | None) -> None:
        """Start a page: what is written so far stands on the last one."""
        story = self._state.target.story
        if story is not None and story.line.shown and not self._state.in_table:
            story.end_paragraph(in_table=False)
            self._pour(story)
        if story is self._body and not self._state.in_table:
            self._builder.page_break()

    def _pour(self, story: Story) -> None:
        if story is self._body:
            story.pour(self._builder)
            self._behind.pour_boxes()

    def _cell(self, _word: str, _: int | None) -> None:
        story = self._state.target.story
        if story is None:
            self._say("\t")
        else:
            story.end_cell()

    def _row(self, _word: str, _: int | None) -> None:
        story = self._state.target.story
        if story is None:
            self._say("\n")
        else:
            story.end_row()
            self._pour(story)

    def _nested_cell(self, _word: str, _: int | None) -> None:
        self._say("\t")

    def _nested_row(self, _word: str, _: int | None) -> None:
        self._say("\n")

    def _plain_paragraph(self, _word: str, _: int | None) -> None:
        self._state.in_table = False
        self._state.ground = False

    def _plain_run(self, _word: str, _: int | None) -> None:
        state = self._state
        state.hidden = state.deleted = False
        state.color, state.size = 0, 24
        state.codec = self._fonts.get(self._font)

    def _in_table(self, _word: str, number: int | None) -> None:
        self._state.in_table = number != 0

    def _row_begins(self, _word: str, _: int | None) -> None:
        self._painted = False

    def _cell_ground(self, _word: str, _: int | None) -> None:
        self._painted = True

    def _ground(self, _word: str, number: int | None) -> None:
        self._state.ground = number != 0

    def _unicode(self, _word: str, number: int | None) -> None:
        if self._state.target.kind not in ("skip", "hex"):
            self._say(chr((number or 0) & 0xFFFF))
        self._skip = self._state.skipped

    def _stand_ins(self, _word: str, number: int | None) -> None:
        self._state.skipped = max(0, min(number or 0, 1000))

    def _code_page(self, word: str, number: int | None) -> None:
        self._page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word) or page_codec(number)

    def _default_font(self, _word: str, number: int | None) -> None:
        self._font = number or 0

    def _choose_font(self, _word: str, number: int | None) -> None:
        if self._state.target.kind == "fonts":
            self._font_named = number or 0
            self._fonts.setdefault(self._font_named, None)
        else:
            self._state.codec = self._fonts.get(number or 0)

    def _font_charset(self, word: str, number: int | None) -> None:
        if self._state.target.kind == "fonts":
            codec = page_codec(number) if word == "cpg" else font_codec(number)
            if word == "fcharset" and number == 0:
                codec = WESTERN
            if codec:
                self._fonts[self._font_named] = codec

    _font_named = 0

    def _color(self, _word: str, number: int | None) -> None:
        self._state.color = max(number or 0, 0)

    def _size(self, _word: str, number: int | None) -> None:
        self._state.size = 24 if number is None else number

    def _property(self, word: str, _: int | None) -> None:
        self._say("\n" if word == "propname" else "：")

    def _channel_of(self, word: str, number: int | None) -> None:
        self._channel["red green blue".split().index(word)] = number or 0
        self._channel[3] = 1

    def _colors_end(self, count: int) -> None:
        for _ in range(min(count, 10_000)):
            red, green, blue, given = self._channel
            self._colors.append((red, green, blue) if given else None)
            self._channel = [0, 0, 0, 0]


_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "~": "\u00a0", "-": "\u00ad", "_": "-", "\\": "\\", "{": "{", "}": "}",
    "\t": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "zwbo": "\u200b", "zwnbo": "\u2060",
    "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_WORDS = {
    **dict.fromkeys(("par", "sect"), "_paragraph"),
    "page": "_break",
    "cell": "_cell",
    "row": "_row",
    "nestcell": "_nested_cell",
    "nestrow": "_nested_row",
    "pard": "_plain_paragraph",
    "plain": "_plain_run",
    "intbl": "_in_table",
    "itap": "_in_table",
    "trowd": "_row_begins",
    **dict.fromkeys(("clcbpat", "clcfpat", "clshdng", "trcbpat"), "_cell_ground"),
    **dict.fromkeys(("highlight", "cb", "chcbpat", "cbpat", "shading", "chshdng"), "_ground"),
    "u": "_unicode",
    "uc": "_stand_ins",
    **dict.fromkeys(("ansicpg", "mac", "pc", "pca"), "_code_page"),
    "deff": "_default_font",
    "f": "_choose_font",
    **dict.fromkeys(("fcharset", "cpg"), "_font_charset"),
    "cf": "_color",
    "fs": "_size",
    **dict.fromkeys(("propname", "staticval"), "_property"),
    **dict.fromkeys(("red", "green", "blue"), "_channel_of"),
}
_STORIES = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), ("header", Zone.HEADER, "header-footer")),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), ("footer", Zone.FOOTER, "header-footer")),
    "footnote": ("footnotes", Zone.BODY, "footnote"),
    **dict.fromkeys(("shptxt", "dptxbxtext"), ("text-box", Zone.BODY, "text-box")),
}
_SKIPPED = """
colorschememapping themedata latentstyles listtable listoverridetable rsidtbl mmathPr xmlnstbl pgptbl wgrffmtfilter fchars lchars
ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonesttables pn pnseclvl nonshppict atrfstart atrfend bkmkend blipuid generator
listpicture defchp defpap ebcstart ebcend passwordhash protusertbl hsv atnref atnparent atntime atnicn pntxta pntxtb falt panose
fontemb fontfile creatim revtim printim
"""
_GATHERED = """
fldinst annotation atnid atnauthor atndate bkmkstart stylesheet revtbl filetbl userprops docvar template xe tc rxe txe objclass
objname objalias sn sv xmlattrvalue formfield shprslt mailmerge
"""
_INFORMATION = frozenset("title subject author manager company operator category keywords comment doccomm hlinkbase".split())
_CONTAINERS = frozenset("info shpinst do upr sp picprop background".split())
_TARGETS = {
    **dict.fromkeys((*_SKIPPED.split(), *_CONTAINERS), "skip"),
    **dict.fromkeys((*_GATHERED.split(), *_INFORMATION), "gather"),
    **dict.fromkeys(("pict", "objdata", "datastore"), "hex"),
    "fonttbl": "fonts",
    "colortbl": "colors",
}
_PASSED = frozenset(("shppict", "nesttableprops", "object", "objemb", "objlink"))
