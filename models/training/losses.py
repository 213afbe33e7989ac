"""Losses of the detectors. Boxes are ltrb distances from a cell centre unless said otherwise."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from assign import task_aligned


def giou_ltrb(a: Tensor, b: Tensor) -> Tensor:
    """Generalised IoU [E] of two ltrb boxes [E,4] round the same centre (Rezatofighi et al. 2019)."""
    inter = (torch.minimum(a[:, 0], b[:, 0]) + torch.minimum(a[:, 2], b[:, 2])).clamp(min=0) * \
            (torch.minimum(a[:, 1], b[:, 1]) + torch.minimum(a[:, 3], b[:, 3])).clamp(min=0)
    area_a, area_b = (a[:, 0] + a[:, 2]) * (a[:, 1] + a[:, 3]), (b[:, 0] + b[:, 2]) * (b[:, 1] + b[:, 3])
    union = area_a + area_b - inter
    hull = (torch.maximum(a[:, 0], b[:, 0]) + torch.maximum(a[:, 2], b[:, 2])) * \
           (torch.maximum(a[:, 1], b[:, 1]) + torch.maximum(a[:, 3], b[:, 3]))
    return inter / union.clamp(min=1e-7) - (hull - union) / hull.clamp(min=1e-7)


def giou_corners(a: Tensor, b: Tensor) -> Tensor:
    """Generalised IoU [E] of corner boxes [E,4]."""
    inter = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - inter
    return inter / union.clamp(min=1e-7) - (hull - union) / hull.clamp(min=1e-7)


def quality_focal(logits: Tensor, target: Tensor) -> Tensor:
    """Sum of |target - p|^2 * cross entropy, soft targets in 0..1 (Li et al. 2020, beta 2)."""
    weight = (target - logits.detach().sigmoid()).square()
    return (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * weight).sum()


def dense_targets(batch: "dict[str, Tensor]", shape: "tuple[int, int, int]") -> Tensor:
    """Entries (picture, cell, class, score) scattered into [B,N,C], the greatest where two meet."""
    b, n, c = shape
    flat = (batch["picture"] * n + batch["cell"]) * c + batch["cls"]
    out = torch.zeros(b * n * c, device=flat.device)
    out.scatter_reduce_(0, flat, batch["score"], "amax")
    return out.view(b, n, c)


def distillation_losses(outputs: "tuple[Tensor, Tensor, Tensor | None]", batch: "dict[str, Tensor]", *, box_weight: float = 2.0,
                        aux_weight: float = 0.5) -> "dict[str, Tensor]":
    """Class, box and teacher-imitation loss of one batch of views; each is normalised by the sum of target scores or weights."""
    boxes, logits, aux = (o.float() if o is not None else None for o in outputs)
    assert boxes is not None and logits is not None
    total = batch["score"].sum().clamp(min=1.0)
    target = dense_targets(batch, (logits.shape[0], logits.shape[1], logits.shape[2]))
    overlap = giou_ltrb(boxes[batch["picture"], batch["cell"]], batch["box"])
    out = {"cls": quality_focal(logits, target) / total * 2, "box": ((1 - overlap) * batch["score"]).sum() / total * box_weight}
    if aux is not None and aux_weight > 0 and "logits" in batch:
        teacher = batch["logits"]
        weight = teacher[..., 80].sigmoid().sqrt() + 0.02
        gap = (aux - teacher[..., :80]).square().mean(-1)
        out["aux"] = (gap * weight).sum() / weight.sum() / 4 * aux_weight
    return out


def assigned_losses(outputs: "tuple[Tensor, Tensor, Tensor | None]", batch: "dict[str, Tensor]", centres: Tensor, strides: Tensor, *,
                    box_weight: float = 2.0) -> "dict[str, Tensor]":
    """Class and box loss of a batch of objects {box [B,M,4] px, cls, conf}, cells assigned by `assign.task_aligned`."""
    boxes, logits = outputs[0].float(), outputs[1].float()
    reach = boxes * strides[None, :, None]
    corners = torch.cat([centres - reach[..., :2], centres + reach[..., 2:]], -1)
    target, wanted = task_aligned(logits.sigmoid(), corners.detach(), centres, batch["box"], batch["cls"], batch["conf"])
    weight = target.amax(-1)
    total = weight.sum().clamp(min=1.0)
    on = weight > 0
    overlap = giou_corners(corners[on], wanted[on])
    return {"cls": quality_focal(logits, target) / total * 2, "box": ((1 - overlap) * weight[on]).sum() / total * box_weight}
