"""Endless batches for the portrait network: real crops, pasted persons, photos with nobody.

Real crops come from people's masks (`portrait-people`) and, where a share of them is asked for, from a teacher's (`portrait-taught`).
Nothing is pasted in advance: every sample is one or two affine warps out of the banks, on CPU or in device memory.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from data.bank import Bank
from data.crops import aspect_jitter, clean_persons, crop_theta, keep_inside, near_person, pick, shown, spread, upper_body, whole
from data.photometric import camera, chosen, uniform


class PortraitBatch(NamedTuple):
    """image [B,3,H,W] 0..1; target [B,1,H,W] 0..1; weight [B,1,H,W], 0 where the label is unknown."""

    image: Tensor
    target: Tensor
    weight: Tensor


@dataclass(frozen=True)
class Mix:
    """Shares of a batch. The rest after `real` and `nobody` is pasted; `voc` and `upper` are shares of the real crops, `far` of the pasted persons;
    `taught` is the share of real crops and of pasted persons whose mask a teacher drew (the other shares are then of the rest)."""

    real: float = 0.52
    nobody: float = 0.10
    voc: float = 0.30
    upper: float = 0.75
    second_person: float = 0.15
    far: float = 0.25
    taught: float = 0.0


def defocus(x: Tensor, factor: float) -> Tensor:
    """Shrink and enlarge: a cheap wide blur."""
    small = F.interpolate(x, size=[max(2, round(side / factor)) for side in x.shape[-2:]], mode="area")
    small = F.avg_pool2d(F.pad(small, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return F.interpolate(small, size=x.shape[-2:], mode="bilinear")


def feather(alpha: Tensor) -> Tensor:
    """Soften the edge by 0.3 to 1 pixel: a share of a 3x3 mean, different for every picture."""
    share = uniform(alpha, 0.15, 1.0)
    soft = F.avg_pool2d(alpha, 3, 1, 1, count_include_pad=False)
    return alpha + (soft - alpha) * share


class PortraitSampler:
    """Makes batches of one size at a time from the banks in `shards`."""

    def __init__(self, shards: Path, device: torch.device, mix: Mix = Mix()) -> None:
        self.people, self.nobody = Bank(shards / "portrait-people", device), Bank(shards / "portrait-nobody", device)
        self.device, self.mix = device, mix
        self.ccp, self.voc = self.people.indices(source="ccp"), self.people.indices(source="voc")
        self.uncut = self.people.indices(source="ccp", cut=False)
        if mix.taught > 0:
            self.taught = Bank(shards / "portrait-taught", device)
            self.every, self.clean = torch.arange(len(self.taught.entries)), clean_persons(self.taught)

    def real(self, n: int, height: int, width: int) -> "tuple[Tensor, Tensor, Tensor]":
        """(rgb, alpha, weight) of n crops of labelled photos."""
        taught = int((torch.rand(n) < self.mix.taught).sum())
        parts = [self.masked_crops(n - taught, height, width)] if taught < n else []
        if taught:
            parts.append(self.taught_crops(taught, height, width))
        rgb, alpha, weight = (torch.cat(p) for p in zip(*parts))
        return rgb, alpha, weight

    def masked_crops(self, n: int, height: int, width: int) -> "tuple[Tensor, Tensor, Tensor]":
        """Crops of photos with human masks."""
        aspect, from_voc = width / height, torch.rand(n) < self.mix.voc
        index = torch.where(from_voc, pick(self.voc, n), pick(self.ccp, n))
        bodies = keep_inside(*upper_body(self.people, index, aspect, sides=(0.2, 0.6), shift=0.25, headroom=0.35), self.people.size[index])
        people, full = near_person(self.people, index, aspect), whole(self.people, index, aspect)
        close = torch.rand(n) < torch.where(from_voc, 0.45, self.mix.upper)
        narrow = [torch.where(from_voc[:, None], p, b) for p, b in zip(people, bodies)]
        centre, crop = [torch.where(close[:, None], a, f) for a, f in zip(narrow, full)]
        return shown(self.people, index, centre, crop, height, width, from_voc)

    def taught_crops(self, n: int, height: int, width: int) -> "tuple[Tensor, Tensor, Tensor]":
        """Crops of photos a teacher labelled: round the person, the upper half of who stands, or the whole photo."""
        aspect, index, bank = width / height, pick(self.every, n), self.taught
        extent = bank.box[index, 2:] - bank.box[index, :2]
        bodies = keep_inside(*upper_body(bank, index, aspect, sides=(0.25, 0.8), shift=0.25, headroom=0.35), bank.size[index])
        people, full = near_person(bank, index, aspect, reach=2.4), whole(bank, index, aspect)
        stands, kind = extent[:, 1] > 1.5 * extent[:, 0], torch.rand(n)
        centre, crop = [torch.where((kind < 0.65)[:, None], torch.where((stands & (kind < 0.4))[:, None], b, p), f)
                        for b, p, f in zip(bodies, people, full)]
        return shown(bank, index, centre, crop, height, width, torch.ones(n, dtype=torch.bool))

    def background(self, n: int, height: int, width: int) -> Tensor:
        """rgb [n,3,H,W] of photos with nobody in them."""
        index, aspect = pick(torch.arange(len(self.nobody.entries)), n), width / height
        size = self.nobody.size[index]
        high = torch.minimum(size[:, 1], size[:, 0] / aspect) * spread(n, 0.45, 1.0)
        crop = torch.stack([high * aspect, high], 1)
        stretch = (size / crop) ** (torch.rand(n, 1) * 0.5)
        crop = torch.minimum(crop * stretch, size)
        centre = size / 2 + (torch.rand(n, 2) - 0.5) * (size - crop)
        theta = crop_theta(centre, crop, height, width, turn=4.0)
        return self.nobody.warp(index, theta, height, width, outside="edge")[:, :3] / 255

    def cut_out(self, n: int, height: int, width: int) -> "tuple[Tensor, Tensor]":
        """(rgb, alpha) of persons alone, edge eroded and feathered; mostly head and shoulders."""
        taught = int((torch.rand(n) < self.mix.taught).sum())
        parts = [self.cut_from(self.people, pick(self.uncut, n - taught), height, width)] if taught < n else []
        if taught:
            rgb, alpha = self.cut_from(self.taught, pick(self.clean, taught), height, width)
            parts.append((rgb, ((alpha - 0.6) * 2.5).clamp_(0, 1)))  # what the teacher doubts is left out of the cut
        rgb, alpha = (torch.cat(p) for p in zip(*parts))
        order = torch.randperm(n).to(rgb.device)
        rgb, alpha = rgb[order], alpha[order]
        i = chosen(alpha, 0.7)
        if len(i):
            alpha = alpha.index_copy(0, i, -F.max_pool2d(-alpha[i], 3, 1, 1))
        return rgb, feather(alpha)

    def cut_from(self, bank: Bank, index: Tensor, height: int, width: int) -> "tuple[Tensor, Tensor]":
        """(rgb, alpha) of persons of one bank, most of them near; who is cut by the photo's lower edge leaves through the frame's."""
        n, aspect = len(index), width / height
        near = upper_body(bank, index, aspect, sides=(0.2, 0.6), shift=0.4, headroom=0.45)
        far = upper_body(bank, index, aspect, sides=(0.75, 3.2), shift=0.6, headroom=0.5)
        close = (torch.rand(n) < 1 - self.mix.far)[:, None]
        centre, crop = [torch.where(close, a, b) for a, b in zip(near, far)]
        floor = bank.size[index, 1]
        leaves = bank.box[index, 3] >= floor - 2
        centre[:, 1] = torch.where(leaves, torch.minimum(centre[:, 1], floor - crop[:, 1] / 2), centre[:, 1])
        rgba = bank.warp(index, crop_theta(centre, crop * aspect_jitter(n), height, width), height, width, outside="empty") / 255
        return rgba[:, :3], rgba[:, 3:]

    def put_person(self, scene: Tensor) -> "tuple[Tensor, Tensor]":
        """One more person in every picture of `scene` [n,3,H,W]: (picture, the new person's alpha)."""
        rgb, alpha = self.cut_out(len(scene), scene.shape[-2], scene.shape[-1])
        own = (rgb * alpha).sum((2, 3), keepdim=True) / alpha.sum((2, 3), keepdim=True).clamp(min=1)
        shift = (scene.mean((2, 3), keepdim=True) - own) * uniform(rgb, 0, 0.8)
        return torch.lerp(scene, (rgb + shift).clamp_(0, 1), alpha.expand_as(rgb)), alpha

    def paste(self, n: int, height: int, width: int) -> "tuple[Tensor, Tensor, Tensor]":
        """(rgb, alpha, weight): persons over other places, colours drawn together, sometimes two persons."""
        scene = self.background(n, height, width)
        i = chosen(scene, 0.3)
        if len(i):
            scene = scene.index_copy(0, i, defocus(scene[i], 2 + 6 * float(torch.rand(())) * height / 256))
        target = torch.zeros_like(scene[:, :1])
        behind = (torch.rand(n) < self.mix.second_person).nonzero().flatten().to(scene.device)
        if len(behind):
            some, theirs = self.put_person(scene[behind])
            scene, target = scene.index_copy(0, behind, some), target.index_copy(0, behind, theirs)
        scene, front = self.put_person(scene)
        target = torch.maximum(target, front)
        return scene, target, torch.ones_like(target)

    def batch(self, n: int, height: int, width: int) -> PortraitBatch:
        """One augmented batch; rows are grouped by kind, which a batch-wise loss does not mind."""
        n_real = int(torch.distributions.Binomial(n, torch.tensor(self.mix.real)).sample())
        n_none = min(n - n_real, int(torch.distributions.Binomial(n, torch.tensor(self.mix.nobody)).sample()))
        parts = []
        if n_real:
            parts.append(self.real(n_real, height, width))
        if n_none:
            empty = self.background(n_none, height, width)
            parts.append((empty, torch.zeros_like(empty[:, :1]), torch.ones_like(empty[:, :1])))
        if n - n_real - n_none:
            parts.append(self.paste(n - n_real - n_none, height, width))
        image, target, weight = (torch.cat(p) for p in zip(*parts))
        return PortraitBatch(camera(image).contiguous(memory_format=torch.channels_last), target, weight)


def portrait_batches(sampler: PortraitSampler, n: int, px: int, wide_share: float) -> "Iterator[PortraitBatch]":
    """Endless batches of px x px; a share of them 16:9 (px wide, 9/16 px high, more pictures so that the work is the same)."""
    while True:
        if torch.rand(()) < wide_share:
            yield sampler.batch(n * 16 // 9, px * 9 // 16, px)
        else:
            yield sampler.batch(n, px, px)
