/**
 * A needlestack file of ten questions, each asked five times at every location, with so many passed of the fifty.
 * The first questions are passed first: the most alike that trials of one question can be.
 */
export function needlestackOf(model: string, size: number, passed: readonly number[]): string {
  // As published: even steps from 1 % on, the last at 98 %.
  const step = (size * 0.98 - size * 0.01) / passed.length;
  const position = (i: number): number =>
    Math.round(i === passed.length - 1 ? size * 0.98 : size * 0.01 + i * step);
  const location_list = passed.map((count, i) => ({
    location_token_position: position(i),
    question_result_list: Array.from({ length: 10 }, (_, q) =>
      resultOf(q, Math.min(5, Math.max(0, count - 5 * q))),
    ),
    score: count / 50,
  }));
  return JSON.stringify({ model_name: model, location_list, repeat_question_limerick_count: 1 }, null, 4);
}

function resultOf(id: number, passed: number): object {
  return {
    question: { id, text: `A rhyme, ${id}`, question: `Who is in rhyme ${id}?`, answer: `Ida ${id}` },
    trial_results: Array.from({ length: 5 }, (_, n) => ({
      trial_number: n,
      good_answer: `Ida ${id}`,
      passed: n < passed,
      dissent_count: 0,
      generated_answer: n < passed ? `It is Ida ${id}.` : "That is not told.",
      evaluator_results: [{ model_name: "judge", passed: n < passed }],
    })),
    score: passed / 5,
  };
}
