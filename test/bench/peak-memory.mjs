import { readFileSync } from "node:fs";

/**
 * Peak resident memory of this process, in KiB. Of Linux by its own count: what the system keeps as `maxRSS` of a
 * process begins with what the one that started it had.
 */
export function peakMemory() {
  try {
    const [, peak] = readFileSync("/proc/self/status", "utf8").match(/^VmHWM:\s+(\d+) kB$/m) ?? [];
    if (peak !== undefined) return Number(peak);
  } catch {
    // no Linux
  }
  return process.resourceUsage().maxRSS;
}
