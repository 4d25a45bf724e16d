"""Train the reference model through the curriculum: seeded, resumable, logged.

    python3 train.py                       # picks up checkpoints/latest.pt if there is one
    python3 train.py --smoke               # a few steps of a tiny model on made-up text, under 20 s
    python3 train.py --workers 2           # two processes, half of the batch each, gradients averaged

The learning rate warms up, stays, and falls to zero over the last --cooldown of --seconds.
"""
import argparse
import itertools
import json
import os
import tempfile
import time
from pathlib import Path

import allocator

if __name__ == "__main__":
    allocator.restart_tuned()

import numpy as np
import torch
from torch import multiprocessing

import data
import objective
import products
from curriculum import CURRICULUM
from model import Config, Llama

HERE = Path(__file__).resolve().parent
TRAIL = 60  # steps over which an accuracy is averaged


class Batches:
    """Batch n of a stage, as a function of the seed alone, so that a resumed run sees what an unbroken one would."""

    def __init__(self, folder, stage, number, rank, args, vocabulary):
        self.stage, self.data, self.number, self.rank = stage, data.Stage(folder), number, rank
        self.args, self.vocabulary, self.epoch, self.order = args, vocabulary, -1, []
        self.keep = self.data.crowding() if stage.crowded else None

    def get(self, n):
        args, rng = self.args, np.random.default_rng([self.args.seed, 1, self.number, n, self.rank])
        n = n * args.workers + self.rank
        while True:  # epochs differ slightly in their number of batches
            if self.epoch >= 0 and self.begin <= n < self.begin + len(self.order):
                break
            self.begin = self.begin + len(self.order) if self.epoch >= 0 and n >= self.begin else 0
            self.epoch = self.epoch + 1 if self.begin else 0
            self.order = data.buckets(self.data.lengths, self.stage.tokens,
                                      np.random.default_rng([args.seed, 2, self.number, self.epoch]), self.keep)
        rows = [self.data.document(d) for d in self.order[n - self.begin]]
        rows = [args.rewrite(*row, self.data, self.vocabulary, rng) if rng.random() < args.substitute else row
                for row in rows]
        longest = max(len(t) for t, _ in rows)
        copies = int(rng.binomial(len(rows), args.copy)) if len(rows) > 2 else int(rng.random() < args.copy)
        rows = rows[:max(1, len(rows) - copies)]
        rows += [data.copying(min(longest, 512), self.vocabulary, rng) for _ in range(copies)]
        tokens, codes, real = data.pad(rows)
        return tokens, codes, real, data.positions(tokens.shape, args.skip, args.reach, rng), rng


def optimizer_of(model, args):
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and not n.startswith("embed")]
    rest = [p for n, p in model.named_parameters() if p.dim() != 2 or n.startswith("embed")]
    groups = [{"params": matrices, "weight_decay": args.decay}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98), eps=1e-9)


def rate_at(step, seconds, args):
    return args.rate * min(1, (step + 1) / args.warmup, max(0.0, (args.seconds - seconds) / args.cooldown))


def save(path, state):
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def work(rank, args, shared, barrier):
    """One worker. All workers hold the same weights and take the same steps; rank 0 keeps the clock and writes files."""
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    products.PRECISION = torch.bfloat16 if args.bf16 else torch.float32
    model = Llama(Config(**args.config))
    optimizer = optimizer_of(model, args)
    parameters = list(model.parameters())
    state = {"step": 0, "stage": 0, "in_stage": 0, "tokens": 0, "seconds": 0.0, "stage_seconds": 0.0, "trail": []}
    latest = args.out / "latest.pt"
    if latest.exists():
        saved = torch.load(latest, map_location="cpu")
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        optimizer.param_groups[0]["weight_decay"] = args.decay  # may be changed between two runs
        state = saved["state"]
    if rank == 0:
        print(f"{sum(p.numel() for p in parameters)} parameters; from step {state['step']}", flush=True)
    batches, clock, saved_at, sums = None, args.now(), time.time(), {}
    done = False
    while not done and state["stage"] < len(args.curriculum):
        stage = args.curriculum[state["stage"]]
        if batches is None:
            batches = Batches(args.data / stage.name, stage, state["stage"], rank, args, model.config.vocab_size)
        tokens, codes, real, positions, rng = batches.get(state["in_stage"])
        loss, means, whole = objective.evaluate(model, tokens, codes, real, positions, args.sample, rng)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()

        # two sets of buffers in turn: one barrier a step is enough
        gradients, figures = shared[state["step"] % 2]
        torch.cat([p.grad.reshape(-1) for p in parameters], out=gradients[rank])
        own = [whole.sum(), len(whole), real.sum(), args.now() - clock]
        figures[rank] = torch.tensor(own + [means.get(name, float("nan")) for name in objective.NAMES], dtype=torch.float64)
        barrier.wait()
        seen = figures.clone()
        mean = gradients.mean(0)
        at = 0
        for p in parameters:
            p.grad.copy_(mean[at:at + p.numel()].view_as(p))
            at += p.numel()
        passed = float(seen[0, 3])  # rank 0's clock decides for all
        clock_now = state["seconds"] + passed
        for group in optimizer.param_groups:
            group["lr"] = rate_at(state["step"], clock_now, args)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        clock += passed if rank == 0 else 0
        if rank != 0:
            clock = args.now()
        state["seconds"], state["stage_seconds"] = clock_now, state["stage_seconds"] + passed
        state["step"], state["in_stage"] = state["step"] + 1, state["in_stage"] + 1
        state["tokens"] += int(seen[:, 2].sum())
        if seen[:, 1].sum() > 0:
            state["trail"] = (state["trail"] + [float(seen[:, 0].sum() / seen[:, 1].sum())])[-TRAIL:]
        for n, name in enumerate(objective.NAMES):
            sums.setdefault(name, []).append(float(seen[0, 4 + n]))
        recall = float(np.mean(state["trail"])) if state["trail"] else 0.0
        done = clock_now >= args.seconds or state["step"] >= args.steps
        over = done or (len(state["trail"]) == TRAIL and recall > stage.mark) or state["stage_seconds"] > stage.seconds
        if rank == 0 and (over or state["step"] % args.every == 0):
            line = {"stage": stage.name, "step": state["step"], "tokens": state["tokens"],
                    "seconds": round(clock_now, 1), "recall": round(recall, 4)}
            line.update({k: round(float(np.nanmean(v)), 4) for k, v in sums.items() if not np.all(np.isnan(v))})
            sums = {}
            print(json.dumps(line), flush=True)
            with open(args.log, "a") as log:
                log.write(json.dumps(line) + "\n")
        if over and not done:
            state.update(stage=state["stage"] + 1, in_stage=0, stage_seconds=0.0, trail=[])
            batches = None
        if rank == 0 and (over or time.time() - saved_at > args.save):
            save(latest, {"config": model.config.to_dict(), "model": model.state_dict(),
                          "optimizer": optimizer.state_dict(), "state": state})
            saved_at = time.time()


