"""What of a network becomes uint8."""
from __future__ import annotations

import importlib.util
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HAS_RUNTIME = importlib.util.find_spec("onnxruntime") is not None


def network() -> onnx.ModelProto:
    """image -> dense 3x3 -> ReLU -> depthwise 3x3 -> dense 1x1 -> out; beside it a dense 1x1 -> side."""
    rng = np.random.default_rng(0)
    weights = {"dense": (8, 3, 3, 3), "depth": (8, 1, 3, 3), "point": (4, 8, 1, 1), "other": (4, 8, 1, 1)}
    nodes = [helper.make_node("Conv", ["image", "dense"], ["a"], name="dense", pads=[1] * 4),
             helper.make_node("Relu", ["a"], ["b"], name="relu"),
             helper.make_node("Conv", ["b", "depth"], ["c"], name="depth", group=8, pads=[1] * 4),
             helper.make_node("Conv", ["c", "point"], ["out"], name="point"),
             helper.make_node("Conv", ["b", "other"], ["side"], name="other")]
    tensors = [numpy_helper.from_array(rng.normal(size=s).astype(np.float32), n) for n, s in weights.items()]
    graph = helper.make_graph(nodes, "net", [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 8, 8])],
                              [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, 4, 8, 8]) for n in ("out", "side")], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


@unittest.skipUnless(HAS_RUNTIME, "needs onnxruntime")
class Quantise(unittest.TestCase):
    def test_floats_begin_with_the_first_depthwise_convolution(self) -> None:
        from quantise import from_depthwise_on, kept_float

        graph = network().graph
        self.assertEqual(from_depthwise_on(graph), {"depth", "point"})
        self.assertEqual(kept_float(graph, depthwise=False, keep_ends=False), ["depth", "point"])
        self.assertEqual(kept_float(graph, depthwise=True, keep_ends=True), ["dense", "other"])

    def test_a_file_near_its_floats_with_its_own_answers(self) -> None:
        from quantise import answers_of, quantise

        with tempfile.TemporaryDirectory() as folder:
            floats, out = Path(folder) / "net.onnx", Path(folder) / "net.u8.onnx"
            onnx.save(network(), str(floats))
            pictures = np.random.default_rng(1).integers(0, 256, (8, 3, 8, 8), dtype=np.uint8)
            quantise(floats, pictures, out)
            before, after = answers_of(floats), answers_of(out)
            for name in ("out", "side"):
                wanted, given = (np.array(a[name]["values"]) for a in (before, after))  # type: ignore[index]
                self.assertLess(np.abs(wanted - given).max(), 0.05 * np.abs(wanted).max())
                self.assertGreater(np.abs(wanted - given).max(), 0)
            with self.assertRaises(SystemExit):
                quantise(floats, pictures.astype(np.float32), out)


if __name__ == "__main__":
    unittest.main()
