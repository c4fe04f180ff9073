r"""RTF documents: what a reader sees, and what stands behind the page. Source: RTF Specification 1.9.1.

A loop over tokens with a stack of group states: nesting costs no recursion. Unknown ignorable groups are kept when they say
something; those that hold only looks are passed over.
"""

from __future__ import annotations

import copy

from review.errors import CannotRead
from review.extract import rtf_html
from review.extract.builder import DocumentBuilder
from review.extract.docx_fields import drawn
from review.extract.limits import Limits, over_limit
from review.extract.rtf_behind import Behind
from review.extract.rtf_charset import DOUBLE, decode
from review.extract.rtf_state import State, Tables, Target
from review.extract.rtf_story import Story
from review.extract.rtf_tokens import Token, tokens
from review.extract.rtf_words import CHARACTERS, CONTAINERS, INFORMATION, PASSED, STORIES, TARGETS
from review.model import Document, GapReason

_A4 = (11_906, 16_838)  # twips
_TOKENS = 8_000_000  # in one file; a page of Word has a few thousand
_LOST = "有些文字编码有误，无法辨认。请用 WPS 或 Word 打开核对，另存为 .docx 后再检查。"
_CUT = "RTF 文档不完整，可能有内容未读取。请用 WPS 或 Word 打开后另存，再检查。"


def read(data: bytes, limits: Limits) -> Document:
    """Read an RTF document. Raises CannotRead when it is no RTF or has far too many parts."""
    builder = DocumentBuilder("rtf", limits)
    add(builder, data)
    return builder.build()


def add(builder: DocumentBuilder, data: bytes) -> None:
    """Put one RTF text into `builder`: a document, or the body of a mail."""
    if not data.startswith(b"{\\rtf"):
        raise CannotRead(GapReason.DAMAGED, "RTF 文档已损坏，无法打开。请重新保存后再检查。")
    if rtf_html.holds_html(data):
        rtf_html.add(builder, data)
    else:
        _Reading(builder).read(data)


