import type { Task } from "../types.ts";
import { kvRetrieval } from "./kv-retrieval.ts";
import { multiDocumentQa } from "./multi-document-qa.ts";
import { multiKey } from "./multi-key.ts";
import { needle } from "./needle.ts";

/** Every task of the suite; a new one is its file and a line here. */
export const tasks: readonly Task[] = [needle, multiKey, kvRetrieval, multiDocumentQa];
