"""A checkpoint as (config dict, {Hugging Face name: float32 array}), the one form every exporter reads."""
import torch


def named(config, state):
    weights = {}
    for name, tensor in state.items():
        weights["model." + name] = tensor.detach().to(torch.float32).numpy()
    return config, weights


def load(checkpoint):
    saved = torch.load(checkpoint, map_location="cpu")
    return named(saved["config"], saved["model"])
