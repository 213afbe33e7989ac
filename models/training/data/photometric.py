"""Batched camera defects on RGB float [B,3,H,W] 0..1: light, colour, blur, low resolution, noise, JPEG.

Torch operations only, so that the same code runs in device memory and on one CPU core. Each function changes a random part of the
batch; randomness comes from the torch generator of the tensor's device.
"""
from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def uniform(like: Tensor, low: float, high: float) -> Tensor:
    """[B,1,1,1] uniform in low..high."""
    return torch.rand(len(like), 1, 1, 1, device=like.device) * (high - low) + low


def chosen(like: Tensor, share: float) -> Tensor:
    """Indices of a random part of the batch."""
    return (torch.rand(len(like), device=like.device) < share).nonzero().flatten()


def light_and_colour(x: Tensor) -> Tensor:
    """Gamma, contrast, brightness, white balance, dim light, saturation, a light gradient."""
    gamma = torch.exp2(torch.randn(len(x), 1, 1, 1, device=x.device).mul(0.4).clamp(-0.8, 0.9))
    i = chosen(x, 0.6)
    if len(i):
        x = x.index_copy(0, i, x[i].clamp(1e-4, 1).pow(gamma[i]))
    gain = uniform(x, 0.7, 1.3) * (1 + 0.07 * torch.randn(len(x), 3, 1, 1, device=x.device))
    mean = x.mean((1, 2, 3), keepdim=True)
    x = torch.addcmul(mean * (1 - gain) + uniform(x, -0.15, 0.15), x, gain)
    grey = 0.299 * x[:, :1] + 0.587 * x[:, 1:2] + 0.114 * x[:, 2:]
    saturation = torch.where(uniform(x, 0, 1) < 0.08, torch.zeros_like(gamma), uniform(x, 0.5, 1.35))
    x = torch.lerp(grey.expand_as(x), x, saturation)
    dim = torch.where(uniform(x, 0, 1) < 0.12, uniform(x, 0.2, 0.6), torch.ones_like(gamma))
    slope = torch.where(uniform(x, 0, 1) < 0.15, torch.ones_like(gamma), torch.zeros_like(gamma))
    ys = torch.linspace(-1, 1, x.shape[2], device=x.device).view(1, 1, -1, 1)
    xs = torch.linspace(-1, 1, x.shape[3], device=x.device).view(1, 1, 1, -1)
    gradient = 1 + slope * (uniform(x, -0.4, 0.4) * ys + uniform(x, -0.4, 0.4) * xs)
    return (x * (dim * gradient)).clamp_(0, 1)


def gaussian_blur(x: Tensor, sigma: Tensor) -> Tensor:
    """Separable blur with one sigma (pixels) per picture; [B,C,H,W], sigma [B]."""
    b, c, h, w = x.shape
    r = max(1, math.ceil(2.5 * float(sigma.max())))
    taps = torch.arange(-r, r + 1, device=x.device, dtype=x.dtype)
    k = torch.exp(-0.5 * (taps / sigma.clamp(min=1e-3).view(-1, 1)) ** 2)
    k = (k / k.sum(1, keepdim=True)).repeat_interleave(c, 0)
    y = F.pad(x.reshape(1, b * c, h, w), (r, r, r, r), mode="replicate")
    y = F.conv2d(y, k.view(b * c, 1, 1, -1), groups=b * c)
    return F.conv2d(y, k.view(b * c, 1, -1, 1), groups=b * c).view(b, c, h, w)


def blur(x: Tensor, share: float, most: float) -> Tensor:
    """Blur a part of the batch, sigma up to `most` pixels."""
    i = chosen(x, share)
    if len(i):
        x = x.index_copy(0, i, gaussian_blur(x[i], torch.rand(len(i), device=x.device) * most + 0.3))
    return x


def low_resolution(x: Tensor, share: float) -> Tensor:
    """Shrink a part of the batch by one factor of 1.3 to 4 and enlarge it again."""
    i = chosen(x, share)
    if len(i):
        factor = 1.3 + float(torch.rand(())) * 2.2
        small = F.interpolate(x[i], scale_factor=1 / factor, mode="bilinear", antialias=True)
        x = x.index_copy(0, i, F.interpolate(small, size=x.shape[-2:], mode="bilinear"))
    return x


def sensor_noise(x: Tensor, share: float) -> Tensor:
    """Gaussian noise, sigma up to 0.06, on a part of the batch."""
    i = chosen(x, share)
    if len(i):
        part = x[i]
        x = x.index_copy(0, i, (part + torch.randn_like(part) * uniform(part, 0.005, 0.06)).clamp(0, 1))
    return x


LUMINANCE_TABLE = torch.tensor([  # ITU-T T.81, table K.1
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
], dtype=torch.float32).view(8, 8)


def dct_matrix() -> Tensor:
    """Orthonormal 8x8 DCT-II."""
    n = torch.arange(8, dtype=torch.float32)
    m = torch.cos((2 * n[None] + 1) * n[:, None] * math.pi / 16) * 0.5
    m[0] /= math.sqrt(2)
    return m


def jpeg(x: Tensor, share: float, quality: "tuple[float, float]" = (20, 85)) -> Tensor:
    """JPEG's block quantisation on a part of the batch (RGB planes with the luminance table, no chroma subsampling)."""
    i = chosen(x, share)
    if not len(i):
        return x
    part = x[i]
    b, c, h, w = part.shape
    part = F.pad(part, (0, -w % 8, 0, -h % 8), mode="replicate")
    ph, pw = part.shape[-2:]
    q = uniform(part, *quality).view(-1, 1, 1, 1, 1, 1)
    scale = torch.where(q < 50, 50 / q, 2 - q / 50)
    table = (LUMINANCE_TABLE.to(x.device).view(1, 1, 1, 8, 1, 8) * scale).clamp(min=1)
    d = dct_matrix().to(x.device)
    blocks = (part * 255 - 128).view(b, c, ph // 8, 8, pw // 8, 8)
    f = torch.einsum("ui,bcyixj->bcyuxj", d, blocks)
    f = torch.einsum("vj,bcyuxj->bcyuxv", d, f)
    f = torch.round(f / table) * table
    f = torch.einsum("vj,bcyuxv->bcyuxj", d, f)
    f = torch.einsum("ui,bcyuxj->bcyixj", d, f)
    out = ((f.reshape(b, c, ph, pw) + 128) / 255).clamp(0, 1)[..., :h, :w]
    return x.index_copy(0, i, out)


def camera(x: Tensor) -> Tensor:
    """All of them, in the order a camera and a codec would do them."""
    x = light_and_colour(x)
    scale = min(x.shape[-2:]) / 256
    x = blur(x, 0.15, 1.6 * max(0.4, scale))
    x = low_resolution(x, 0.2)
    x = sensor_noise(x, 0.3)
    return jpeg(x, 0.3)
