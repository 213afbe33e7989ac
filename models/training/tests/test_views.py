"""Shards of views: reading, mirroring, packing, and the messages for folders that are not shards."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from common import BadInput  # noqa: E402
from data.coco_names import INDEX  # noqa: E402
from data.views import Shard, endless, shade  # noqa: E402
from make_views import ShardWriter  # noqa: E402
from pack_views import pack, unpack  # noqa: E402

SIZE, CELLS = 64, 84


def write_shard(folder: Path, count: int = 3) -> None:
    """Views with a bright left half, a dog there, and a teacher that sees nothing."""
    folder.mkdir(parents=True)
    images = np.zeros((count, SIZE, SIZE, 3), np.uint8)
    images[:, :, :32] = 200
    np.save(folder / "images.npy", images)
    np.save(folder / "logits.npy", np.full((count, CELLS, 81), -120, np.int8))
    np.save(folder / "ltrb.npy", np.full((count, CELLS, 4), 0.5, np.float16))
    view = {"id": "a", "src": "t", "complete": True, "boxes": [[2, 8, 30, 56, INDEX["dog"], 0]]}
    (folder / "truth.json").write_text(json.dumps([view] * count))


class ShardTest(unittest.TestCase):
    def setUp(self) -> None:
        self.dir = tempfile.TemporaryDirectory()
        self.root = Path(self.dir.name)
        write_shard(self.root / "s")

    def tearDown(self) -> None:
        self.dir.cleanup()

    def test_mirror_turns_picture_cells_and_boxes(self) -> None:
        shard = Shard(self.root / "s", torch.device("cpu"))
        index = torch.tensor([0, 1])
        batch = shard.batch(index, torch.tensor([False, True]))
        self.assertEqual(float(batch["image"][1, 0, 0, -1]), 200)
        self.assertEqual(float(batch["image"][1, 0, 0, 0]), 0)
        plain, turned = batch["picture"] == 0, batch["picture"] == 1
        self.assertEqual(int(plain.sum()), int(turned.sum()))
        self.assertTrue(torch.equal(batch["cell"][turned], shard.mirror[batch["cell"][plain]]))
        self.assertTrue(torch.equal(batch["box"][turned][:, [2, 1, 0, 3]], batch["box"][plain]))
        self.assertTrue(bool((batch["cls"] == INDEX["dog"]).all()))
        self.assertEqual(tuple(batch["logits"].shape), (2, CELLS, 81))

    def test_endless_uses_every_view_once_per_round(self) -> None:
        shard = Shard(self.root / "s", torch.device("cpu"), logits=False)
        stream = endless([shard], [1.0], 3, seed=1)
        batch = next(stream)
        self.assertEqual(tuple(batch["image"].shape), (3, 3, SIZE, SIZE))
        self.assertNotIn("logits", batch)

    def test_shade_stays_in_range(self) -> None:
        out = shade(torch.randint(0, 256, (8, 3, 8, 8), dtype=torch.uint8), torch.Generator().manual_seed(0))
        self.assertTrue(bool((out >= 0).all() and (out <= 1).all()))

    def test_pack_and_unpack(self) -> None:
        pack(self.root / "s", self.root / "p", quality=95, part_bytes=1500)
        self.assertGreater(len(list((self.root / "p").glob("part-*.bin"))), 1)
        unpack(self.root / "p", self.root / "t")
        a, b = (np.load(self.root / k / "images.npy").astype(int) for k in ("s", "t"))
        self.assertLess(np.abs(a - b).mean(), 2)
        self.assertEqual(Shard(self.root / "t", torch.device("cpu")).count, 3)
        (self.root / "p" / "part-00.bin").unlink()
        with self.assertRaisesRegex(BadInput, "part is missing"):
            unpack(self.root / "p", self.root / "u")

    def test_sparse_shard_has_the_targets_of_a_dense_one(self) -> None:
        def teacher(view: np.ndarray) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
            seen = np.full((CELLS, 80), 1e-4)
            seen[5, INDEX["cup"]] = 0.8
            return np.full((CELLS, 4), 0.5), np.full(CELLS, 0.9), seen

        for name, sparse in (("dense", False), ("sparse", True)):
            writer = ShardWriter(self.root / name, 1, SIZE, teacher, sparse=sparse)  # type: ignore[arg-type]
            writer.add(np.zeros((SIZE, SIZE, 3), np.uint8), {"id": "a", "src": "t", "complete": True, "boxes": [[2, 8, 30, 56, INDEX["dog"], 0]]})
            writer.close()
        dense, sparse = (Shard(self.root / name, torch.device("cpu")) for name in ("dense", "sparse"))
        self.assertIsNone(sparse.logits)
        self.assertTrue(torch.equal(dense.offsets, sparse.offsets))
        for key in dense.entries:
            torch.testing.assert_close(dense.entries[key], sparse.entries[key], rtol=0, atol=2e-2)  # dense boxes are kept as fp16
        self.assertIn(INDEX["cup"], sparse.entries["cls"].tolist())

    def test_folder_that_is_no_shard(self) -> None:
        with self.assertRaisesRegex(BadInput, "no such folder"):
            Shard(self.root / "nowhere", torch.device("cpu"))
        (self.root / "empty").mkdir()
        with self.assertRaisesRegex(BadInput, "make_views.py"):
            Shard(self.root / "empty", torch.device("cpu"))


if __name__ == "__main__":
    unittest.main()
