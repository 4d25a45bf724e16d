import { createRng } from "../random.ts";
import type { Cell, Gold, Message, Sample, Task, TaskKit } from "../types.ts";

/** The factor that `--prefix fresh` sets on every cell; without it prompts of a document share their beginning. */
export const FRESH_PREFIX = { prefix: "fresh" } as const;

/**
 * A task whose cells with `prefix: "fresh"` begin with a number that no other cell has, so that no cache of a
 * server or in this process can answer for any of their tokens. The number follows from the cell: a prompt is made
 * again from its record, and the same sweep has the same numbers (another `--seed`, others). It counts within the
 * cell's length. Other cells pass as they are.
 */
export function freshable(task: Task): Task {
  return {
    ...task,
    build: (cell, kit) => (isFresh(cell) ? buildFresh(task, cell, kit) : task.build(cell, kit)),
  };
}

function isFresh({ factors }: Cell): boolean {
  return factors.prefix === FRESH_PREFIX.prefix;
}

function buildFresh(task: Task, cell: Cell, kit: TaskKit): Sample {
  const { prefix: _, ...factors } = cell.factors;
  const head = `${saltOf(cell)}\n\n`;
  const { count } = kit.tokenizer;
  // What follows may keep the two line feeds apart, or join less with them: one token each.
  const room = count(head) + 2;
  const sample = task.build({ ...cell, factors, contextLength: cell.contextLength - room }, kit);
  const [first, ...rest] = sample.messages;
  if (first === undefined) return { ...sample, cell };
  const messages: readonly Message[] = [{ ...first, content: head + first.content }, ...rest];
  return {
    ...sample,
    cell,
    messages,
    gold: sample.gold.map((gold) => shifted(gold, sample.messages, head.length)),
    promptTokens: sample.promptTokens + costOf(head, first.content, kit),
  };
}

function saltOf({ task, contextLength, depth, seed, factors }: Cell): string {
  const path = [task, contextLength, depth, seed, JSON.stringify(factors)];
  const rng = path.reduce((fork, label) => fork.fork(label), createRng("prefix"));
  return String(10 ** 8 + rng.int(9 * 10 ** 8));
}

/** Tokens that a head adds before a content; counted with the content's opening alone, where they meet. */
function costOf(head: string, content: string, { tokenizer }: TaskKit): number {
  const opening = content.slice(0, Math.max(1, content.indexOf("\n\n")));
  return tokenizer.count(head + opening) - tokenizer.count(opening);
}

function shifted(gold: Gold, messages: readonly Message[], by: number): Gold {
  const last = messages.findLastIndex(({ role }) => role === "user");
  return (gold.message ?? last) === 0 ? { ...gold, start: gold.start + by, end: gold.end + by } : gold;
}
