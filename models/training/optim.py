"""Muon for convolution weights (orthogonalised momentum: many times fewer steps for short runs), AdamW for the rest.

Method: Keller Jordan et al. 2024, "Muon: an optimizer for hidden layers"; the quintic Newton-Schulz coefficients are theirs.
"""
from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def orthogonalise(g: Tensor, steps: int = 5) -> Tensor:
    """[M,N] -> about the nearest semi-orthogonal matrix (singular values in 0.7..1.2)."""
    x = g / (g.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(steps):
        a = x @ x.T
        b = -4.7750 * a + 2.0315 * (a @ a)
        x = 3.4445 * x + b @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """Groups with `muon=True` hold dense conv or linear weights; the others are stepped by AdamW."""

    def __init__(self, groups: "list[dict[str, Any]]") -> None:
        super().__init__(groups, {"lr": 1e-3, "weight_decay": 0.0, "muon": False, "lr_scale": 1.0, "momentum": 0.95, "betas": (0.9, 0.99)})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # noqa: ARG002 - the base class's signature
        for group in self.param_groups:
            lr = group["lr"] * group["lr_scale"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["m"] = torch.zeros_like(p)
                    if not group["muon"]:
                        state["v"], state["t"] = torch.zeros_like(p), 0
                p.mul_(1 - lr * group["weight_decay"])
                if group["muon"]:
                    state["m"].mul_(group["momentum"]).add_(p.grad)
                    g = p.grad.add(state["m"], alpha=group["momentum"]).reshape(p.shape[0], -1)
                    scale = max(1.0, g.shape[0] / g.shape[1]) ** 0.5
                    p.add_(orthogonalise(g).reshape(p.shape), alpha=-lr * scale)
                else:
                    b1, b2 = group["betas"]
                    state["t"] += 1
                    state["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                    state["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                    root = (state["v"] / (1 - b2 ** state["t"])).sqrt_().add_(1e-8)
                    p.addcdiv_(state["m"], root, value=-lr / (1 - b1 ** state["t"]))


def muon_groups(model: nn.Module, *, weight_decay: float, adam_scale: float, outputs: "tuple[str, ...]" = ("to_",),
                linear: bool = False) -> "list[dict[str, Any]]":
    """Dense conv weights (and linear ones where asked) for Muon; depthwise, stem, output layers (names containing `outputs`), norms and biases for AdamW at lr * adam_scale."""
    dense, matrices, plain = [], [], []
    for name, p in model.named_parameters():
        if p.ndim <= 1:
            plain.append(p)
        elif (p.ndim == 4 or linear and p.ndim == 2) and p.shape[1] > 3 and not any(o in name.split(".")[-2] for o in outputs if o):
            dense.append(p)
        else:
            matrices.append(p)
    return [{"params": dense, "muon": True, "weight_decay": weight_decay},
            {"params": matrices, "lr_scale": adam_scale, "weight_decay": weight_decay / max(adam_scale, 1e-9) * 0.1},
            {"params": plain, "lr_scale": adam_scale}]
