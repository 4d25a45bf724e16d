import { similarity } from "../scorers/similarity.ts";
import { stripThinking } from "../thinking.ts";
import type { Sample, Score } from "../types.ts";

/** Characters of the random opening of an accepted reply. */
export const PREFIX_LENGTH = 10;

/** From this similarity on a reply counts as given, and not as some text of the same alphabet. */
const TAKEN = 0.5;

/** MRCR's rule: 0 without the prefix, else the similarity of what follows it. Found = no other reply is nearer. */
export function scoreReply(output: string, sample: Sample): Score {
  const { text: reply = "", answers = [] } = sample.needles[0] ?? {};
  const prefix = (answers[0] ?? "").slice(0, PREFIX_LENGTH);
  const said = stripThinking(output).text;
  const opened = prefix !== "" && said.startsWith(prefix);
  const given = (opened ? said.slice(PREFIX_LENGTH) : said).trim();
  const own = similarity(given, reply);
  const [nearest] = sample.decoys
    .map((decoy) => ({ decoy, near: similarity(given, decoy) }))
    .filter(({ near }) => near > own && near >= TAKEN)
    .sort((a, b) => b.near - a.near);
  return {
    recall: opened ? own : 0,
    found: [opened && own >= TAKEN && nearest === undefined],
    ...(nearest === undefined ? {} : { decoy: nearest.decoy }),
  };
}
