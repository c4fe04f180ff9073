"""What every command that looks at documents needs: the rules in force, the options of a scan, and the reviewing itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from review.digest import sha256, sm3
from review.errors import Exit
from review.extract.limits import DEFAULT, Limits
from review.extract.sources import Source, sources
from review.judge import exit_code, verdict
from review.model import Document, Reviewed, Severity
from review.rules.locate import lexicons
from review.rules.ruleset import RuleSet, load_ruleset
from review.scan import Options, scan
from review.store import memory, private
from review.store.unit_folder import UnitFolder
from review.text.genre import genre_of


def rules_in_force(own: Path | None = None, *, keep: bool = True) -> RuleSet:
    """Return the proven rule set of the installation, or of the unit's own lexicon folder; `keep` False proves it anew."""
    return load_ruleset(lexicons(own), private.cache() if keep else None)


def options(only: Iterable[str] = ()) -> Options:
    """Return the options of a scan for this unit or user."""
    return Options(fingerprint_key(), frozenset(only))


def fingerprint_key() -> bytes:
    """Return the key of fingerprints: the unit's, so that everybody there sees the same ones, or this user's own."""
    unit = memory.unit_folder()
    if unit is not None and UnitFolder(unit).founded:
        return UnitFolder(unit).fingerprint_key()
    return private.fingerprint_key()


def review(source: Source, rules: RuleSet, opts: Options, limits: Limits = DEFAULT) -> tuple[Reviewed, Document]:
    """Read and scan one document."""
    data = source.data
    document = source.document(limits)
    outcome = scan(document, rules, opts)
    reviewed = Reviewed(
        path=source.path,
        sha256=sha256(data or b""),
        sm3=sm3(data or b""),
        size=len(data or b""),
        format=document.format,
        genre=genre_of(document),
        verdict=verdict(outcome),
        scan=outcome,
    )
    return reviewed, document


@dataclass
class Run:
    """A run over many documents, one at a time; it remembers what the exit code and the next step need."""

    rules: RuleSet
    options: Options
    fail_on: Severity | None
    quotes: bool = False
    count: int = 0
    stopped: int = 0
    code: Exit = field(default=Exit.CLEAN)

    def items(self, paths: Iterable[Path], limits: Limits = DEFAULT) -> Iterator[tuple[Reviewed, Document | None]]:
        """Yield every document of the paths as it is reviewed; the text is kept only where the report quotes it."""
        for source in sources(list(paths), limits):
            reviewed, document = review(source, self.rules, self.options, limits)
            self.count += 1
            self.stopped += reviewed.scan.stop
            self.code = max(self.code, exit_code([reviewed], self.fail_on))
            yield reviewed, document if self.quotes else None


def now() -> str:
    """Return the local time as a report states it."""
    return dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
