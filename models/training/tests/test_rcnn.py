"""Two-stage detector: RoIAlign against torchvision's operator, deltas, proposals, targets, one training step, export."""
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nets.rcnn import POOL, SAMPLES, DeployedHead, Rcnn, RoiHead, apply_deltas, encode_deltas, roi_align  # noqa: E402
from nets.yolo import Yolo  # noqa: E402
from proposals import corners_of, fuse_scores, propose, two_stage  # noqa: E402
from suppress import batched_nms, nms  # noqa: E402
from train_rcnn import ROIS, head_targets, objects_of, rcnn_losses, training_rois  # noqa: E402


def some_rois(b: int, r: int, size: int, seed: int = 0) -> torch.Tensor:
    """Random RoIs [b,r,4] inside a size x size picture, at least four pixels wide."""
    g = torch.Generator().manual_seed(seed)
    low = torch.rand(b, r, 2, generator=g) * (size - 8)
    return torch.cat([low, low + 4 + torch.rand(b, r, 2, generator=g) * (size - 4 - low)], -1)


class SuppressionTest(unittest.TestCase):
    def test_keeps_the_best_of_those_that_overlap(self) -> None:
        boxes = torch.tensor([[0, 0, 10, 10], [0, 0, 10, 9], [40, 40, 50, 50], [0, 0, 10, 10.0]])
        self.assertEqual(nms(boxes, torch.tensor([0.5, 0.9, 0.7, 0.5]), 0.6).tolist(), [1, 2])
        self.assertEqual(nms(boxes, torch.tensor([0.5, 0.5, 0.5, 0.5]), 0.95).tolist(), [0, 1, 2])
        self.assertEqual(nms(torch.zeros(0, 4), torch.zeros(0), 0.5).tolist(), [])

    def test_groups_do_not_meet(self) -> None:
        boxes = torch.tensor([[0, 0, 10, 10.0]] * 4)
        scores = torch.tensor([0.2, 0.9, 0.4, 0.3])
        self.assertEqual(batched_nms(boxes, scores, torch.tensor([7, 0, 7, 3]), 0.5).tolist(), [1, 2, 3])
        self.assertEqual(batched_nms(torch.zeros(0, 4), torch.zeros(0), torch.zeros(0), 0.5).tolist(), [])


class RoiAlignTest(unittest.TestCase):
    def test_equals_the_operator(self) -> None:
        try:
            from torchvision.ops import roi_align as reference_roi_align
        except (ImportError, RuntimeError) as problem:  # RuntimeError: built for another torch
            self.skipTest(f"torchvision cannot be used here: {problem}")
        torch.manual_seed(1)
        features, rois = torch.randn(2, 5, 12, 12), some_rois(2, 9, 96)
        boxes = torch.cat([torch.arange(2).repeat_interleave(9)[:, None].float(), rois.flatten(0, 1)], 1)
        wanted = reference_roi_align(features, boxes, POOL, 1 / 8, SAMPLES, aligned=True)
        got = roi_align(features, rois, 96).flatten(0, 1)
        self.assertLess(float((wanted - got).abs().max()), 1e-4)

    def test_constant_map_gives_the_constant(self) -> None:
        got = roi_align(torch.full((1, 3, 4, 4), 2.5), some_rois(1, 3, 32), 32)
        self.assertEqual(tuple(got.shape), (1, 3, 3, POOL, POOL))
        self.assertTrue(torch.allclose(got, torch.full_like(got, 2.5)))


class BoxTest(unittest.TestCase):
    def test_deltas_round_trip(self) -> None:
        a, b = some_rois(1, 6, 64, 1), some_rois(1, 6, 64, 2)
        self.assertTrue(torch.allclose(apply_deltas(a, encode_deltas(a, b)), b, atol=1e-3))

    def test_propose_suppresses_and_fills(self) -> None:
        boxes = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9.5], [20, 20, 30, 30]])
        got, score = propose(boxes, torch.tensor([0.9, 0.8, 0.7]), 4)
        self.assertEqual(got.tolist(), [[0, 0, 10, 10], [20, 20, 30, 30]] * 2)
        self.assertTrue(torch.allclose(score, torch.tensor([0.9, 0.7, 0.9, 0.7])))

    def test_corners_stay_inside_and_have_an_area(self) -> None:
        ltrb = torch.zeros(1, 84, 4)
        ltrb[0, 0] = 50.0  # reaches far beyond the picture
        got = corners_of(ltrb, 64)
        self.assertEqual(got[0, 0].tolist(), [0, 0, 64, 64])
        self.assertTrue(bool((got[..., 2:] - got[..., :2] >= 1).all()))
        self.assertTrue(bool((got >= 0).all() and (got <= 64).all()))

    def test_score_is_the_chance_of_both(self) -> None:
        got = fuse_scores(np.array([0.25, 1.0]), np.array([[1.0, 0.0], [0.25, 1.0]]))
        self.assertTrue(np.allclose(got, [[0.25 ** 0.15, 0], [0.25 ** 0.85, 1]]))

    def test_training_rois_end_with_the_objects(self) -> None:
        torch.manual_seed(0)
        rois = training_rois(some_rois(1, 84, 64)[0], torch.rand(84), torch.tensor([[10.0, 10, 30, 40]]))
        self.assertEqual(tuple(rois.shape), (ROIS, 4))
        self.assertLess(float((rois[-1] - torch.tensor([10.0, 10, 30, 40])).abs().max()), 12)

    def test_objects_are_entries_thinned(self) -> None:
        batch = {"picture": torch.tensor([0, 0, 1]), "cls": torch.tensor([3, 3, 3]), "score": torch.tensor([0.7, 0.35, 0.1])}
        corners = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9], [0, 0, 10, 10]])
        picture, box, cls, conf = objects_of(batch, corners)
        self.assertEqual((picture.tolist(), cls.tolist()), ([0], [3]))
        self.assertAlmostEqual(float(conf[0]), 1.0, places=5)

    def test_head_targets(self) -> None:
        rois = torch.tensor([[[0.0, 0, 10, 10], [0, 0, 10, 5], [30, 30, 40, 40]]])
        target, matched, label, weight = head_targets(rois, torch.tensor([0]), torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([7]), torch.tensor([0.8]))
        self.assertAlmostEqual(float(target[0, 0, 7]), 0.8, places=5)
        self.assertAlmostEqual(float(target[0, 1, 7]), 0.4, places=5)
        self.assertEqual(float(target[0, 2].sum()), 0.0)
        self.assertEqual(float(weight[0, 2]), 0.0)
        self.assertEqual(matched[0, 1].tolist(), [0, 0, 10, 10])
        self.assertEqual(label[0, 1], 7)


