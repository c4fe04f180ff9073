"""Libraries with a will of their own stay silent: nothing kept about the computer, nothing to be sent."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

TAGGER = "from review.detect.ner import tagger; assert tagger().persons(['县长郭立新主持会议。'])[0]"
LETTERS = "from review.extract.ocr import _engine; assert _engine()"
PROGRAM = "from review.commands import run; assert run(['check', '--format', 'json', 'a.txt']) in {0, 1}"


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(TAGGER, id="names"),
        pytest.param(LETTERS, id="letters", marks=pytest.mark.skipif(not find_spec("rapidocr"), reason="extra ocr")),
        pytest.param(PROGRAM, id="check"),
    ],
)
def test_no_telemetry_is_kept(tmp_path, work):
    (tmp_path / "a.txt").write_text("联系人：王秀兰，住城关镇。", encoding="utf-8")
    homes = {name: str(tmp_path / name) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    asked = {**os.environ, **homes, "ORT_DISABLE_TELEMETRY": "0"}  # whatever the computer is set to
    asked.pop("CI", None)
    script = f"{work}\nimport sys; assert 'onnxruntime' in sys.modules"
    run = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=asked, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    made = {path.relative_to(tmp_path).parts[1] for path in tmp_path.rglob("*") if len(path.relative_to(tmp_path).parts) > 1}
    assert made <= {"xianshen"}
