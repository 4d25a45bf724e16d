import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const BROWSER = "/usr/bin/chromium";

/**
 * Why browser tests cannot run here, or undefined where they can. Where CI is set they always run: a missing
 * browser then fails them instead of leaving them out.
 */
export const noBrowser: string | undefined =
  existsSync(BROWSER) || process.env.CI === "true"
    ? undefined
    : `no browser at ${BROWSER}; install chromium to run these`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: BROWSER,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}
