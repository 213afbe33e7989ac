"""Label assignment and losses of the detectors on cases small enough to check by hand."""
import sys
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data.coco_names import INDEX  # noqa: E402
from losses import dense_targets, distillation_losses, giou_ltrb, quality_focal  # noqa: E402
from targets import flip_cells, fuse, prior_cells  # noqa: E402
from teachers import cell_centres  # noqa: E402

SIZE = 64  # 64 + 16 + 4 = 84 cells
PERSON, DOG, CUP = INDEX["person"], INDEX["dog"], INDEX["cup"]


def silent_teacher() -> "tuple[np.ndarray, np.ndarray]":
    """A teacher that sees nothing: very low logits, boxes one stride wide."""
    return np.full((84, 81), -8.0), np.full((84, 4), 0.5)


def say(logits: np.ndarray, ltrb: np.ndarray, cell: int, cls: int, box: "list[float]") -> None:
    """Let the teacher see `cls` with `box` (corner pixels) at `cell`, surely."""
    centres, strides = cell_centres(SIZE)
    logits[cell, cls], logits[cell, 80] = 4, 4
    x, y, s = *centres[cell], strides[cell]
    ltrb[cell] = [(x - box[0]) / s, (y - box[1]) / s, (box[2] - x) / s, (box[3] - y) / s]


class CellTest(unittest.TestCase):
    def test_centres_are_row_major_strides_8_16_32(self) -> None:
        centres, strides = cell_centres(SIZE)
        self.assertEqual(len(centres), 84)
        np.testing.assert_array_equal(centres[[0, 1, 8, 64, 80, 83]], [[4, 4], [12, 4], [4, 12], [8, 8], [16, 16], [48, 48]])
        np.testing.assert_array_equal(strides[[0, 63, 64, 79, 80]], [8, 8, 16, 16, 32])

    def test_flip_mirrors_columns_of_each_level(self) -> None:
        order = flip_cells(SIZE)
        centres, strides = cell_centres(SIZE)
        np.testing.assert_array_equal(centres[order][:, 0], SIZE - centres[:, 0])
        np.testing.assert_array_equal(centres[order][:, 1], centres[:, 1])
        np.testing.assert_array_equal(strides[order], strides)


class FuseTest(unittest.TestCase):
    def test_unseen_human_box_falls_back_to_prior_cells(self) -> None:
        logits, ltrb = silent_teacher()
        truth = {"complete": True, "boxes": [[8, 8, 56, 56, DOG, 0]]}
        cell, cls, score, box = fuse(logits, ltrb, truth, SIZE)
        self.assertTrue(len(cell) > 0 and (cls == DOG).all())
        centres, strides = cell_centres(SIZE)
        reach = box * strides[cell, None]
        corners = np.concatenate([centres[cell] - reach[:, :2], centres[cell] + reach[:, 2:]], 1)
        np.testing.assert_allclose(corners, np.tile([8, 8, 56, 56], (len(cell), 1)), atol=1e-4)
        self.assertLessEqual(score.max(), 0.7 + 1e-6)

    def test_prior_cells_always_gives_a_cell(self) -> None:
        centres, strides = cell_centres(SIZE)
        near, score = prior_cells(np.array([17.0, 17.0, 19.0, 19.0]), centres, strides)
        self.assertEqual(len(near), 1)
        self.assertEqual(near[0], 2 * 8 + 2)
        self.assertGreater(score[0], 0)

    def test_human_class_replaces_what_the_teacher_said(self) -> None:
        logits, ltrb = silent_teacher()
        say(logits, ltrb, 80, CUP, [4, 4, 40, 40])
        truth = {"complete": True, "boxes": [[2, 2, 40, 40, DOG, 0]]}
        cell, cls, score, box = fuse(logits, ltrb, truth, SIZE)
        self.assertEqual(cell.tolist(), [80])
        self.assertEqual(cls.tolist(), [DOG])
        self.assertGreaterEqual(score[0], 0.7)
        np.testing.assert_allclose(box[0] * 32, [14, 14, 24, 24], atol=1e-3)

    def test_false_alarms_of_labelled_classes_go_others_stay(self) -> None:
        logits, ltrb = silent_teacher()
        say(logits, ltrb, 80, PERSON, [0, 0, 30, 30])
        say(logits, ltrb, 83, CUP, [34, 34, 60, 60])
        complete = fuse(logits, ltrb, {"complete": True, "boxes": []}, SIZE)
        self.assertEqual((complete[0].tolist(), complete[1].tolist()), ([83], [CUP]))
        partly = fuse(logits, ltrb, {"complete": False, "boxes": []}, SIZE)
        self.assertEqual(sorted(partly[1].tolist()), sorted([PERSON, CUP]))

    def test_difficult_box_keeps_the_teachers_view(self) -> None:
        logits, ltrb = silent_teacher()
        say(logits, ltrb, 80, PERSON, [0, 0, 30, 30])
        _, cls, _, _ = fuse(logits, ltrb, {"complete": True, "boxes": [[0, 0, 30, 30, PERSON, 1]]}, SIZE)
        self.assertEqual(cls.tolist(), [PERSON])

    def test_empty_view(self) -> None:
        logits, ltrb = silent_teacher()
        for part in fuse(logits, ltrb, {"complete": True, "boxes": []}, SIZE):
            self.assertEqual(len(part), 0)


