"""Portrait network, loss, photometric operations and export."""
from __future__ import annotations

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import torch
from torch import nn

from common import save_weights
from data.bank import write_bank
from data.photometric import camera, dct_matrix, gaussian_blur, jpeg
from data.crops import crop_theta, keep_inside
from data.portrait import PortraitBatch, PortraitSampler
from export import export_resnet, export_unet_portrait
from nets.portrait_loss import dice, edge_band, portrait_loss
from nets.resnet import ResNet
from nets.unet_portrait import UnetPortrait
from tests.test_bank import gradient


class Network(unittest.TestCase):
    def test_sizes_and_budget(self) -> None:
        net = UnetPortrait().eval()
        self.assertLess(sum(p.numel() for p in net.parameters()), 1.5e6)
        for h, w in ((256, 256), (144, 256), (90, 160), (72, 128)):
            self.assertEqual(tuple(net(torch.rand(1, 3, h, w)).shape), (1, 1, h, w))

    def test_arithmetic_stays_under_budget(self) -> None:
        net, macs = UnetPortrait().eval(), []
        for m in net.modules():
            if isinstance(m, nn.Conv2d):
                m.register_forward_hook(lambda m, i, o: macs.append(m.weight.numel() * o.shape[2] * o.shape[3]))
        net(torch.rand(1, 3, 256, 256))
        self.assertLess(2 * sum(macs), 0.6e9)

    def test_training_gives_the_auxiliary_logit_at_stride_8(self) -> None:
        logit, aux = UnetPortrait().train()(torch.rand(2, 3, 64, 64))
        self.assertEqual((tuple(logit.shape), tuple(aux.shape)), ((2, 1, 64, 64), (2, 1, 8, 8)))


class Loss(unittest.TestCase):
    def setUp(self) -> None:
        self.target = torch.zeros(1, 1, 64, 64)
        self.target[..., 16:48, 16:48] = 1

    def test_band_lies_on_the_edge(self) -> None:
        band = edge_band(self.target)
        self.assertEqual(float(band[0, 0, 32, 32]), 0.0)
        self.assertEqual(float(band[0, 0, 16, 32]), 1.0)

    def test_dice_is_zero_when_right_and_ignores_empty_pictures(self) -> None:
        one = torch.ones_like(self.target)
        self.assertAlmostEqual(float(dice(self.target, self.target, one)), 0.0, places=4)
        self.assertEqual(float(dice(self.target, self.target * 0, one)), 0.0)

    def test_unknown_pixels_cost_nothing(self) -> None:
        class Fixed(nn.Module):
            def forward(self, image: torch.Tensor) -> "tuple[torch.Tensor, torch.Tensor]":
                return image[:, :1] * 40 - 20, image[:, :1, ::8, ::8] * 0 - 20

        wrong = self.target.repeat(1, 3, 1, 1)
        known = 1 - self.target
        loss = portrait_loss(Fixed(), PortraitBatch(wrong, torch.zeros_like(self.target), known))
        self.assertLess(float(loss["bce"]), 1e-3)


class Photometric(unittest.TestCase):
    def test_stays_a_picture(self) -> None:
        torch.manual_seed(1)
        x = camera(torch.rand(16, 3, 36, 64))
        self.assertEqual(tuple(x.shape), (16, 3, 36, 64))
        self.assertTrue(bool(torch.isfinite(x).all()) and float(x.min()) >= 0 and float(x.max()) <= 1.0001)

    def test_dct_is_orthonormal(self) -> None:
        d = dct_matrix()
        torch.testing.assert_close(d @ d.T, torch.eye(8), atol=1e-6, rtol=0)

    def test_fine_jpeg_hardly_changes_and_coarse_does(self) -> None:
        torch.manual_seed(0)
        x = torch.rand(4, 3, 32, 32)
        self.assertLess(float((jpeg(x, 1.1, (99, 99)) - x).abs().max()), 0.03)
        self.assertGreater(float((jpeg(x, 1.1, (10, 10)) - x).abs().mean()), 0.05)

    def test_blur_keeps_a_flat_picture(self) -> None:
        x = torch.full((2, 3, 16, 16), 0.4)
        torch.testing.assert_close(gaussian_blur(x, torch.tensor([0.5, 2.0])), x)


