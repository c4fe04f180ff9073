"""The pictures that web pages show: which lie on the site and were read by themselves, and which nobody looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from review.model import Gap, GapReason
from review.sweep.entry import Entry
from review.sweep.finding import Unread
from review.sweep.outside import domain_of
from review.sweep.site import Site

_FURNITURE = 5  # pages that show the same picture, beyond which it belongs to the frame of the site


def not_exported(entries: Sequence[Entry], known: Collection[str], site: Site) -> Iterator[Unread]:
    """Yield a gap for each web page with pictures that are no files of the site; those of its frame are told once."""
    own = own_domain(entries, site)
    missing = {e.path: [picture for picture in e.pictures if on_site(picture, own) not in known] for e in entries if e.pictures}
    carried = Counter(picture for each in missing.values() for picture in each)
    told: set[str] = set()
    for path, pictures in missing.items():
        mine = [picture for picture in pictures if carried[picture] <= _FURNITURE or picture not in told]
        told.update(mine)
        if mine:
            message = f"网页上有 {len(mine)} 张图片不在导出的文件夹里，没有看。请连图片一起导出，或人工查看。"
            most = max(carried[picture] for picture in mine)
            message += f"同样的图片共有 {most} 页，只列一次。" if most > _FURNITURE else ""
            yield Unread(path, Gap(GapReason.NEEDS_EYES, message))


def on_site(picture: str, own: str) -> str:
    """Return the path of a picture that lies on the site itself, the address of any other."""
    host, slash, path = picture.removeprefix("//").partition("/")
    return path if picture.startswith("//") and slash and (host == own or host.endswith(f".{own}")) else picture


def own_domain(entries: Sequence[Entry], site: Site) -> str:
    """Return the domain of the site itself: as it is described, else that of most pages; never one that a single page claims."""
    hosts = Counter(host for host in (domain_of(entry.url) for entry in entries if entry.url) if host)
    most = next((host for host, count in hosts.most_common(1) if 2 * count > hosts.total()), "")
    return (domain_of(site.base_url) or domain_of(f"//{site.base_url}") or most or "-").removeprefix("www.")