class _Reading:
    """One RTF text while it is read."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._behind = Behind(builder)
        self._tables = Tables()
        self._body = Story("body")
        self._state = State(Target("text", self._body), hidden=True)  # what stands outside the document proper is shown by nobody
        self._stack: list[State] = []
        self._paper: dict[str, int] = {}
        self._started = False
        self._bytes = bytearray()
        self._skip = 0
        self._half = False  # the stand-in was the first byte of two
        self._lost = False
        self._instead = bytearray()

    def read(self, data: bytes) -> None:
        budget = _TOKENS
        for token in tokens(data):
            budget -= 1
            if budget < 0:
                raise over_limit("RTF 文档的内容过多")
            if token.word == "text":
                self._take(token)
            else:
                self._half = False
                self._flush()
                self._obey(token)
        self._flush()
        if self._stack:
            self._builder.gap(GapReason.DAMAGED, _CUT)
        while self._stack:
            self._close()
        self._body.end(in_table=self._state.in_table)
        self._body.pour(self._builder)
        if self._lost:
            self._builder.gap(GapReason.UNREADABLE, _LOST)
        self._behind.instead(decode(bytes(self._instead), None, self._tables.page))
        self._behind.put()

    def _take(self, token: Token) -> None:
        """Take bytes of text, less those that stand in for a character given by its number."""
        data = token.data
        if self._skip:
            gone = data[: self._skip]
            self._skip -= len(gone)
            if self._state.skipped > 2:
                self._instead += gone
            data = data[len(gone) :]
            self._half = not self._skip and gone[-1] > 0x80 and (self._state.codec or self._tables.page) in DOUBLE
        elif self._half and data[0] > 0x3F:
            data, self._half = data[1:], False
        if self._state.target.kind == "hex":
            self._state.target.raw += data
        else:
            self._bytes += data

    def _flush(self) -> None:
        """Say the bytes gathered so far; characters of two bytes may come as two tokens."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        kind = self._state.target.kind
        if kind == "colors":
            self._tables.colors_end(data.count(b";"))
        elif kind != "skip":
            text = decode(data if self._stack else data.strip(b"\0 "), self._state.codec, self._tables.page)
            self._lost |= "\ufffd" in text
            self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        state.fresh = False
        if state.target.kind == "text" and state.target.story is not None:
            state.target.story.line.say(text, self._tables.veil(state))
        elif state.target.kind not in ("skip", "hex"):
            state.target.pieces.append(text)

    # Groups

    def _open(self) -> None:
        self._skip = 0
        self._stack.append(self._state)
        self._state = copy.copy(self._state)
        self._state.fresh, self._state.star = True, False
        if not self._started:
            self._state.hidden, self._started = False, True

    def _close(self) -> None:
        self._skip = 0
        if self._stack:
            inner, self._state = self._state, self._stack.pop()
            if inner.target is not self._state.target:
                self._finish(inner.target)

    def _finish(self, target: Target) -> None:
        """Take what a group with a target of its own has gathered."""
        if target.story is self._body:
            return
        if target.story is not None:
            target.story.end()
            self._behind.finished(target.story)
        elif target.kind == "hex":
            page = self._paper.get("paperw", _A4[0]) * self._paper.get("paperh", _A4[1])
            self._behind.binary(target.name, bytes(target.raw), self._body.place, target.share(page))
        elif target.kind == "gather":
            text = "".join(target.pieces)
            self._behind.gathered(target.name, text, self._body.place)
            if target.name == "fldinst":
                self._say(drawn(text))

    def _opens(self, word: str) -> bool:
        """Let the first word of a group say where its text goes; return True if it did."""
        state, target = self._state, self._state.target
        running = target.kind == "text" or target.name in CONTAINERS
        if word == "ud" and target.name == "upr":
            state.target = next((outer.target for outer in reversed(self._stack) if outer.target.name != "upr"), target)
            return True
        if target.kind == "skip" and not running:
            return False
        if running and word in STORIES:
            self._open_story(word)
            return True
        kind = TARGETS.get(word)
        if kind is None or (word in INFORMATION and target.name != "info" and not state.star):
            if not (state.star and running) or word in PASSED:
                return False
            kind = "gather"
        if target.name == "shprslt" and kind != "hex":
            return False
        state.target = Target(kind, name=word)
        return True

    def _open_story(self, word: str) -> None:
        part, zone, carrier = STORIES[word]
        number = self._behind.number(part)
        prefix = f"n{number}/" if carrier == "footnote" else ""
        self._state.target = Target("text", Story(part if prefix else f"{part}{number}", zone, carrier, prefix), name=word)
        self._state.in_table = False

    # Words

    def _obey(self, token: Token) -> None:
        word, number, state = token.word, token.number, self._state
        if word == "{":
            self._open()
            return
        if word == "}":
            self._close()
            return
        if self._skip and len(word) == 1 and not word.isalpha():
            self._skip -= 1
            return
        self._skip = 0
        if word == "*":
            state.star = True
            return
        if state.fresh:
            state.fresh = False
            if self._opens(word):
                return
        if word in CHARACTERS:
            self._say(CHARACTERS[word])
        elif not self._tables.apply(word, number, state) and not state.apply(word, number):
            self._move(token)

    def _move(self, token: Token) -> None:
        """Obey a word that ends a paragraph, a cell, a row or a page, or brings a character or data."""
        word = token.word
        match word:
            case "u":
                self._say(chr((token.number or 0) & 0xFFFF))
                self._skip = self._state.skipped
            case "par" | "sect" | "page" | "cell" | "row":
                self._end(word)
            case "bin" if self._state.target.kind == "hex":
                self._state.target.raw += token.data.hex().encode()
            case "picwgoal" | "pichgoal" | "picscalex" | "picscaley":
                self._state.target.sizes[word] = token.number or 0
            case "paperw" | "paperh" if (token.number or 0) > 0:
                self._paper[word] = token.number or 0
            case "bin":
                self._behind.binary(word, token.data.hex().encode(), self._body.place)
            case _:
                pass

    def _end(self, word: str) -> None:
        state = self._state
        story = state.target.story
        if story is None:
            self._say("\t" if word == "cell" else "\n")
            return
        if word == "cell":
            story.end_cell()
            return
        if word == "row":
            story.end_row()
        elif word == "page":
            if story.line.shown and not state.in_table:
                story.end_paragraph(in_table=False)
        elif state.marked is None or word == "sect" or not story.line.shown:  # a mark that is not seen lets the next paragraph run on
            story.end_paragraph(in_table=state.in_table)
        if story is self._body:
            story.pour(self._builder)
            self._behind.pour_boxes()
            if word in ("sect", "page") and not state.in_table:
                self._builder.page_break()
