import { open, readdir, readFile, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import { writing } from "./writing.ts";

/** Held by the one process that writes to a run folder. */
export interface Lock {
  release(): Promise<void>;
}

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as the system counts; tells a process from a later one with the same number. */
  readonly started: string;
}

const NAME = /^\.lock-(?<host>.+)-(?<pid>\d+)-(?<started>\d+)$/;

/**
 * Locks a run folder. Each process announces itself by a file of its own, named after its owner, and only
 * then looks for others; two that come at the same moment both see each other and both step back, so never
 * do two hold the lock. A file whose process is gone is stale and removed; a process on another machine
 * cannot be asked and counts as running. Throws `folder-locked` or `store-write`.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const self: Owner = {
    host: encodeURIComponent(hostname()),
    pid: process.pid,
    started: (await startOf(process.pid)) ?? "0",
  };
  const own = fileOf(self);
  const path = join(folder, own);
  const taken = await writing(path, () => createNew(path));
  if (!taken) throw refusal(folder, own, self);
  for (const name of await readdir(folder)) {
    const owner = ownerOf(name);
    if (owner === undefined || name === own) continue;
    if (await isGone(owner, self)) {
      await unlink(join(folder, name)).catch(() => undefined);
    } else {
      await unlink(path);
      throw refusal(folder, name, owner);
    }
  }
  return { release: () => unlink(path).catch(() => undefined) };
}

function fileOf({ host, pid, started }: Owner): string {
  return `.lock-${host}-${pid}-${started}`;
}

function ownerOf(name: string): Owner | undefined {
  const { host, pid, started } = NAME.exec(name)?.groups ?? {};
  if (host === undefined || pid === undefined || started === undefined) return undefined;
  return { host, pid: Number(pid), started };
}

/** False where the file is there already, which means that this very process holds the lock. */
async function createNew(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isGone(owner: Owner, self: Owner): Promise<boolean> {
  if (owner.host !== self.host) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const started = await startOf(owner.pid);
  return started !== undefined && started !== owner.started;
}

/** Start of a process in clock ticks since boot (proc(5), stat field 22); `undefined` where there is no /proc. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The command in field 2 may hold blanks and brackets; the fields after its last bracket are plain.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function refusal(folder: string, name: string, owner: Owner): MidspanError {
  const host = decodeURIComponent(owner.host);
  return new MidspanError(
    "folder-locked",
    `run folder is in use; one process at a time: ${folder} (process ${owner.pid} on ${host})`,
    { cure: `Wait for it, or choose another folder with -o. If it is gone, delete ${join(folder, name)}.` },
  );
}
