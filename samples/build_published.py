"""Makes the small site in samples/published from published.toml: ``python samples/build_published.py``.

Building twice gives the same bytes.
"""

from __future__ import annotations

import html
import shutil
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOOT = "主办：青禾县人民政府办公室　联系电话：0790-5550100　网站标识码：0000000000"
HEAD = '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
SITE = """\
# 网站说明的样例：青禾县是虚构的。
name = "青禾县人民政府"
base_url = "https://www.qinghe.example/"
trial_years = 2

[[column]]
name = "规范性文件"
type = "政策文件"
owner = "县司法局"
contact = "0790-5550111"

[[column]]
name = "工作动态"
type = "动态要闻"
period = "P14D"
owner = "县政府办公室"

[[column]]
name = "公示公告"
owner = "县民政局"

[[column]]
name = "在线访谈"
owner = "县政府办公室"

[[column]]
name = "便民服务"
owner = "县行政审批局"
rectify_days = 10

[[domain]]
name = "jiangnan-gov.example"
owner = "江南市人民政府"

[[domain]]
name = "map.ditu.example"
owner = "地图服务单位（有协议）"

[[contact]]
unit = "青禾县医疗保障局"
phone = "0790-5550166"

[[contact]]
unit = "青禾县自然资源局"
phone = "0790-5550123"

[[leader]]
post = "县长"
name = "许新任"
"""


def page(entry: dict[str, Any]) -> str:
    """Return one page as a site would serve it, with its navigation and its foot."""
    rows: list[str] = []
    for line in entry["text"].strip().split("\n"):
        if "\t" in line:
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t"))
            rows.append(f"<tr>{cells}</tr>")
        else:
            rows.append(f"<p>{html.escape(line)}</p>")
    body = "\n".join(rows).replace("</p>\n<tr>", "</p>\n<table>\n<tr>").replace("</tr>\n<p>", "</tr>\n</table>\n<p>")
    column = entry["path"].partition("/")[0]
    tags = {"ArticleTitle": entry["title"], "PubDate": entry["date"], "ColumnName": column, **entry.get("tags", {})}
    metas = "\n".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in tags.items() if value)
    dated = f"<p>发布日期：{entry['date']}</p>" if entry["date"] else ""
    links = "".join(f'<p><a href="{link}">相关页面</a></p>\n' for link in entry.get("links", ()))
    links += "".join(f'<p><img src="{name}" alt="二维码"></p>\n' for name in entry.get("pictures", ()))
    links += "".join(f'<script src="{address}"></script>\n' for address in entry.get("embeds", ()))
    nav = f'<div class="nav"><a href="../index.html">首页</a> &gt; {column}</div>'
    return (
        f"{HEAD}<title>{html.escape(entry['title'])}_青禾县人民政府网站</title>\n{metas}\n</head>\n<body>\n{nav}\n"
        f"<h1>{html.escape(entry['title'])}</h1>\n{dated}\n{body}\n{links}<div>{FOOT}</div>\n</body>\n</html>\n"
    )


def build(target: Path) -> None:
    """Write the site below `target`."""
    content = tomllib.loads((HERE / "published.toml").read_text(encoding="utf-8"))
    for entry in content["page"]:
        path = target / entry["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(entry), encoding="utf-8")
        for name in entry.get("pictures", ()):
            shutil.copyfile(HERE / "published_pictures" / name, path.with_name(name))
    columns = dict.fromkeys(entry["path"].partition("/")[0] for entry in content["page"])
    (target / "site.toml").write_text(SITE, encoding="utf-8")
    (target / "index.html").write_text(
        f"{HEAD}<title>青禾县人民政府网站</title>\n</head>\n<body>\n<h1>青禾县人民政府</h1>\n"
        f"{''.join(f'<p>{column}</p>' for column in columns)}\n<div>{FOOT}</div>\n</body>\n</html>\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    build(HERE / "published")
