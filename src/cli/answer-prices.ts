import type { AnswerPrices } from "../findings.ts";
import type { Manifest } from "../record.ts";
import { usageCost } from "../run/price.ts";
import { chargeOf } from "../run/price-book.ts";
import { openPrices } from "./price-file.ts";

/**
 * What the answers of a record cost at the prices of `datasets/prices.yaml`, with those of the file over them. An
 * answer of which the server did not tell the tokens of prompt and answer has no known cost; a prompt that was counted
 * here stands for one that the server did not tell. `undefined` where no model has a known price. Throws `input-file`, `usage`.
 */
export async function answerPrices(
  { models, servers = {} }: Pick<Manifest, "models" | "servers">,
  file?: string,
): Promise<AnswerPrices | undefined> {
  const book = await openPrices(file);
  const charges = new Map(
    models.map(({ id, askedAs = id }) => {
      const server = servers[id] ?? servers[askedAs];
      return [id, chargeOf({ id: askedAs, ...(server === undefined ? {} : { server }) }, book)];
    }),
  );
  const priceOf = (model: string) => {
    const charge = charges.get(model);
    return charge?.kind === "priced" ? charge.price : undefined;
  };
  if (![...charges.values()].some(({ kind }) => kind === "priced")) return undefined;
  return {
    usd: ({ model, actual, generation }) => {
      const price = priceOf(model);
      const { promptTokens, outputTokens } = generation ?? {};
      const prompt = promptTokens ?? (actual.estimated ? undefined : actual.tokens);
      if (price === undefined || prompt === undefined || outputTokens === undefined) return undefined;
      const { cachedTokens, reasoningTokens } = generation ?? {};
      const reported = {
        outputTokens,
        ...(cachedTokens === undefined ? {} : { cachedTokens }),
        ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
      };
      return usageCost(price, reported, prompt, 0);
    },
    asOf: (model) => priceOf(model)?.asOf,
  };
}
