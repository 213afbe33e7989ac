"""Task-aligned assignment, mosaic placement and the two training recipes on tiny cases."""
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assign import pairwise_iou, task_aligned  # noqa: E402
from data.mosaic import mosaic_batches, place, shard_objects  # noqa: E402
from losses import assigned_losses  # noqa: E402
from nets.yolo import Yolo, count_macs  # noqa: E402
from optim import Muon, muon_groups, orthogonalise  # noqa: E402
from teachers import cell_centres  # noqa: E402

SIZE = 64
CENTRES, STRIDES = (torch.from_numpy(a) for a in cell_centres(SIZE))


class AssignTest(unittest.TestCase):
    def answers(self) -> "tuple[torch.Tensor, torch.Tensor]":
        """Every cell gives a 16 px square round itself, all classes 0.1."""
        return torch.full((1, 84, 3), 0.1), torch.cat([CENTRES - 8, CENTRES + 8], 1)[None]

    def test_best_cell_gets_its_iou(self) -> None:
        scores, corners = self.answers()
        box = torch.tensor([[[12.0, 12, 28, 28]]])  # exactly the box of the cell at (20, 20)
        target, wanted = task_aligned(scores, corners, CENTRES, box, torch.tensor([[2]]), torch.ones(1, 1))
        cell = int(target[0, :, 2].argmax())
        self.assertEqual(CENTRES[cell].tolist(), [20, 20])
        self.assertAlmostEqual(float(target[0, cell, 2]), 1.0, places=4)
        self.assertEqual(float(target[0, :, :2].sum()), 0.0)
        self.assertEqual(wanted[0, cell].tolist(), [12, 12, 28, 28])

    def test_only_cells_inside_and_confidence_scales(self) -> None:
        scores, corners = self.answers()
        box = torch.tensor([[[12.0, 12, 28, 28]]])
        target, _ = task_aligned(scores, corners, CENTRES, box, torch.tensor([[0]]), torch.full((1, 1), 0.5))
        on = target[0, :, 0] > 0
        self.assertTrue(bool(((CENTRES[on] > 12) & (CENTRES[on] < 28)).all()))
        self.assertAlmostEqual(float(target.max()), 0.5, places=4)

    def test_padding_and_empty(self) -> None:
        scores, corners = self.answers()
        target, _ = task_aligned(scores, corners, CENTRES, torch.zeros(1, 2, 4), torch.zeros(1, 2, dtype=torch.long), torch.zeros(1, 2))
        self.assertEqual(float(target.sum()), 0.0)
        target, _ = task_aligned(scores, corners, CENTRES, torch.zeros(1, 0, 4), torch.zeros(1, 0, dtype=torch.long), torch.zeros(1, 0))
        self.assertEqual(float(target.sum()), 0.0)

    def test_a_cell_serves_one_object(self) -> None:
        scores, corners = self.answers()
        box = torch.tensor([[[12.0, 12, 28, 28], [10.0, 10, 30, 30]]])
        target, _ = task_aligned(scores, corners, CENTRES, box, torch.tensor([[0, 1]]), torch.ones(1, 2))
        self.assertEqual(int(((target[0] > 0).sum(1) > 1).sum()), 0)

    def test_iou(self) -> None:
        self.assertAlmostEqual(float(pairwise_iou(torch.tensor([[[0.0, 0, 2, 2]]]), torch.tensor([[[1.0, 0, 3, 2]]]))), 1 / 3, places=5)

    def test_losses_are_finite_and_flow(self) -> None:
        boxes = torch.full((1, 84, 4), 1.0, requires_grad=True)
        logits = torch.zeros(1, 84, 80, requires_grad=True)
        batch = {"box": torch.tensor([[[12.0, 12, 28, 28]]]), "cls": torch.tensor([[5]]), "conf": torch.ones(1, 1)}
        sum(assigned_losses((boxes, logits, None), batch, CENTRES, STRIDES).values()).backward()
        self.assertGreater(float(boxes.grad.abs().sum()), 0)
        self.assertTrue(bool(torch.isfinite(logits.grad).all()))


