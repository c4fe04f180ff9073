"""Makes scans for tests: text on a page of 200 dpi, askew, stamped and dirty as one likes. Needs Pillow and a Chinese font."""

from __future__ import annotations

import io
from pathlib import Path

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
FONT = next((path for path in FONTS if Path(path).exists()), "")
LETTER = (
    "某市人民政府办公室文件",
    "关于做好政务公开审查工作的通知",
    "各县区人民政府，市政府各部门：",
    "现将有关事项通知如下。一、各单位应当指定专人负责，建立台账，",
    "逐件登记，不得遗漏。二、联系人王小明，身份证号",
    "110101199003070134，联系电话13800138000，家住幸福路8号。",
    "某市人民政府办公室",
    "2024年3月5日",
)


def sheet(lines=LETTER, *, skew=0.0, seal=False, noise=0.0, size=(1654, 1400), height=44):
    """A page with these lines; `seal` lies over the last two, `noise` is the deviation of the grey values."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", size, "white")
    font = ImageFont.truetype(FONT, height, index=2 if "CJK" in FONT else 0)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((180, 150 + number * 95), line, font=font, fill="black")
    if seal:
        layer = Image.new("RGBA", size, (0, 0, 0, 0))
        middle = 150 + (len(lines) - 1) * 95
        red = (220, 30, 30, 200)
        ImageDraw.Draw(layer).ellipse((200, middle - 220, 640, middle + 220), outline=red, width=12)
        ImageDraw.Draw(layer).text((380, middle - 40), "★", font=font, fill=red)
        page.paste(layer, mask=layer.getchannel("A"))
    if skew:
        page = page.rotate(skew, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    if noise:
        grey = np.asarray(page).astype(float)
        page = Image.fromarray((grey + np.random.default_rng(1).normal(0, noise, grey.shape)).clip(0, 255).astype("uint8"))
    return page


def saved(picture, kind="PNG", **options):
    """The bytes of a picture; a PDF of one page at 200 dpi too."""
    out = io.BytesIO()
    picture.save(out, kind, **({"resolution": 200} if kind == "PDF" else {}), **options)
    return out.getvalue()
