"""The ONNX graph, written by hand: un-rotated key cache, explicit softmax, fp16-stored weights with fp32 arithmetic.

Keys are cached before rotation and all keys are rotated inside the graph, so evicting part of a cache is a plain slice
and the kept keys re-number themselves. Key positions are cumsum(attention_mask) - 1, except that the last
position_ids.shape[1] of them come from position_ids: length S = the usual call, length past + S = explicit positions
of every cached key. The causal mask goes by index.
"""
import argparse
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from weights import load


class Graph:
    def __init__(self):
        self.nodes, self.initializers, self.count = [], [], 0

    def constant(self, value, name=None):
        name = name or self.fresh("c")
        self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def fresh(self, stem):
        self.count += 1
        return f"{stem}_{self.count}"

    def op(self, kind, *inputs, out=None, outputs=1, **attributes):
        names = [out] if out else [self.fresh(kind.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=f"{kind}_{len(self.nodes)}", **attributes))
        return names[0] if len(names) == 1 else names

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def size(self, x, axis):
        return self.op("Slice", self.op("Shape", x), self.ints(axis), self.ints(axis + 1))


def build(config, weights, attentions=False):
    layers, heads, kv_heads = config["num_hidden_layers"], config["num_attention_heads"], config["num_key_value_heads"]
    width, vocab = config["hidden_size"], config["vocab_size"]
    hd, groups = width // heads, heads // kv_heads
    g = Graph()

    def stored(name, transpose=True):
        """A matrix kept as fp16 in the file; the runtime folds the Cast away when it loads."""
        w = weights[name].T if transpose else weights[name]
        return g.op("Cast", g.constant(np.ascontiguousarray(w).astype(np.float16), name), to=TensorProto.FLOAT)

    def norm(x, name):
        scale = g.constant(weights[name].astype(np.float32), name)
        return g.op("SimplifiedLayerNormalization", x, scale, axis=-1, epsilon=config["rms_norm_eps"], stash_type=1)

    def split(x, n):
        return g.op("Transpose", g.op("Reshape", x, g.ints(0, 0, n, hd)), perm=[0, 2, 1, 3])

    ids, mask, positions = "input_ids", "attention_mask", "position_ids"
    S, T = g.size(ids, 1), g.size(mask, 1)
    past = g.op("Sub", T, S)
    P = g.size(positions, 1)
    zero, one = g.ints(0), g.ints(1)

    # positions of all keys [B, T], and of the new queries [B, S]
    counted = g.op("Sub", g.op("CumSum", mask, g.constant(np.array(1, np.int64))), one)
    counted = g.op("Max", counted, zero)
    counted = g.op("Slice", counted, zero, g.op("Sub", T, P), one)
    key_positions = g.op("Concat", counted, positions, axis=1)
    query_positions = g.op("Slice", positions, g.op("Sub", P, S), P, one)
    frequency = (config["rope_theta"] ** (-np.arange(hd // 2, dtype=np.float64) / (hd // 2))).astype(np.float32)
    frequency = g.constant(frequency.reshape(1, -1), "rope_frequency")

    # cos and sin [positions, hd/2] of every position in use; the fused rotation reads its rows by position. It is one
    # pass over the keys where Split, Mul and Concat are six, and all cached keys are rotated in every call.
    used = g.op("Add", g.op("ReduceMax", key_positions, keepdims=0), g.constant(np.array(1, np.int64)))
    used = g.op("Max", used, g.op("Squeeze", T))
    index = g.op("Range", g.constant(np.array(0, np.int64)), used, g.constant(np.array(1, np.int64)))
    angle = g.op("Mul", g.op("Cast", g.op("Unsqueeze", index, g.ints(1)), to=TensorProto.FLOAT), frequency)
    cos, sin = g.op("Cos", angle), g.op("Sin", angle)

    def rotate(x, positions):
        """rotate_half convention; x [B, heads, tokens, hd], positions [B, tokens]."""
        return g.op("RotaryEmbedding", x, positions, cos, sin, domain="com.microsoft", interleaved=0)

    # additive mask [B, 1, S, T]: a key is seen if its index is not later and it is not padding
    scalar = lambda x: g.op("Squeeze", x)
    key_index = g.op("Range", g.constant(np.array(0, np.int64)), scalar(T), g.constant(np.array(1, np.int64)))
    query_index = g.op("Range", scalar(past), scalar(T), g.constant(np.array(1, np.int64)))
    causal = g.op("LessOrEqual", g.op("Unsqueeze", key_index, g.ints(0)), g.op("Unsqueeze", query_index, g.ints(1)))
    real = g.op("Cast", g.op("Unsqueeze", mask, g.ints(1, 2)), to=TensorProto.BOOL)
    seen = g.op("And", g.op("Unsqueeze", causal, g.ints(0, 1)), real)
    bias = g.op("Where", seen, g.constant(np.array(0, np.float32)), g.constant(np.array(-1e9, np.float32)))

    table = stored("model.embed_tokens.weight", transpose=False)
    x = g.op("Gather", table, ids)
    outputs = ["logits"]
    for n in range(layers):
        at = f"model.layers.{n}."
        h = norm(x, at + "input_layernorm.weight")
        q, k, v = (split(g.op("MatMul", h, stored(at + f"self_attn.{s}_proj.weight")), c)
                   for s, c in (("q", heads), ("k", kv_heads), ("v", kv_heads)))
        # The rows of this call alone: a runner that keeps the cache itself need not fetch all of it after each call.
        k = g.op("Identity", k, out=f"new.{n}.key")
        v = g.op("Identity", v, out=f"new.{n}.value")
        k = g.op("Concat", f"past_key_values.{n}.key", k, axis=2, out=f"present.{n}.key")
        v = g.op("Concat", f"past_key_values.{n}.value", v, axis=2, out=f"present.{n}.value")
        q = g.op("Mul", rotate(q, query_positions), g.constant(np.array(hd ** -0.5, np.float32)))
        k = g.op("Transpose", rotate(k, key_positions), perm=[0, 1, 3, 2])
        if groups > 1:  # queries that share a key head become one longer query: no copy of the cache
            rows = g.op("Mul", S, g.ints(groups))
            q = g.op("Reshape", q, g.op("Concat", g.ints(0, kv_heads), rows, g.ints(hd), axis=0))
            folded = g.op("Tile", bias, g.ints(1, 1, groups, 1))
        else:
            folded = bias
        weights_name = f"decoder_attentions.{n}" if attentions and groups == 1 else None
        a = g.op("Softmax", g.op("Add", g.op("MatMul", q, k), folded), axis=-1, out=weights_name)
        y = g.op("MatMul", a, v)
        if groups > 1:
            back = lambda t, last, out=None: g.op("Reshape", t, g.op("Concat", g.ints(0, heads), S, last, axis=0), out=out)
            if attentions:
                back(a, T, out=f"decoder_attentions.{n}")
            y = back(y, g.ints(hd))
        y = g.op("Reshape", g.op("Transpose", y, perm=[0, 2, 1, 3]), g.ints(0, 0, width))
        x = g.op("Add", x, g.op("MatMul", y, stored(at + "self_attn.o_proj.weight")))
        h = norm(x, at + "post_attention_layernorm.weight")
        gate = g.op("MatMul", h, stored(at + "mlp.gate_proj.weight"))
        up = g.op("MatMul", h, stored(at + "mlp.up_proj.weight"))
        h = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), up)
        x = g.op("Add", x, g.op("MatMul", h, stored(at + "mlp.down_proj.weight")))
        outputs += [f"present.{n}.key", f"present.{n}.value"]

    # num_logits_to_keep: 0 = every position
    keep = g.op("Reshape", "num_logits_to_keep", g.ints(1))
    keep = g.op("Where", g.op("Equal", keep, zero), S, g.op("Min", keep, S))
    x = g.op("Slice", x, g.op("Sub", S, keep), S, one)
    x = norm(x, "model.norm.weight")
    g.op("MatMul", x, g.op("Transpose", table, perm=[1, 0]), out="logits")

    tensor = helper.make_tensor_value_info
    B, s, p, t = "batch_size", "sequence_length", "past_sequence_length", "total_sequence_length"
    I, F = TensorProto.INT64, TensorProto.FLOAT
    inputs = [tensor("input_ids", I, [B, s]), tensor("attention_mask", I, [B, t]),
              tensor("position_ids", I, [B, "position_length"]), tensor("num_logits_to_keep", I, [])]
    outs = [tensor("logits", F, [B, "logits_length", vocab])]
    for n in range(layers):
        for kind in ("key", "value"):
            inputs.append(tensor(f"past_key_values.{n}.{kind}", F, [B, kv_heads, p, hd]))
            outs.append(tensor(f"present.{n}.{kind}", F, [B, kv_heads, t, hd]))
            outs.append(tensor(f"new.{n}.{kind}", F, [B, kv_heads, s, hd]))
        if attentions:
            outs.append(tensor(f"decoder_attentions.{n}", F, [B, heads, s, t]))
    graph = helper.make_graph(g.nodes, "midspan-reference", inputs, outs, g.initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8, producer_name="midspan")


def write(folder, config, weights, attentions=True):
    folder = Path(folder) / "onnx"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(build(config, weights), str(folder / "model.onnx"))
    attn = folder / "model_attn.onnx"
    if attentions:
        onnx.save(build(config, weights, attentions=True), str(attn))
    elif attn.exists():
        attn.unlink()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("checkpoint")
    arguments.add_argument("folder")
    a = arguments.parse_args()
    write(a.folder, *load(a.checkpoint))
