"""The ONNX graph, written by hand: un-rotated key cache, explicit softmax, fp16-stored weights with fp32 arithmetic.

Keys are cached before rotation and all keys are rotated inside the graph, so evicting part of a cache is a plain slice
and the kept keys re-number themselves. Key positions are cumsum(attention_mask) - 1, except that the last
position_ids.shape[1] of them come from position_ids: length S = the usual call, length past + S = explicit positions
of every cached key. The causal mask goes by index.

The variants (model.Config: attention, learned_sink, local_tokens) have the same graph but for this:
- ALiBi: the bias is -slope * (query position - key position), with the positions that a rotation would use.
- No positions: `position_ids` is an input, but nothing reads it.
- Learned sink: the Softmax gets one column more, the LAST, which is dropped before the values. Its output is
  [B, H, S, T + 1], and its last column is the attention that goes to nothing.
- Local tokens: `past_key_values.0.conv_state` [B, 1, past, 1] holds the ids of the cached tokens, as floats, for the
  embeddings of the few tokens before a new one. It is cut by the same slice as the other caches. The name is one that
  transformers.js hands on (for model_type "zaya", which has a convolution before its keys).
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


def head_dim(config):
    return config.get("head_width") or config["hidden_size"] // config["num_attention_heads"]


def rope_tables(g, config, key_positions, T):
    """cos and sin [positions, hd/2] of every position in use; the fused rotation reads its rows by position.

    It is one pass over the keys where Split, Mul and Concat are six, and all cached keys are rotated in every call.
    """
    half = head_dim(config) // 2
    frequency = (config["rope_theta"] ** (-np.arange(half, dtype=np.float64) / half)).astype(np.float32)
    frequency = g.constant(frequency.reshape(1, -1), "rope_frequency")
    used = g.op("Add", g.op("ReduceMax", key_positions, keepdims=0), g.constant(np.array(1, np.int64)))
    used = g.op("Max", used, g.op("Squeeze", T))
    index = g.op("Range", g.constant(np.array(0, np.int64)), used, g.constant(np.array(1, np.int64)))
    angle = g.op("Mul", g.op("Cast", g.op("Unsqueeze", index, g.ints(1)), to=TensorProto.FLOAT), frequency)
    return g.op("Cos", angle), g.op("Sin", angle)


def linear_bias(g, heads, query_positions, key_positions):
    """ALiBi [B, H, S, T]."""
    slopes = (2.0 ** (-8 * np.arange(1, heads + 1) / heads)).astype(np.float32).reshape(1, heads, 1, 1)
    behind = g.op("Sub", g.op("Unsqueeze", key_positions, g.ints(1, 2)), g.op("Unsqueeze", query_positions, g.ints(1, 3)))
    return g.op("Mul", g.op("Cast", behind, to=TensorProto.FLOAT), g.constant(slopes, "alibi_slopes"))


def softmax(g, scores, T, sinks=None, out=None):
    """Weights [B, H, S, T]. sinks [H]: logits of a last column that takes part and is dropped."""
    if sinks is None:
        return g.op("Softmax", scores, axis=-1, out=out)
    column = g.constant(sinks.astype(np.float32).reshape(1, -1, 1, 1))
    shape = g.op("Concat", g.op("Slice", g.op("Shape", scores), g.ints(0), g.ints(3)), g.ints(1), axis=0)
    scores = g.op("Concat", scores, g.op("Expand", column, shape), axis=3)
    return g.op("Slice", g.op("Softmax", scores, axis=-1, out=out), g.ints(0), T, g.ints(3))


def local_tokens(g, config, table, mask, past, S, T):
    """Normed embeddings [B, S, (1 + n) d] of each new token and the n before it; zeros where there is none."""
    reach, width = config["local_tokens"], config["hidden_size"]
    new = g.op("Cast", g.op("Unsqueeze", "input_ids", g.ints(1, 3)), to=TensorProto.FLOAT, out="new.0.conv_state")
    ids = g.op("Concat", "past_key_values.0.conv_state", new, axis=2, out="present.0.conv_state")
    begin = g.op("Max", g.op("Sub", past, g.ints(reach)), g.ints(0))
    ids = g.op("Cast", g.op("Squeeze", g.op("Slice", ids, begin, T, g.ints(2)), g.ints(1, 3)), to=TensorProto.INT64)
    real = g.op("Cast", g.op("Unsqueeze", g.op("Slice", mask, begin, T, g.ints(1)), g.ints(2)), to=TensorProto.FLOAT)
    one = g.constant(np.ones(width, np.float32))
    x = g.op("SimplifiedLayerNormalization", g.op("Gather", table, ids), one, axis=-1, epsilon=config["rms_norm_eps"], stash_type=1)
    missing = g.op("Sub", g.ints(reach), g.op("Sub", past, begin))
    x = g.op("Pad", g.op("Mul", x, real), g.op("Concat", g.ints(0), missing, g.ints(0, 0, 0, 0), axis=0))
    shifted = [g.op("Slice", x, g.ints(reach - n), g.op("Add", S, g.ints(reach - n)), g.ints(1)) for n in range(reach + 1)]
    return g.op("Concat", *shifted, axis=2)


def build(config, weights, attentions=False, name="midspan-reference"):
    layers, heads, kv_heads = config["num_hidden_layers"], config["num_attention_heads"], config["num_key_value_heads"]
    width, vocab = config["hidden_size"], config["vocab_size"]
    hd, groups = head_dim(config), heads // kv_heads
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
    kind = config.get("attention", "rope")
    if kind == "rope":
        cos, sin = rope_tables(g, config, key_positions, T)

    def rotate(x, positions):
        """rotate_half convention; x [B, heads, tokens, hd], positions [B, tokens]."""
        if kind != "rope":
            return x
        return g.op("RotaryEmbedding", x, positions, cos, sin, domain="com.microsoft", interleaved=0)

    # additive mask [B, 1, S, T]: a key is seen if its index is not later and it is not padding
    scalar = lambda x: g.op("Squeeze", x)
    key_index = g.op("Range", g.constant(np.array(0, np.int64)), scalar(T), g.constant(np.array(1, np.int64)))
    query_index = g.op("Range", scalar(past), scalar(T), g.constant(np.array(1, np.int64)))
    causal = g.op("LessOrEqual", g.op("Unsqueeze", key_index, g.ints(0)), g.op("Unsqueeze", query_index, g.ints(1)))
    real = g.op("Cast", g.op("Unsqueeze", mask, g.ints(1, 2)), to=TensorProto.BOOL)
    seen = g.op("And", g.op("Unsqueeze", causal, g.ints(0, 1)), real)
    bias = g.op("Where", seen, g.constant(np.array(0, np.float32)), g.constant(np.array(-1e9, np.float32)))
    if kind == "alibi":
        bias = g.op("Add", bias, linear_bias(g, heads, query_positions, key_positions))

    table = stored("model.embed_tokens.weight", transpose=False)
    x, near = g.op("Gather", table, ids), None
    if config.get("local_tokens"):
        near = local_tokens(g, config, table, mask, past, S, T)
        before = g.op("Slice", near, g.ints(width), g.ints((1 + config["local_tokens"]) * width), g.ints(2))
        x = g.op("Add", x, g.op("MatMul", before, stored("model.local.proj.weight")))
    for n in range(layers):
        at = f"model.layers.{n}."
        if near is None:
            inputs_of = dict.fromkeys("qkv", norm(x, at + "input_layernorm.weight"))
        else:  # queries and keys read the neighbours too, values the token itself
            inputs_of = {"q": near, "k": near, "v": g.op("Slice", near, g.ints(0), g.ints(width), g.ints(2))}
            near = None
        q, k, v = (split(g.op("MatMul", inputs_of[s], stored(at + f"self_attn.{s}_proj.weight")), c)
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
        a = softmax(g, g.op("Add", g.op("MatMul", q, k), folded), T, weights.get(at + "self_attn.sinks"), weights_name)
        y = g.op("MatMul", a, v)
        if groups > 1:
            back = lambda t, last, out=None: g.op("Reshape", t, g.op("Concat", g.ints(0, heads), S, last, axis=0), out=out)
            if attentions:
                back(a, T, out=f"decoder_attentions.{n}")
            y = back(y, g.ints(hd))
        y = g.op("Reshape", g.op("Transpose", y, perm=[0, 2, 1, 3]), g.ints(0, 0, heads * hd))
        x = g.op("Add", x, g.op("MatMul", y, stored(at + "self_attn.o_proj.weight")))
        h = norm(x, at + "post_attention_layernorm.weight")
        gate = g.op("MatMul", h, stored(at + "mlp.gate_proj.weight"))
        up = g.op("MatMul", h, stored(at + "mlp.up_proj.weight"))
        h = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), up)
        x = g.op("Add", x, g.op("MatMul", h, stored(at + "mlp.down_proj.weight")))

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
    if config.get("local_tokens"):
        inputs.append(tensor("past_key_values.0.conv_state", F, [B, 1, p, 1]))
        outs += [tensor(f"{stem}.0.conv_state", F, [B, 1, n, 1]) for stem, n in (("present", t), ("new", s))]
    graph = helper.make_graph(g.nodes, name, inputs, outs, g.initializers)
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
