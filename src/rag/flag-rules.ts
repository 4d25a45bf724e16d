/** Every rule that a row can break, in words. `out`: it cannot be asked; `in`: it is asked all the same. */
export const FLAG_RULES = {
  noQuestion: { rule: "no question", asked: "out" },
  noChunks: { rule: "no chunks", asked: "out" },
  noGoldNoAnswer: { rule: "no gold chunk and no answer", asked: "out" },
  twoChunksOneId: { rule: "two different chunks with one id", asked: "out" },
  noJudgement: { rule: "no relevant document is named for it", asked: "out" },
  noAnswers: { rule: "no answers, only gold chunks: nothing could be judged", asked: "out" },
  emptyChunk: { rule: "a chunk without text; left out", asked: "in" },
  chunkAgain: { rule: "a chunk that comes again; left out", asked: "in" },
  sameText: { rule: "a chunk with the text of another; left out", asked: "in" },
  emptyAnswer: { rule: "an answer of articles and marks alone; left out", asked: "in" },
  goldAbsent: { rule: "no chunk holds the answer; asked all the same, as in use", asked: "in" },
  answerNowhere: {
    rule: "no chunk holds the answer word for word; asked all the same, as in use",
    asked: "in",
  },
  answerInSeveral: { rule: "the answer stands in several chunks; each is gold", asked: "in" },
  answerBesideGold: { rule: "the answer stands in a chunk that is not gold too", asked: "in" },
  goldWithoutAnswer: { rule: "no gold chunk states the answer word for word", asked: "in" },
  goldNotInCorpus: { rule: "a gold document is not in the corpus", asked: "in" },
  noScores: { rule: "its chunks have no scores and are not ranked", asked: "in" },
  someScores: { rule: "a chunk without a score; its chunks are not ranked", asked: "in" },
  chunkTooLong: { rule: "a chunk that alone is longer than the context takes", asked: "out" },
  fewChunks: { rule: "fewer chunks than asked for", asked: "out" },
} as const;

export type FlagName = keyof typeof FLAG_RULES;
export type FlagRule = (typeof FLAG_RULES)[FlagName]["rule"];
