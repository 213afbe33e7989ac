"""Scores, each with its definition, on NumPy arrays."""
from __future__ import annotations

import cv2
import numpy as np


def mask_iou(a: np.ndarray, b: np.ndarray, valid: "np.ndarray | None" = None) -> float:
    """Intersection over union of two bool [h,w] masks, outside `valid` not counted; 1 when both are empty."""
    if valid is not None:
        a, b = a & valid, b & valid
    union = int((a | b).sum())
    return 1.0 if union == 0 else int((a & b).sum()) / union


def boundary(mask: np.ndarray, border: bool = False) -> np.ndarray:
    """bool [h,w]: mask pixels with a 4-neighbour outside the mask; with `border` those at the frame's own border too."""
    m = np.pad(mask, 1, mode="constant" if border else "edge")
    return mask & ~(m[:-2, 1:-1] & m[2:, 1:-1] & m[1:-1, :-2] & m[1:-1, 2:])


def boundary_f(predicted: np.ndarray, truth: np.ndarray, tolerance_px: float = 2.0, valid: "np.ndarray | None" = None,
               border: bool = False) -> float:
    """Boundary F: harmonic mean of the shares of boundary pixels within `tolerance_px` (Euclid) of the other boundary."""
    p, t = boundary(predicted, border), boundary(truth, border)
    if valid is not None:
        p, t = p & valid, t & valid
    if not p.any() or not t.any():
        return 1.0 if not p.any() and not t.any() else 0.0
    far_from_truth = cv2.distanceTransform((~t).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    far_from_predicted = cv2.distanceTransform((~p).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    precision = float((far_from_truth[p] <= tolerance_px).mean())
    recall = float((far_from_predicted[t] <= tolerance_px).mean())
    return 0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall)


def top_k(logits: np.ndarray, labels: np.ndarray, k: int) -> float:
    """Share of rows of logits [n,K] whose label is among the k largest."""
    best = np.argpartition(-logits, min(k, logits.shape[1]) - 1, axis=1)[:, :k]
    return float((best == labels[:, None]).any(1).mean())
