"""Train the architecture variants: the same recipe and the same batches for every architecture of a seed.

    python3 variants.py                          # all of them, seed by seed; picks up where it was stopped
    python3 variants.py --only rope-0 nope-0     # some of them
    python3 variants.py --smoke                  # seconds: a stop and a resumption on made-up strings

Steps, not seconds, end a stage, so that a loaded machine changes nothing but the time.
"""
import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import allocator

if __name__ == "__main__":
    allocator.restart_tuned()

import numpy as np
import torch

import data
import evaluate
import importance
import objective
import products
import train
from model import Config, Llama

HERE = Path(__file__).resolve().parent
ARCHITECTURES = {
    "rope": {"attention": "rope"},
    "alibi": {"attention": "alibi"},
    "nope": {"attention": "none"},
    "learned-sink": {"attention": "rope", "learned_sink": True},
}
SEEDS = (0, 1, 2)
BASE = {"vocab_size": 2048, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 4, "intermediate_size": 128, "rope_theta": 1e6, "max_position_embeddings": 1024,
        "local_tokens": 9, "head_width": 32}
SHARES = {"value": 1.0, "answer": 0.2, "copy": 0.3, "language": 0.7}


@dataclass(frozen=True)
class Stage:
    name: str
    share: float  # of all steps
    tokens: int = 2048
    crowded: bool = False


STAGES = (Stage("short", 0.2), Stage("middle", 0.3), Stage("full", 0.5, 3072))


def settings(seed, **more):
    return argparse.Namespace(**{
        "seed": seed, "workers": 1, "substitute": 0.6, "rewrite": data.renamed, "copy": 0.08, "skip": 0.0, "reach": 0,
        "sample": 0.15, "rate": 2e-3, "warmup": 100, "decay": 0.3, "cooldown": 0.5, "steps": 3000, "every": 50,
        "measure": 500, "save": 60, "stages": STAGES, "base": BASE, "data": HERE / "data-variants",
        "out": HERE / "checkpoints-variants", **more})


def rate_at(step, args):
    return args.rate * min(1, (step + 1) / args.warmup, (args.steps - step) / (args.cooldown * args.steps))


def stage_of(step, args):
    """(number of the stage, step within it)."""
    begin = 0
    for number, stage in enumerate(args.stages):
        end = begin + round(stage.share * args.steps)
        if step < end or number == len(args.stages) - 1:
            return number, step - begin
        begin = end


