"""Where a sample is cut out of a banked picture: boxes round persons and heads, the affine maps that show them, and who can be cut out."""
from __future__ import annotations

import math

import torch
from torch import Tensor

from common import BadInput
from data.bank import Bank


def spread(n: int, low: float, high: float) -> Tensor:
    """[n] uniform in low..high (host side)."""
    return torch.rand(n) * (high - low) + low


def crop_theta(centre: Tensor, crop: Tensor, height: int, width: int, *, turn: float = 6.0) -> Tensor:
    """theta [n,2,3] that shows the source box of size `crop` [n,2] (w,h px) round `centre` [n,2], flipped and turned at random."""
    n = len(centre)
    angle = (torch.randn(n) * turn).clamp(-20, 20) * math.pi / 180
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    sx, sy = crop[:, 0] / width * flip, crop[:, 1] / height
    a = torch.stack([torch.stack([sx * angle.cos(), -sy * angle.sin()], 1), torch.stack([sx * angle.sin(), sy * angle.cos()], 1)], 1)
    middle = torch.tensor([width / 2, height / 2])
    return torch.cat([a, (centre - a @ middle)[:, :, None]], 2)


def aspect_jitter(n: int, sigma: float = 0.08) -> Tensor:
    """[n,2] factors for width and height whose product is 1."""
    f = torch.exp((torch.randn(n) * sigma).clamp(-0.25, 0.25))
    return torch.stack([f, 1 / f], 1)


def upper_body(bank: Bank, index: Tensor, aspect: float, *, sides: "tuple[float, float]", shift: float, headroom: float) -> "tuple[Tensor, Tensor]":
    """(centre, crop) of head-and-shoulder boxes; the side is a share of the body's height, guessed from the width of who is cut at the waist."""
    box, n = bank.box[index], len(index)
    high = spread(n, *sides) * torch.maximum(box[:, 3] - box[:, 1], 2.0 * (box[:, 2] - box[:, 0]))
    wide = high * aspect
    x = bank.head_x[index] + spread(n, -shift, shift) * torch.minimum(wide, high * 1.2)
    y = box[:, 1] - spread(n, 0, headroom) * high + high / 2
    return torch.stack([x, y], 1), torch.stack([wide, high], 1)


def keep_inside(centre: Tensor, crop: Tensor, size: Tensor) -> "tuple[Tensor, Tensor]":
    """Shrink boxes that are larger than the picture and move them into it."""
    crop = crop * (size / crop).amin(1, keepdim=True).clamp(max=1)
    return torch.maximum(torch.minimum(centre, size - crop / 2), crop / 2), crop


def whole(bank: Bank, index: Tensor, aspect: float) -> "tuple[Tensor, Tensor]":
    """Nearly the whole picture: squeezed to the output's aspect in part, or a large crop of it."""
    size, n = bank.size[index], len(index)
    high = torch.minimum(size[:, 1], size[:, 0] / aspect)
    fit = torch.stack([high * aspect, high], 1)
    squeeze = torch.rand(n, 1) * (torch.rand(n, 1) < 0.6)
    crop = fit * (size / fit) ** squeeze * spread(n, 0.75, 1.05)[:, None]
    slack = (size - crop).clamp(min=0)
    return size / 2 + (torch.rand(n, 2) - 0.5) * slack, crop


def near_person(bank: Bank, index: Tensor, aspect: float, *, reach: float = 1.5) -> "tuple[Tensor, Tensor]":
    """A box round the person with margins, in the output's aspect; up to `reach` times as high as the person."""
    box, n = bank.box[index], len(index)
    extent = box[:, 2:] - box[:, :2]
    high = torch.maximum(extent[:, 1], extent[:, 0] / aspect) * spread(n, 0.7, reach)
    crop = torch.stack([high * aspect, high], 1)
    centre = (box[:, :2] + box[:, 2:]) / 2 + (torch.rand(n, 2) - 0.5) * 0.4 * extent
    return keep_inside(centre, crop, bank.size[index])


def pick(pool: Tensor, n: int) -> Tensor:
    """n indices of a pool, with replacement."""
    return pool[torch.randint(len(pool), (n,))]


def shown(bank: Bank, index: Tensor, centre: Tensor, crop: Tensor, height: int, width: int, doubts: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
    """(rgb 0..1, alpha 0..1, weight) of source boxes; where `doubts` [n] is set, middling alpha is an unknown label, elsewhere a soft edge."""
    rgba = bank.warp(index, crop_theta(centre, crop * aspect_jitter(len(index)), height, width), height, width, outside="edge")
    alpha = rgba[:, 3:]
    unknown = doubts.to(alpha.device).view(-1, 1, 1, 1) & (alpha > 40) & (alpha < 215)
    return rgba[:, :3] / 255, alpha / 255, (~unknown).float()


def clean_persons(bank: Bank, most_unknown: float = 0.12) -> Tensor:
    """Indices of the pictures whose person can be cut out: not cut at the top or a side, hardly any unknown pixel for its area."""
    keep = []
    for i, e in enumerate(bank.entries):
        at, size = e.offsets[1], (e.width >> 1) * (e.height >> 1)
        alpha = bank.flat_np[at:at + size, 3] if bank.flat_np is not None else bank.flat[at:at + size, 3].cpu().numpy()  # type: ignore[index]
        person, unknown = int((alpha > 215).sum()), int(((alpha > 40) & (alpha < 215)).sum())
        if not e.cut and unknown <= most_unknown * person:
            keep.append(i)
    if not keep:
        raise BadInput("portrait-taught: no person in it can be cut out; label more photos with teach_portrait.py.")
    return torch.tensor(keep, dtype=torch.int64)
