"""Schedule, EMA, checkpoints, split, time-boxed loop."""
from __future__ import annotations

import itertools
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from torch import nn

from common import BadInput, Ema, Fit, cosine_lr, fit, is_validation, load_weights, need_dir, pick_device, save_weights


class Schedule(unittest.TestCase):
    def test_warms_up_then_falls_to_the_end(self) -> None:
        self.assertLess(cosine_lr(0.0, 1.0, 0.1, 0.1), 0.05)
        self.assertAlmostEqual(cosine_lr(0.1, 1.0, 0.1, 0.1), 1.0)
        self.assertAlmostEqual(cosine_lr(1.0, 1.0, 0.1, 0.1), 0.1)


class Split(unittest.TestCase):
    def test_same_tenth_as_written_down(self) -> None:
        self.assertEqual(sum(is_validation(f"ccp_{i:04d}") for i in range(1, 1005)), 119)


class Average(unittest.TestCase):
    def test_follows_weights_and_buffers(self) -> None:
        net = nn.BatchNorm1d(2)
        ema = Ema(net, 0.5)
        with torch.no_grad():
            net.weight.fill_(3.0)
            net.running_mean.fill_(2.0)
        for _ in range(60):
            ema.update(net)
        torch.testing.assert_close(ema.model.weight, torch.full((2,), 3.0))
        torch.testing.assert_close(ema.model.running_mean, torch.full((2,), 2.0))


class Checkpoints(unittest.TestCase):
    def test_half_precision_round_trip(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            a, b = nn.Linear(3, 2), nn.Linear(3, 2)
            save_weights(a, Path(folder) / "x.pt", {"px": 64})
            self.assertEqual(load_weights(b, Path(folder) / "x.pt"), {"px": 64})
            torch.testing.assert_close(a.weight, b.weight, atol=1e-3, rtol=1e-3)

    def test_missing_files_are_named(self) -> None:
        with self.assertRaisesRegex(BadInput, "nowhere.pt"):
            load_weights(nn.Linear(1, 1), Path("nowhere.pt"))
        with self.assertRaisesRegex(BadInput, "nowhere"):
            need_dir(Path("nowhere"), "test")

    def test_cuda_is_not_silently_replaced(self) -> None:
        if not torch.cuda.is_available():
            with self.assertRaisesRegex(BadInput, "no CUDA device"):
                pick_device("cuda")


class Loop(unittest.TestCase):
    def test_learns_resumes_and_stops(self) -> None:
        torch.manual_seed(0)

        def batches() -> "object":
            while True:
                x = torch.randn(16, 2, 1, 1)
                yield x, x[:, :1] * 2

        def loss(model: nn.Module, batch: "tuple[torch.Tensor, torch.Tensor]") -> "dict[str, torch.Tensor]":
            return {"mse": (model(batch[0]) - batch[1]).square().mean()}

        with tempfile.TemporaryDirectory() as folder:
            net, run = nn.Conv2d(2, 1, 1), Path(folder)
            steps_of_10_ms = itertools.count(0, 0.01)
            options = Fit(run, 0.02, 0.05, 0.01, torch.device("cpu"), log_every_s=10, clock=lambda: next(steps_of_10_ms))
            fit(net, batches(), loss, options)  # type: ignore[arg-type]
            self.assertLess(float(loss(net, next(batches()))["mse"]), 0.5)  # type: ignore[call-overload]
            steps = torch.load(run / "last.pt")["step"]
            again = Fit(run, 0.03, 0.05, 0.01, torch.device("cpu"), log_every_s=10, clock=lambda: next(steps_of_10_ms))
            fit(nn.Conv2d(2, 1, 1), batches(), loss, again, resume=run / "last.pt")  # type: ignore[arg-type]
            self.assertGreater(torch.load(run / "last.pt")["step"], steps)

    def test_ten_broken_batches_stop_it(self) -> None:
        def batches() -> "object":
            while True:
                yield torch.full((1, 1, 1, 1), float("nan"))

        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(RuntimeError, "not finite"):
            fit(nn.Conv2d(1, 1, 1), batches(), lambda m, b: {"x": m(b).mean()}, Fit(Path(folder), 1, 0.1, 0.1, torch.device("cpu")))  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
