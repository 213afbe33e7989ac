"""Public Apache-2.0 networks as teachers: their *outputs* become labels where people left none. No weight is copied.

Needs the Python package `onnxruntime` (CPU or GPU build). The detectors' graphs are convolutional, so they run at any size that is a multiple of 32.
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


class SelfieTeacher:
    """The selfie segmenter (Apache-2.0, NHWC RGB 0..1, 256x256, sigmoid inside): its answer on a picture and on the mirror image."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        from references import session

        self.session: Any = session(path, threads)
        self.input = self.session.get_inputs()[0]

    def __call__(self, rgb: Array) -> "tuple[Array, Array]":
        """uint8 [h,w,3] -> (mean probability [h,w], difference [h,w] between the two answers)."""
        import cv2

        _, height, width, _ = self.input.shape
        how = cv2.INTER_AREA if rgb.shape[0] > height else cv2.INTER_LINEAR
        small = cv2.resize(np.ascontiguousarray(rgb), (width, height), interpolation=how).astype(np.float32) / 255
        one, other = (self.session.run(None, {self.input.name: np.ascontiguousarray(x[None])})[0][0, ..., 0] for x in (small, small[:, ::-1]))
        other = other[:, ::-1]
        size = (rgb.shape[1], rgb.shape[0])
        return cv2.resize((one + other) / 2, size, interpolation=cv2.INTER_LINEAR), cv2.resize(abs(one - other), size, interpolation=cv2.INTER_LINEAR)
