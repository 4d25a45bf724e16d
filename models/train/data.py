"""Batches from an exported stage: documents bucketed by length to a token budget, padded on the right.

A stage folder holds tokens.u16 (all documents end to end), weights.u8 (a code per token, below) and docs.u32
(n + 1 start offsets), all little-endian; an evaluation set also meta.jsonl.
"""
from pathlib import Path

import numpy as np

CONTEXT, VALUE, ANSWER = 0, 1, 2  # weights.u8: context; value of an answer; the rest of an answer
COPY, SILENT = 3, 4               # only made here: a repeat in a random string; not to be predicted at all
PAD, BOS, FIRST_WORD = 0, 1, 6    # ids below FIRST_WORD are special tokens
SPACE = FIRST_WORD + 32           # the byte of a lone space; the 256 bytes come first
DIGITS = FIRST_WORD + 48 + np.arange(10)
SPELLING = 800                    # ids below it: bytes and the first merges


class Stage:
    def __init__(self, folder):
        folder = Path(folder)
        self.name = folder.name
        self.tokens = np.fromfile(folder / "tokens.u16", "<u2")
        self.codes = np.fromfile(folder / "weights.u8", "u1")
        self.offsets = np.fromfile(folder / "docs.u32", "<u4").astype(np.int64)
        if not len(self.tokens) == len(self.codes) == self.offsets[-1]:
            raise ValueError(f"stage {self.name}: tokens, weights and docs disagree about the length")
        self.lengths = np.diff(self.offsets)
        # words of names, attributes and values, told from the wording around them (The, of, is, digits ...) by how often
        # an answer has them
        counts = np.bincount(self.tokens[(self.codes == VALUE) | (self.codes == ANSWER)], minlength=1 << 16)
        self.content = (counts > 0) & (counts < 0.006 * counts.sum())
        self.content[:FIRST_WORD] = False
        self.counts = np.bincount(self.tokens, minlength=1 << 16)

    def __len__(self):
        return len(self.lengths)

    def crowding(self):
        """Chance of each document to be in an epoch: less for few facts, for numbers, for short documents.

        The number of facts is told by how often the token before the first value stands in the context. Numbers are
        learned long before words, which come in more pieces and share them, and short documents before long ones.
        """
        keep = np.ones(len(self))
        for n in range(len(self)):
            tokens, codes = self.document(n)
            at = np.flatnonzero(codes == VALUE)
            if not len(at):
                continue  # plain language
            begin = np.flatnonzero(codes)[0]
            facts = np.count_nonzero(tokens[:begin] == tokens[at[0] - 1])
            number = np.isin(tokens[at[:2]], DIGITS).any()
            keep[n] = min(1, max(0.2, facts / 20)) * (0.5 if number else 1) * min(1, max(0.3, len(tokens) / 900))
        return keep

    def document(self, n):
        span = slice(self.offsets[n], self.offsets[n + 1])
        return self.tokens[span], self.codes[span]


def buckets(lengths, budget, rng, keep=None):
    """One epoch: lists of document numbers whose padded size is at most `budget` tokens, in random order.

    keep: the chance of each document to be in it, all of them by default.
    """
    # a little noise on the length, so that the same documents do not meet in every epoch
    order = np.argsort(lengths * rng.uniform(0.95, 1.05, len(lengths)), kind="stable")
    if keep is not None:
        order = order[rng.random(len(order)) < keep[order]]
    batches, current, longest = [], [], 0
    for n in order:
        longest = max(longest, int(lengths[n]))
        if current and longest * (len(current) + 1) > budget:
            batches.append(current)
            current, longest = [], int(lengths[n])
        current.append(int(n))
    batches.append(current)
    rng.shuffle(batches)
    return batches


