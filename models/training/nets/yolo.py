"""One-stage anchor-free detector: CSP backbone, PAN neck, decoupled head at strides 8, 16 and 32.

Dense 3x3 convolutions on narrow halves (CSP) rather than depthwise ones in the backbone: per FLOP they run about three
times as fast on a CPU, forward and backward. ReLU throughout: the cheapest on WASM, and fused into Conv on WebGPU.
The head's convolutions are shared by the three levels, its batch norms are not (after RTMDet, arXiv:2212.07784).
"""
from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

STRIDES = (8, 16, 32)
CLASSES = 80
NECK = 64


class ConvBn(nn.Sequential):
    """Convolution, batch norm, ReLU; padding keeps the size (divided by `stride`)."""

    def __init__(self, c_in: int, c_out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(nn.Conv2d(c_in, c_out, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(c_out, eps=1e-3, momentum=0.03), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two 3x3 convolutions, with the input added where `add`."""

    def __init__(self, channels: int, add: bool) -> None:
        super().__init__()
        self.body = nn.Sequential(ConvBn(channels, channels, 3), ConvBn(channels, channels, 3))
        self.add = add

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.add else self.body(x)


class Csp(nn.Module):
    """Cross-stage partial block: half of the channels pass by, the other half goes through `depth` residual blocks."""

    def __init__(self, c_in: int, c_out: int, hidden: int, depth: int = 1, add: bool = True) -> None:
        super().__init__()
        self.hidden = hidden
        self.split = ConvBn(c_in, 2 * hidden)
        self.blocks = nn.ModuleList(Residual(hidden, add) for _ in range(depth))
        self.merge = ConvBn((2 + depth) * hidden, c_out)

    def forward(self, x: Tensor) -> Tensor:
        x = self.split(x)
        parts = [x[:, :self.hidden], x[:, self.hidden:]]
        for block in self.blocks:
            parts.append(block(parts[-1]))
        return self.merge(torch.cat(parts, 1))


class Spp(nn.Module):
    """Three chained 5x5 max poolings, concatenated: sees 13x13 cells of the coarsest level at little cost."""

    def __init__(self, c_in: int, c_out: int, hidden: int) -> None:
        super().__init__()
        self.enter, self.leave = ConvBn(c_in, hidden), ConvBn(4 * hidden, c_out)
        self.pool = nn.MaxPool2d(5, 1, 2)

    def forward(self, x: Tensor) -> Tensor:
        parts = [self.enter(x)]
        for _ in range(3):
            parts.append(self.pool(parts[-1]))
        return self.leave(torch.cat(parts, 1))


class Backbone(nn.Module):
    """RGB [B,3,S,S] in 0..1 -> features at strides 8, 16, 32 with 64, 128, 256 channels."""

    channels = (64, 128, 256)

    def __init__(self) -> None:
        super().__init__()
        # one 5x5 stride-4 convolution: activations at stride 2 would cost more time than all the rest of the stem
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 5, 4, 1, bias=False), nn.BatchNorm2d(32, eps=1e-3, momentum=0.03), nn.ReLU(inplace=True))
        self.stage8 = nn.Sequential(ConvBn(32, 64, 3, 2), Csp(64, 64, 32, 1))
        self.stage16 = nn.Sequential(ConvBn(64, 128, 3, 2), Csp(128, 128, 64, 2))
        self.stage32 = nn.Sequential(ConvBn(128, 256, 3, 2), Csp(256, 256, 96, 1), Spp(256, 256, 64))

    def forward(self, x: Tensor) -> "list[Tensor]":
        x8 = self.stage8(self.stem(x * 4 - 2))  # 0..1 to about unit variance
        x16 = self.stage16(x8)
        return [x8, x16, self.stage32(x16)]


class PanNeck(nn.Module):
    """Path aggregation: coarse to fine, then fine to coarse, `NECK` channels everywhere."""

    def __init__(self, channels: "tuple[int, ...]" = Backbone.channels) -> None:
        super().__init__()
        c8, c16, c32 = channels
        self.lateral32, self.lateral16, self.lateral8 = ConvBn(c32, NECK), ConvBn(c16, NECK), ConvBn(c8, NECK)
        self.down_mix16, self.down_mix8 = Csp(2 * NECK, NECK, 32, 1, False), Csp(2 * NECK, NECK, 16, 1, False)
        self.to16, self.to32 = ConvBn(NECK, NECK, 3, 2), ConvBn(NECK, NECK, 3, 2)
        self.up_mix16, self.up_mix32 = Csp(2 * NECK, NECK, 32, 1, False), Csp(2 * NECK, NECK, 32, 1, False)
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")

    def forward(self, features: "list[Tensor]") -> "list[Tensor]":
        x8, x16, x32 = features
        top = self.lateral32(x32)
        mid = self.down_mix16(torch.cat([self.lateral16(x16), self.grow(top)], 1))
        p8 = self.down_mix8(torch.cat([self.lateral8(x8), self.grow(mid)], 1))
        p16 = self.up_mix16(torch.cat([self.to16(p8), mid], 1))
        p32 = self.up_mix32(torch.cat([self.to32(p16), top], 1))
        return [p8, p16, p32]


class LevelNorms(nn.Module):
    """Depthwise 3x3 then 1x1, weights shared by the levels, batch norm per level."""

    def __init__(self, channels: int, levels: int = 3) -> None:
        super().__init__()
        self.depth = nn.Conv2d(channels, channels, 3, 1, 1, groups=channels, bias=False)
        self.point = nn.Conv2d(channels, channels, 1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03) for _ in range(levels))

    def forward(self, x: Tensor, level: int) -> Tensor:
        return torch.relu_(self.norms[level](self.point(self.depth(x))))


def rows(x: Tensor) -> Tensor:
    """[B,C,H,W] -> [B,H*W,C], row-major cells."""
    return x.flatten(2).transpose(1, 2)


class Yolo(nn.Module):
    """`forward` gives raw training outputs; `Deployed` (below) wraps it for export.

    Returns ltrb [B,N,4] >= 0 in strides from the cell centre, class logits [B,N,80], and, while training, the logits of
    an auxiliary classifier [B,N,80] that imitates the teacher's class branch on the same features and is not exported.
    """

    def __init__(self) -> None:
        super().__init__()
        self.backbone, self.neck = Backbone(), PanNeck()
        self.class_tower = nn.ModuleList([LevelNorms(NECK), LevelNorms(NECK)])
        self.box_tower = nn.ModuleList([LevelNorms(NECK)])
        self.to_class, self.to_box = nn.Conv2d(NECK, CLASSES, 1), nn.Conv2d(NECK, 4, 1)
        self.to_aux = nn.Conv2d(NECK, CLASSES, 1)
        self.level_scale = nn.Parameter(torch.ones(3))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out" if module.groups == 1 else "fan_in", nonlinearity="relu")
        for out, bias in ((self.to_class, -math.log(99.0)), (self.to_aux, -4.0), (self.to_box, 1.0)):
            nn.init.normal_(out.weight, std=0.01)
            nn.init.constant_(out.bias, bias)

    def forward(self, image: Tensor) -> "tuple[Tensor, Tensor, Tensor | None]":
        boxes, classes, aux = [], [], []
        for level, x in enumerate(self.neck(self.backbone(image))):
            c, b = x, x
            for layer in self.class_tower:
                c = layer(c, level)
            for layer in self.box_tower:
                b = layer(b, level)
            boxes.append(rows(torch.exp((self.to_box(b) * self.level_scale[level]).clamp(-4, 5))))
            classes.append(rows(self.to_class(c)))
            if self.training:
                aux.append(rows(self.to_aux(c)))
        return torch.cat(boxes, 1), torch.cat(classes, 1), torch.cat(aux, 1) if aux else None


class FoldedLevels(nn.Module):
    """`LevelNorms` for export: its batch norms folded into one 1x1 convolution per level."""

    def __init__(self, layer: LevelNorms) -> None:
        super().__init__()
        self.depth = layer.depth
        self.points = nn.ModuleList(fuse_conv_bn_eval(layer.point, norm) for norm in layer.norms)

    def forward(self, x: Tensor, level: int) -> Tensor:
        return torch.relu(self.points[level](self.depth(x)))


class Deployed(nn.Module):
    """What is exported: `image` [1,3,S,S] in 0..1 -> `boxes` [1,N,4], `scores` [1,N,80] (after the sigmoid)."""

    def __init__(self, net: Yolo) -> None:
        super().__init__()
        self.net = net.eval()
        for tower in (net.class_tower, net.box_tower):
            for i, layer in enumerate(tower):
                if isinstance(layer, LevelNorms):
                    tower[i] = FoldedLevels(layer)

    def forward(self, image: Tensor) -> "tuple[Tensor, Tensor]":
        boxes, logits, _ = self.net(image)
        return boxes, logits.sigmoid()


def count_macs(net: nn.Module, size: int) -> int:
    """Multiply-accumulates of the convolutions for one square picture (FLOPs are twice that)."""
    total = 0

    def hook(module: nn.Conv2d, _: Any, out: Tensor) -> None:
        nonlocal total
        per = module.in_channels // module.groups * module.kernel_size[0] * module.kernel_size[1]
        total += per * out[0].numel()

    handles = [m.register_forward_hook(hook) for m in net.modules() if isinstance(m, nn.Conv2d)]  # type: ignore[arg-type]
    net.eval()
    with torch.no_grad():
        net(torch.zeros(1, 3, size, size))
    for handle in handles:
        handle.remove()
    return total
