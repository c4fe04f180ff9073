"""Boxes and matrices of an OFD page, in millimetres (GB/T 33190-2016, 7.2 and 8.2)."""

from __future__ import annotations

from review.extract.ofd_package import numbers
from review.extract.safe_xml import Element

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
A4: Box = (0.0, 0.0, 210.0, 297.0)


def matrix_of(value: str | None) -> Matrix:
    """Return a CTM; what is none changes nothing."""
    found = numbers(value)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else IDENTITY


def boundary(node: Element) -> Box:
    """Return the rectangle that an object fills."""
    return box_of(node.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)


def box_of(value: str | None) -> Box | None:
    """Return left, top, right, bottom of an ST_Box."""
    found = numbers(value)
    return (found[0], found[1], found[0] + found[2], found[1] + found[3]) if len(found) == 4 else None


def moved_to(box: Box) -> Matrix:
    """Return the matrix that moves the origin to the corner of a box."""
    return (1.0, 0.0, 0.0, 1.0, box[0], box[1])


def times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies `n`, then `m`."""
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def bounds(m: Matrix, box: Box) -> Box:
    """Return the rectangle around a box that a matrix moved."""
    corners = [(m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)


def meets(box: Box, area: Box) -> bool:
    """Tell whether two rectangles share a point."""
    return box[0] < area[2] and box[2] > area[0] and box[1] < area[3] and box[3] > area[1]