def copying(length, vocabulary, rng):
    """A random token string repeated to `length`; every token after the first round is to be predicted.

    It teaches copying itself, and gives every vocabulary entry, also one that no document holds, a usable embedding.
    Half of the strings use only a few different tokens, as numbers do: the next token then follows from several
    tokens before it, never from one.
    """
    period = int(rng.integers(6, max(8, min(128, length // 2))))
    if rng.random() < 0.5:
        alphabet = rng.integers(FIRST_WORD, vocabulary, rng.integers(8, 24))
        text = np.resize(rng.choice(alphabet, min(period, 48)), length - 1)
    else:
        text = np.resize(rng.integers(FIRST_WORD, vocabulary, period), length - 1)
    codes = np.full(length, SILENT, np.uint8)
    codes[period + 1:] = COPY
    return np.concatenate(([BOS], text)), codes


def random_word(vocabulary, rng, value):
    """One to five random tokens; a word of a name is mostly one, a word of a value mostly more.

    Half of the longer ones are short pieces (the early merges), of which the tokenizer spells unheard-of words, some
    after a lone space.
    """
    size = rng.choice(5, p=(0.35, 0.25, 0.2, 0.15, 0.05) if value else (0.7, 0.15, 0.1, 0.05, 0)) + 1
    if size == 1 or rng.random() < 0.4:
        return rng.integers(FIRST_WORD, vocabulary, size)
    word = rng.integers(FIRST_WORD, min(SPELLING, vocabulary), size)
    if value and rng.random() < 0.4:
        word[0] = SPACE
    return word


def renamed(tokens, codes, stage, vocabulary, rng):
    """The same document with other words, token for token: most content tokens of its answers become random ones.

    For a vocabulary that spells every name and value in the same few tokens; otherwise `substituted`. What the text
    has seldom or never is drawn more often, so that every entry is read and said.
    """
    chance = np.where(np.arange(vocabulary) < FIRST_WORD, 0, (1 + stage.counts[:vocabulary]) ** -0.5)
    words = np.unique(tokens[(codes == VALUE) | (codes == ANSWER)])
    words = words[stage.content[words]]
    words = words[rng.random(len(words)) < 0.6]
    if not len(words):
        return tokens, codes
    other = np.arange(vocabulary)
    other[words] = rng.choice(vocabulary, len(words), replace=False, p=chance / chance.sum())
    return other[tokens], np.where(codes == CONTEXT, SILENT, codes)


def substituted(tokens, codes, stage, vocabulary, rng, share=0.7):
    """The same document with other words: most content words of its answers become random strings, all through it.

    So recall is learned for every entry of the vocabulary and for words in pieces, not only for the words of the
    training lexicons; without it the model finds the right place but cannot say a word that it has rarely seen.
    In most documents the words of values also share few spellings, so that many values begin or end alike and a value
    once begun can only be finished by going back to the name. Names stay distinct, so every answer stays determined.
    """
    values, others = (np.unique(tokens[codes == code]) for code in (VALUE, ANSWER))
    values = np.setdiff1d(values[stage.content[values]], others)
    others = others[stage.content[others]]
    spelling = {int(w): random_word(vocabulary, rng, False) for w in others if rng.random() < share}
    if len(values) and rng.random() < 0.6:
        pool = [random_word(vocabulary, rng, True) for _ in range(rng.integers(2, 3 + len(values) // 2))]
        spelling.update({int(w): pool[rng.integers(len(pool))] for w in values})
    else:
        spelling.update({int(w): random_word(vocabulary, rng, True) for w in values if rng.random() < share})
    if not spelling:
        return tokens, codes
    pieces = [spelling.get(int(t)) for t in tokens]
    counts = np.array([1 if p is None else len(p) for p in pieces])
    out = np.concatenate([[t] if p is None else p for t, p in zip(tokens, pieces)])
    return out, np.repeat(np.where(codes == CONTEXT, SILENT, codes), counts)


def pad(rows):
    """(tokens, codes, real) of one padded batch; real is false on padding."""
    shape = len(rows), max(len(t) for t, _ in rows)
    tokens, codes, real = np.full(shape, PAD, np.int64), np.zeros(shape, np.uint8), np.zeros(shape, bool)
    for i, (t, c) in enumerate(rows):
        tokens[i, :len(t)], codes[i, :len(c)], real[i, :len(t)] = t, c, True
    return tokens, codes, real


def positions(shape, share, reach, rng):
    """0, 1, 2 ..., but `share` of the rows jump ahead at up to three random places (after PoSE, Zhu et al. 2023).

    Short documents then show the rotations of long ones.
    """
    rows, length = shape
    out = np.tile(np.arange(length), (rows, 1))
    for i in np.flatnonzero(rng.random(rows) < share):
        cuts = rng.integers(1, length, rng.integers(1, 4))
        for cut in cuts:
            out[i, cut:] += int(max(0, reach - length) / len(cuts) * rng.random())
    return out