class PlaceTest(unittest.TestCase):
    def test_picture_and_box_move_together(self) -> None:
        image = torch.zeros(1, 3, SIZE, SIZE)
        image[:, :, 16:32, 8:40] = 1
        for flip in (False, True):
            drawn, box, share = place(image, torch.tensor([[[8.0, 16, 40, 32]]]), torch.tensor([0.5]), torch.tensor([[10.0, 20.0]]),
                                      torch.tensor([flip]), torch.tensor([[0.0, 0, SIZE, SIZE]]))
            x1, y1, x2, y2 = (int(v) for v in box[0, 0])
            self.assertEqual((x2 - x1, y2 - y1), (16, 8))
            self.assertGreater(float(drawn[0, :, y1 + 1:y2 - 1, x1 + 1:x2 - 1].min()), 0.95)
            self.assertLess(float(drawn[0, :, y2 + 2:y2 + 6, x1:x2].max()), 0.5)
            self.assertAlmostEqual(float(share), 1.0, places=5)

    def test_window_cuts_boxes(self) -> None:
        _, box, share = place(torch.zeros(1, 3, SIZE, SIZE), torch.tensor([[[0.0, 0, 32, 32]]]), torch.ones(1), torch.zeros(1, 2),
                              torch.tensor([False]), torch.tensor([[16.0, 0, SIZE, SIZE]]))
        self.assertEqual(box[0, 0].tolist(), [16, 0, 32, 32])
        self.assertAlmostEqual(float(share), 0.5, places=5)

    def test_batches(self) -> None:
        shard = SimpleNamespace(size=SIZE, count=3, device=torch.device("cpu"), images=torch.randint(0, 255, (3, SIZE, SIZE, 3), dtype=torch.uint8),
                                offsets=torch.tensor([0, 1, 1, 2]), entries={"cell": torch.tensor([83, 80]), "cls": torch.tensor([4, 7]),
                                                                              "score": torch.tensor([0.9, 0.4]), "box": torch.full((2, 4), 0.4)})
        boxes, _, conf = shard_objects(shard)  # type: ignore[arg-type]
        self.assertEqual((conf > 0).sum(1).tolist(), [1, 0, 1])
        for got, want in zip(boxes[0, 0].tolist(), [48 - 12.8, 48 - 12.8, 48 + 12.8, 48 + 12.8]):
            self.assertAlmostEqual(got, want, places=4)
        for batch, _ in zip(mosaic_batches([shard], [1.0], 4, 0), range(3)):  # type: ignore[list-item]
            self.assertEqual(tuple(batch["image"].shape), (4, 3, SIZE, SIZE))
            real = batch["box"][batch["conf"] > 0]
            self.assertTrue(bool((real >= 0).all() and (real <= SIZE).all()))


class NetTest(unittest.TestCase):
    def test_size_and_cost_stay_within_the_bars(self) -> None:
        net = Yolo()
        self.assertLessEqual(sum(p.numel() for p in net.parameters()), 2_500_000)
        self.assertLessEqual(2 * count_macs(net, 416), 1_300_000_000)

    def test_shapes_and_non_negative_distances(self) -> None:
        net = Yolo().train()
        boxes, logits, aux = net(torch.rand(2, 3, 64, 64))
        self.assertEqual((tuple(boxes.shape), tuple(logits.shape), tuple(aux.shape)), ((2, 84, 4), (2, 84, 80), (2, 84, 80)))
        self.assertGreaterEqual(float(boxes.min()), 0.0)
        self.assertIsNone(net.eval()(torch.rand(1, 3, 64, 64))[2])

    def test_muon_steps_every_parameter(self) -> None:
        net = Yolo().train()
        before = {k: v.clone() for k, v in net.named_parameters()}
        optimiser = Muon(muon_groups(net, weight_decay=0.0, adam_scale=0.1))
        boxes, logits, aux = net(torch.rand(2, 3, 64, 64))
        (boxes.mean() + logits.square().mean() + aux.square().mean()).backward()
        for group in optimiser.param_groups:
            group["lr"] = 0.01
        optimiser.step()
        still = [k for k, v in net.named_parameters() if torch.equal(v, before[k])]
        self.assertEqual(still, [])

    def test_orthogonalise(self) -> None:
        torch.manual_seed(0)
        values = torch.linalg.svdvals(orthogonalise(torch.randn(8, 32)))
        self.assertTrue(bool(((values > 0.5) & (values < 1.4)).all()), values)


if __name__ == "__main__":
    unittest.main()