def tiny_batch() -> "dict[str, torch.Tensor]":
    torch.manual_seed(0)
    return {"image": torch.rand(2, 3, 64, 64), "picture": torch.tensor([0, 1]), "cell": torch.tensor([80, 70]), "cls": torch.tensor([0, 5]),
            "score": torch.tensor([0.8, 0.7]), "box": torch.tensor([[0.4, 0.4, 0.9, 0.9], [1.0, 1.0, 1.0, 1.0]]), "logits": torch.zeros(2, 84, 81)}


class TrainingTest(unittest.TestCase):
    def test_a_few_steps_lower_the_loss(self) -> None:
        net, batch = Rcnn().train(), tiny_batch()
        optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)
        seen = []
        for _ in range(8):
            loss = sum(rcnn_losses(net, batch).values())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            seen.append(float(loss))
        self.assertTrue(all(v == v for v in seen))
        self.assertLess(min(seen[-2:]), seen[0])

    def test_picture_without_objects(self) -> None:
        batch = {k: (v if k in ("image", "logits") else v[:0]) for k, v in tiny_batch().items()}
        parts = rcnn_losses(Rcnn().train(), batch)
        self.assertTrue(all(bool(torch.isfinite(v)) for v in parts.values()))


    def test_starts_from_the_one_stage_detector(self) -> None:
        torch.manual_seed(3)
        yolo, net, image = Yolo().eval(), Rcnn().eval(), torch.rand(1, 3, 64, 64)
        net.rpn.start_from(yolo)
        with torch.no_grad():
            self.assertTrue(torch.equal(net.rpn(image)[0], yolo(image)[0]))

    def test_frozen_backbone_keeps_weights_and_statistics(self) -> None:
        net, batch = Rcnn(), tiny_batch()
        net.rpn.frozen = True
        net.train()
        before = {k: v.clone() for k, v in net.state_dict().items()}
        optimiser = torch.optim.AdamW(net.parameters(), lr=1e-2)
        sum(rcnn_losses(net, batch).values()).backward()  # type: ignore[union-attr]
        optimiser.step()
        changed = {k for k, v in net.state_dict().items() if not torch.equal(v, before[k])}
        self.assertFalse([k for k in changed if k.startswith(("rpn.backbone", "rpn.neck"))])
        self.assertTrue([k for k in changed if k.startswith("head")])

    def test_answers_with_a_box_per_class(self) -> None:
        with torch.no_grad():
            boxes, scores = two_stage(Rcnn().eval(), torch.rand(1, 3, 64, 64), 8)
        self.assertEqual((boxes.shape, scores.shape), ((8, 80, 4), (8, 80)))
        self.assertTrue(bool(np.isfinite(boxes).all()))


class ExportTest(unittest.TestCase):
    def test_head_graph_has_only_operators_that_stay_on_webgpu(self) -> None:
        import onnx

        from onnx_files import write_onnx

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "roi-head.onnx"
            inputs = (torch.rand(1, 64, 8, 8), some_rois(1, 4, 64))
            write_onnx(DeployedHead(RoiHead()), inputs, ["scores", "deltas"], path, inputs=["features", "rois"])  # type: ignore[arg-type]
            graph = onnx.load(str(path)).graph
        kinds = {n.op_type for n in graph.node}
        self.assertIn("GridSample", kinds)
        self.assertFalse(kinds & {"RoiAlign", "NonMaxSuppression", "MaxRoiPool", "NonZero"}, kinds)


if __name__ == "__main__":
    unittest.main()
