"""Two-stage detector on the one-stage detector's backbone and neck: class-agnostic RPN, RoIAlign 7x7, box head.

The RPN's towers have the shapes of the one-stage head's, so that a trained one starts with its weights: proposals are then good
from the first step, and the second stage learns what it will see.

RoIAlign is bilinear sampling on a grid of points (GridSample) and averaging (AveragePool): equal to the operator of that name
for RoIs inside the picture, and unlike it runs on WebGPU.
"""
from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.yolo import CLASSES, NECK, Backbone, FoldedLevels, LevelNorms, PanNeck, Yolo, rows

POOL = 7  # RoIAlign output, POOL x POOL
MIDDLE = POOL // 2  # the bin in the middle: about one cell of the level that suits the RoI's size
SAMPLES = 2  # sampling points per bin and axis
FEATURE_STRIDE = 8
DELTA_SCALE = (0.1, 0.1, 0.2, 0.2)  # spread of the deltas the head learns, as in Faster R-CNN


def roi_align(features: Tensor, rois: Tensor, size: int) -> Tensor:
    """[B,C,H,W] and RoIs [B,R,4] (corner pixels of a size x size input) -> [B,R,C,POOL,POOL]."""
    b, r = rois.shape[:2]
    points = POOL * SAMPLES
    at = (torch.arange(points, device=rois.device, dtype=rois.dtype) + 0.5) / points
    low, high = rois[..., :2], rois[..., 2:]
    # sampling points in pixels, then in grid_sample's -1..1 where -1 and 1 are the outer edges (align_corners False)
    line = (low[..., None] + (high - low)[..., None] * at) * (2.0 / size) - 1.0  # [B,R,2,points]
    x = line[:, :, 0, None, :].expand(b, r, points, points)
    y = line[:, :, 1, :, None].expand(b, r, points, points)
    grid = torch.stack([x, y], -1).reshape(b, r * points, points, 2)
    sampled = F.grid_sample(features, grid, mode="bilinear", padding_mode="border", align_corners=False)
    pooled = F.avg_pool2d(sampled, SAMPLES)
    return pooled.reshape(b, features.shape[1], r, POOL, POOL).transpose(1, 2)


def encode_deltas(rois: Tensor, boxes: Tensor) -> Tensor:
    """Corner RoIs and boxes [...,4] -> (dx/w, dy/h, log w ratio, log h ratio)."""
    size, aim = rois[..., 2:] - rois[..., :2], boxes[..., 2:] - boxes[..., :2]
    shift = (boxes[..., :2] + boxes[..., 2:] - rois[..., :2] - rois[..., 2:]) / 2
    return torch.cat([shift / size.clamp(min=1e-3), torch.log(aim.clamp(min=1e-3) / size.clamp(min=1e-3))], -1)


def apply_deltas(rois: Tensor, deltas: Tensor) -> Tensor:
    """Inverse of `encode_deltas`; size factors are held within 1/16..16."""
    size, middle = rois[..., 2:] - rois[..., :2], (rois[..., :2] + rois[..., 2:]) / 2
    middle = middle + deltas[..., :2] * size
    half = size * torch.exp(deltas[..., 2:].clamp(-math.log(16.0), math.log(16.0))) / 2
    return torch.cat([middle - half, middle + half], -1)


def grown(x: Tensor, level: int) -> Tensor:
    """[B,C,H,W] of a level -> the finest level's size, nearest."""
    return F.interpolate(x, scale_factor=float(2 ** level), mode="nearest") if level else x


