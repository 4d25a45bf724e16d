import { MidspanError } from "../../errors.ts";
import { embeddedFolder, embeddedNames } from "../../models/embedded.ts";
import type { AuditedTokenizer } from "./audited-tokenizer.ts";
import { openHubTokenizer } from "./hub-tokenizer.ts";

/** The tokenizer of a model that comes with midspan. Throws `unknown-name`. */
export async function openEmbeddedTokenizer(spec: string): Promise<AuditedTokenizer> {
  const name = spec.slice("embedded:".length);
  const names = embeddedNames();
  if (!names.includes(name))
    throw new MidspanError("unknown-name", `no such embedded model; one of ${names.join(", ")}: ${name}`);
  return openHubTokenizer(embeddedFolder(name).source, spec);
}
