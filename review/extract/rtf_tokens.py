r"""The tokens of an RTF file: braces, control words and symbols, bytes of text, and binary data.

Source: Rich Text Format (RTF) Specification, version 1.9.1 ("Conventions of an RTF Reader"). Nesting is no concern of the tokens,
so a file of braces alone costs no stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from review import lazy_re as re

_TOKEN = re.compile(rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|(.|\n))|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL)


class Token(NamedTuple):
    """One token. `word` is a control word or symbol, or one of ``{ } text``; `data` holds bytes of text, decoded from hex as well."""

    word: str
    number: int | None = None
    data: bytes = b""


OPEN, CLOSE = Token("{"), Token("}")


def tokens(data: bytes) -> Iterator[Token]:
    r"""Yield every token; line ends of the file are none, and ``\binN`` comes with its N bytes."""
    position, end = 0, len(data)
    while position < end:
        found = _TOKEN.match(data, position)
        if found is None:
            position += 1
            continue
        position = found.end()
        word, number, code, symbol, brace, text = found.groups()
        if text is not None:
            yield Token("text", None, text)
        elif code is not None:
            yield Token("text", 1, bytes((int(code, 16),)))
        elif word is not None:
            name = word.decode("ascii")
            value = None if number is None else int(number)
            if name == "bin":
                length = max(value or 0, 0)
                yield Token("bin", value, data[position : position + length])
                position += length
            else:
                yield Token(name, value)
        elif brace is not None:
            yield OPEN if brace == b"{" else CLOSE
        elif symbol is not None:
            yield Token("par") if symbol in b"\r\n" else Token(symbol.decode("latin-1"))
