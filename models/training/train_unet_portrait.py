"""Train the portrait U-Net, one stage per call.

    python3 train_unet_portrait.py --shards shards --px 128 --batch 32 --lr 3e-3 --lr-end 6e-4 --minutes 22
    python3 train_unet_portrait.py --shards shards --px 256 --batch 16 --lr 4e-4 --lr-end 1e-5 --minutes 20 --resume runs/unet-portrait/ema.pt

See README.md for the whole chain. `prepare.py portrait` makes the shards.
"""
from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import torch
from torch import nn

from common import HERE, Fit, add_common_arguments, die_on_bad_input, fit, load_weights, need_dir, pick_device, seed_everything, world
from data.portrait import Mix, PortraitSampler, portrait_batches
from nets.portrait_loss import portrait_loss
from nets.unet_portrait import UnetPortrait
from portrait_exam import exam, exam_sets, one_line


def main() -> None:
    """One stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_arguments(parser, run="unet-portrait", minutes=20)
    parser.add_argument("--shards", type=Path, default=HERE / "shards")
    parser.add_argument("--px", type=int, default=128, help="input width; a multiple of 32")
    parser.add_argument("--batch", type=int, default=32, help="pictures per step at px x px, per process")
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--lr-end", type=float, default=6e-4)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--wide", type=float, default=0.25, help="share of batches at 16:9")
    parser.add_argument("--nobody", type=float, default=Mix.nobody, help="share of pictures without a person")
    parser.add_argument("--voc", type=float, default=Mix.voc, help="share of VOC among the real crops")
    parser.add_argument("--second-person", type=float, default=Mix.second_person, help="share of pasted pictures with two persons")
    parser.add_argument("--far", type=float, default=Mix.far, help="share of pasted persons shown whole and small")
    parser.add_argument("--taught", type=float, default=Mix.taught, help="share of persons from portrait-taught (teach_portrait.py)")
    parser.add_argument("--edge", type=float, default=3.0, help="extra weight of a pixel at the mask's edge")
    parser.add_argument("--mark-minutes", type=float, default=8, help="examine every so many minutes (0: at the end only)")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    rank, _ = world()
    seed_everything(args.seed + 1000 * rank)
    device = pick_device(args.device)
    need_dir(args.shards, "written by prepare.py portrait")
    model = UnetPortrait()
    if args.resume and args.resume.name != "last.pt":
        load_weights(model, args.resume)
    sampler = PortraitSampler(args.shards, device, Mix(nobody=args.nobody, voc=args.voc, second_person=args.second_person, far=args.far, taught=args.taught))
    sets = exam_sets(args.shards)
    quick = {k: v for k, v in sets.items() if k in ("ccp-upper", "voc")}
    quick["nobody"] = sets["nobody"][::2]

    def mark(ema: nn.Module, minutes: float) -> str:
        return one_line(exam(ema, sets if minutes >= args.minutes else quick, args.px))

    options = Fit(args.run, args.minutes, args.lr, args.lr_end, device, batch_size=args.batch, ema_decay=args.ema,
                  meta={"net": "unet-portrait", "px": args.px})
    fit(model, portrait_batches(sampler, args.batch, args.px, args.wide), partial(portrait_loss, edge=args.edge), options,
        resume=args.resume, on_mark=mark, mark_minutes=args.mark_minutes)


if __name__ == "__main__":
    die_on_bad_input(main)
