"""The picture bank: what goes in comes out, and CPU and device agree."""
from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np
import torch

from common import BadInput
from data.bank import Bank, describe_mask, write_bank


def gradient(width: int, height: int) -> np.ndarray:
    """A smooth RGBA picture with a square person in the middle."""
    y, x = np.mgrid[0:height, 0:width]
    alpha = np.where((abs(x - width / 2) < width / 4) & (abs(y - height / 2) < height / 4), 255, 0)
    return np.dstack([x * 255 / width, y * 255 / height, (x + y) * 255 / (width + height), alpha]).astype(np.uint8)


class BankTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "bank"
        self.pictures = [gradient(40, 30), gradient(64, 96)]
        write_bank(self.path, [("a", "ccp", self.pictures[0]), ("b", "voc", self.pictures[1])], max_side=200)
        self.bank = Bank(self.path, torch.device("cpu"))

    def tearDown(self) -> None:
        self.folder.cleanup()

    def test_identity_warp_gives_the_picture(self) -> None:
        theta = torch.tensor([[[1.0, 0, 0], [0, 1, 0]]])
        out = self.bank.warp(torch.tensor([1]), theta, 96, 64, outside="edge")[0].permute(1, 2, 0).numpy()
        np.testing.assert_allclose(out, self.pictures[1], atol=1)

    def test_both_warps_agree(self) -> None:
        torch.manual_seed(0)
        index = torch.tensor([0, 1, 1])
        theta = torch.tensor([[[0.5, 0.1, 3.0], [-0.1, 0.6, 5.0]], [[2.1, 0, -4.0], [0, 2.3, -6.0]], [[-0.9, 0, 60.0], [0, 1.2, 2.0]]])
        level = torch.tensor([0, 1, 0])
        for outside in ("edge", "empty"):
            a = self.bank.warp_cpu(index, theta, level, 32, 32, outside)
            b = self.bank.warp_torch(index, theta, level, 32, 32, outside)
            smooth = slice(0, 3)
            self.assertLess(float((a - b)[:, smooth].abs().mean()), 1.5, outside)
            self.assertLess(float((a - b)[:, 3:].abs().mean()), 4.0, outside)

    def test_outside_is_empty_or_edge(self) -> None:
        far = torch.tensor([[[1.0, 0, 500], [0, 1, 500]]])
        self.assertEqual(float(self.bank.warp(torch.tensor([0]), far, 8, 8, outside="empty").abs().max()), 0.0)
        self.assertGreater(float(self.bank.warp(torch.tensor([0]), far, 8, 8, outside="edge")[:, 0].min()), 200)

    def test_mask_description(self) -> None:
        box, head_x, cut = describe_mask(self.pictures[0][..., 3])
        self.assertFalse(cut)
        self.assertAlmostEqual(head_x, 20, delta=1)
        self.assertEqual(box[0], 11.0)
        self.assertTrue(describe_mask(np.full((4, 4), 255, np.uint8))[2])

    def test_indices_by_source(self) -> None:
        self.assertEqual(self.bank.indices(source="voc").tolist(), [1])

    def test_missing_bank_is_named(self) -> None:
        with self.assertRaisesRegex(BadInput, "absent"):
            Bank(Path(self.folder.name) / "absent", torch.device("cpu"))


if __name__ == "__main__":
    unittest.main()
