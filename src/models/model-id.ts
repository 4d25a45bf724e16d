import { MidspanError } from "../errors.ts";

export interface ModelId {
  readonly adapter: string;
  readonly name: string;
  readonly cache?: string;
}

// A folder's name may hold a plus sign, so only a known policy word ends a name.
const CACHE_SUFFIX =
  /^(.+?)\+((?:dense|sinks|window|head|anchors|after|shift|headless|knorm|h2o|snapkv|tova)(?::.*)?)$/;

/** Splits `adapter:name[+cache]`. Throws `usage`. */
export function parseModelId(id: string): ModelId {
  const colon = id.indexOf(":");
  if (colon < 1 || colon === id.length - 1)
    throw new MidspanError("usage", `a model id is not readable; adapter:name[+cache]: ${id}`, {
      cure: "for example embedded:reference or embedded:reference+sinks:256+256",
    });
  const adapter = id.slice(0, colon);
  const rest = id.slice(colon + 1);
  const match = CACHE_SUFFIX.exec(rest);
  return match === null ? { adapter, name: rest } : { adapter, name: match[1]!, cache: match[2]! };
}
