import { z } from "zod";

/** A score as files have it: a number, one in quotation marks, or none. */
export const score = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i, "must be a number"),
  ])
  .nullish()
  .transform((value) => (value == null ? undefined : Number(value)));

/** A text, or nothing. */
export const words = z.string().nullish();

/** One answer or several; none where the field is absent or empty. */
export const answerList = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((value): readonly string[] => (value == null ? [] : [value].flat()));
