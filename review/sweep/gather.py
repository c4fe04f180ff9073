"""The pages of the given paths, one by one, and the columns they stand in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from review.errors import CannotRead
from review.extract.folder import label_of
from review.extract.sources import Source, sources
from review.model import Gap, GapReason
from review.sweep.catalogue import as_table, gaps, parts
from review.sweep.finding import Unread
from review.sweep.listing import NAMES, Listed, Listing, find_listing
from review.sweep.memory import Kept, Memory, Place
from review.sweep.page import Page, read_page

_NOT_PAGES = frozenset({*NAMES, "site.toml"})
_LOOKS = (".css", ".js", ".ico", ".woff", ".woff2", ".ttf", ".eot", ".svg", ".map")
_VANISHED = "页面清单里有这一页，文件夹里没有这个文件。请补上，或更正清单。"


@dataclass
class Gathered:
    """What was met while pages were read: folders of columns, gaps, how many pages, and all paths that exist.

    `others` are files that are no pages wherever they lie, resolved.
    """

    folders: dict[str, None] = field(default_factory=dict)
    gaps: list[Unread] = field(default_factory=list)
    count: int = 0
    paths: set[str] = field(default_factory=set)
    others: frozenset[Path] = frozenset()

    def pages(self, paths: Sequence[Path], memory: Memory | None = None) -> Iterator[tuple[Page | Kept, Place | None]]:
        """Yield every page of the paths, or what is remembered of it, with the place where what it comes to can be kept, if it can.

        Raises UsageError (XS101) for a path that does not exist, ConfigError for a bad list.
        """
        for root in paths:
            yield from self._below(root, memory, several=len(paths) > 1)

    def catalogues(self, files: Sequence[Path]) -> Iterator[Page]:
        """Yield the given files by their sheets, no pages of the site; what was not read of them is a gap. Raises UsageError (XS101)."""
        for file in files:
            for source in sources([file]):
                before = len(self.gaps)
                try:
                    whole = list(self._read(as_table(source), None, "", counted=False))
                except CannotRead as error:
                    self.gaps.append(Unread(source.path, Gap(error.reason, error.message)))
                    continue
                sheets = [sheet for page in whole for sheet in parts(page)]
                self.gaps += [Unread(source.path, gap) for gap in (gaps(sheets) if len(self.gaps) == before else ())]
                yield from sheets

    def _below(self, root: Path, memory: Memory | None, *, several: bool) -> Iterator[tuple[Page | Kept, Place | None]]:
        found = sources([root])
        listing = find_listing(root)
        inside = root.resolve() if root.is_dir() else root.resolve().parent
        above = f"{label_of(inside.name)}/" if several and root.is_dir() else ""
        if root.is_dir():
            self._note_folders(root)
        met: set[Path] = set()
        for source in found:
            name = source.path.rpartition("/")[2]
            self.paths.add(above + source.path)
            if name in _NOT_PAGES or name.lower().endswith(_LOOKS):
                continue
            listed = None
            if listing is not None or self.others:
                file = inside.joinpath(*source.path.split("/"))
                met.add(file)
                if file in self.others:
                    continue
                listed = listing.pages.get(file) if listing is not None else None
            where = memory.place(source, listed, inside, above) if memory is not None else None
            known = memory.recall(where) if memory is not None and where is not None else None
            if known is not None:
                self.count += 1
                yield known, where
                continue
            unread = len(self.gaps)
            for page in self._read(source, listed, above):
                yield page, where if len(self.gaps) == unread else None
        if listing is not None and root.is_dir():
            self._missing(listing, met, inside, above)

    def _read(self, source: Source, listed: Listed | None, above: str, *, counted: bool = True) -> Iterator[Page]:
        try:
            page, unread = read_page(source, listed)
        except CannotRead as error:
            self.gaps.append(Unread(above + source.path, Gap(error.reason, error.message)))
            return
        self.gaps += [Unread(above + source.path, gap) for gap in unread]
        if source.data is None:
            return
        self.count += counted
        yield replace(page, path=above + page.path) if above else page

    def _missing(self, listing: Listing, met: set[Path], inside: Path, above: str) -> None:
        for place in listing.pages:
            if place not in met and place.is_relative_to(inside):
                self.gaps.append(Unread(above + place.relative_to(inside).as_posix(), Gap(GapReason.VANISHED, _VANISHED)))

    def _note_folders(self, root: Path) -> None:
        try:
            with os.scandir(root) as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "_")):
                        self.folders[label_of(entry.name)] = None
        except OSError:
            return
