"""Greedy non-maximum suppression on tensors. Our own, so that training needs no torchvision whose build fits torch's."""
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from metrics_detection import iou_matrix

Array = np.ndarray


def greedy(boxes: Array, order: Array, iou_max: float) -> Array:
    """Indices of `order` (best first) whose box overlaps no kept one by more than `iou_max`."""
    iou = iou_matrix(boxes[order], boxes[order])
    alive = np.ones(len(order), bool)
    for i in range(len(order)):
        if alive[i]:
            alive[i + 1:] &= iou[i, i + 1:] <= iou_max
    return order[alive]


def nms(boxes: Tensor, scores: Tensor, iou_max: float) -> Tensor:
    """Corner boxes [N,4] and scores [N] -> indices of the kept, best first; equal scores in index order."""
    order = np.argsort(-scores.detach().cpu().numpy(), kind="stable")
    return torch.from_numpy(greedy(boxes.detach().cpu().numpy(), order, iou_max)).to(boxes.device)


def batched_nms(boxes: Tensor, scores: Tensor, groups: Tensor, iou_max: float) -> Tensor:
    """As `nms`, but boxes of different `groups` [N] (classes, pictures) never suppress one another."""
    corners, score, group = (t.detach().cpu().numpy() for t in (boxes, scores, groups))
    order = np.lexsort((np.arange(len(score)), -score, group))
    parts = np.split(order, np.nonzero(np.diff(group[order]))[0] + 1) if len(order) else []
    kept = np.concatenate([greedy(corners, part, iou_max) for part in parts]) if parts else order
    return torch.from_numpy(kept[np.lexsort((kept, -score[kept]))]).to(boxes.device)
