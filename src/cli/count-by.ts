import { homedir } from "node:os";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Tokenizer } from "../tokens.ts";
import type { Model } from "../types.ts";

/**
 * Gives a model the tokenizer by which its lengths are counted. `recorded`: the id of the one by which an earlier
 * run counted them; an estimate that was calibrated then is taken again.
 */
export type CountBy = (model: Model, recorded?: string) => Promise<Model>;

/**
 * Lengths by the tokenizer that `--tokenizer` names, else by the model's own or the published one of its maker.
 * What was counted is kept on disk for the next run, written when the model is closed. Throws `usage` for a model
 * that brings its own exact tokenizer: its context window is counted by that.
 */
export async function countBy(spec: string | undefined): Promise<CountBy> {
  const { openTokenizer } = await import("../tokenizers/index.ts");
  const named = spec === undefined ? undefined : await openTokenizer(spec);
  return async (model, recorded) => {
    if (named !== undefined && model.tokenizer.exact && !model.simulated)
      throw new MidspanError(
        "usage",
        `${model.id} has a tokenizer of its own (${model.tokenizer.id}); --tokenizer is for models without: ${spec}`,
        { cure: "Leave --tokenizer out." },
      );
    if (named === undefined && model.simulated) return model;
    return keepingCounts(
      model,
      named ??
        (await publishedTokenizer(model)) ??
        (await recordedTokenizer(model, recorded)) ??
        model.tokenizer,
    );
  };
}

/** OpenAI publishes its encodings; who talks to its models needs no estimate. */
async function publishedTokenizer({ id, tokenizer }: Model): Promise<Tokenizer | undefined> {
  if (tokenizer.exact || !id.startsWith("openai:")) return undefined;
  const { encodingOfModel, openTiktoken } = await import("../tokenizers/tiktoken.ts");
  const encoding = encodingOfModel(id.slice("openai:".length));
  return encoding === undefined ? undefined : openTiktoken(encoding);
}

/** What an id alone opens again: a calibrated estimate, or an encoding; a replay says by which it was counted. */
async function recordedTokenizer(
  { id, tokenizer, details }: Model,
  recorded = id.startsWith("replay:") ? String(details.tokenizer) : "",
): Promise<Tokenizer | undefined> {
  if (tokenizer.exact) return undefined;
  const { charactersTokenizerOf } = await import("../tokenizers/characters.ts");
  const { isTiktokenEncoding, openTiktoken } = await import("../tokenizers/tiktoken.ts");
  return isTiktokenEncoding(recorded) ? openTiktoken(recorded) : charactersTokenizerOf(recorded);
}

async function keepingCounts(model: Model, tokenizer: Tokenizer): Promise<Model> {
  if (!tokenizer.exact) return { ...model, tokenizer };
  const { storedCounts } = await import("../tokenizers/stored-counts.ts");
  const counts = storedCounts(tokenizer, join(cacheFolder(), "counts"));
  return {
    ...model,
    tokenizer: counts.tokenizer,
    close: async () => {
      counts.save();
      await model.close();
    },
  };
}

/** MIDSPAN_CACHE, else where the system keeps what can be made again. */
function cacheFolder(): string {
  const { MIDSPAN_CACHE, XDG_CACHE_HOME } = process.env;
  return MIDSPAN_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "midspan");
}