class Rpn(nn.Module):
    """Backbone, neck and proposal head: image [B,3,S,S] in 0..1 -> ltrb [B,N,4] in strides, objectness logits [B,N], features [B,64,S/8,S/8].

    `features` joins the object towers of all levels at stride 8, each place from the level that believes most in an object there
    (softmax of the levels' objectness logits): one map to crop from, whatever the RoI's size. With `frozen`,
    backbone and neck stay as they are: no gradient, and their batch norms keep their statistics.
    """

    frozen = False

    def __init__(self) -> None:
        super().__init__()
        self.backbone, self.neck = Backbone(), PanNeck()
        self.object_tower = nn.ModuleList([LevelNorms(NECK), LevelNorms(NECK)])
        self.box_tower = nn.ModuleList([LevelNorms(NECK)])
        self.to_object, self.to_box = nn.Conv2d(NECK, 1, 1), nn.Conv2d(NECK, 4, 1)
        self.level_scale = nn.Parameter(torch.ones(3))
        nn.init.normal_(self.to_object.weight, std=0.01)
        nn.init.constant_(self.to_object.bias, -3.0)
        nn.init.normal_(self.to_box.weight, std=0.01)
        nn.init.constant_(self.to_box.bias, 1.0)

    def start_from(self, yolo: Yolo) -> None:
        """Take over a one-stage detector: backbone, neck, box branch, and its class tower as the object tower."""
        for name, other in (("backbone", "backbone"), ("neck", "neck"), ("object_tower", "class_tower"), ("box_tower", "box_tower"), ("to_box", "to_box")):
            getattr(self, name).load_state_dict(getattr(yolo, other).state_dict())
        with torch.no_grad():
            self.level_scale.copy_(yolo.level_scale)

    def train(self, mode: bool = True) -> "Rpn":
        """As `nn.Module.train`; what is frozen stays in eval mode."""
        super().train(mode)
        if self.frozen:
            self.backbone.eval()
            self.neck.eval()
        return self

    def forward(self, image: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            levels = self.neck(self.backbone(image))
        boxes, objects, seen, belief = [], [], [], []
        for level, x in enumerate(levels):
            o, b = x, x
            for layer in self.object_tower:
                o = layer(o, level)
            for layer in self.box_tower:
                b = layer(b, level)
            boxes.append(rows(torch.exp((self.to_box(b) * self.level_scale[level]).clamp(-4, 5))))
            logits = self.to_object(o)
            objects.append(rows(logits)[..., 0])
            seen.append(grown(o, level))
            belief.append(grown(logits, level))
        share = torch.softmax(torch.cat(belief, 1), 1)
        features = sum(share[:, level:level + 1] * o for level, o in enumerate(seen))
        return torch.cat(boxes, 1), torch.cat(objects, 1), features


class RoiHead(nn.Module):
    """features [B,64,S/8,S/8] and RoIs [B,R,4] in input pixels -> class logits [B,R,80], deltas per class [B,R,80,4].

    Class logits are a linear reading of the RoI's middle, which can start from a one-stage detector's class layer, plus what two
    hidden layers make of all of it, which starts at 0. A class's deltas are those all classes share plus a correction of its own,
    which starts at 0 too: classes with few examples keep the shared ones.
    """

    def __init__(self, hidden: int = 256) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(NECK * POOL * POOL, hidden), nn.Linear(hidden, hidden)
        self.to_class, self.to_delta, self.to_own_delta = nn.Linear(hidden, CLASSES), nn.Linear(hidden, 4), nn.Linear(hidden, 4 * CLASSES)
        self.to_middle = nn.Linear(NECK, CLASSES)
        nn.init.normal_(self.to_middle.weight, std=0.01)
        nn.init.constant_(self.to_middle.bias, -math.log(99.0))
        nn.init.normal_(self.to_delta.weight, std=0.001)
        for zeros in (self.to_class.weight, self.to_class.bias, self.to_delta.bias, self.to_own_delta.weight, self.to_own_delta.bias):
            nn.init.zeros_(zeros)

    def start_from(self, yolo: Yolo) -> None:
        """Take over a one-stage detector's class layer; what the hidden layers said on another backbone is forgotten."""
        with torch.no_grad():
            self.to_class.weight.zero_()
            self.to_class.bias.zero_()
            self.to_middle.weight.copy_(yolo.to_class.weight[..., 0, 0])
            self.to_middle.bias.copy_(yolo.to_class.bias)

    def forward(self, features: Tensor, rois: Tensor) -> "tuple[Tensor, Tensor]":
        size = features.shape[-1] * FEATURE_STRIDE
        x = roi_align(features, rois, size)
        middle = x[..., MIDDLE, MIDDLE]
        x = x.flatten(2)
        x = torch.relu(self.second(torch.relu(self.first(x))))
        own = self.to_own_delta(x).reshape(x.shape[0], x.shape[1], CLASSES, 4)
        return self.to_middle(middle) + self.to_class(x), (self.to_delta(x)[:, :, None] + own) * torch.tensor(DELTA_SCALE, device=x.device)


class Rcnn(nn.Module):
    """Both stages; training goes through `train_rcnn.rcnn_losses`, which needs the proposals in between."""

    def __init__(self) -> None:
        super().__init__()
        self.rpn, self.head = Rpn(), RoiHead()


class DeployedRpn(nn.Module):
    """`image` [1,3,S,S] -> `boxes` [1,N,4], `objectness` [1,N] (after the sigmoid), `features` [1,64,S/8,S/8]."""

    def __init__(self, rpn: Rpn) -> None:
        super().__init__()
        self.rpn = rpn.eval()
        for tower in (rpn.object_tower, rpn.box_tower):
            for i, layer in enumerate(tower):
                if isinstance(layer, LevelNorms):
                    tower[i] = FoldedLevels(layer)

    def forward(self, image: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
        boxes, objects, features = self.rpn(image)
        return boxes, objects.sigmoid(), features


class DeployedHead(nn.Module):
    """`features` [1,64,S/8,S/8], `rois` [1,R,4] in input pixels -> `scores` [1,R,80], `deltas` [1,R,80,4] (plain, unscaled)."""

    def __init__(self, head: RoiHead) -> None:
        super().__init__()
        self.head = head.eval()

    def forward(self, features: Tensor, rois: Tensor) -> "tuple[Tensor, Tensor]":
        logits, deltas = self.head(features, rois)
        return logits.sigmoid(), deltas
