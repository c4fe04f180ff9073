"""The pictures that web pages show: which lie on the site and were read by themselves, and which nobody looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from review.extract.html import is_about_pictures
from review.sweep.entry import Entry
from review.sweep.finding import Unread
from review.sweep.outside import domain_of
from review.sweep.site import Site

_FURNITURE = 5  # pages that show the same picture, beyond which it belongs to the frame of the site


def gaps_of_pictures(gaps: Iterable[Unread], entries: Sequence[Entry], known: Collection[str], site: Site) -> Iterator[Unread]:
    """Yield the gaps, those about pictures of web pages only for pictures that are no files of the site; those of its frame once."""
    own = own_domain(entries, site)
    shown = {entry.path: entry.pictures for entry in entries if entry.pictures}
    missing = {path: [picture for picture in pictures if on_site(picture, own) not in known] for path, pictures in shown.items()}
    carried = Counter(picture for each in missing.values() for picture in each)
    told: set[str] = set()
    for unread in gaps:
        if unread.path not in shown or not is_about_pictures(unread.gap):
            yield unread
            continue
        mine = [picture for picture in missing[unread.path] if carried[picture] <= _FURNITURE or picture not in told]
        told.update(mine)
        if mine:
            message = f"网页上有 {len(mine)} 张图片不在导出的文件夹里，没有看。请连图片一起导出，或人工查看。"
            most = max(carried[picture] for picture in mine)
            message += f"同样的图片共有 {most} 页，只列一次。" if most > _FURNITURE else ""
            yield replace(unread, gap=replace(unread.gap, message=message))


def on_site(picture: str, own: str) -> str:
    """Return the path of a picture that lies on the site itself, the address of any other."""
    host, slash, path = picture.removeprefix("//").partition("/")
    return path if picture.startswith("//") and slash and (host == own or host.endswith(f".{own}")) else picture


def own_domain(entries: Sequence[Entry], site: Site) -> str:
    """Return the domain of the site itself: as it is described, else that of most pages; never one that a single page claims."""
    hosts = Counter(host for host in (domain_of(entry.url) for entry in entries if entry.url) if host)
    most = next((host for host, count in hosts.most_common(1) if 2 * count > hosts.total()), "")
    return (domain_of(site.base_url) or most or "-").removeprefix("www.")
