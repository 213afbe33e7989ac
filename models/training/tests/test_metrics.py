"""IoU, boundary F and top-k on cases small enough to count by hand."""
from __future__ import annotations

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from metrics import boundary, boundary_f, mask_iou, top_k


def square(x0: int, side: int = 10, size: int = 32) -> np.ndarray:
    """A mask with one filled square whose left edge is at x0."""
    mask = np.zeros((size, size), bool)
    mask[8:8 + side, x0:x0 + side] = True
    return mask


class Masks(unittest.TestCase):
    def test_iou(self) -> None:
        self.assertEqual(mask_iou(square(5), square(5)), 1.0)
        self.assertAlmostEqual(mask_iou(square(5), square(10)), 50 / 150)
        self.assertEqual(mask_iou(np.zeros((4, 4), bool), np.zeros((4, 4), bool)), 1.0)

    def test_unknown_pixels_do_not_count(self) -> None:
        valid = ~square(10)
        self.assertEqual(mask_iou(square(5) & valid, square(5), valid), 1.0)

    def test_boundary_is_one_pixel_wide_and_not_the_frame(self) -> None:
        self.assertEqual(int(boundary(square(5)).sum()), 36)
        self.assertEqual(int(boundary(np.ones((8, 8), bool)).sum()), 0)
        self.assertEqual(int(boundary(np.ones((8, 8), bool), border=True).sum()), 28)

    def test_boundary_f_forgives_two_pixels_and_no_more(self) -> None:
        self.assertEqual(boundary_f(square(7), square(5)), 1.0)
        self.assertLess(boundary_f(square(8), square(5)), 0.8)
        self.assertEqual(boundary_f(np.zeros((32, 32), bool), square(5)), 0.0)


class Ranking(unittest.TestCase):
    def test_top_k(self) -> None:
        logits = np.array([[0.1, 0.9, 0.5], [0.8, 0.1, 0.3]])
        self.assertEqual(top_k(logits, np.array([1, 2]), 1), 0.5)
        self.assertEqual(top_k(logits, np.array([1, 2]), 2), 1.0)


if __name__ == "__main__":
    unittest.main()
