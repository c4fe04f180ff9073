"""The measurements keep up with the code: each of them can at least be begun."""

import importlib
from pathlib import Path

import pytest

import bench

pytest.importorskip("resource")  # Windows has none; they are made on Linux

MODULES = sorted(
    ".".join(path.relative_to(Path(bench.__file__).parents[1]).with_suffix("").parts)
    for path in Path(bench.__file__).parent.rglob("*.py")
    if path.stem not in ("__main__", "__init__")
)


@pytest.mark.parametrize("name", MODULES)
def test_a_measurement_can_be_begun(name):
    assert importlib.import_module(name)
