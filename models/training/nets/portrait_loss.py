"""Loss of the portrait network: edge-weighted cross-entropy, Dice, and a coarse auxiliary head."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from data.portrait import PortraitBatch


def edge_band(target: Tensor) -> Tensor:
    """[B,1,H,W] 0..1 -> 1 within about W/64 pixels across the edge of the mask (dilation minus erosion), else 0."""
    r = max(1, round(target.shape[-1] / 128))
    k = 2 * r + 1
    return F.max_pool2d(target, k, 1, r) + F.max_pool2d(-target, k, 1, r)


def dice(probability: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean of 1 - Dice (squared denominator) over the pictures that have somebody in them."""
    p, t = probability * weight, target * weight
    some = t.sum((1, 2, 3)) > 16
    if not bool(some.any()):
        return probability.sum() * 0
    overlap = (2 * (p * t).sum((1, 2, 3)) + 1) / ((p * p).sum((1, 2, 3)) + (t * t).sum((1, 2, 3)) + 1)
    return (1 - overlap)[some].mean()


def portrait_loss(model: nn.Module, batch: PortraitBatch, edge: float = 3.0) -> "dict[str, Tensor]":
    """Named parts; their sum is minimised. A pixel at the mask's edge weighs `edge` more than another."""
    logit, aux = model(batch.image)
    logit, aux = logit.float(), aux.float()
    cross = F.binary_cross_entropy_with_logits(logit, batch.target, reduction="none")
    weight = batch.weight * (1 + edge * edge_band(batch.target))
    coarse = F.interpolate(torch.cat([batch.target, batch.weight], 1), size=aux.shape[-2:], mode="area")
    aux_cross = F.binary_cross_entropy_with_logits(aux, coarse[:, :1], reduction="none")
    return {
        "bce": (cross * weight).sum() / weight.sum().clamp(min=1),
        "dice": 0.5 * dice(logit.sigmoid(), batch.target, batch.weight),
        "aux": 0.3 * (aux_cross * coarse[:, 1:]).mean(),
    }
