"""Between the stages: which boxes of the first go on to the second, and what the second's answers mean.

The app does the same in `models/rcnn/propose.ts` and `decode.ts`.
"""
from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from nets.rcnn import Rcnn, apply_deltas
from suppress import nms
from teachers import cell_centres

PRE_NMS, PRE_NMS_MOST = 4, 1000  # times the proposals wanted: so many of the best cells enter the NMS, but no more than these
IOU_MAX = 0.7
OBJECTNESS_POWER = 0.15  # score = objectness^p * class^(1-p), after Zhou et al. 2021 (arXiv:2103.07461); p tried on a quarter of the validation pictures


def corners_of(ltrb: Tensor, size: int) -> Tensor:
    """ltrb [...,N,4] in strides -> corner boxes in pixels, held inside a size x size picture and at least a pixel wide and high."""
    centres, strides = (torch.from_numpy(a).to(ltrb.device) for a in cell_centres(size))
    reach = ltrb * strides[:, None]
    low = (centres - reach[..., :2]).clamp(0, size - 1)
    return torch.cat([low, torch.maximum((centres + reach[..., 2:]).clamp(1, size), low + 1)], -1)


def propose(boxes: Tensor, objectness: Tensor, count: int) -> "tuple[Tensor, Tensor]":
    """Corner boxes [N,4] and scores [N] of one picture -> the best `count` after NMS: boxes [count,4] and scores [count], repeated where there are fewer."""
    score, best = objectness.topk(min(PRE_NMS * count, PRE_NMS_MOST, len(objectness)))
    kept = nms(boxes[best], score, IOU_MAX)[:count]
    kept = kept.repeat(-(-count // len(kept)))[:count]
    return boxes[best][kept], score[kept]


def fuse_scores(objectness: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Objectness [R] and class probabilities [R,C] -> scores [R,C]."""
    return objectness[:, None] ** OBJECTNESS_POWER * classes ** (1 - OBJECTNESS_POWER)


def two_stage(net: nn.Module, image: Tensor, count: int = 64) -> "tuple[np.ndarray, np.ndarray]":
    """An Rcnn's answer to one picture [1,3,S,S]: corner boxes [R,80,4] in its pixels, scores [R,80]."""
    assert isinstance(net, Rcnn)
    ltrb, logits, features = net.rpn(image)
    rois, objectness = propose(corners_of(ltrb[0].float(), image.shape[-1]), logits[0].float().sigmoid(), count)
    classes, deltas = net.head(features, rois[None])
    boxes = apply_deltas(rois[:, None], deltas[0].float())
    return boxes.cpu().numpy(), fuse_scores(objectness.cpu().numpy(), classes[0].float().sigmoid().cpu().numpy())
