"""Training targets of a view: the teacher decides which cells answer for an object, human boxes decide what is true there.

Rules, per view:
 1. A human box takes the cells whose teacher box overlaps it (IoU > 0.4); their score is objectness * IoU, scaled so that the
    best cell gets max(best IoU, 0.7). Class and box are the human's; what the teacher called these cells is dropped.
 2. A human box the teacher did not see takes cells near its middle at the stride that fits its size (`prior_cells`).
 3. Elsewhere the teacher's score (objectness * class) and box stand, except for VOC's twenty classes on a picture where
    those are labelled completely: there it is a false alarm, unless it lies on a difficult box.
"""
from __future__ import annotations

from typing import Any

import numpy as np

from data.coco_names import VOC_CLASSES
from metrics_detection import iou_matrix
from teachers import STRIDES, cell_centres

Array = np.ndarray
SCORE_MIN = 0.05


def prior_cells(box: Array, centres: Array, strides: Array) -> "tuple[Array, Array]":
    """Cells within 1.5 strides of the box's middle, at the stride nearest to a sixth of its size; and their scores (<= 0.7)."""
    size = float(np.sqrt((box[2] - box[0]) * (box[3] - box[1])))
    best = min(STRIDES, key=lambda s: abs(np.log(size / 6 / s)))
    middle = (box[:2] + box[2:]) / 2
    distance = np.linalg.norm(centres - middle, axis=1) / strides
    inside = ((centres > box[:2]) & (centres < box[2:])).all(1)
    near = np.nonzero((strides == best) & (distance < 1.5) & inside)[0]
    if not len(near):
        near = np.array([int(np.where(strides == best, distance, np.inf).argmin())])
    return near, (0.7 * np.exp(-distance[near] ** 2)).astype(np.float32)


def fuse(logits: Array, ltrb: Array, truth: "dict[str, Any]", size: int) -> "tuple[Array, Array, Array, Array]":
    """Teacher logits [N,81] and boxes [N,4] of a view, with its human boxes -> entries (cell [E], class [E], score [E], ltrb [E,4])."""
    centres, strides = cell_centres(size)
    prob = 1 / (1 + np.exp(-logits.astype(np.float32)))
    objectness = prob[:, 80]
    score = prob[:, :80] * objectness[:, None]
    reach = ltrb.astype(np.float32) * strides[:, None]
    corners = np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], 1)
    target_box = corners.copy()
    human = np.array([b for b in truth["boxes"] if not b[5]], np.float32).reshape(-1, 6)
    hard = np.array([b for b in truth["boxes"] if b[5]], np.float32).reshape(-1, 6)
    voc = list(VOC_CLASSES)
    if truth["complete"]:
        on_hard = iou_matrix(corners, hard[:, :4]).max(1) > 0.3 if len(hard) else np.zeros(len(score), bool)
        score[np.ix_(np.nonzero(~on_hard)[0], voc)] = 0
    if len(human):
        iou = iou_matrix(corners, human[:, :4])
        owner, best = iou.argmax(1), iou.max(1)
        owned = best > 0.4
        score[owned] = 0
        for g, row in enumerate(human):
            mine = np.nonzero(owned & (owner == g))[0]
            value = objectness[mine] * best[mine]
            top = float(value.max()) if len(mine) else 0.0
            if top > 0.02:
                value = value / top * max(float(best[mine[value.argmax()]]), 0.7)
                keep = value >= 0.1
                mine, value = mine[keep], value[keep]
            else:
                mine, value = prior_cells(row[:4], centres, strides)
                score[mine] = 0
            score[mine, int(row[4])] = value
            target_box[mine] = row[:4]
    cell, cls = np.nonzero(score >= SCORE_MIN)
    box, s = target_box[cell], strides[cell, None]
    out = np.concatenate([centres[cell] - box[:, :2], box[:, 2:] - centres[cell]], 1) / s
    return cell.astype(np.int32), cls.astype(np.int32), score[cell, cls].astype(np.float32), out.clip(0.02, 60).astype(np.float32)


def flip_cells(size: int) -> Array:
    """Permutation of the cells under a left-right flip of the picture."""
    out, start = [], 0
    for s in STRIDES:
        n = size // s
        out.append(np.arange(start, start + n * n).reshape(n, n)[:, ::-1].reshape(-1))
        start += n * n
    return np.concatenate(out)
