"""model.gguf (GGUF v3) for llama.cpp and Ollama: matrices F16, norms F32, byte-level BPE from tokenizer.json.

llama.cpp rotates interleaved pairs, Hugging Face half-split ones, so the rows of q and k are re-ordered per head.
"""
import json
import struct
from pathlib import Path

import numpy as np

ALIGN = 32
F32, F16 = 0, 1
U32, F32_VALUE, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5


def string(text):
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def pair(key, kind, value):
    head = string(key) + struct.pack("<I", kind)
    if kind == STRING:
        return head + string(value)
    if kind == ARRAY:
        inner, items = value
        body = b"".join(string(i) if inner == STRING else struct.pack("<i", i) for i in items)
        return head + struct.pack("<IQ", inner, len(items)) + body
    return head + struct.pack({U32: "<I", F32_VALUE: "<f", BOOL: "<?"}[kind], value)


def interleaved(w, heads):
    rows, width = w.shape
    return w.reshape(heads, 2, rows // heads // 2, width).swapaxes(1, 2).reshape(rows, width)


def vocabulary(tokenizer, size):
    tokens, kinds = [f"<|unused{n}|>" for n in range(size)], [5] * size  # 5 = unused
    for text, n in tokenizer["model"]["vocab"].items():
        tokens[n], kinds[n] = text, 1
    for entry in tokenizer["added_tokens"]:
        tokens[entry["id"]], kinds[entry["id"]] = entry["content"], 3  # 3 = control
    merges = [m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]]
    return tokens, kinds, merges


def write(folder, config, weights):
    folder = Path(folder)
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    template = json.loads((folder / "tokenizer_config.json").read_text())["chat_template"]
    ids = {t["content"]: t["id"] for t in tokenizer["added_tokens"]}
    tokens, kinds, merges = vocabulary(tokenizer, config["vocab_size"])
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    hd = config["hidden_size"] // heads
    pairs = [
        pair("general.architecture", STRING, "llama"), pair("general.name", STRING, "midspan reference"),
        pair("general.license", STRING, "apache-2.0"), pair("general.file_type", U32, 1),
        pair("general.alignment", U32, ALIGN),
        pair("llama.context_length", U32, config["max_position_embeddings"]),
        pair("llama.embedding_length", U32, config["hidden_size"]),
        pair("llama.block_count", U32, config["num_hidden_layers"]),
        pair("llama.feed_forward_length", U32, config["intermediate_size"]),
        pair("llama.attention.head_count", U32, heads), pair("llama.attention.head_count_kv", U32, kv_heads),
        pair("llama.attention.key_length", U32, hd), pair("llama.attention.value_length", U32, hd),
        pair("llama.attention.layer_norm_rms_epsilon", F32_VALUE, config["rms_norm_eps"]),
        pair("llama.rope.dimension_count", U32, hd), pair("llama.rope.freq_base", F32_VALUE, config["rope_theta"]),
        pair("llama.vocab_size", U32, config["vocab_size"]),
        pair("tokenizer.ggml.model", STRING, "gpt2"), pair("tokenizer.ggml.pre", STRING, "gpt-2"),
        pair("tokenizer.ggml.tokens", ARRAY, (STRING, tokens)), pair("tokenizer.ggml.token_type", ARRAY, (I32, kinds)),
        pair("tokenizer.ggml.merges", ARRAY, (STRING, merges)),
        pair("tokenizer.ggml.bos_token_id", U32, ids["<|bos|>"]), pair("tokenizer.ggml.eos_token_id", U32, ids["<|end|>"]),
        pair("tokenizer.ggml.padding_token_id", U32, ids["<|pad|>"]),
        pair("tokenizer.ggml.add_bos_token", BOOL, True), pair("tokenizer.chat_template", STRING, template),
    ]
    infos, blobs, at = [], [], 0
    for name, w in tensors(config, weights):
        kind = F16 if w.ndim == 2 else F32
        blob = np.ascontiguousarray(w).astype("<f2" if kind == F16 else "<f4").tobytes()
        infos.append(string(name) + struct.pack("<I", w.ndim) + struct.pack(f"<{w.ndim}Q", *reversed(w.shape))
                     + struct.pack("<IQ", kind, at))
        blob += b"\0" * (-len(blob) % ALIGN)
        blobs.append(blob)
        at += len(blob)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(infos), len(pairs)) + b"".join(pairs) + b"".join(infos)
    head += b"\0" * (-len(head) % ALIGN)
    (folder / "model.gguf").write_bytes(head + b"".join(blobs))


def tensors(config, weights):
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    yield "token_embd.weight", weights["model.embed_tokens.weight"]
    yield "output_norm.weight", weights["model.norm.weight"]
    for n in range(config["num_hidden_layers"]):
        at, to = f"model.layers.{n}.", f"blk.{n}."
        yield to + "attn_norm.weight", weights[at + "input_layernorm.weight"]
        yield to + "attn_q.weight", interleaved(weights[at + "self_attn.q_proj.weight"], heads)
        yield to + "attn_k.weight", interleaved(weights[at + "self_attn.k_proj.weight"], kv_heads)
        yield to + "attn_v.weight", weights[at + "self_attn.v_proj.weight"]
        yield to + "attn_output.weight", weights[at + "self_attn.o_proj.weight"]
        yield to + "ffn_norm.weight", weights[at + "post_attention_layernorm.weight"]
        yield to + "ffn_gate.weight", weights[at + "mlp.gate_proj.weight"]
        yield to + "ffn_up.weight", weights[at + "mlp.up_proj.weight"]
        yield to + "ffn_down.weight", weights[at + "mlp.down_proj.weight"]
