"""Person masks of photos that have none: a segmenter's answer, believed only where boxes and its own steadiness allow.

A *teacher* here is a function: uint8 [h,w,3] RGB -> (probability float32 [h,w], spread float32 [h,w]); the spread is how far its answers
differ between the picture and its mirror image. Alpha of a result: 255 person, 0 nobody, 128 unknown (costs nothing in training).
"""
from __future__ import annotations

from typing import Any, Callable, NamedTuple

import cv2
import numpy as np

Array = np.ndarray
Teacher = Callable[[Array], "tuple[Array, Array]"]

PERSON, UNKNOWN, NOBODY = 255, 128, 0
SURE, STEADY = 0.75, 0.4
EDGE = 3
"""Pixels of the teacher's 256 x 256 input within which a sure person and sure background share an edge."""
DOUBTED = frozenset({"dog", "cat", "horse", "sheep", "cow", "bird", "bear", "elephant", "zebra", "giraffe", "motorcycle", "bicycle", "dining table"})
"""What the teacher takes for part of a person (names of COCO)."""


class Limits(NamedTuple):
    """What a labelled person must look like to be believed."""

    least_height_px: int = 48
    margin: float = 0.25
    """The teacher's crop reaches this share of the box beyond it."""
    fill: "tuple[float, float]" = (0.25, 0.97)
    """Share of the box that is surely person."""
    most_unsure: float = 0.3
    """Largest share of the box the teacher is unsure of."""
    most_spill: float = 0.3
    """Largest share of what it calls person in its crop that may lie outside every person's box."""


def grown(box: "list[float] | tuple[float, ...]", share: float, w: int, h: int) -> "tuple[int, int, int, int]":
    """Whole-pixel corners of a box grown by `share` of its sides, inside a w x h picture."""
    dx, dy = share * (box[2] - box[0]), share * (box[3] - box[1])
    return max(0, int(box[0] - dx)), max(0, int(box[1] - dy)), min(w, int(np.ceil(box[2] + dx))), min(h, int(np.ceil(box[3] + dy)))


def portrait_crop(box: "list[float]", margin: float, w: int, h: int) -> "tuple[int, int, int, int]":
    """The box with margins, widened towards a square as far as the picture allows."""
    x0, y0, x1, y1 = grown(box, margin, w, h)
    missing = max(0, (y1 - y0) - (x1 - x0))
    return max(0, x0 - missing // 2), y0, min(w, x1 + missing // 2), y1


def filled(shape: "tuple[int, int]", boxes: "list[Any]", share: float = 0.0) -> Array:
    """bool [h,w]: the union of boxes."""
    out = np.zeros(shape, bool)
    for b in boxes:
        x0, y0, x1, y1 = grown(b, share, shape[1], shape[0])
        out[y0:y1, x0:x1] = True
    return out


def settled(p: Array, spread: Array) -> "tuple[Array, Array]":
    """(surely person, unsure) bool [h,w]. Where sure person and sure background nearly touch, the line between them is drawn at one half."""
    one, none = (p > SURE) & (spread < STEADY), (p < 1 - SURE) & (spread < STEADY)
    r = max(1, round(EDGE * max(p.shape) / 256))
    near = [cv2.dilate(m.astype(np.uint8), np.ones((2 * r + 1, 2 * r + 1), np.uint8)) > 0 for m in (one, none)]
    edge = near[0] & near[1] & ~one & ~none
    return one | (edge & (p > 0.5)), ~one & ~none & ~edge


def plausible(sure: Array, unsure: Array, box: "list[float]", union: Array, limits: Limits) -> bool:
    """Does the teacher's answer in its crop (all arrays of the whole picture) look like this one box's person?"""
    x0, y0, x1, y1 = grown(box, 0, sure.shape[1], sure.shape[0])
    area = max(1, (x1 - x0) * (y1 - y0))
    inside = int(sure[y0:y1, x0:x1].sum())
    spill = int((sure & ~union).sum()) / max(1, int(sure.sum()))
    return (limits.fill[0] <= inside / area <= limits.fill[1] and int(unsure[y0:y1, x0:x1].sum()) <= limits.most_unsure * area
            and spill <= limits.most_spill)


def label_picture(rgb: Array, boxes: "list[list[Any]]", teacher: Teacher, *, complete: bool = True,
                  limits: Limits = Limits()) -> "tuple[Array, list[list[float]]]":
    """Label one photo.

    `boxes`: [x1,y1,x2,y2,name,difficult] in pixels; `complete`: whether every person has a box. Returns (alpha uint8 [h,w], the person boxes that
    were believed). Persons not believed, too small or flagged difficult are unknown, as is what the teacher calls person in the box of an animal, a bike or a table.
    Outside the person boxes there is nobody; with incomplete boxes, what the teacher calls person in the whole picture is unknown there.
    """
    h, w = rgb.shape[:2]
    persons = [b for b in boxes if b[4] == "person"]
    union = filled((h, w), persons, 0.06)
    person, unknown = np.zeros((h, w), bool), np.zeros((h, w), bool)
    believed: "list[list[float]]" = []
    for b in sorted(persons, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        x0, y0, x1, y1 = grown(b, 0.06, w, h)
        if b[5] or b[3] - b[1] < limits.least_height_px:
            unknown[y0:y1, x0:x1] = True
            continue
        cx0, cy0, cx1, cy1 = portrait_crop(b[:4], limits.margin, w, h)
        p, spread = teacher(rgb[cy0:cy1, cx0:cx1])
        sure, unsure = np.zeros((h, w), bool), np.zeros((h, w), bool)
        sure[cy0:cy1, cx0:cx1], unsure[cy0:cy1, cx0:cx1] = settled(p, spread)
        if not plausible(sure, unsure, b[:4], union, limits):
            unknown[y0:y1, x0:x1] = True
            continue
        believed.append([float(v) for v in b[:4]])
        own = filled((h, w), [b])
        ring = filled((h, w), [b], 0.06) & ~own
        person |= sure & own
        unknown |= (unsure & own) | ((sure | unsure) & ring)
    doubted = filled((h, w), [b for b in boxes if b[4] in DOUBTED]) & (person | unknown)
    if not complete:
        p, _ = teacher(rgb)
        unknown |= (p > 0.5) & ~union
    alpha = np.where(person, PERSON, np.where(unknown, UNKNOWN, NOBODY)).astype(np.uint8)
    alpha[doubted] = UNKNOWN
    return alpha, believed


def entries_of(rgb: Array, alpha: Array, believed: "list[list[float]]", *, least_person: float = 0.015, most_unknown: float = 0.18,
               least_crop_px: int = 110) -> "list[Array]":
    """RGBA pictures worth training on: the whole photo, and a generous crop round each believed person who is small in it."""
    h, w = alpha.shape
    areas = [(0, 0, w, h)]
    areas += [grown(b, 0.8, w, h) for b in believed if b[3] - b[1] >= least_crop_px and b[3] - b[1] < 0.6 * h]
    out = []
    for x0, y0, x1, y1 in areas if believed else []:
        part = alpha[y0:y1, x0:x1]
        if (part == PERSON).mean() >= least_person and (part == UNKNOWN).mean() <= most_unknown:
            out.append(np.dstack([rgb[y0:y1, x0:x1], part]))
    return out
