"""AP50 of detectors, and the greedy NMS that belongs to it.

AP50: per class all-point average precision at IoU 0.5 (precision envelope integrated over recall); difficult objects are
neither counted as misses nor is a detection of one a false alarm; the mean is over classes with at least one object.
"""
from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray


def iou_matrix(a: Array, b: Array) -> Array:
    """[A,4] and [B,4] corner boxes -> [A,B] intersection over union."""
    top = np.maximum(a[:, None, :2], b[None, :, :2])
    low = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = np.prod(np.clip(low - top, 0, None), axis=2)
    area_a, area_b = np.prod(a[:, 2:] - a[:, :2], axis=1), np.prod(b[:, 2:] - b[:, :2], axis=1)
    return inter / np.maximum(area_a[:, None] + area_b[None] - inter, 1e-9)


def nms_per_class(boxes: Array, scores: Array, *, score_min: float = 0.01, iou_max: float = 0.5, keep: int = 100,
                  candidates: int = 1000) -> Array:
    """[N,4] corner boxes (or [N,C,4], one per class) and [N,C] scores -> [K,6] rows (x1,y1,x2,y2,score,class), best first."""
    cell, cls = np.nonzero(scores > score_min)
    score = scores[cell, cls]
    if len(score) > candidates:
        best = np.argpartition(-score, candidates)[:candidates]
        cell, cls, score = cell[best], cls[best], score[best]
    order = np.lexsort((cell, -score))
    cell, cls, score = cell[order], cls[order], score[order]
    box = (boxes[cell, cls] if boxes.ndim == 3 else boxes[cell]).astype(np.float64)
    shifted = box + cls[:, None] * 1e5  # classes never overlap one another
    iou = iou_matrix(shifted, shifted)
    alive = np.ones(len(score), bool)
    for i in range(len(score)):
        if alive[i]:
            alive[i + 1:] &= iou[i, i + 1:] <= iou_max
    rows = np.concatenate([box, score[:, None], cls[:, None]], axis=1)[alive]
    return rows[:keep]


def average_precision(hits: Array, scores: Array, positives: int) -> float:
    """All-point AP of detections: `hits` 1 = true, 0 = false alarm; NaN when there is no object."""
    if positives == 0:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    true = np.cumsum(hits[order])
    precision = true / np.arange(1, len(true) + 1)
    recall = true / positives
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.diff(np.concatenate([[0.0], recall]))
    return float((steps * envelope).sum())


def ap50(predictions: "list[Array]", truths: "list[list[list[Any]]]", classes: "list[int]", *, iou_min: float = 0.5) -> "dict[int, float]":
    """AP per class. `predictions[i]`: [K,6] rows of picture i; `truths[i]`: rows [x1,y1,x2,y2,class,difficult]."""
    out: "dict[int, float]" = {}
    for c in classes:
        hits: "list[float]" = []
        scores: "list[float]" = []
        positives = 0
        for rows, truth in zip(predictions, truths):
            own = [t for t in truth if t[4] == c]
            positives += sum(not t[5] for t in own)
            mine = rows[rows[:, 5] == c]
            mine = mine[np.argsort(-mine[:, 4], kind="stable")]
            iou = iou_matrix(mine[:, :4], np.array([t[:4] for t in own], float).reshape(-1, 4)) if len(own) else None
            taken: "set[int]" = set()
            for k in range(len(mine)):
                if iou is None or iou[k].max() < iou_min:
                    hits.append(0.0)
                    scores.append(float(mine[k, 4]))
                    continue
                j = int(iou[k].argmax())
                if own[j][5]:
                    continue
                hits.append(0.0 if j in taken else 1.0)
                scores.append(float(mine[k, 4]))
                taken.add(j)
        out[c] = average_precision(np.array(hits), np.array(scores), positives)
    return out


def mean_ap(per_class: "dict[int, float]") -> float:
    """Mean over the classes that occur."""
    values = [v for v in per_class.values() if v == v]
    return float(np.mean(values)) if values else float("nan")
