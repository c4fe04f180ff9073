"""Letters in pictures: PP-OCR by rapidocr on onnxruntime, with the models that lie in its wheel (extra ``ocr``).

Nothing is ever fetched: every model is named by its file, and a file that is not there is a reason not to read. The engine is loaded
once per process, when the first picture comes, and runs on one thread: more of them are slower on a busy machine. It belongs into
the isolated child.
"""

from __future__ import annotations

import functools
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from review.errors import CannotRead
from review.extract.limits import CLOCK, Limits
from review.model import GapReason

CARRIER = "ocr"  # of visible text that was recognised, not read
RELIABLE = 0.6  # a line with a lower score may say something else
SHARP = 0.93  # mean score of a page that can be trusted; on a blurred one lines with wrong digits have up to 0.92
UPRIGHT = 0.85  # mean score below which a page may stand on its head
HEARD = 0.5  # below this it is noise: not told as text, only counted
MOST_PIXELS = 4_500_000  # a page of A4 at 200 dpi, of A3 at 150; more costs time and memory and finds no more
STRIP, OVERLAP = 2_000, 160  # pixels: a longer screenshot is read in pieces
LEAST_SIDE = 12  # pixels: no letter is smaller
LETTER = 3_400  # longest side that the engine reads as it is
MISSING = (GapReason.ENGINE_MISSING, "文字识别组件不完整，图中文字未识别。请重新安装识别组件后再检查，或人工查看。")
_FAILED = (GapReason.NEEDS_OCR, "文字识别未能完成，图中文字未识别。请人工查看。")
_PARTS = ("rapidocr", "onnxruntime", "PIL")
_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
Box = tuple[float, float, float, float]


class Recognised(NamedTuple):
    """One line of a picture: left, top, right, bottom in pixels, and how sure the engine is, from 0 to 1."""

    text: str
    box: Box
    score: float


@functools.cache
def installed() -> bool:
    """Tell whether the extra is there; nothing is imported."""
    return all(importlib.util.find_spec(name) for name in _PARTS)


def wanted(limits: Limits) -> bool:
    """Tell whether pictures are to be read: the extra is there and nobody switched it off."""
    return limits.recognise and installed()


def lines(image: Any, limits: Limits) -> list[Recognised]:
    """Return the lines of a Pillow picture (RGB), top to bottom, with all their scores.

    Raises CannotRead if the models are missing or the engine fails. The one who keeps the time is told that a page more is recognised.
    """
    width, height = image.size
    if min(width, height) < LEAST_SIDE:
        return []
    engine = _engine()
    CLOCK.count_recognised()
    if height > 2 * width and height > LETTER:
        return _in_strips(engine, image, limits)
    return _upright(engine, image)


def reliable(found: list[Recognised]) -> list[Recognised]:
    """Return the lines that are text; noise is left out."""
    return [line for line in found if line.score >= HEARD and line.text.strip()]


def doubtful(found: list[Recognised]) -> int:
    """Return how many lines may say something else than was recognised: more of them where the whole page is blurred."""
    least = SHARP if _sureness(found) < SHARP else RELIABLE
    return sum(line.score < least for line in found)


def _upright(engine: Any, image: Any) -> list[Recognised]:
    """Return the lines of a picture; one that lies on its side or stands on its head is turned first, so that they are in order."""
    from PIL import Image

    found = _lines(engine, image)
    aside = sum(_is_tall(line) for line in found) * 2 > len(found)
    if not found or (_sureness(found) >= UPRIGHT and not aside):
        return found
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270) if aside else (Image.Transpose.ROTATE_180,)
    best = found
    for turn in turns:
        CLOCK.count_recognised()
        turned = _lines(engine, image.transpose(turn))
        if _sureness(turned) > (UPRIGHT if best is found and aside else _sureness(best)):
            best = [line._replace(box=_turned_back(line.box, image.size, turn)) for line in turned]
    return best


