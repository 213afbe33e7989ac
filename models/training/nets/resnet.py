"""Residual network of the ResNet-18 kind, slim, with its embedding exposed.

Basic blocks (two 3x3 convolutions, identity or 1x1 shortcut, ReLU after the sum). The stem is two strided 3x3 convolutions
instead of 7x7 and max-pool: cheaper, and kinder to small pictures.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.unet_portrait import conv_bn

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class BasicBlock(nn.Module):
    """[B,c_in,H,W] -> [B,c_out,H/stride,W/stride]."""

    def __init__(self, c_in: int, c_out: int, stride: int) -> None:
        super().__init__()
        self.first, self.second = conv_bn(c_in, c_out, 3, stride), conv_bn(c_out, c_out, 3, relu=False)
        self.shortcut = conv_bn(c_in, c_out, 1, stride, relu=False) if stride > 1 or c_in != c_out else nn.Identity()
        nn.init.zeros_(self.second[1].weight)  # a new block begins as the identity

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


class ResNet(nn.Module):
    """`forward`: [B,3,H,W] RGB 0..1 -> (logits [B,classes], embedding [B,widths[-1]])."""

    def __init__(self, classes: int, widths: "tuple[int, ...]" = (64, 128, 256), blocks: "tuple[int, ...]" = (1, 1, 1), stem: int = 24,
                 dropout: float = 0.0) -> None:
        super().__init__()
        self.stem = conv_bn(3, stem, 3, 2)
        layers: "list[nn.Module]" = []
        c_in = stem
        for width, count in zip(widths, blocks):
            for b in range(count):
                layers.append(BasicBlock(c_in, width, 2 if b == 0 else 1))
                c_in = width
        self.layers = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(c_in, classes)
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("scale", 1 / torch.tensor(STD).view(1, 3, 1, 1))
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        nn.init.normal_(self.classify.weight, std=0.01)
        nn.init.zeros_(self.classify.bias)

    def forward(self, image: Tensor) -> "tuple[Tensor, Tensor]":
        x = self.layers(self.stem((image - self.mean) * self.scale))
        embedding = x.mean((2, 3))
        return self.classify(self.dropout(embedding)), embedding
