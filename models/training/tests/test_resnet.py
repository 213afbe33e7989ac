"""A classifier that grows: its answers stay until it is trained on."""
import sys
import unittest
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import BadInput  # noqa: E402
from nets.resnet import ResNet  # noqa: E402
from train_resnet import grow_blocks  # noqa: E402


class Growth(unittest.TestCase):
    def test_grown_net_answers_as_before(self) -> None:
        torch.manual_seed(0)
        small, grown = (ResNet(5, widths=(8, 12), blocks=blocks, stem=4).eval() for blocks in ((1, 1), (2, 3)))
        for block in small.layers:
            torch.nn.init.ones_(block.second[1].weight)
        weights = grow_blocks(small.state_dict(), (1, 1), (2, 3))
        left = grown.load_state_dict(weights, strict=False)
        self.assertEqual(left.unexpected_keys, [])
        picture = torch.rand(2, 3, 16, 16)
        torch.testing.assert_close(grown(picture)[0], small(picture)[0])

    def test_no_shrinking(self) -> None:
        with self.assertRaisesRegex(BadInput, "cannot grow"):
            grow_blocks({}, (1, 2, 1), (1, 1, 1))


if __name__ == "__main__":
    unittest.main()
