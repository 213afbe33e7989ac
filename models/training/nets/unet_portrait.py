"""U-Net for portraits: a contracting path of inverted residuals, an expanding path with skip concatenation.

Plain ReLU everywhere: it is the one activation that WASM and WebGPU both fuse into the convolution before it.
Levels sit at strides 2, 4, 8, 16 and 32. Each decoder step projects with 1x1 *before* the bilinear x2 (a quarter of the
arithmetic), concatenates the projected skip, mixes with 1x1 - depthwise 3x3 - 1x1. The head gives 4 channels at stride 2 and
DepthToSpace makes the full-resolution logit of them.

Heights such as 144 are no multiple of 32: the level at stride 32 then has ceil(H/32) rows (the convolution's own zero padding),
and the row too many is cut off after upsampling, so every level stays aligned with the input.
"""
from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Level:
    """One encoder level: `blocks` inverted residuals, the first with stride 2 (level 0: stride 1, after the stem)."""

    channels: int
    blocks: int
    expand: int
    kernel: int


LEVELS = (Level(16, 1, 1, 3), Level(24, 2, 3, 3), Level(40, 3, 4, 3), Level(80, 3, 4, 5), Level(128, 3, 4, 5))
DECODER = (64, 40, 24, 16)


def conv_bn(c_in: int, c_out: int, kernel: int = 1, stride: int = 1, groups: int = 1, relu: bool = True) -> nn.Sequential:
    """Convolution without bias, batch norm, and ReLU unless told otherwise."""
    layers: "list[nn.Module]" = [nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(c_out)]
    if relu:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class InvertedResidual(nn.Module):
    """1x1 up, depthwise, 1x1 down without activation; identity added where the shapes allow (MobileNetV2)."""

    def __init__(self, c_in: int, c_out: int, expand: int, kernel: int, stride: int) -> None:
        super().__init__()
        wide = c_in * expand
        self.body = nn.Sequential(
            *([conv_bn(c_in, wide)] if expand > 1 else []),
            conv_bn(wide, wide, kernel, stride, groups=wide),
            conv_bn(wide, c_out, relu=False))
        self.same = stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.same else self.body(x)


class ContextGate(nn.Module):
    """Global average -> 1x1 -> ReLU -> 1x1 -> sigmoid: what the whole picture shows scales each channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, channels // 4, 1), nn.ReLU(inplace=True),
                                  nn.Conv2d(channels // 4, channels, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(x)


class UpStep(nn.Module):
    """[B,c_deep,h,w] and the skip [B,c_skip,H,W] -> [B,out,H,W], with H in {2h, 2h-1} and the same for W."""

    def __init__(self, c_deep: int, c_skip: int, out: int) -> None:
        super().__init__()
        self.deep, self.skip = conv_bn(c_deep, out), conv_bn(c_skip, out)
        self.mix = nn.Sequential(conv_bn(2 * out, out), conv_bn(out, out, 3, groups=out, relu=False), conv_bn(out, out))

    def forward(self, deep: Tensor, skip: Tensor) -> Tensor:
        up = F.interpolate(self.deep(deep), scale_factor=2.0, mode="bilinear", align_corners=False)
        if up.shape[-2] != skip.shape[-2]:
            up = up[..., : skip.shape[-2], :]
        if up.shape[-1] != skip.shape[-1]:
            up = up[..., : skip.shape[-1]]
        return self.mix(torch.cat([up, self.skip(skip)], 1))


class UnetPortrait(nn.Module):
    """`forward`: [B,3,H,W] RGB 0..1, H and W even -> person logit [B,1,H,W]; in training also the logit at stride 8."""

    def __init__(self, levels: "tuple[Level, ...]" = LEVELS, decoder: "tuple[int, ...]" = DECODER) -> None:
        super().__init__()
        self.stem = conv_bn(3, levels[0].channels, 3, 2)
        stages, c_in = [], levels[0].channels
        for i, level in enumerate(levels):
            blocks = []
            for b in range(level.blocks):
                blocks.append(InvertedResidual(c_in, level.channels, level.expand, level.kernel, 2 if b == 0 and i > 0 else 1))
                c_in = level.channels
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.gate = ContextGate(c_in)
        ups, c_deep = [], c_in
        for out, level in zip(decoder, reversed(levels[:-1])):
            ups.append(UpStep(c_deep, level.channels, out))
            c_deep = out
        self.ups = nn.ModuleList(ups)
        self.head = nn.Conv2d(c_deep, 4, 1)
        self.aux = nn.Conv2d(decoder[1], 1, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        for h in (self.head, self.aux):
            nn.init.normal_(h.weight, std=0.01)
            nn.init.zeros_(h.bias)

    def forward(self, image: Tensor) -> "Tensor | tuple[Tensor, Tensor]":
        x = self.stem((image - 0.5) * 4.0)
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        x = self.gate(skips.pop())
        aux = None
        for i, up in enumerate(self.ups):
            x = up(x, skips.pop())
            if i == 1 and self.training:
                aux = self.aux(x)
        logit = F.pixel_shuffle(self.head(x), 2)
        return logit if aux is None else (logit, aux)
