"""COCO's 80 class names in the order every detector of ours uses, and VOC's twenty as indices into them."""
from __future__ import annotations

from common import BadInput

COCO_NAMES = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light", "fire hydrant",
    "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra",
    "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite",
    "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle", "wine glass", "cup", "fork",
    "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut",
    "cake", "chair", "couch", "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard",
    "cell phone", "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear",
    "hair drier", "toothbrush",
)
VOC_TO_COCO = {
    "aeroplane": "airplane", "diningtable": "dining table", "motorbike": "motorcycle", "pottedplant": "potted plant",
    "sofa": "couch", "tvmonitor": "tv",
}
VOC_NAMES = ("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
             "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor")
INDEX = {name: i for i, name in enumerate(COCO_NAMES)}
VOC_CLASSES = tuple(INDEX[VOC_TO_COCO.get(n, n)] for n in VOC_NAMES)


def coco_name(name: str) -> str:
    """A VOC or COCO class name as COCO spells it; raises `BadInput` for a name that is in neither."""
    out = VOC_TO_COCO.get(name, name)
    if out not in INDEX:
        raise BadInput(f"class '{name}' is neither one of COCO's 80 nor of VOC's 20 names; rename it or drop its boxes.")
    return out
