"""Public Apache-2.0 detectors as teachers: their *outputs* on a view become soft labels. No weight is copied.

Needs the Python package `onnxruntime` (CPU or GPU build). Both graphs are convolutional, so they run at any size that is a multiple of 32.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from common import BadInput, need_file

STRIDES = (8, 16, 32)
Array = np.ndarray


def cell_centres(size: int) -> "tuple[Array, Array]":
    """Centres [N,2] in pixels ((x+.5)*stride, (y+.5)*stride) and strides [N] of a square input: strides 8, 16, 32, row-major."""
    centres, strides = [], []
    for s in STRIDES:
        n = size // s
        y, x = np.mgrid[:n, :n]
        centres.append((np.stack([x, y], -1).reshape(-1, 2) + 0.5) * s)
        strides.append(np.full(n * n, s))
    return np.concatenate(centres).astype(np.float32), np.concatenate(strides).astype(np.float32)


def resized_graph(path: Path, size: int) -> bytes:
    """The ONNX file with its picture input set to size x size and its value shapes left to inference."""
    import onnx

    model = onnx.load(str(need_file(path, "a teacher's ONNX file; see README.md, 'Teachers'")))
    dims = model.graph.input[0].type.tensor_type.shape.dim
    dims[2].dim_value = dims[3].dim_value = size
    del model.graph.value_info[:]
    for number, output in enumerate(model.graph.output):
        for d, dim in enumerate(output.type.tensor_type.shape.dim):
            dim.dim_param = f"out{number}_{d}"
    return model.SerializeToString()


class YoloxTeacher:
    """YOLOX-Nano: BGR 0..255 in; per cell: box, objectness, class probabilities."""

    def __init__(self, path: Path, size: int, *, threads: int = 1, device: str = "cpu") -> None:
        try:
            import onnxruntime
        except ImportError:
            raise BadInput("teachers need the Python package onnxruntime: pip install onnxruntime") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        providers = ["CUDAExecutionProvider"] if device.startswith("cuda") else []
        self.session: Any = onnxruntime.InferenceSession(resized_graph(path, size), options, providers=[*providers, "CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name
        self.centres, self.strides = cell_centres(size)

    def __call__(self, rgb: Array) -> "tuple[Array, Array, Array]":
        """uint8 [S,S,3] -> (ltrb [N,4] from the cell centre in strides, objectness [N], class probabilities [N,80])."""
        x = rgb[None, :, :, ::-1].transpose(0, 3, 1, 2).astype(np.float32)
        raw = self.session.run(None, {self.input: np.ascontiguousarray(x)})[0][0]
        # centre = (offset + grid) * stride with grid = cell centre - half a stride
        offset, half = raw[:, :2] - 0.5, np.exp(np.minimum(raw[:, 2:4], 8)) / 2
        return np.concatenate([half - offset, half + offset], 1), raw[:, 4], raw[:, 5:]

    def corners(self, ltrb: Array) -> Array:
        """ltrb [N,4] in strides -> corner boxes [N,4] in pixels."""
        reach = ltrb * self.strides[:, None]
        return np.concatenate([self.centres - reach[:, :2], self.centres + reach[:, 2:]], 1)
