"""What is kept of a page while all the others are read: enough to hold it against them, without its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.facts.signing import Signing
from review.facts.validity import Anchor, Extension, Term, extensions, in_force_from, terms
from review.sweep.likeness import Sketch, body_of, figures, fold, sketch
from review.sweep.outside import codes_in, hosts_in, links_in, picture_paths, pictures_in
from review.sweep.page import Page
from review.sweep.repeals import Fate, fates
from review.sweep.titles import is_document, is_draft, is_from_above, is_interpretation, is_trial, issuer


@dataclass(frozen=True, slots=True)
class Entry:
    """A page without its text. `force` is the day it came into force by its own words.

    `embeds` are domains of what the page embeds, `codes` the addresses that codes in pictures say, `pictures` the paths or addresses of
    those that a web page shows; of other pictures `pictures_seen` were looked at and `pictures_unseen` were not. `worded` tells whether the
    page says in words that it is over.
    """

    path: str
    column: str
    title: str
    core: str
    docno: str
    url: str
    published: date | None
    made: Signing
    day: date | None
    marked: bool
    state: str
    until: date | None
    document: bool
    draft: bool
    trial: bool
    interpretation: bool
    from_above: bool
    placeholder: bool
    list_page: bool
    in_folder: bool
    terms: tuple[Term, ...]
    force: Anchor | None
    fates: tuple[Fate, ...]
    extensions: tuple[Extension, ...]
    links: tuple[str, ...]
    sketch: Sketch
    figures: int
    whole: int
    tagged_column: str
    length: int
    unit: str = ""
    digest: str = ""
    embeds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    pictures_seen: int = 0
    pictures_unseen: int = 0
    worded: bool = False


def entry_of(page: Page, *, catalogue: bool = False) -> Entry:
    """Return what is kept of a page."""
    title, number = page.title, page.docno
    about = not catalogue and is_interpretation(title)
    draft = is_draft(title)
    own = () if about or draft else tuple(terms(page.text, page.made, page.published))
    said = () if about or draft else tuple(fates(title, page.text, catalogue=catalogue))
    trial = is_trial(title)
    body = body_of(page.text)
    seen, unseen = pictures_in(page.document)
    force = in_force_from(page.text, page.made, page.published) if trial or said else None
    return Entry(
        path=page.path,
        column=page.column,
        title=title,
        core=page.core,
        docno=number,
        url=page.url,
        published=page.published,
        made=page.made,
        day=page.day,
        marked=page.marked,
        state=page.state,
        until=page.until,
        document=is_document(title),
        draft=draft,
        trial=trial,
        interpretation=about,
        from_above=is_from_above(title, number),
        placeholder=page.placeholder,
        list_page=page.list_page,
        in_folder=page.listed_folder,
        terms=own,
        force=force[0] if force else None,
        fates=said,
        extensions=() if about else tuple(extensions(page.text)),
        links=page.links or tuple(dict.fromkeys(links_in(page.document))),
        sketch=sketch(body),
        figures=figures(body),
        whole=fold(body),
        tagged_column=page.tags.get("columnname", ""),
        length=len(page.text),
        unit=issuer(title, page.text) if number else "",
        digest=page.digest,
        embeds=hosts_in(page.embedded),
        codes=tuple(dict.fromkeys(codes_in(page.document))),
        pictures=picture_paths(page.path, page.sources),
        pictures_seen=seen,
        pictures_unseen=unseen,
        worded=page.worded,
    )
