"""The fixed examination of the portrait network: 256x256 arrays of held-out pictures, and the scores on them.

CCP upper body: a square of half the body's height (no wider than the picture), centred on the head, headroom 15 % of the side,
moved into the picture. Other sets: the whole picture squeezed to 256x256.
"""
from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from data.bank import Bank
from metrics import boundary_f, mask_iou

SIZE = 256


def rgba_of(bank: Bank, i: int) -> np.ndarray:
    """uint8 [h,w,4] of one picture at full size."""
    e = bank.entries[i]
    assert bank.flat_np is not None
    return np.array(bank.flat_np[e.offsets[0]:e.offsets[0] + e.width * e.height].reshape(e.height, e.width, 4))


def upper_crop(bank: Bank, i: int) -> np.ndarray:
    """uint8 [256,256,4]: the head-and-shoulder square described above."""
    e, rgba = bank.entries[i], rgba_of(bank, i)
    side = min(0.5 * (e.box[3] - e.box[1]), e.width, e.height)
    x = min(max(0.0, e.head_x - side / 2), e.width - side)
    y = min(max(0.0, e.box[1] - 0.15 * side), e.height - side)
    x0, y0, s = int(x), int(y), int(side)
    return squeeze(rgba[y0:y0 + s, x0:x0 + s])


def squeeze(rgba: np.ndarray) -> np.ndarray:
    """uint8 [256,256,4]: area-averaged when shrinking, bilinear when enlarging; the alpha by nearest neighbour."""
    how = cv2.INTER_AREA if max(rgba.shape[:2]) > SIZE else cv2.INTER_LINEAR
    out = cv2.resize(rgba, (SIZE, SIZE), interpolation=how)
    out[..., 3] = cv2.resize(rgba[..., 3], (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)
    return out


def exam_sets(shards: Path) -> "dict[str, np.ndarray]":
    """name -> uint8 [n,256,256,4]."""
    cpu = torch.device("cpu")
    people, nobody = Bank(shards / "portrait-people-val", cpu), Bank(shards / "portrait-nobody-val", cpu)
    ccp, voc = people.indices(source="ccp").tolist(), people.indices(source="voc").tolist()
    sets = {
        "ccp-upper": np.stack([upper_crop(people, i) for i in ccp]),
        "ccp-full": np.stack([squeeze(rgba_of(people, i)) for i in ccp]),
        "voc": np.stack([squeeze(rgba_of(people, i)) for i in voc]),
        "nobody": np.stack([squeeze(rgba_of(nobody, i)) for i in range(len(nobody.entries))]),
    }
    portraits = shards / "portrait-exam.json"
    if portraits.is_file():
        bank = Bank(shards / "portrait-exam", cpu)
        sets["vikram"] = np.stack([squeeze(rgba_of(bank, i)) for i in range(len(bank.entries))])
    return sets


@torch.no_grad()
def probabilities(model: nn.Module, rgba: np.ndarray, px: int = SIZE, batch: int = 16) -> np.ndarray:
    """Person probability float32 [n,256,256]; the net runs at px x px and its answer is enlarged."""
    device = next(model.parameters()).device
    out = []
    for at in range(0, len(rgba), batch):
        x = torch.from_numpy(rgba[at:at + batch, ..., :3]).to(device).permute(0, 3, 1, 2).float() / 255
        if px != SIZE:
            x = nn.functional.interpolate(x, size=(px, px), mode="bilinear", antialias=True)
        p = model(x.contiguous(memory_format=torch.channels_last)).float().sigmoid()
        if px != SIZE:
            p = nn.functional.interpolate(p, size=(SIZE, SIZE), mode="bilinear")
        out.append(p[:, 0].cpu().numpy())
    return np.concatenate(out)


def score(probability: np.ndarray, rgba: np.ndarray, threshold: float = 0.5, *, border: bool = False) -> "dict[str, float]":
    """Mean IoU and boundary F over pictures with somebody; mean area called person over the others. `border`: also F where the picture's border counts."""
    alpha, found = rgba[..., 3], probability > threshold
    if not (alpha == 255).any():
        return {"area": float(found.mean())}
    ious, fs, with_border = [], [], []
    for p, a in zip(found, alpha):
        truth, valid = a > 191, (a < 64) | (a > 191)
        ious.append(mask_iou(p, truth, valid))
        known = valid if not valid.all() else None
        fs.append(boundary_f(p, truth, valid=known))
        if border:
            with_border.append(boundary_f(p, truth, valid=known, border=True))
    return {"iou": float(np.mean(ious)), "f": float(np.mean(fs)), **({"f_border": float(np.mean(with_border))} if border else {})}


def exam(model: nn.Module, sets: "dict[str, np.ndarray]", px: int = SIZE, threshold: float = 0.5) -> "dict[str, dict[str, float]]":
    """Scores of every set."""
    was = model.training
    model.eval()
    scores = {name: score(probabilities(model, rgba, px), rgba, threshold) for name, rgba in sets.items()}
    model.train(was)
    return scores


def one_line(scores: "dict[str, dict[str, float]]") -> str:
    """'ccp-upper iou .930 f .772 | ...'."""
    return " | ".join(name + " " + " ".join(f"{k} {v:.4f}" for k, v in s.items()) for name, s in scores.items())
