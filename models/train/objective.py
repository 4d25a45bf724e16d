"""What is minimised and what is watched: losses by kind of token, and the share of answers that are right as a whole."""
import numpy as np
import torch
from torch.nn import functional as F

from data import ANSWER, CONTEXT, COPY, VALUE

# value: the value of an answer; answer: its opening (a copy of the question's words), full stop and end mark;
# copy: repeated random strings; language: a sample of all other tokens.
SHARES = {"value": 1.0, "answer": 0.3, "copy": 0.3, "language": 0.2}
NAMES = tuple(SHARES)


def chosen(codes, real, sample, rng):
    """Rows and columns of the tokens to predict, and the kind (index into NAMES) of each."""
    codes, real = codes[:, 1:], real[:, 1:]
    kind = np.full(codes.shape, -1)
    for code, name in ((VALUE, "value"), (ANSWER, "answer"), (COPY, "copy")):
        kind[codes == code] = NAMES.index(name)
    other = (codes == CONTEXT) & real & (rng.random(codes.shape) < sample)
    kind[other] = NAMES.index("language")
    rows, cols = np.nonzero(kind >= 0)
    return rows, cols, kind[rows, cols]


def evaluate(model, tokens, codes, real, positions, sample, rng, shares=SHARES):
    """(loss to minimise, {name: mean loss}, whole answers right or wrong as floats)."""
    rows, cols, kind = chosen(codes, real, sample, rng)
    hidden = model.hidden(torch.from_numpy(tokens), torch.from_numpy(positions))
    logits = model.logits(hidden[torch.from_numpy(rows), torch.from_numpy(cols)])
    target = torch.from_numpy(tokens[rows, cols + 1])
    losses = F.cross_entropy(logits, target, reduction="none")
    total, means = 0.0, {}
    for n, name in enumerate(NAMES):
        part = losses[torch.from_numpy(kind == n)]
        if len(part):
            total = total + shares[name] * part.mean()
            means[name] = part.mean().item()
    right = (logits.detach().argmax(-1) == target).numpy()
    return total, means, whole_answers(rows, cols, kind, right)


def whole_answers(rows, cols, kind, right):
    """Per answer: is every token of the value and the one that closes it predicted?

    With the true tokens before each prediction this equals greedy decoding: the first wrong token decides both.
    """
    value = kind == NAMES.index("value")
    closing = np.zeros_like(value)
    closing[1:] = ~value[1:] & value[:-1] & (kind[1:] == NAMES.index("answer")) & (np.diff(rows) == 0) & (np.diff(cols) == 1)
    keep = value | closing
    rows, cols, right, closing = rows[keep], cols[keep], right[keep], closing[keep]
    if not len(rows):
        return np.zeros(0)
    new = np.concatenate(([True], (np.diff(rows) != 0) | (np.diff(cols) != 1) | closing[:-1]))
    return np.minimum.reduceat(right.astype(np.float64), np.flatnonzero(new))
