"""The classifier's words: Tiny-ImageNet's 200, the grocery store's coarse classes and the clothing data set's, synonyms merged.

A source's own name maps to one English name; two names that come out the same are one class.
"""
from __future__ import annotations

from pathlib import Path

from common import BadInput, need_file

# Tiny-ImageNet takes the first word of its WordNet line, except where that is rare, ambiguous or joined with another source.
TINY_IMAGENET_NAMES = {
    "n01629819": "fire salamander", "n01698640": "alligator", "n01774384": "black widow spider", "n01983481": "lobster",
    "n02099712": "labrador retriever", "n02113799": "poodle", "n02123045": "tabby cat", "n02231487": "stick insect",
    "n02236044": "praying mantis", "n02279972": "monarch butterfly", "n02395406": "pig", "n02415577": "bighorn sheep",
    "n02437312": "dromedary", "n02509815": "red panda", "n02788148": "banister", "n02814533": "station wagon",
    "n02814860": "lighthouse", "n02892201": "memorial plaque", "n02988304": "CD player", "n03014705": "storage chest",
    "n03089624": "sweet shop", "n03100240": "convertible car", "n03126707": "construction crane", "n03424325": "gas mask",
    "n03584254": "music player", "n03599486": "rickshaw", "n03733131": "maypole", "n03770439": "skirt", "n03804744": "nail",
    "n03854065": "pipe organ", "n03902125": "pay phone", "n03977966": "police van", "n03983396": "soft drink bottle",
    "n04008634": "missile", "n04067472": "fishing reel", "n04417672": "thatched roof", "n04456115": "torch",
    "n03706229": "compass", "n04399382": "teddy bear", "n04562935": "water tower", "n07579787": "plate of food",
    "n07615774": "ice lolly", "n07875152": "pot pie", "n09193705": "mountain", "n09332890": "lakeshore", "n02669723": "academic gown",
}

GROCERY_NAMES = {
    "Pepper": "bell pepper", "Carrots": "carrot", "Satsumas": "satsuma", "Red-Beet": "beetroot", "Passion-Fruit": "passion fruit",
    "Juice": "juice carton", "Milk": "milk carton", "Oat-Milk": "oat milk carton", "Soy-Milk": "soy milk carton",
    "Sour-Milk": "sour milk carton", "Sour-Cream": "sour cream", "Oatghurt": "oat yoghurt", "Soyghurt": "soy yoghurt",
    "Zucchini": "courgette",
}

CLOTHING_NAMES = {
    "T-Shirt": "T-shirt", "Longsleeve": "long-sleeved shirt", "Outwear": "coat or jacket", "Body": "bodysuit", "Polo": "polo shirt",
    "Top": "sleeveless top", "Pants": "trousers",
}
CLOTHING_LEFT_OUT = {"Not sure", "Other", "Skip"}


def tiny_imagenet_names(root: Path) -> "dict[str, str]":
    """wnid -> English name, for the 200 wnids of `wnids.txt`."""
    words = {}
    for line in need_file(root / "words.txt", "Tiny-ImageNet's words").read_text().splitlines():
        wnid, _, text = line.partition("\t")
        words[wnid] = text.split(",")[0].strip()
    names = {}
    for wnid in need_file(root / "wnids.txt", "Tiny-ImageNet's classes").read_text().split():
        if wnid not in words:
            raise BadInput(f"{root / 'words.txt'}: no line for {wnid}")
        names[wnid] = TINY_IMAGENET_NAMES.get(wnid, words[wnid])
    return names


def grocery_name(coarse: str) -> str:
    """English name of a coarse grocery class."""
    return GROCERY_NAMES.get(coarse, coarse.lower().replace("-", " "))


def clothing_name(label: str) -> "str | None":
    """English name of a clothing label; None for the labels that name nothing."""
    return None if label in CLOTHING_LEFT_OUT else CLOTHING_NAMES.get(label, label.lower())


def merge(*sources: "list[str]") -> "list[str]":
    """All names once, sorted without regard to case: the tensor order."""
    return sorted({name for source in sources for name in source}, key=str.lower)
