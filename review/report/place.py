"""Says in words where something stands, so that a person can open the file and find it."""

from __future__ import annotations

from review import lazy_re as re
from review.model import Layer, Place, Zone
from review.report.mask import flat, mask_runs, shorten

_PARTS = {
    "body": "",
    "document": "",
    "header": "页眉",
    "footer": "页脚",
    "comment": "批注",
    "footnote": "脚注",
    "endnote": "尾注",
    "note": "备注",
    "file-name": "文件名",
    "folder-name": "文件夹或压缩包的名称",
    "watermark": "水印",
    "text-box": "文本框",
    "textbox": "文本框",
    "core": "文件属性",
    "docprops": "文件属性",
    "app": "文件属性",
    "custom": "自定义属性",
    "metadata": "文件属性",
    "properties": "文件属性",
    "info": "文件属性",
    "xmp": "文件属性",
    "annotation": "注释",
    "annot": "注释",
    "attachment": "附件",
    "bookmark": "书签",
    "outline": "书签",
    "settings": "文档设置",
    "style": "样式",
    "people": "审阅人名单",
    "glossary": "构建基块",
    "thumbnail": "缩略图",
    "head": "网页头部",
    "mail-head": "邮件头",
    "picture": "图片",
    "pictures": "图片页",
    "frame": "框架",
    "object": "嵌入对象",
    "form": "表单",
    "link": "链接",
    "layer": "图层",
    "escapes": "用编号写出的字符",
    "tags": "被标记隔开的文字",
    "custom-xml": "自定义数据",
    "action": "动作",
    "revision": "历史版本",
    "exif": "图片信息",
    "embedding": "嵌入的文件",
    "slidelayout": "版式",
    "slidemaster": "母版",
    "notesslide": "备注页",
    "notesmaster": "备注母版",
    "handoutmaster": "讲义母版",
    "seal": "电子印章",
    "tag": "标签",
    "slide": "幻灯片",
    "master": "母版",
    "macro": "宏",
    "connection": "数据连接",
    "pivotcache": "数据透视缓存",
    "orphan": "残留内容",
    "source": "文件源代码",
    "trailer": "文件结尾之后",
}
_ZONES = {
    Zone.MASTHEAD: "版头",
    Zone.TITLE: "标题",
    Zone.NOTE: "附注",
    Zone.IMPRINT: "版记",
    Zone.HEADER: "页眉",
    Zone.FOOTER: "页脚",
    Zone.WATERMARK: "水印",
}
_LAYERS = {
    Layer.HIDDEN: "不可见内容",
    Layer.METADATA: "文件属性",
    Layer.REVISION: "修订痕迹",
    Layer.EMBEDDED: "嵌入内容",
}
_STEPS = {"p": "第{}段", "t": "表{}", "r": "第{}行", "c": "第{}列", "l": "第{}行", "L": "第{}行", "b": "文本框{}", "n": "第{}条"}
_STEPS |= {"s": "第{}张幻灯片", "shape": "形状{}"}
_STEP = re.compile(r"(shape|[ptrclLbns])(\d+)")
_PART = re.compile(r"([a-z-]+?)[-_ ]?\d*(?:\.(?:xml|vml|rels))?")
_CELL = re.compile(r"([A-Z]{1,3})(\d+)(?::[A-Z]{1,3}\d+)?|[A-Z]{1,3}:[A-Z]{1,3}|\d+:\d+")


def place_text(place: Place, layer: Layer = Layer.VISIBLE, *, named: bool = True) -> str:
    """Return the place in Chinese, such as 第3段, 表1第3行第2列, 第2页第5行, 工作表“名单”B7, 页眉, 批注 or 文件名.

    `named` False leaves out names that somebody gave to a sheet or an attachment: nothing of a file that must not be
    handled any further may be repeated.
    """
    where = _within(place if named else unnamed(place))
    zone = _ZONES.get(place.zone, "") if place.zone else ""
    if zone and zone not in where:
        where = zone + where
    if place.page and not _CELL.fullmatch(place.path or ""):
        where = f"第{place.page}页{where}"
    behind = _LAYERS.get(layer, "")
    if behind and behind not in where:
        where = f"{where}（{behind}）" if where else behind
    return where or ("文件内部" if _part_word(place.part) is None else "正文")


def unnamed(place: Place) -> Place:
    """Return the place without names that somebody gave: to a sheet, a field of a form, an attachment."""
    return place._replace(
        part=place.part.rpartition("/")[2] if _part_word(place.part) is not None else "",
        path=place.path if place.path and (_steps(place) is not None or _CELL.fullmatch(place.path)) else None,
    )


def _within(place: Place) -> str:
    word, path = _part_word(place.part), place.path or ""
    if word is None and _CELL.fullmatch(path):
        return f"工作表{_quoted(place.part)}{path}"
    steps = _steps(place)
    if steps is None and _CELL.fullmatch(path):
        steps = path
    return (_quoted(place.part) if word is None else word) + (_quoted(path) if steps is None else steps)


def _steps(place: Place) -> str | None:
    """Return the words for a path such as ``t1/r3/c2``, or None if it is a name. The page itself is no step on it."""
    words = []
    for number, step in enumerate((place.path or "").split("/")):
        found = _STEP.fullmatch(step)
        if step and not found:
            return None
        if found and not (number == 0 and step in (f"p{place.page}", f"s{place.page}")):
            words.append(_STEPS[found[1]].format(found[2]))
    return "".join(words)


def _part_word(part: str) -> str | None:
    """Return the everyday word for a part of a file; None for a name that somebody gave."""
    found = _PART.fullmatch(part.rpartition("/")[2].lower())
    return _PARTS.get(found[1], _PARTS.get(found[1].removesuffix("s"))) if found else None


def _quoted(name: str) -> str:
    return f"“{shorten(mask_runs(flat(name)))}”" if name else ""