def train(args):
    args.out.mkdir(parents=True, exist_ok=True)
    count = sum(p.numel() for p in Llama(Config(**args.config)).parameters())
    shared = [(torch.zeros(args.workers, count).share_memory_(),
               torch.zeros(args.workers, 4 + len(objective.NAMES), dtype=torch.float64).share_memory_()) for _ in range(2)]
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(args.workers)
    others = [context.Process(target=work, args=(rank, args, shared, barrier), daemon=True) for rank in range(1, args.workers)]
    for other in others:
        other.start()
    work(0, args, shared, barrier)
    for other in others:
        other.join()


def made_up(folder, names):
    """Stages of repeated strings in which every repeat counts as a value."""
    rng = np.random.default_rng(0)
    for name in names:
        rows = [data.copying(int(rng.integers(24, 60)), 64, rng) for _ in range(64)]
        tokens = np.concatenate([t for t, _ in rows]).astype("<u2")
        codes = np.concatenate([np.where(c == data.COPY, data.VALUE, c) for _, c in rows]).astype("u1")
        (folder / name).mkdir(parents=True)
        tokens.tofile(folder / name / "tokens.u16")
        codes.tofile(folder / name / "weights.u8")
        np.cumsum([0] + [len(t) for t, _ in rows]).astype("<u4").tofile(folder / name / "docs.u32")


def smoke(args):
    """The whole path on made-up repeated strings: two stages, a stop, a resumption."""
    with tempfile.TemporaryDirectory() as folder:
        args.data, args.out, args.log = Path(folder, "data"), Path(folder, "checkpoints"), Path(folder, "log.jsonl")
        made_up(args.data, ("short", "full"))
        args.config = {"vocab_size": 64, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
                       "num_key_value_heads": 2, "intermediate_size": 64}
        stages = {s.name: s for s in CURRICULUM}
        args.curriculum = (type(stages["short"])("short", 2.0, 2, 512), type(stages["full"])("full", 2.0, 1e9, 512))
        args.every, args.seconds, args.cooldown = 10, 1e9, 1.0
        ticks = itertools.count()
        args.now = lambda: next(ticks) / 20  # of steps, so that a busy machine takes as many of each stage
        for args.steps in (20, 60):
            train(args)
        saved = torch.load(args.out / "latest.pt")
        assert saved["state"]["step"] == 60, saved["state"]
        print("smoke: 60 steps, one of them after a resumption")


def parse():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--smoke", action="store_true")
    p.add_argument("--data", type=Path, default=HERE / "data")
    p.add_argument("--out", type=Path, default=HERE / "checkpoints")
    p.add_argument("--log", type=Path, default=HERE / "log.jsonl")
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--bf16", action="store_true", help="matrix products in bfloat16 (weights stay fp32)")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--config", type=json.loads, default={}, help="JSON that overrides model.Config")
    p.add_argument("--seconds", type=float, default=4500, help="training time, pauses not counted")
    p.add_argument("--cooldown", type=float, default=900)
    p.add_argument("--steps", type=int, default=10**9)
    p.add_argument("--rate", type=float, default=4e-3)
    p.add_argument("--warmup", type=int, default=100)
    p.add_argument("--decay", type=float, default=0.1, help="weight decay of the matrices; none on embedding and norms")
    p.add_argument("--sample", type=float, default=0.1, help="share of the context's tokens with a language-model loss")
    p.add_argument("--copy", type=float, default=0.08, help="share of rows that are repeated random strings")
    p.add_argument("--substitute", type=float, default=0.5, help="share of documents whose content words are replaced")
    p.add_argument("--skip", type=float, default=0.25, help="share of rows with skipped positions")
    p.add_argument("--reach", type=int, default=2560, help="positions up to which skips go")
    p.add_argument("--every", type=int, default=20, help="steps between log lines")
    p.add_argument("--save", type=float, default=120, help="seconds between checkpoints")
    p.set_defaults(curriculum=CURRICULUM, rewrite=data.substituted, now=time.time)
    args = p.parse_args()
    return args


if __name__ == "__main__":
    arguments = parse()
    (smoke if arguments.smoke else train)(arguments)
