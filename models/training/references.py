"""Run any detector ONNX file, ours or a public one to compare with, on a picture: rows (x1,y1,x2,y2,score,class) in picture pixels.

Decoding of each public model is as its makers publish it; see each class.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import cv2
import numpy as np

from common import BadInput, need_file
from evaluate_detection import decode, letterbox
from metrics_detection import nms_per_class
from teachers import STRIDES, YoloxTeacher

Array = np.ndarray


def session(path: Path, threads: int = 1) -> Any:
    """An ONNX Runtime session on the CPU."""
    try:
        import onnxruntime
    except ImportError:
        raise BadInput("this needs the Python package onnxruntime: pip install onnxruntime") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    return onnxruntime.InferenceSession(str(need_file(path, "an ONNX model")), options, providers=["CPUExecutionProvider"])


class Ours:
    """Our one-stage detector: RGB 0..1, centre letterbox; `boxes` ltrb in strides, `scores`."""

    def __init__(self, path: Path) -> None:
        self.session = session(path)
        self.size = int(self.session.get_inputs()[0].shape[2])

    def __call__(self, rgb: Array) -> Array:
        view, scale, x, y = letterbox(rgb, self.size)
        image = np.ascontiguousarray(view.transpose(2, 0, 1)[None], np.float32) / 255
        boxes, scores = self.session.run(["boxes", "scores"], {"image": image})
        return decode(boxes[0], scores[0], self.size, scale, x, y)


class OursTwoStage:
    """Our two-stage detector: `rpn.onnx`, and `roi-head.onnx` beside it."""

    def __init__(self, path: Path, count: int = 64) -> None:
        self.first, self.second, self.count = session(path), session(path.with_name("roi-head.onnx")), count
        self.size = int(self.first.get_inputs()[0].shape[2])
        self.room = next(int(i.shape[1]) for i in self.second.get_inputs() if i.name == "rois")

    def __call__(self, rgb: Array) -> Array:
        import torch

        from nets.rcnn import apply_deltas
        from proposals import corners_of, fuse_scores, propose

        view, scale, x, y = letterbox(rgb, self.size)
        image = np.ascontiguousarray(view.transpose(2, 0, 1)[None], np.float32) / 255
        ltrb, objectness, features = self.first.run(["boxes", "objectness", "features"], {"image": image})
        rois, score = propose(corners_of(torch.from_numpy(ltrb[0]), self.size), torch.from_numpy(objectness[0]), self.count)
        filled = rois.repeat(2, 1)[:-(-self.count // self.room) * self.room].reshape(-1, 1, self.room, 4).numpy()
        answers = [self.second.run(["scores", "deltas"], {"features": features, "rois": r}) for r in filled]
        classes, deltas = (np.concatenate([a[i][0] for a in answers])[:self.count] for i in range(2))
        boxes = apply_deltas(rois[:, None], torch.from_numpy(deltas)).numpy()
        return nms_per_class((boxes - np.array([x, y, x, y], np.float32)) / scale, fuse_scores(score.numpy(), classes))


class Yolox:
    """YOLOX: BGR 0..255, letterbox at the top left; score = objectness * class."""

    def __init__(self, path: Path, size: int = 416) -> None:
        self.teacher, self.size = YoloxTeacher(path, size), size

    def __call__(self, rgb: Array) -> Array:
        view, scale, x, y = letterbox(rgb, self.size)
        view = np.roll(view, (-y, -x), (0, 1))  # its letterbox lies at the top left
        ltrb, objectness, classes = self.teacher(view)
        return decode(ltrb, objectness[:, None] * classes, self.size, scale, 0, 0)


class Nanodet:
    """NanoDet-m: BGR, ImageNet mean and deviation, centre letterbox padded with 0; 8-bin distributions of l,t,r,b round (x+.5)s-.5."""

    MEAN = np.array([103.53, 116.28, 123.675], np.float32)
    DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)

    def __init__(self, path: Path) -> None:
        self.session, self.size = session(path), 416
        self.input = self.session.get_inputs()[0].name

    def __call__(self, rgb: Array) -> Array:
        view, scale, x, y = letterbox(rgb, self.size)
        h, w = round(rgb.shape[0] * scale), round(rgb.shape[1] * scale)
        padded = np.zeros_like(view)
        padded[y:y + h, x:x + w] = view[y:y + h, x:x + w]
        image = ((padded[:, :, ::-1] - self.MEAN) / self.DEVIATION).transpose(2, 0, 1)[None]
        out = self.session.run(None, {self.input: np.ascontiguousarray(image, np.float32)})
        levels = {o.shape[1]: {} for o in out}  # type: ignore[var-annotated]
        for o in out:
            levels[o.shape[1]]["cls" if o.shape[2] == 80 else "reg"] = o[0]
        scores, corners = [], []
        for s in STRIDES:
            n = self.size // s
            level = levels[n * n]
            bins = level["reg"].reshape(-1, 4, 8)
            bins = np.exp(bins - bins.max(-1, keepdims=True))
            reach = (bins / bins.sum(-1, keepdims=True) @ np.arange(8)) * s
            gy, gx = np.mgrid[:n, :n]
            at = (np.stack([gx, gy], -1).reshape(-1, 2) + 0.5) * s - 0.5
            corners.append(np.concatenate([at - reach[:, :2], at + reach[:, 2:]], 1))
            scores.append(level["cls"])
        boxes = (np.concatenate(corners) - np.array([x, y, x, y])) / scale
        return nms_per_class(boxes, np.concatenate(scores))


class FastestDet:
    """FastestDet: BGR / 255, stretched to 352; one level of 22 x 22 cells, score = objectness^0.6 * class^0.4."""

    def __init__(self, path: Path) -> None:
        self.session, self.size = session(path), 352
        self.input = self.session.get_inputs()[0].name

    def __call__(self, rgb: Array) -> Array:
        h, w = rgb.shape[:2]
        image = cv2.resize(rgb, (self.size, self.size))[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255
        raw = self.session.run(None, {self.input: np.ascontiguousarray(image)})[0][0]
        n = raw.shape[1]
        cells = raw.reshape(85, -1)
        gy, gx = np.mgrid[:n, :n]
        cx, cy = (gx.reshape(-1) + np.tanh(cells[1])) / n * w, (gy.reshape(-1) + np.tanh(cells[2])) / n * h
        half_w, half_h = w / (2 * (1 + np.exp(-cells[3]))), h / (2 * (1 + np.exp(-cells[4])))
        scores = (cells[0][None].clip(0, 1) ** 0.6 * cells[5:].clip(0, 1) ** 0.4).T
        return nms_per_class(np.stack([cx - half_w, cy - half_h, cx + half_w, cy + half_h], 1), scores)


DETECTORS: "dict[str, Callable[[Path], Callable[[Array], Array]]]" = {"ours": Ours, "rcnn": OursTwoStage, "yolox": Yolox, "nanodet": Nanodet, "fastestdet": FastestDet}


def detector(spec: str) -> "Callable[[Array], Array]":
    """'kind=file.onnx' -> a function from an RGB picture to rows."""
    kind, _, path = spec.partition("=")
    if kind not in DETECTORS or not path:
        raise BadInput(f"'{spec}': wanted KIND=FILE.onnx with KIND one of {', '.join(DETECTORS)}.")
    return DETECTORS[kind](Path(path))