class Crops(unittest.TestCase):
    def test_theta_puts_the_centre_in_the_middle(self) -> None:
        theta = crop_theta(torch.tensor([[50.0, 40.0]]), torch.tensor([[20.0, 10.0]]), 64, 128)
        torch.testing.assert_close(theta[0] @ torch.tensor([64.0, 32.0, 1.0]), torch.tensor([50.0, 40.0]))

    def test_keep_inside(self) -> None:
        centre, crop = keep_inside(torch.tensor([[0.0, 0.0]]), torch.tensor([[200.0, 50.0]]), torch.tensor([[100.0, 100.0]]))
        self.assertEqual((centre.tolist(), crop.tolist()), ([[50.0, 12.5]], [[100.0, 25.0]]))

    def test_sampler_makes_every_kind(self) -> None:
        torch.manual_seed(0)
        with tempfile.TemporaryDirectory() as folder:
            shards = Path(folder)
            write_bank(shards / "portrait-people", [("a", "ccp", gradient(60, 90)), ("b", "voc", gradient(90, 60))], max_side=200)
            empty = gradient(80, 60)
            empty[..., 3] = 0
            write_bank(shards / "portrait-nobody", [("c", "nobody", empty)], max_side=200)
            batch = PortraitSampler(shards, torch.device("cpu")).batch(24, 36, 64)
        self.assertEqual(tuple(batch.image.shape), (24, 3, 36, 64))
        self.assertTrue(bool(((batch.target >= 0) & (batch.target <= 1)).all()))
        self.assertGreater(float(batch.target.mean()), 0.05)


class Export(unittest.TestCase):
    def check(self, folder: Path, sizes: "dict[str, dict[str, list[int]]]") -> None:
        """Names and shapes of inputs and outputs, opset 17, fp16 storage, and facts that match the files."""
        import onnx

        facts = json.loads((folder / "parity.json").read_text())
        for name, shapes in sizes.items():
            proto = onnx.load(str(folder / name))
            self.assertEqual(proto.opset_import[0].version, 17)
            found = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in [*proto.graph.input, *proto.graph.output]}
            self.assertEqual(found, shapes)
            floats = [i for i in proto.graph.initializer if i.data_type == onnx.TensorProto.FLOAT and np.prod(list(i.dims)) >= 64]
            self.assertEqual(floats, [])
            self.assertEqual(facts[name]["bytes"], (folder / name).stat().st_size)

    def test_portrait_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            save_weights(UnetPortrait(), Path(folder) / "u.pt", {})
            export_unet_portrait(Path(folder) / "u.pt", Path(folder))
            self.check(Path(folder), {f"unet-portrait-256x{h}.onnx": {"image": [1, 3, h, 256], "alpha": [1, 1, h, 256]} for h in (256, 144)})

    def test_classifier_files(self) -> None:
        shape = {"classes": 3, "widths": (16, 32), "blocks": (1, 1), "stem": 8}
        with tempfile.TemporaryDirectory() as folder:
            save_weights(ResNet(**shape), Path(folder) / "r.pt", {"shape": shape, "px": 64, "names": ["a", "b", "potter's wheel"]})  # type: ignore[arg-type]
            export_resnet(Path(folder) / "r.pt", Path(folder))
            self.check(Path(folder), {"resnet.onnx": {"image": [1, 3, 64, 64], "logits": [1, 3], "embedding": [1, 32]}})
            self.assertIn('"potter\'s wheel"', (Path(folder) / "labels.ts").read_text())


if __name__ == "__main__":
    unittest.main()
