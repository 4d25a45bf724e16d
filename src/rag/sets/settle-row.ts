import { normaliseAnswer } from "../../scorers/normalise-answer.ts";
import type { Chunk, ChunkQuestion } from "../../types.ts";
import type { Flag } from "../chunk-set.ts";
import { FLAG_RULES, type FlagName } from "../flag-rules.ts";
import { markGold } from "./mark-gold.ts";
import type { Row } from "./row.ts";

/** What becomes of a row: a question, or flags that say why it is none; or both. */
export interface Settled {
  readonly question?: ChunkQuestion;
  readonly flags: readonly Flag[];
}

/** Checks a row. A row without a question has at least one flag whose rule is `out`. */
export function settleRow(row: Row): Settled {
  const flags: Flag[] = [];
  const flag = (name: FlagName, detail?: string): void => {
    flags.push({
      questionId: row.id,
      rule: FLAG_RULES[name].rule,
      ...(detail === undefined ? {} : { detail }),
    });
  };
  for (const name of row.flags ?? []) flag(name);
  const answers = soundAnswers(row, flag);
  const chunks = soundChunks(row, flag);
  if (row.question.trim() === "") flag("noQuestion");
  if (chunks.length === 0) flag("noChunks");
  const told = chunks.some(({ gold }) => gold !== undefined);
  if (answers.length === 0) flag(told ? "noAnswers" : "noGoldNoAnswer");
  if (isOut(flags)) return { flags };
  const marked = markGold(chunks, answers, flag);
  const ranked = isRanked(row, marked, flag);
  return {
    question: {
      id: row.id,
      question: row.question.trim(),
      answers,
      ...(row.answerPrefix === undefined ? {} : { answerPrefix: row.answerPrefix }),
      chunks: ranked ? byScore(marked) : marked,
      ranked,
    },
    flags,
  };
}

const OUT: ReadonlySet<string> = new Set(
  Object.values(FLAG_RULES).flatMap(({ rule, asked }) => (asked === "out" ? [rule] : [])),
);

function isOut(flags: readonly Flag[]): boolean {
  return flags.some(({ rule }) => OUT.has(rule));
}

export type Flagger = (name: FlagName, detail?: string) => void;

function soundAnswers({ answers }: Row, flag: Flagger): readonly string[] {
  const given = [...new Set(answers.map((answer) => answer.trim()))].filter((answer) => answer !== "");
  const sound = given.filter((answer) => normaliseAnswer(answer) !== "");
  if (sound.length < given.length)
    flag("emptyAnswer", given.filter((answer) => !sound.includes(answer)).join(", "));
  return sound;
}

/** Chunks that have a text, each once. */
function soundChunks({ chunks }: Row, flag: Flagger): readonly Chunk[] {
  const byId = new Map<string, Chunk>();
  const byText = new Map<string, string>();
  for (const chunk of chunks) {
    const { id, text } = chunk;
    if (text.trim() === "") {
      flag("emptyChunk", id);
      continue;
    }
    const known = byId.get(id);
    if (known !== undefined) {
      flag(known.text === text ? "chunkAgain" : "twoChunksOneId", id);
      continue;
    }
    const twin = byText.get(text);
    if (twin !== undefined) {
      flag("sameText", `${twin}, ${id}`);
      const first = byId.get(twin) as Chunk;
      if (chunk.gold === true) byId.set(twin, { ...first, gold: true });
      continue;
    }
    byId.set(id, chunk);
    byText.set(text, id);
  }
  return [...byId.values()];
}

function isRanked({ byRank = false }: Row, chunks: readonly Chunk[], flag: Flagger): boolean {
  const unscored = chunks.filter(({ score }) => score === undefined);
  if (unscored.length === 0) return true;
  if (unscored.length === chunks.length) {
    if (!byRank) flag("noScores");
    return byRank;
  }
  flag("someScores", unscored.map(({ id }) => id).join(", "));
  return false;
}

/** Best first; equal scores, and chunks without any, stay as they are listed. */
function byScore(chunks: readonly Chunk[]): readonly Chunk[] {
  if (chunks.some(({ score }) => score === undefined)) return chunks;
  return [...chunks].sort((a, b) => (b.score as number) - (a.score as number));
}
