"""Task-aligned label assignment (Feng et al. 2021, TOOD) with soft objects, for long runs on an accelerator."""
from __future__ import annotations

import torch
from torch import Tensor


def pairwise_iou(a: Tensor, b: Tensor) -> Tensor:
    """[B,M,4] and [B,N,4] corner boxes -> [B,M,N]."""
    top = torch.maximum(a[:, :, None, :2], b[:, None, :, :2])
    low = torch.minimum(a[:, :, None, 2:], b[:, None, :, 2:])
    inter = (low - top).clamp(min=0).prod(-1)
    area_a, area_b = (a[..., 2:] - a[..., :2]).prod(-1), (b[..., 2:] - b[..., :2]).prod(-1)
    return inter / (area_a[:, :, None] + area_b[:, None] - inter).clamp(min=1e-6)


@torch.no_grad()
def task_aligned(scores: Tensor, corners: Tensor, centres: Tensor, box: Tensor, cls: Tensor, conf: Tensor, *, top: int = 10,
                 alpha: float = 0.5, beta: float = 6.0) -> "tuple[Tensor, Tensor]":
    """Which cells answer for which object.

    scores [B,N,C] and corners [B,N,4] are the net's present answers, centres [N,2]; objects are padded: box [B,M,4], cls [B,M],
    conf [B,M] (0 = no object; below 1 = a teacher's opinion). Per object the `top` cells inside it by score^alpha * IoU^beta; a
    cell wanted by several takes the one it overlaps most. Returns target scores [B,N,C], in which an object's best cell gets
    conf * (its greatest IoU), and target corner boxes [B,N,4].
    """
    b, n, c = scores.shape
    m = box.shape[1]
    if m == 0:
        return torch.zeros_like(scores), torch.zeros_like(corners)
    iou = pairwise_iou(box, corners)
    mine = scores.gather(2, cls[:, None].expand(b, n, m)).transpose(1, 2)
    inside = ((centres[None, None] > box[:, :, None, :2]) & (centres[None, None] < box[:, :, None, 2:])).all(-1) & (conf > 0)[..., None]
    merit = torch.where(inside, mine.clamp(min=1e-6) ** alpha * iou ** beta + 1e-12, torch.zeros_like(iou))
    best = merit.topk(min(top, n), dim=2).indices
    chosen = torch.zeros_like(inside).scatter_(2, best, True) & inside
    owner = torch.where(chosen, iou + 1e-9, torch.zeros_like(iou)).argmax(1)
    alone = torch.zeros_like(chosen).scatter_(1, owner[:, None], True) & chosen
    merit = torch.where(alone, merit, torch.zeros_like(merit))
    peak = torch.where(alone, iou, torch.zeros_like(iou)).amax(2, keepdim=True)
    value = merit / merit.amax(2, keepdim=True).clamp(min=1e-12) * peak * conf[..., None]
    target = torch.zeros_like(scores)
    per_cell = value.gather(1, owner[:, None])[:, 0]
    cell_class = cls.gather(1, owner)
    target.scatter_(2, cell_class[..., None], per_cell[..., None])
    return target, box.gather(1, owner[..., None].expand(b, n, 4))
