"""config.json and generation_config.json beside the tokenizer's files, which the data export writes."""
import json
from pathlib import Path

# What no format but midspan's own knows, under a prefix.
OWN = ("attention", "learned_sink", "local_tokens")


def special_ids(folder):
    """Ids of the special tokens, from tokenizer.json."""
    tokenizer = json.loads((Path(folder) / "tokenizer.json").read_text())
    return {t["content"]: t["id"] for t in tokenizer["added_tokens"]}


def write(folder, config, trained_length=2048):
    folder = Path(folder)
    ids = special_ids(folder)
    ends = {"bos_token_id": ids["<|bos|>"], "eos_token_id": ids["<|end|>"], "pad_token_id": ids["<|pad|>"]}
    own = {f"midspan_{name}": config[name] for name in OWN if config.get("local_tokens")}
    llama = {name: value for name, value in config.items() if name not in (*OWN, "head_width")}
    # transformers.js hands the state of a convolution from call to call only for a model_type that it knows to have one.
    names = ("ZayaForCausalLM", "zaya") if own else ("LlamaForCausalLM", "llama")
    full = {
        "architectures": [names[0]], "model_type": names[1], **llama,
        "head_dim": config.get("head_width") or config["hidden_size"] // config["num_attention_heads"], "hidden_act": "silu",
        "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0, "tie_word_embeddings": True,
        "rope_scaling": None, "initializer_range": 0.02, "use_cache": True, "torch_dtype": "float16", **ends,
        # For midspan's own runtime: keys are cached before rotation, and how far the training went.
        "midspan_cache": "unrotated", "midspan_trained_length": trained_length, **own,
    }
    for name, value in (("config", full), ("generation_config", {**ends, "do_sample": False})):
        (folder / f"{name}.json").write_text(json.dumps(value, indent=2) + "\n")
