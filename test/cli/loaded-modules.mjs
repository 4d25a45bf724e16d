// Preloaded: writes the URL of every module that is loaded, one a line, to the file that MIDSPAN_LOADED names.
import { register } from "node:module";

const hooks = `
import { appendFileSync } from "node:fs";
export function load(url, context, next) {
  appendFileSync(process.env.MIDSPAN_LOADED, url + "\\n");
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
