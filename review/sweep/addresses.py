"""Where the pages of a site lead to: domains of links, of what is embedded, and of codes in pictures, held against the unit's list.

Nothing is fetched. Codes are decoded while pictures are read, where the extra ``ocr`` is installed; a picture that was not looked at
is counted. A domain that is not on the list, or was not met by the last recorded sweep, stands first.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import OUTSIDE, Action, Confidence, SweepFinding
from review.sweep.lists import Address, Addresses
from review.sweep.outside import domain_of
from review.sweep.pictures import on_site, own_domain
from review.sweep.record import Record, is_recorded
from review.sweep.site import Site

_SHOWN = 5
_KINDS = ("code", "embedded", "link")
_WAYS = {"code": "二维码", "embedded": "嵌入的内容", "link": "链接"}


@dataclass
class _Met:
    """A domain while pages are gone through."""

    kinds: set[str] = field(default_factory=set)
    pages: dict[str, None] = field(default_factory=dict)
    example: str = ""


def addresses(entries: Sequence[Entry], known: Collection[str], site: Site, record: Record) -> Addresses:
    """Return the domains outside the site, those that need a look first. `known` are all files of the site, by their path."""
    own = own_domain(entries, site)
    met: dict[str, _Met] = {}
    shows = _showing(entries)
    for entry in entries:
        for domain, found in _of(entry).items():
            if domain == own or domain.endswith(f".{own}"):
                continue
            mine = met.setdefault(domain, _Met())
            mine.kinds |= {kind for kind, _ in found}
            mine.pages.update(dict.fromkeys(shows.get(entry.path, (entry.path,))))
            mine.example = mine.example or next(address for _, address in found)
    rows = [_row(domain, mine, site, record) for domain, mine in met.items()]
    rows.sort(key=lambda row: (row.allowed and not row.new, row.allowed, not row.new, _KINDS.index(row.kinds[0]), row.domain))
    recorded = record.domains
    return Addresses(
        rows=tuple(rows),
        codes=sum(len(entry.codes) for entry in entries),
        pictures=sum(entry.pictures_seen for entry in entries),
        unseen=sum(entry.pictures_unseen for entry in entries)
        + len({p for e in entries for p in e.pictures if on_site(p, own) not in known}),
        against=recorded is not None,
        gone=len(recorded) - sum(is_recorded(row.domain, recorded) for row in rows) if recorded is not None else 0,
    )


def outside_domains(found: Addresses, entries: Sequence[Entry], context: Context) -> Iterator[SweepFinding]:
    """Yield the domains that the unit's list does not name, if it keeps one, about the first page that leads there."""
    if not context.site.domains:
        return
    by_path = {entry.path: entry for entry in entries}
    for row in found.rows:
        if not row.allowed:
            severity = Severity.NOTE if row.kinds == ("link",) else Severity.WARN
            ways = "、".join(_WAYS[kind] for kind in row.kinds)
            shown = f"{ways}；共 {row.pages} 页指向这个域名，不在本单位名单里" + ("，上次清查没有" if row.new else "")
            yield context.finding(
                OUTSIDE, by_path[row.paths[0]], severity, row.example, shown, Confidence.HIGH, Action.CORRECT, row.paths[1:], row.domain
            )


def _of(entry: Entry) -> dict[str, list[tuple[str, str]]]:
    """Return by domain how an entry leads to it, and by which address."""
    found: dict[str, list[tuple[str, str]]] = {}
    said = [("code", code) for code in entry.codes] + [("embedded", f"//{host}") for host in entry.embeds]
    for kind, address in (*said, *(("link", link) for link in entry.links if "//" in link)):
        domain = domain_of(address)
        if domain:
            found.setdefault(domain, []).append((kind, address.partition("?")[0].partition("#")[0]))
    return found


def _showing(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Return by path of a picture with codes which pages show it."""
    coded = {entry.path for entry in entries if entry.codes}
    found: dict[str, list[str]] = {}
    for entry in entries:
        for picture in entry.pictures:
            if picture in coded:
                found.setdefault(picture, []).append(entry.path)
    return found


def _row(domain: str, met: _Met, site: Site, record: Record) -> Address:
    listed = next((each for each in site.domains if domain == each.name or domain.endswith(f".{each.name}")), None)
    return Address(
        domain=domain,
        kinds=tuple(kind for kind in _KINDS if kind in met.kinds),
        pages=len(met.pages),
        paths=tuple(islice(met.pages, _SHOWN)),
        example=_without_name(met.example),
        owner=listed.owner if listed else "",
        allowed=listed is not None and not _is_number(domain, listed.name),
        new=record.domains is not None and not is_recorded(domain, record.domains),
    )


def _without_name(address: str) -> str:
    """Return an address without a name and a password in front of its domain."""
    head, mark, rest = address.partition("//")
    place, slash, path = rest.partition("/")
    return f"{head}{mark}{place.rpartition('@')[2]}{slash}{path}"


def _is_number(domain: str, name: str) -> bool:
    """Tell whether a domain is an address of a machine of which the list names only the end."""
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return False
    return domain != name
