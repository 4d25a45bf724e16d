import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import type { Step } from "./page.ts";

const MARK = "@@ next step @@";

/** Both streams of a step as they came, and how its shell ended where that ended here. */
export interface Done {
  readonly output: string;
  readonly code: number | null | undefined;
}

/** A folder with `midspan` and `npx` (which runs it) in it, as an installed package has them. */
export async function binFolder(parent: string): Promise<string> {
  const folder = join(parent, "bin");
  const main = join(packageRoot(), "dist/src/cli/main.js");
  const files = {
    midspan: `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`,
    npx: '#!/bin/sh\n[ "$1" = midspan ] || exit 64\nshift\nexec midspan "$@"\n',
  };
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

/** The steps in one shell, as typed one after the other; the first command that fails ends it. */
export async function runSteps(
  steps: readonly Step[],
  { cwd, bin, env }: { readonly cwd: string; readonly bin: string; readonly env: NodeJS.ProcessEnv },
): Promise<readonly Done[]> {
  const script = ["set -eo pipefail", ...steps.map(({ commands }) => `${commands}\necho "${MARK}"`)].join(
    "\n",
  );
  const child = spawn("bash", ["--norc", "-c", script], {
    cwd,
    env: {
      ...process.env,
      LANG: "C.UTF-8",
      // As in a job of continuous integration: what is not a terminal gets no colours there either.
      CI: "true",
      FORCE_COLOR: undefined,
      MIDSPAN_CACHE: join(tmpdir(), "midspan-test-cache"),
      ...env,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const outputs = text.split(`${MARK}\n`);
  return steps.map((_, i) => ({
    output: outputs[i] ?? "",
    code: i < outputs.length - 1 ? 0 : i === outputs.length - 1 ? code : undefined,
  }));
}
