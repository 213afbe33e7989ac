"""Finished views (`make_views.py`) as endless batches, built on the device the tensors live on."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Iterator

import numpy as np
import torch
from torch import Tensor

from common import BadInput, need_dir, need_file
from targets import flip_cells, fuse

LOGIT_STEP = 1 / 16


def joined(parts: "list[tuple[np.ndarray, ...]]") -> "dict[str, np.ndarray]":
    """What `targets.fuse` gave for each view as flat arrays: view v's entries are rows offsets[v] to offsets[v + 1]."""
    offsets = np.concatenate([[0], np.cumsum([len(p[0]) for p in parts])])
    return {"offsets": offsets, **{k: np.concatenate([p[i] for p in parts]) for i, k in enumerate(("cell", "cls", "score", "box"))}}


def fused_targets(folder: Path, truth: "list[dict[str, Any]]", size: int) -> "dict[str, np.ndarray]":
    """`targets.fuse` over a shard, kept in `fused.npz` beside it (delete the file after changing the rules)."""
    kept = folder / "fused.npz"
    if kept.is_file():
        with np.load(kept) as arrays:
            return dict(arrays)
    logits = np.load(folder / "logits.npy", mmap_mode="r")
    ltrb = np.load(folder / "ltrb.npy", mmap_mode="r")
    out = joined([fuse(logits[i] * LOGIT_STEP, ltrb[i], truth[i], size) for i in range(len(truth))])
    np.savez(kept, **out)
    return out


class Shard:
    """One folder of views of one size. `device` other than cpu copies pictures and logits into its memory.

    Without the teacher's dense logits (`logits=False`, or a shard that was carried without them) batches have no 'logits'.
    """

    def __init__(self, folder: Path, device: torch.device, *, logits: bool = True) -> None:
        truth = json.loads(need_file(need_dir(folder, "a shard of views") / "truth.json", "make it with make_views.py").read_text())
        if not truth:
            raise BadInput(f"{folder}: holds no view.")
        images = np.load(folder / "images.npy", mmap_mode="r+")  # r+ only because torch wants writable memory
        self.size, self.count, self.device = images.shape[1], len(truth), device
        self.images = torch.from_numpy(images)[: self.count]
        self.logits: "Tensor | None" = None
        if logits and (folder / "logits.npy").is_file():
            self.logits = torch.from_numpy(np.load(folder / "logits.npy", mmap_mode="r+"))[: self.count]
        if device.type != "cpu":
            self.images = self.images.to(device)
            self.logits = self.logits.to(device) if self.logits is not None else None
        table = fused_targets(folder, truth, self.size)
        self.offsets = torch.from_numpy(table["offsets"]).long().to(device)
        self.entries = {k: torch.from_numpy(table[k]).to(device) for k in ("cell", "cls", "score", "box")}
        self.mirror = torch.from_numpy(flip_cells(self.size)).to(device)

    def batch(self, index: Tensor, flip: Tensor) -> "dict[str, Tensor]":
        """Views `index` [B], mirrored where `flip` [B]: image [B,3,S,S] uint8, entries' picture, cell, cls, score, box, logits [B,N,81]."""
        image = self.images[index].permute(0, 3, 1, 2)
        image = torch.where(flip[:, None, None, None], image.flip(3), image)
        first, last = self.offsets[index], self.offsets[index + 1]
        number = last - first
        picture = torch.repeat_interleave(torch.arange(len(index), device=self.device), number)
        start = torch.repeat_interleave(first - (torch.cumsum(number, 0) - number), number)
        row = start + torch.arange(len(picture), device=self.device)
        cell, box = self.entries["cell"][row].long(), self.entries["box"][row]
        turned = flip[picture]
        cell = torch.where(turned, self.mirror[cell], cell)
        box = torch.where(turned[:, None], box[:, [2, 1, 0, 3]], box)
        out = {"image": image, "picture": picture, "cell": cell, "cls": self.entries["cls"][row].long(),
               "score": self.entries["score"][row], "box": box}
        if self.logits is not None:
            logits = self.logits[index]
            out["logits"] = torch.where(flip[:, None, None], logits[:, self.mirror], logits).float() * LOGIT_STEP
        return out


def shade(image: Tensor, rng: torch.Generator) -> Tensor:
    """uint8 [B,3,S,S] -> float 0..1 with random exposure, contrast, colour cast and, for one in eight, no colour."""
    b, device = len(image), image.device
    x = image.float() / 255
    gain = torch.exp(torch.randn(b, 1, 1, 1, generator=rng) * 0.2 + torch.randn(b, 3, 1, 1, generator=rng) * 0.07).to(device)
    lift = (torch.randn(b, 1, 1, 1, generator=rng) * 0.05).to(device)
    x = x * gain + lift
    grey = (torch.rand(b, 1, 1, 1, generator=rng) < 0.125).to(device)
    return torch.where(grey, x.mean(1, keepdim=True), x).clamp_(0, 1)


def endless(shards: "list[Shard]", weights: "list[float]", batch_size: int, seed: int) -> "Iterator[dict[str, Tensor]]":
    """Each shard in its own shuffled order without repeats until it is used up; each batch comes from one shard."""
    rng = torch.Generator().manual_seed(seed)
    orders: "list[Tensor]" = [torch.randperm(s.count, generator=rng) for s in shards]
    share = torch.tensor([w * s.count for w, s in zip(weights, shards)])
    while True:
        k = int(torch.multinomial(share, 1, generator=rng))
        if len(orders[k]) < batch_size:
            orders[k] = torch.cat([orders[k], torch.randperm(shards[k].count, generator=rng)])
        index, orders[k] = orders[k][:batch_size], orders[k][batch_size:]
        device = shards[k].device
        batch = shards[k].batch(index.to(device), (torch.rand(len(index), generator=rng) < 0.5).to(device))
        batch["image"] = shade(batch["image"], rng).contiguous(memory_format=torch.channels_last)
        yield batch
