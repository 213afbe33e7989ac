"""Ragged picture bank: pictures of any size as RGBA bytes in one flat array, and the affine warp that reads them.

On disk: `<name>.npy`, uint8 [pixels, 4] (memory-mapped on CPU, copied whole into device memory on CUDA), and `<name>.json`, one
record per picture. Every picture is stored at full, half and quarter size, so that shrinking reads a near enough level
and does not alias. The fourth channel is the person's alpha (128 = unknown, 0 where there is nobody).
"""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Iterable

import cv2
import numpy as np
import torch
from torch import Tensor

from common import need_file

LEVELS = 3


@dataclass
class Entry:
    """One picture of a bank. `offsets[l]` counts pixels to level l; the box and `head_x` are level-0 pixels of the mask."""

    id: str
    source: str
    width: int
    height: int
    offsets: "list[int]"
    box: "tuple[float, float, float, float]"
    head_x: float
    cut: bool


def describe_mask(alpha: np.ndarray) -> "tuple[tuple[float, float, float, float], float, bool]":
    """alpha uint8 [h,w] -> (box x0,y0,x1,y1; mean x of the mask's top eighth; does it touch the top or a side)."""
    ys, xs = np.nonzero(alpha == 255)
    if len(ys) == 0:
        h, w = alpha.shape
        return (0.0, 0.0, float(w), float(h)), w / 2, False
    x0, x1, y0, y1 = int(xs.min()), int(xs.max()) + 1, int(ys.min()), int(ys.max()) + 1
    top = ys < y0 + max(1, (y1 - y0) // 8)
    cut = x0 <= 1 or y0 <= 1 or x1 >= alpha.shape[1] - 1
    return (float(x0), float(y0), float(x1), float(y1)), float(xs[top].mean()), cut


def write_bank(path: Path, pictures: "Iterable[tuple[str, str, np.ndarray]]", *, max_side: int) -> "list[Entry]":
    """Write `(id, source, RGBA uint8 [h,w,4])` pictures, shrunk to `max_side`, to `path`.npy and `path`.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    entries: "list[Entry]" = []
    chunks: "list[np.ndarray]" = []
    total = 0
    for picture_id, source, rgba in pictures:
        shrink = max_side / max(rgba.shape[:2])
        if shrink < 1:
            rgba = cv2.resize(rgba, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
            if source != "ccp":  # hard labels stay 0, 128 or 255
                alpha = rgba[..., 3]
                rgba[..., 3] = np.where(alpha < 32, 0, np.where(alpha > 223, 255, 128))
        box, head_x, cut = describe_mask(rgba[..., 3])
        offsets, level = [], rgba
        for i in range(LEVELS):
            if i:
                level = cv2.resize(rgba, (max(1, rgba.shape[1] >> i), max(1, rgba.shape[0] >> i)), interpolation=cv2.INTER_AREA)
            offsets.append(total)
            chunks.append(np.ascontiguousarray(level).reshape(-1, 4))
            total += level.shape[0] * level.shape[1]
        entries.append(Entry(picture_id, source, rgba.shape[1], rgba.shape[0], offsets, box, head_x, cut))
    flat = np.lib.format.open_memmap(path.with_suffix(".npy"), mode="w+", dtype=np.uint8, shape=(max(1, total), 4))
    at = 0
    for chunk in chunks:
        flat[at:at + len(chunk)] = chunk
        at += len(chunk)
    flat.flush()
    path.with_suffix(".json").write_text(json.dumps([asdict(e) for e in entries]))
    return entries


class Bank:
    """A bank opened for reading. `warp` is the only way in; CPU and CUDA agree to about two grey levels (a test checks it)."""

    def __init__(self, path: Path, device: torch.device) -> None:
        need_file(path.with_suffix(".npy"), "a picture bank; `prepare.py portrait` writes it")
        self.entries = [Entry(**e) for e in json.loads(need_file(path.with_suffix(".json"), "the bank's index").read_text())]
        self.device = device
        flat = np.load(path.with_suffix(".npy"), mmap_mode="r")
        self.flat_np = flat if device.type == "cpu" else None
        self.flat = None if device.type == "cpu" else torch.from_numpy(np.ascontiguousarray(flat)).to(device)
        self.size = torch.tensor([[e.width, e.height] for e in self.entries], dtype=torch.float32)
        self.box = torch.tensor([e.box for e in self.entries], dtype=torch.float32)
        self.head_x = torch.tensor([e.head_x for e in self.entries], dtype=torch.float32)
        self.offsets = torch.tensor([e.offsets for e in self.entries], dtype=torch.int64)

    def indices(self, *, source: "str | None" = None, cut: "bool | None" = None) -> Tensor:
        """Indices of the pictures of one source and/or with the person (not) cut by the frame."""
        keep = [i for i, e in enumerate(self.entries) if (source is None or e.source == source) and (cut is None or e.cut == cut)]
        return torch.tensor(keep, dtype=torch.int64)

    def warp(self, index: Tensor, theta: Tensor, height: int, width: int, *, outside: str) -> Tensor:
        """Sample pictures `index` [B] -> uint8-valued float [B,4,height,width], 0..255.

        `theta` [B,2,3] maps output pixel centres (x,y,1) to level-0 pixel coordinates (centres at +0.5).
        `outside`: 'edge' repeats the border, 'empty' gives zeros.
        """
        scale = torch.linalg.det(theta[:, :, :2]).abs().sqrt()
        level = torch.log2(scale.clamp(min=1e-6) * 1.1).floor().clamp(0, LEVELS - 1).long()
        if self.flat_np is not None:
            return self.warp_cpu(index, theta, level, height, width, outside)
        return self.warp_torch(index, theta, level, height, width, outside)

    def warp_cpu(self, index: Tensor, theta: Tensor, level: Tensor, height: int, width: int, outside: str) -> Tensor:
        """cv2.warpAffine per picture: fixed-point bilinear, by far the fastest way on one core."""
        out = np.empty((len(index), height, width, 4), np.uint8)
        border = cv2.BORDER_REPLICATE if outside == "edge" else cv2.BORDER_CONSTANT
        thetas, levels = theta.double().numpy(), level.tolist()
        assert self.flat_np is not None
        for b, i in enumerate(index.tolist()):
            e, l = self.entries[i], levels[b]
            w, h = max(1, e.width >> l), max(1, e.height >> l)
            picture = self.flat_np[e.offsets[l]:e.offsets[l] + w * h].reshape(h, w, 4)
            m = thetas[b].copy()
            m[0] *= w / e.width
            m[1] *= h / e.height
            m[:, 2] += 0.5 * (m[:, 0] + m[:, 1]) - 0.5  # pixel centres: cv2 counts them at whole numbers
            cv2.warpAffine(picture, m, (width, height), dst=out[b], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=border)
        return torch.from_numpy(out).permute(0, 3, 1, 2).contiguous().float()  # planes first: every later step runs along them

    def warp_torch(self, index: Tensor, theta: Tensor, level: Tensor, height: int, width: int, outside: str) -> Tensor:
        """The same as four gathers from the flat bank, for device memory."""
        dev = self.device if self.flat is not None else torch.device("cpu")
        flat = self.flat if self.flat is not None else torch.from_numpy(np.asarray(self.flat_np))
        size = self.size[index].long()
        w, h = (size[:, 0] >> level).clamp(min=1), (size[:, 1] >> level).clamp(min=1)
        grow = torch.stack([w / self.size[index][:, 0], h / self.size[index][:, 1]], 1).to(dev)
        start = self.offsets[index, level].to(dev)[:, None, None]
        m = theta.float().to(dev) * grow[:, :, None]
        y, x = torch.meshgrid(torch.arange(height, device=dev) + 0.5, torch.arange(width, device=dev) + 0.5, indexing="ij")
        at = torch.stack([x, y, torch.ones_like(x)])
        xy = torch.einsum("bij,jhw->bihw", m, at) - 0.5
        w, h = w.to(dev)[:, None, None], h.to(dev)[:, None, None]
        base = xy.floor()
        fx, fy = (xy - base).unbind(1)
        x0, y0 = base.long().unbind(1)
        out = torch.zeros(len(index), height, width, 4, device=dev)
        for dy in (0, 1):
            for dx in (0, 1):
                xi, yi = x0 + dx, y0 + dy
                weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy)
                if outside == "empty":
                    weight = weight * ((xi >= 0) & (xi < w) & (yi >= 0) & (yi < h))
                tap = flat[start + yi.clamp(min=0).minimum(h - 1) * w + xi.clamp(min=0).minimum(w - 1)]
                out += tap.float() * weight[..., None]
        return out.permute(0, 3, 1, 2)