class LossTest(unittest.TestCase):
    def test_giou(self) -> None:
        one = torch.tensor([[1.0, 1.0, 1.0, 1.0]])
        self.assertAlmostEqual(float(giou_ltrb(one, one)), 1.0, places=6)
        # [-1,1] x [-1,1] inside [-1,3] x [-1,1]: IoU 4/8, hull equals union
        self.assertAlmostEqual(float(giou_ltrb(one, torch.tensor([[1.0, 1.0, 3.0, 1.0]]))), 0.5, places=6)
        # a plus sign: 2x2 core, union 12, hull 4x4
        wide, tall = torch.tensor([[2.0, 1.0, 2.0, 1.0]]), torch.tensor([[1.0, 2.0, 1.0, 2.0]])
        self.assertAlmostEqual(float(giou_ltrb(wide, tall)), 4 / 12 - 4 / 16, places=6)

    def test_quality_focal_is_zero_at_the_target(self) -> None:
        target = torch.tensor([0.25, 0.75])
        logits = torch.log(target / (1 - target))
        self.assertAlmostEqual(float(quality_focal(logits, target)), 0.0, places=6)
        self.assertAlmostEqual(float(quality_focal(torch.tensor([0.0]), torch.tensor([1.0]))), 0.25 * np.log(2), places=6)

    def batch(self) -> "dict[str, torch.Tensor]":
        return {"picture": torch.tensor([0, 0, 1]), "cell": torch.tensor([1, 1, 0]), "cls": torch.tensor([2, 2, 0]),
                "score": torch.tensor([0.3, 0.8, 0.5]), "box": torch.ones(3, 4), "logits": torch.zeros(2, 3, 81)}

    def test_dense_targets_keep_the_greater(self) -> None:
        out = dense_targets(self.batch(), (2, 3, 4))
        self.assertAlmostEqual(float(out[0, 1, 2]), 0.8, places=6)
        self.assertAlmostEqual(float(out[1, 0, 0]), 0.5, places=6)
        self.assertAlmostEqual(float(out.sum()), 1.3, places=6)

    def test_perfect_boxes_cost_nothing_and_gradients_flow(self) -> None:
        boxes = torch.ones(2, 3, 4, requires_grad=True)
        logits = torch.zeros(2, 3, 80, requires_grad=True)
        parts = distillation_losses((boxes, logits, torch.zeros(2, 3, 80)), self.batch())
        self.assertAlmostEqual(float(parts["box"]), 0.0, places=6)
        self.assertAlmostEqual(float(parts["aux"]), 0.0, places=6)
        sum(parts.values()).backward()
        self.assertTrue(bool(torch.isfinite(logits.grad).all()) and bool(logits.grad.abs().sum() > 0))

    def test_batch_without_objects_is_finite(self) -> None:
        empty = {k: v[:0] if k != "logits" else v for k, v in self.batch().items()}
        parts = distillation_losses((torch.ones(2, 3, 4), torch.zeros(2, 3, 80), None), empty)
        self.assertTrue(all(bool(torch.isfinite(v)) for v in parts.values()))


if __name__ == "__main__":
    unittest.main()
