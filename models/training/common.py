"""What every training script shares: the time-boxed loop, EMA, schedule, checkpoints, device and seed.

One *stage* is one call of `fit`: a fixed number of minutes, one cosine schedule. Stages chain by handing the EMA weights
on (`--resume checkpoints/x.pt`); an interrupted stage goes on where it stopped (`--resume runs/x/last.pt`).

Several processes (`torchrun --nproc_per_node=2 ...`, gloo on CPU, nccl on CUDA) average their gradients every step.
On a two-core machine two one-thread processes are 1.4-1.6 times as fast as one process with two threads.
"""
from __future__ import annotations

import argparse
import contextlib
import copy
import math
import os
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

import numpy as np
import torch
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
CHECKPOINTS = HERE / "checkpoints"

Batch = Any
LossFn = Callable[[nn.Module, Batch], "dict[str, Tensor]"]


class BadInput(Exception):
    """Wrong folder, broken picture, empty class ...: the message names the file and the next step."""


def die_on_bad_input(main: Callable[[], None]) -> None:
    """Run `main`; a `BadInput` ends the process with its message and status 2 instead of a traceback."""
    try:
        main()
    except BadInput as problem:
        print(f"error: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def need_dir(path: Path, what: str) -> Path:
    """Return `path`, or raise `BadInput` saying what should have been there."""
    if not path.is_dir():
        raise BadInput(f"{path}: no such folder ({what}). See models/training/README.md, 'Data'.")
    return path


def need_file(path: Path, what: str) -> Path:
    """Return `path`, or raise `BadInput` saying what should have been there."""
    if not path.is_file():
        raise BadInput(f"{path}: no such file ({what}). See models/training/README.md.")
    return path


def is_validation(picture_id: str) -> bool:
    """The split of every source: sha1(id) as a number is 0 modulo 10. Such pictures are never trained on."""
    import hashlib

    return int(hashlib.sha1(picture_id.encode()).hexdigest(), 16) % 10 == 0


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch. Time boxes still make two runs differ in their number of steps."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def pick_device(name: str) -> torch.device:
    """'auto' takes CUDA where there is one; 'cuda' without a GPU is an error, not a silent CPU run."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise BadInput("--device cuda: torch sees no CUDA device. Use --device cpu, or install a CUDA build of torch.")
    if name.startswith("cuda"):
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        local = os.environ.get("LOCAL_RANK")
        return torch.device(f"cuda:{local}" if local is not None and name == "cuda" else name)
    return torch.device(name)


def has_bf16_units() -> bool:
    """Whether this processor multiplies bf16 matrices in hardware (AMX): there bf16 doubles the speed, elsewhere it gains 7 % at most."""
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def autocast(device: torch.device) -> Any:
    """bf16 on CUDA and on processors with units for it (no loss scaling needed); float32 elsewhere."""
    if device.type == "cuda" or has_bf16_units():
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return contextlib.nullcontext()


class Ema:
    """Exponential moving average of weights *and* buffers (batch-norm statistics), with a warm-up of the decay."""

    def __init__(self, model: nn.Module, decay: float = 0.998) -> None:
        self.model = copy.deepcopy(model).eval()
        for p in self.model.parameters():
            p.requires_grad_(False)
        self.decay, self.step = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move the average towards `model`."""
        self.step += 1
        keep = min(self.decay, (1 + self.step) / (20 + self.step))
        theirs = model.state_dict()
        floats, news = [], []
        for key, mine in self.model.state_dict().items():
            if mine.dtype.is_floating_point:
                floats.append(mine)
                news.append(theirs[key].detach().to(mine.dtype))
            else:
                mine.copy_(theirs[key])
        torch._foreach_mul_(floats, keep)
        torch._foreach_add_(floats, news, alpha=1 - keep)


def parameter_groups(model: nn.Module, weight_decay: float) -> "list[dict[str, Any]]":
    """Two groups for the optimiser: matrices decay, biases and norms do not."""
    decay = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    plain = [p for p in model.parameters() if p.requires_grad and p.ndim <= 1]
    return [{"params": decay, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]


def cosine_lr(progress: float, peak: float, end: float, warmup: float) -> float:
    """Learning rate at `progress` in 0..1 of the stage: linear warm-up, then half a cosine from `peak` to `end`."""
    if progress < warmup:
        return peak * max(progress, 1e-3) / warmup
    x = min(1.0, (progress - warmup) / max(1e-9, 1 - warmup))
    return end + (peak - end) * 0.5 * (1 + math.cos(math.pi * x))


@dataclass
class Fit:
    """One stage of training. `minutes` counts the time inside the loop, evaluation of `on_mark` left out."""

    run_dir: Path
    minutes: float
    lr: float
    lr_end: float
    device: torch.device
    warmup: float = 0.05
    weight_decay: float = 0.02
    betas: "tuple[float, float]" = (0.9, 0.99)
    clip: float = 5.0
    ema_decay: float = 0.998
    batch_size: int = 1
    log_every_s: float = 20.0
    save_every_s: float = 120.0
    meta: "dict[str, Any] | None" = None
    optimiser: "Callable[[nn.Module], torch.optim.Optimizer] | None" = None
    """Another optimiser than AdamW; every group gets the same scheduled lr."""
    clock: "Callable[[], float]" = time.monotonic
    """Seconds; another one makes a stage's steps countable in a test."""
    compile: bool = False
    """Train through `torch.compile` (torch 2): a minute of waiting first, then 10 to 20 % faster on a processor."""


def add_common_arguments(parser: argparse.ArgumentParser, *, run: str, minutes: float) -> None:
    """The flags every training script has."""
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    parser.add_argument("--minutes", type=float, default=minutes, help="length of this stage (time box)")
    parser.add_argument("--resume", type=Path, default=None,
                        help="a checkpoint: runs/*/last.pt goes on inside its stage, any other starts a new stage from its EMA weights")
    parser.add_argument("--run", type=Path, default=HERE / "runs" / run, help="folder for last.pt, ema.pt, log.txt")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="torch threads of this process (CPU)")
    parser.add_argument("--compile", action="store_true", help="train through torch.compile (torch 2 and a C++ compiler)")


def world() -> "tuple[int, int]":
    """(rank, number of processes); starts torch.distributed once when torchrun asked for it."""
    n = int(os.environ.get("WORLD_SIZE", "1"))
    if n > 1 and not torch.distributed.is_initialized():
        torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return (torch.distributed.get_rank() if n > 1 else 0), n


def average_gradients(model: nn.Module, n: int) -> None:
    """Replace every gradient by its mean over the processes, one flat all-reduce."""
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    flat = torch._utils._flatten_dense_tensors(grads)
    torch.distributed.all_reduce(flat)
    flat /= n
    for g, new in zip(grads, torch._utils._unflatten_dense_tensors(flat, grads)):
        g.copy_(new)


def save_atomically(state: "dict[str, Any]", path: Path) -> None:
    """Write beside, then rename: a killed run never leaves half a checkpoint."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    torch.save(state, beside)
    os.replace(beside, path)


def half_state(model: nn.Module) -> "dict[str, Tensor]":
    """state_dict with float32 stored as float16 (what `checkpoints/<net>.pt` holds)."""
    return {k: v.half().cpu() if v.dtype == torch.float32 else v.cpu() for k, v in model.state_dict().items()}


def save_weights(model: nn.Module, path: Path, meta: "dict[str, Any]") -> None:
    """The committed form: EMA weights as fp16 plus what is needed to build the net again."""
    save_atomically({"ema": half_state(model), "meta": meta}, path)


def load_weights(model: nn.Module, path: Path, *, strict: bool = True,
                 rename: "Callable[[dict[str, Tensor], dict[str, Any]], dict[str, Tensor]] | None" = None) -> "dict[str, Any]":
    """Load the EMA weights of any checkpoint of ours into `model`; returns its `meta`. `rename(weights, meta)` may give them other names.

    With `strict=False`, tensors that are absent or of another shape keep their initial values and are named on stderr.
    """
    state = torch.load(need_file(path, "a checkpoint written by these scripts"), map_location="cpu")
    if "ema" not in state:
        raise BadInput(f"{path}: no 'ema' weights inside; give a last.pt or ema.pt of these scripts.")
    weights = {k: v.float() if v.dtype == torch.float16 else v for k, v in state["ema"].items()}
    if rename:
        weights = rename(weights, dict(state.get("meta") or {}))
    if not strict:
        own = model.state_dict()
        bad = [k for k in own if k not in weights or weights[k].shape != own[k].shape]
        if bad:
            print(f"{path}: left at their initial values: {', '.join(bad[:8])}{' ...' if len(bad) > 8 else ''}", file=sys.stderr)
        weights = {k: v for k, v in weights.items() if k in own and k not in bad}
    model.load_state_dict(weights, strict=strict)
    return dict(state.get("meta") or {})


def fit(model: nn.Module, batches: "Iterator[Batch]", loss_fn: LossFn, options: Fit, *,
        resume: Optional[Path] = None, on_mark: "Callable[[nn.Module, float], str] | None" = None,
        mark_minutes: float = 0.0) -> Ema:
    """Train `model` for `options.minutes` on `batches` (endless) and return the EMA.

    `loss_fn(model, batch)` returns named scalar tensors whose sum is minimised; it runs under autocast.
    `on_mark(ema_model, minutes)` is called every `mark_minutes` and at the end; what it returns is logged.
    A batch whose loss is not finite is counted and skipped; ten in a row stop the run.
    """
    rank, n_procs = world()
    device = options.device
    model.to(device, memory_format=torch.channels_last)
    optimiser = options.optimiser(model) if options.optimiser else torch.optim.AdamW(parameter_groups(model, options.weight_decay), lr=options.lr, betas=options.betas)
    ema = Ema(model, options.ema_decay)
    step, spent = 0, 0.0
    if resume is not None and resume.name == "last.pt":
        state = torch.load(resume, map_location="cpu")
        model.load_state_dict(state["model"])
        ema.model.load_state_dict(state["ema"])
        optimiser.load_state_dict(state["optimiser"])
        step, spent, ema.step = state["step"], state["spent_s"], state["ema_step"]
    if n_procs > 1:
        for p in model.state_dict().values():
            torch.distributed.broadcast(p, 0)
    options.run_dir.mkdir(parents=True, exist_ok=True)
    log_file = (options.run_dir / "log.txt").open("a") if rank == 0 else None

    def log(line: str) -> None:
        if log_file:
            print(line, flush=True)
            print(line, file=log_file, flush=True)

    def save() -> None:
        if rank == 0:
            save_atomically({"model": model.state_dict(), "ema": ema.model.state_dict(), "optimiser": optimiser.state_dict(),
                             "step": step, "spent_s": spent, "ema_step": ema.step, "meta": options.meta}, options.run_dir / "last.pt")

    if options.compile and not hasattr(torch, "compile"):
        raise BadInput("--compile: this torch has no torch.compile; leave the flag out or install torch 2.")
    trained = torch.compile(model) if options.compile else model
    budget = options.minutes * 60
    sums: "dict[str, float]" = {}
    counted, bad_in_row, bad_total = 0, 0, 0
    last_log = last_save = spent
    next_mark = (math.floor(spent / 60 / mark_minutes) + 1) * mark_minutes if mark_minutes > 0 else math.inf
    steps_at_log = step
    model.train()
    tick = options.clock()
    while spent < budget:
        batch = next(batches)
        lr = cosine_lr(spent / budget, options.lr, options.lr_end, options.warmup)
        for group in optimiser.param_groups:
            group["lr"] = lr
        with autocast(device):
            parts = loss_fn(trained, batch)
        loss = sum(parts.values())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if n_procs > 1:
            average_gradients(model, n_procs)
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip)
        if not bool(torch.isfinite(norm)):
            bad_in_row, bad_total = bad_in_row + 1, bad_total + 1
            if bad_in_row >= 10:
                raise RuntimeError("ten batches in a row gave a loss or gradient that is not finite; lower --lr and resume")
        else:
            bad_in_row = 0
            optimiser.step()
            ema.update(model)
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + value.detach().float()
            counted += 1
        step += 1
        now = options.clock()
        spent += now - tick
        tick = now
        if n_procs > 1:  # every process must leave the loop at the same step
            clock = torch.tensor([spent], device=device)
            torch.distributed.broadcast(clock, 0)
            spent = float(clock)
        if spent - last_log >= options.log_every_s:
            means = " ".join(f"{k} {float(v) / max(1, counted):.4f}" for k, v in sums.items())
            rate = (step - steps_at_log) * options.batch_size * n_procs / (spent - last_log)
            log(f"{spent / 60:6.1f} min step {step} lr {lr:.2e} {rate:.1f} img/s {means}" + (f" skipped {bad_total}" if bad_total else ""))
            sums, counted, last_log, steps_at_log = {}, 0, spent, step
        if spent - last_save >= options.save_every_s:
            save()
            last_save = spent
        if on_mark and next_mark <= spent / 60 < options.minutes:
            next_mark += mark_minutes
            if rank == 0:
                log(f"{spent / 60:6.1f} min mark: {on_mark(ema.model, spent / 60)}")
            tick = options.clock()
    save()
    if rank == 0:
        save_weights(ema.model, options.run_dir / "ema.pt", dict(options.meta or {}, steps=step))
        if on_mark:
            log(f"{spent / 60:6.1f} min end, step {step}: {on_mark(ema.model, spent / 60)}")
    return ema