def run(name, args, stop=None):
    """Trains one variant to its end, or to step `stop`. The checkpoint holds everything that a resumption needs."""
    architecture, seed = name.rsplit("-", 1)
    folder = args.out / name
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(int(seed))
    model = Llama(Config(**args.base, **ARCHITECTURES[architecture]))
    optimizer = train.optimizer_of(model, args)
    state = {"step": 0, "tokens": 0, "seconds": 0.0, "trail": []}
    latest = folder / "latest.pt"
    if latest.exists():
        saved = torch.load(latest, map_location="cpu")
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        state = saved["state"]
    print(f"{name}: {sum(p.numel() for p in model.parameters())} parameters; from step {state['step']}", flush=True)
    number, batches, sums, clock, saved_at = None, None, {}, time.time(), time.time()
    stop = stop or args.steps
    while state["step"] < stop:
        stage, at = stage_of(state["step"], args)
        if stage != number:
            number = stage
            batches = train.Batches(args.data / args.stages[stage].name, args.stages[stage], stage, 0, args, args.base["vocab_size"])
        tokens, codes, real, positions, rng = batches.get(at)
        loss, means, whole = objective.evaluate(model, tokens, codes, real, positions, args.sample, rng, SHARES)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(state["step"], args)
        optimizer.step()
        state["step"] += 1
        state["tokens"] += int(real.sum())
        if len(whole):
            state["trail"] = (state["trail"] + [float(whole.mean())])[-train.TRAIL:]
        for key, value in means.items():
            sums.setdefault(key, []).append(value)
        over = state["step"] == stop
        if over or state["step"] % args.every == 0:
            state["seconds"], clock = state["seconds"] + time.time() - clock, time.time()
            line = {"stage": args.stages[number].name, "step": state["step"], "of": args.steps, "tokens": state["tokens"],
                    "seconds": round(state["seconds"], 1), "recall": round(float(np.mean(state["trail"] or [0])), 3),
                    **{key: round(float(np.mean(values)), 3) for key, values in sums.items()}}
            sums = {}
            if over or state["step"] % args.measure == 0:
                line.update(measure(model, args, per=1 if over else 4))
                clock = time.time()
            print(name, json.dumps(line), flush=True)
            with open(folder / "log.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
        if over or time.time() - saved_at > args.save:
            state["seconds"], clock = state["seconds"] + time.time() - clock, time.time()
            train.save(latest, {"config": model.config.to_dict(), "model": model.state_dict(),
                                "optimizer": optimizer.state_dict(), "state": state})
            saved_at = time.time()


def measure(model, args, per):
    """Recall on the run's own facts by length, and the importance of position 0 in plain text, by layer and head."""
    out = {}
    for folder in sorted(args.data.glob("eval-*"), key=lambda f: int(f.name.split("-")[1])):
        table = evaluate.table(evaluate.answers(model, folder, per))
        for kind, lengths in table.items():
            for length, depths in lengths.items():
                right, n = (sum(c[i] for c in depths.values()) for i in (0, 1))
                out[f"{kind}@{length}"] = round(right / n, 3)
    out["importance"] = sink(model, data.Stage(args.data / args.stages[-1].name), 64)
    return out


def sink(model, stage, length, documents=64):
    """Importance of position 0 by layer and head, beside chance, over the first plain documents of a stage."""
    plain = [n for n in range(len(stage)) if stage.lengths[n] >= length and not stage.document(n)[1].any()][:documents]
    if not plain:
        return None
    ids = torch.from_numpy(np.stack([stage.document(n)[0][:length] for n in plain]).astype(np.int64))
    with torch.no_grad():
        found = importance.importance(importance.maps(model, ids))
    return {"chance": round(importance.chance(length), 4), "heads": [[round(float(v), 3) for v in row] for row in found]}


def smoke():
    """Every architecture for a few steps on made-up strings; stopped and resumed it ends with the same weights."""
    size = {"vocab_size": 64, "hidden_size": 32, "num_attention_heads": 2, "num_key_value_heads": 2,
            "intermediate_size": 48, "local_tokens": 3, "head_width": 16}
    with tempfile.TemporaryDirectory() as folder:
        train.made_up(Path(folder, "data"), [stage.name for stage in STAGES])
        for architecture in ARCHITECTURES:
            ends = []
            for stops in ((30,), (17, 30)):
                args = settings(0, base={**BASE, **size}, data=Path(folder, "data"), out=Path(folder, f"{len(stops)}"),
                                stages=tuple(Stage(s.name, s.share, 512) for s in STAGES), every=10, measure=10**9)
                args.steps = 30
                for stop in stops:
                    run(f"{architecture}-0", args, stop)
                ends.append(torch.load(args.out / f"{architecture}-0" / "latest.pt")["model"])
            assert all(torch.equal(a, b) for a, b in zip(ends[0].values(), ends[1].values())), architecture
    print("smoke: 30 steps of every architecture, and the same after a resumption")


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--only", nargs="*", default=[f"{a}-{s}" for s in SEEDS for a in ARCHITECTURES])
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--out", type=Path, default=HERE / "checkpoints-variants")
    p.add_argument("--set", type=json.loads, default={}, help="JSON that overrides settings, for trials")
    p.add_argument("--base", type=json.loads, default={}, help="JSON that overrides the size, for trials")
    p.add_argument("--bf16", action="store_true", help="matrix products in bfloat16 (weights stay fp32)")
    p.add_argument("--smoke", action="store_true")
    a = p.parse_args()
    if a.smoke:
        smoke()
        raise SystemExit
    torch.set_num_threads(1)
    products.PRECISION = torch.bfloat16 if a.bf16 else torch.float32
    for name in a.only:
        run(name, settings(int(name.rsplit("-", 1)[1]), steps=a.steps, out=a.out, base={**BASE, **a.base}, **a.set))
