"""Mosaic and random placement of finished views, on the device the views live on."""
from __future__ import annotations

from typing import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from data.views import Shard, shade
from suppress import batched_nms
from teachers import cell_centres

PAD = 114 / 255
MOST_OBJECTS = 40
SEEN_LEAST = 0.3  # share of an object that must stay visible


def shard_objects(shard: Shard) -> "tuple[Tensor, Tensor, Tensor]":
    """Target entries thinned to objects, padded: boxes [V,M,4] in pixels, class [V,M], confidence [V,M] (0 = none)."""
    centres, strides = (torch.from_numpy(a) for a in cell_centres(shard.size))
    cell, box, score, cls = (shard.entries[k].cpu() for k in ("cell", "box", "score", "cls"))
    cell, cls = cell.long(), cls.long()
    reach = box * strides[cell, None]
    corners = torch.cat([centres[cell] - reach[:, :2], centres[cell] + reach[:, 2:]], 1).clamp(0, shard.size)
    boxes = torch.zeros(shard.count, MOST_OBJECTS, 4)
    classes = torch.zeros(shard.count, MOST_OBJECTS, dtype=torch.long)
    conf = torch.zeros(shard.count, MOST_OBJECTS)
    ends = shard.offsets.cpu().tolist()
    for v in range(shard.count):
        a, b = ends[v], ends[v + 1]
        keep = batched_nms(corners[a:b], score[a:b], cls[a:b], 0.6)[:MOST_OBJECTS] + a
        keep = keep[score[keep] > 0.15]
        k = len(keep)
        boxes[v, :k], classes[v, :k], conf[v, :k] = corners[keep], cls[keep], (score[keep] / 0.7).clamp(max=1.0)
    return boxes.to(shard.device), classes.to(shard.device), conf.to(shard.device)


def place(image: Tensor, boxes: Tensor, scale: Tensor, shift: Tensor, flip: Tensor, window: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
    """Draw views scaled and shifted, seen through a window.

    image [B,3,S,S] float, boxes [B,M,4], scale [B], shift [B,2] px, flip [B] bool, window [B,4] px (x1,y1,x2,y2).
    Output pixel p shows view pixel (p - shift) / scale. Returns picture [B,3,S,S] (PAD outside the view), its boxes cut to the
    window, and the share of each box that is seen [B,M].
    """
    size = image.shape[-1]
    image = torch.where(flip[:, None, None, None], image.flip(3), image)
    turned = torch.stack([size - boxes[..., 2], boxes[..., 1], size - boxes[..., 0], boxes[..., 3]], -1)
    boxes = torch.where(flip[:, None, None], turned, boxes)
    theta = torch.zeros(len(image), 2, 3, device=image.device)
    theta[:, 0, 0] = theta[:, 1, 1] = 1 / scale
    theta[:, :, 2] = (size - 2 * shift) / (size * scale[:, None]) - 1
    grid = F.affine_grid(theta, list(image.shape), align_corners=False)
    drawn = F.grid_sample(image - PAD, grid, mode="bilinear", padding_mode="zeros", align_corners=False) + PAD
    moved = boxes * scale[:, None, None] + shift.repeat(1, 2)[:, None]
    seen = torch.minimum(torch.maximum(moved, window[:, None, :2].repeat(1, 1, 2)), window[:, None, 2:].repeat(1, 1, 2))
    area = (moved[..., 2:] - moved[..., :2]).prod(-1)
    share = (seen[..., 2:] - seen[..., :2]).clamp(min=0).prod(-1) / area.clamp(min=1e-6)
    return drawn, seen, share


def mosaic_batches(shards: "list[Shard]", weights: "list[float]", batch_size: int, seed: int, *, mosaic: float = 0.5) -> "Iterator[dict[str, Tensor]]":
    """Endless batches {image, box [B,M,4] px, cls [B,M], conf [B,M]}; a share `mosaic` of the pictures is made of four views."""
    objects = [shard_objects(s) for s in shards]
    rng = torch.Generator().manual_seed(seed)
    share = torch.tensor([w * s.count for w, s in zip(weights, shards)])
    while True:
        k = int(torch.multinomial(share, 1, generator=rng))
        shard, (boxes, classes, conf), size = shards[k], objects[k], shards[k].size
        dev = shard.device

        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return (torch.rand(shape, generator=rng) * (high - low) + low).to(dev)

        four = (torch.rand(batch_size, generator=rng) < mosaic).to(dev)
        middle = uniform(0.3, 0.7, batch_size, 2) * size
        image, parts = torch.empty(0), []
        for quarter in range(4):
            index = torch.randint(shard.count, (batch_size,), generator=rng).to(dev)
            view = shard.images[index].permute(0, 3, 1, 2).float() / 255
            right, below = quarter % 2, quarter // 2
            alone = torch.zeros_like(four) if quarter else ~four  # the first view may fill the picture by itself
            scale = torch.where(four, torch.exp(uniform(np.log(0.4), np.log(1.0), batch_size)), torch.exp(uniform(np.log(0.6), np.log(1.6), batch_size)))
            low = torch.stack([middle[:, 0] * right, middle[:, 1] * below], 1)
            high = torch.stack([torch.full_like(middle[:, 0], size) if right else middle[:, 0],
                                torch.full_like(middle[:, 1], size) if below else middle[:, 1]], 1)
            low, high = torch.where(alone[:, None], torch.zeros_like(low), low), torch.where(alone[:, None], torch.full_like(high, size), high)
            corner = torch.where(torch.tensor([bool(right), bool(below)], device=dev), middle, middle - size * scale[:, None])
            free = uniform(0, 1, batch_size, 2) * (size - size * scale)[:, None]
            shift = torch.where(alone[:, None], free, corner)
            drawn, box, seen = place(view, boxes[index], scale, shift, uniform(0, 1, batch_size) < 0.5, torch.cat([low, high], 1))
            at = torch.arange(size, device=dev) + 0.5
            mask = ((at[None, None] >= low[:, 0, None, None]) & (at[None, None] < high[:, 0, None, None]) &
                    (at[None, :, None] >= low[:, 1, None, None]) & (at[None, :, None] < high[:, 1, None, None]))[:, None]
            mask = mask & (four | alone)[:, None, None, None]
            image = torch.where(mask, drawn, image if quarter else torch.full_like(drawn, PAD))
            small = (box[..., 2:] - box[..., :2]).amin(-1) < 4
            trust = torch.where((seen < SEEN_LEAST) | small | ~(four | alone)[:, None], torch.zeros_like(seen), conf[index])
            parts.append((box, classes[index], trust))
        box, cls, trust = (torch.cat([p[i] for p in parts], 1) for i in range(3))
        most = max(1, int((trust > 0).sum(1).max()))
        order = trust.argsort(1, descending=True)[:, :most]
        picture = shade((image * 255).clamp(0, 255), rng)
        yield {"image": picture.contiguous(memory_format=torch.channels_last), "box": box.gather(1, order[..., None].expand(-1, -1, 4)),
               "cls": cls.gather(1, order), "conf": trust.gather(1, order)}
