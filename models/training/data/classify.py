"""Classification shards and endless augmented batches.

A shard is `classify-<source>[-val].npy`, uint8 [N,S,S,3] (pictures squeezed to a square of the source's own size), beside
`...-labels.npy`, int64 [N]. Both stay as they are in device memory; crops are one grid_sample for the whole batch.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Iterator, NamedTuple

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from common import BadInput, need_file
from data.labelled import Labelled
from data.people import read_rgb
from data.photometric import camera, chosen, uniform


class ClassBatch(NamedTuple):
    """image [B,3,H,W] 0..1; label int64 [B]."""

    image: Tensor
    label: Tensor


def write_shard(path: Path, pictures: "list[Labelled]", vocabulary: "list[str]", side: int) -> int:
    """Write one shard; returns how many pictures could not be decoded (each named on stderr)."""
    import sys

    index = {name: i for i, name in enumerate(vocabulary)}
    out = np.lib.format.open_memmap(path.with_suffix(".npy"), mode="w+", dtype=np.uint8, shape=(len(pictures), side, side, 3))
    labels, bad = [], 0
    for picture in pictures:
        try:
            rgb = read_rgb(picture.path)
        except BadInput as problem:
            print(f"skipped: {problem}", file=sys.stderr)
            bad += 1
            continue
        how = cv2.INTER_AREA if max(rgb.shape[:2]) > side else cv2.INTER_LINEAR
        out[len(labels)] = rgb if rgb.shape[:2] == (side, side) else cv2.resize(rgb, (side, side), interpolation=how)
        labels.append(index[picture.name])
    out.flush()
    np.save(path.with_name(path.name + "-labels.npy"), np.array(labels, np.int64))  # pictures past len(labels) are unused
    return bad


class Shard:
    """One shard in memory of `device`."""

    def __init__(self, path: Path, device: torch.device) -> None:
        pixels = np.load(need_file(path.with_suffix(".npy"), "a shard; `prepare.py classify` writes it"), mmap_mode="c")
        self.labels = torch.from_numpy(np.load(path.with_name(path.name + "-labels.npy"))).to(device)
        flat = torch.from_numpy(np.ascontiguousarray(pixels[: len(self.labels)]) if device.type == "cuda" else pixels)
        self.pixels, self.side = flat.to(device), pixels.shape[1]

    def floats(self, index: Tensor) -> Tensor:
        """[n,3,S,S] 0..1 of the pictures `index`."""
        return self.pixels[index].permute(0, 3, 1, 2).float() / 255


def random_crops(x: Tensor, px: int, least: float) -> Tensor:
    """Resized crops of area `least`..1 and aspect 3/4..4/3, flipped, turned a little: [n,3,S,S] -> [n,3,px,px]."""
    n = len(x)
    area, ratio = uniform(x, least, 1).flatten(), torch.exp(uniform(x, -0.25, 0.25)).flatten()
    w, h = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    cx, cy = (torch.rand(2, n, device=x.device) * 2 - 1) * torch.stack([1 - w, 1 - h])
    flip = torch.where(torch.rand(n, device=x.device) < 0.5, -1.0, 1.0)
    angle = torch.randn(n, device=x.device).clamp(-2, 2) * 0.07
    theta = torch.stack([torch.stack([w * flip * angle.cos(), -h * angle.sin(), cx], 1),
                         torch.stack([w * flip * angle.sin(), h * angle.cos(), cy], 1)], 1)
    if px * 2 <= x.shape[-1] * float(w.mean()):  # halve first, so that the samples do not skip pixels
        x = F.avg_pool2d(x, 2)
    return F.grid_sample(x, F.affine_grid(theta, [n, 3, px, px], align_corners=False), padding_mode="reflection", align_corners=False)


def colour(x: Tensor) -> Tensor:
    """Light jitter for every picture; the full chain of camera defects for one in five."""
    x = (x * (uniform(x, 0.7, 1.3) * (1 + 0.05 * torch.randn(len(x), 3, 1, 1, device=x.device))) + uniform(x, -0.1, 0.1)).clamp(0, 1)
    i = chosen(x, 0.2)
    return x.index_copy(0, i, camera(x[i])) if len(i) else x


class ClassSampler:
    """Draws batches from several shards in fixed shares."""

    def __init__(self, shards: Path, shares: "dict[str, float]", device: torch.device) -> None:
        self.shards = {name: Shard(shards / f"classify-{name}", device) for name in shares}
        self.shares, self.device = shares, device
        self.order: "dict[str, Tensor]" = {name: torch.empty(0, dtype=torch.int64, device=device) for name in shares}

    def take(self, name: str, n: int) -> Tensor:
        """The next n indices of a shard: every picture once per pass, in a new order each time."""
        while len(self.order[name]) < n:
            fresh = torch.randperm(len(self.shards[name].labels), device=self.device)
            self.order[name] = torch.cat([self.order[name], fresh])
        taken, self.order[name] = self.order[name][:n], self.order[name][n:]
        return taken

    def batch(self, n: int, px: int, least: float) -> ClassBatch:
        """One augmented batch."""
        images, labels = [], []
        for name, share in self.shares.items():
            index = self.take(name, max(1, round(n * share)))
            shard = self.shards[name]
            images.append(random_crops(shard.floats(index), px, least))
            labels.append(shard.labels[index])
        image = colour(torch.cat(images))
        return ClassBatch(image.contiguous(memory_format=torch.channels_last), torch.cat(labels))


def class_batches(sampler: ClassSampler, n: int, px: int, least: float) -> "Iterator[ClassBatch]":
    """Endless batches."""
    while True:
        yield sampler.batch(n, px, least)


def read_vocabulary(shards: Path) -> "list[str]":
    """Names in tensor order."""
    return list(json.loads(need_file(shards / "classify-names.json", "written by prepare.py classify").read_text()))
