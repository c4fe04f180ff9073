"""One running text of an RTF document (body, header, footnote, text box): paragraphs and table rows as they are completed.

A story hands over what is finished and keeps what is still open, so that a footnote does not tear the paragraph it hangs on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from review.extract.builder import DocumentBuilder
from review.extract.docx_line import Line, Veil
from review.model import Place, Zone


@dataclass
class Story:
    """Collects one running text. `prefix` goes before every path; `veil` hides all of it."""

    part: str
    zone: Zone = Zone.BODY
    carrier: str = "body"
    prefix: str = ""
    line: Line = field(default_factory=Line)
    _paragraphs: int = 0
    _table: int = 0
    _row: int = 0
    _in_table: bool = False
    _lines: list[str] = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _ready: list[list[tuple[str, Place]]] = field(default_factory=list)
    _behind: list[tuple[str, Place, Veil]] = field(default_factory=list)

    def end_paragraph(self, *, in_table: bool) -> None:
        """Close the paragraph; in a table it becomes a line of the open cell."""
        text = self._close(in_table=in_table)
        if in_table:
            self._lines.append(text)
            return
        if self._cells:
            self.end_row()
        self._in_table = False
        if text.strip():
            self._ready.append([(text, self.place)])

    def end_cell(self) -> None:
        """Close the cell and its last paragraph."""
        self._lines.append(self._close(in_table=True))
        self._cells.append("\n".join(self._lines).strip("\n"))
        self._lines.clear()

    def end_row(self) -> None:
        """Close the row."""
        if self._lines or self.line.shown:
            self.end_cell()
        if self._cells:
            self._enter_row()
            row = [(text, self._cell_place(column)) for column, text in enumerate(self._cells, 1)]
            self._ready.append(row)
            self._cells.clear()
        self._row += 1

    def end(self, *, in_table: bool = False) -> None:
        """Close whatever is open."""
        if in_table or self._cells or self._lines:
            self.end_row()
        else:
            self.end_paragraph(in_table=False)

    @property
    def place(self) -> Place:
        """Where the story stands now."""
        return Place(part=self.part, path=f"{self.prefix}p{max(self._paragraphs, 1)}", zone=self.zone)

    @property
    def text(self) -> str:
        """What is finished and was not poured yet."""
        return "\n".join("\t".join(text for text, _ in row) for row in self._ready)

    def pour(self, builder: DocumentBuilder) -> None:
        """Hand over what is finished."""
        for row in self._ready:
            builder.row(row, self.carrier)
        for text, place, (layer, carrier) in self._behind:
            builder.behind(text, place, layer, carrier)
        self._ready.clear()
        self._behind.clear()

    def _close(self, *, in_table: bool) -> str:
        if not in_table:
            self._paragraphs += 1
        else:
            self._enter_row()
        line, self.line = self.line, Line()
        place = self._cell_place(len(self._cells) + 1) if in_table else self.place
        for veil, pieces, _ in line.veiled:
            text = "".join(pieces)
            if text.strip():
                self._behind.append((text, place, veil))
        return "".join(line.shown)

    def _enter_row(self) -> None:
        if not self._in_table:
            self._in_table = True
            self._table += 1
            self._row = 1

    def _cell_place(self, column: int) -> Place:
        zone = Zone.TABLE if self.zone is Zone.BODY else self.zone
        return Place(part=self.part, path=f"{self.prefix}t{self._table}/r{self._row}/c{column}", zone=zone)
