import { z } from "zod";

const factors = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What readers of a manifest rely on; fields that a later version adds are let through. */
export const manifestShape = z.looseObject({
  schema: z.literal(1),
  midspan: z.string(),
  command: z.string(),
  planHash: z.string(),
  shard: z.looseObject({ index: z.number(), of: z.number() }).optional(),
  plan: z.looseObject({
    models: z.array(z.string()),
    tasks: z.array(z.looseObject({ name: z.string(), factors })),
    lengths: z.array(z.number()),
    depths: z.array(z.number()),
    trials: z.number(),
    seed: z.number().optional(),
    haystack: z.string(),
    needles: z.string(),
    tokenizer: z.string().optional(),
    baselines: z.boolean().optional(),
    untilDecided: z.looseObject({ error: z.number(), margin: z.number() }).optional(),
    generation: z.looseObject({
      temperature: z.number().optional(),
      maxOutputTokens: z.number().optional(),
    }),
  }),
  models: z.array(
    z.looseObject({
      id: z.string(),
      adapterVersion: z.number(),
      simulated: z.boolean(),
      tokenizer: z.string(),
      contextWindow: z.number().optional(),
      details: factors,
    }),
  ),
  servers: z.record(z.string(), z.string()).optional(),
  margin: z.number().optional(),
  versions: z.record(z.string(), z.string()),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  imported: z
    .looseObject({
      format: z.string(),
      paper: z.string(),
      stands: z.enum(["published", "ours"]),
      scores: z.looseObject({ published: z.number(), ours: z.number() }),
      files: z.array(
        z.looseObject({ name: z.string(), bytes: z.number(), sha256: z.string(), rows: z.number() }),
      ),
      passedOver: z.array(z.string()),
      refused: z.number(),
      refusals: z.array(
        z.looseObject({ file: z.string(), line: z.number(), record: z.number(), rule: z.string() }),
      ),
      agreement: z.array(z.looseObject({ model: z.string(), both: z.number() })),
      notes: z.array(z.string()),
    })
    .optional(),
});