def _turned_back(box: Box, size: tuple[int, int], turn: Any) -> Box:
    """Return a box of a turned picture as one of the picture, which is of this size."""
    from PIL import Image

    (left, top, right, bottom), (width, height) = box, size
    if turn == Image.Transpose.ROTATE_90:
        return width - bottom, left, width - top, right
    if turn == Image.Transpose.ROTATE_270:
        return top, height - right, bottom, height - left
    return width - right, height - bottom, width - left, height - top


def _is_tall(line: Recognised) -> bool:
    left, top, right, bottom = line.box
    return len(line.text) > 2 and bottom - top > 2 * (right - left)


def _sureness(found: list[Recognised]) -> float:
    """Return the mean score, each line as often as it has characters."""
    return sum(line.score * len(line.text) for line in found) / max(1, sum(len(line.text) for line in found))


def _in_strips(engine: Any, image: Any, limits: Limits) -> list[Recognised]:
    width, height = image.size
    found: list[Recognised] = []
    for number, top in enumerate(range(0, height - OVERLAP, STRIP - OVERLAP)):
        if number >= limits.strips:
            raise CannotRead(GapReason.LIMIT, "图片过长，图中文字未识别。请拆分后再检查，或人工查看。")
        if number:
            CLOCK.count_recognised()
        piece = image.crop((0, top, width, min(height, top + STRIP)))
        for line in _lines(engine, piece):
            left, upper, right, lower = line.box
            moved = line._replace(box=(left, upper + top, right, lower + top))
            if not any(_same(moved, other) for other in found[-40:]):
                found.append(moved)
    return found


def _same(line: Recognised, other: Recognised) -> bool:
    """Tell whether two pieces show the same line; one that was cut in the middle is read again, in whole, by the next piece."""
    overlap = min(line.box[3], other.box[3]) - max(line.box[1], other.box[1])
    return line.text == other.text and overlap > 0


def _lines(engine: Any, image: Any) -> list[Recognised]:
    import numpy as np

    width, height = image.size
    scale = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5, LETTER / max(width, height))
    if scale < 1:
        image = image.resize((max(1, int(width * scale)), max(1, int(height * scale))))
    pixels = np.asarray(image)[:, :, ::-1]  # the engine wants blue first
    try:
        result = engine(pixels)
    except MemoryError:
        raise
    except Exception as error:  # the engine has no common error
        raise CannotRead(*_FAILED) from error
    boxes, texts, scores = (getattr(result, name, None) for name in ("boxes", "txts", "scores"))
    if boxes is None:
        return []
    if texts is None or scores is None:
        raise CannotRead(*_FAILED)
    return list(_told(boxes, texts, scores, scale))


def _told(boxes: Any, texts: Any, scores: Any, scale: float) -> Iterator[Recognised]:
    for corners, text, score in zip(boxes, texts, scores, strict=True):
        across, down = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
        yield Recognised(" ".join(str(text).split()), (min(across), min(down), max(across), max(down)), float(score))


@functools.cache
def _engine() -> Any:
    models = _models()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import cv2
        import onnxruntime
        from rapidocr import RapidOCR

        onnxruntime.disable_telemetry_events()  # see review/__init__.py
        cv2.setNumThreads(1)
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.text_score": 0.0,
                "Global.max_side_len": LETTER,
                "Global.use_cls": False,  # it would hide that a page stands on its head; see _upright
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                **{f"{task}.model_path": str(path) for task, path in models.items()},
            }
        )
    except MemoryError:
        raise
    except Exception as error:
        raise CannotRead(*MISSING) from error


def _models() -> dict[str, Path]:
    """Return the files of the models, all of which are there."""
    found = importlib.util.find_spec("rapidocr")
    folder = Path(found.origin or "").parent / "models" if found else Path()
    models = {task: folder / name for task, name in _MODELS.items()}
    if not all(path.is_file() for path in models.values()):
        raise CannotRead(*MISSING)
    return models
