"""The vocabulary of RTF as far as it bears on text: where a group's text goes, and which words are characters.

Source: RTF 1.9.1, "Destination Control Words", "Special Characters", "Document Area". A destination not listed here is gathered when
it is marked ignorable, and else belongs to the text around it.
"""

from __future__ import annotations

from review.model import Zone

CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "~": "\u00a0", "-": "\u00ad", "_": "-", "\\": "\\", "{": "{", "}": "}",
    "\t": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "zwbo": "\u200b", "zwnbo": "\u2060",
    "ltrmark": "\u200e", "rtlmark": "\u200f", "nestcell": "\t", "nestrow": "\n", "propname": "\n", "staticval": "：",
}  # fmt: skip
STORIES = {
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
_INFORMATION = "title subject author manager company operator category keywords comment doccomm hlinkbase"
INFORMATION = frozenset(_INFORMATION.split())  # destinations only within the information group
CONTAINERS = frozenset(("info", "shpinst", "do", "upr", "sp", "picprop", "background"))  # no text of their own, but groups with text
TARGETS = {
    **dict.fromkeys((*_SKIPPED.split(), *CONTAINERS), "skip"),
    **dict.fromkeys((*_GATHERED.split(), *INFORMATION), "gather"),
    **dict.fromkeys(("pict", "objdata", "datastore"), "hex"),
    "fonttbl": "fonts",
    "colortbl": "colors",
}
PASSED = frozenset(("shppict", "nesttableprops", "object", "objemb", "objlink", "cs", "ts"))  # ignorable, but what is in it is text
