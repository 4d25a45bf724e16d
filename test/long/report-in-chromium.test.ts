import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { summarise } from "../../src/report/record-summary.ts";
import type { ReportInput } from "../../src/report/report-input.ts";
import { writeStudy } from "../../src/report/study.ts";
import { writeReport } from "../../src/report/write.ts";
import { noBrowser, openBrowser } from "../report/browser.ts";
import { MODELS, madeInput, madeManifest, madeTrial } from "../report/made-input.ts";

const BAIT = `</pre></details><script>window.__ran=1</script><img src=x onerror="window.__ran=1"><svg onload="window.__ran=1">`;
const HOSTILE = `ollama:"'><script>window.__ran=1</script><img src=x onerror=window.__ran=1>`;

/** Bait wherever a model, a user or a server can put text. */
function hostileInput(): ReportInput {
  const change: Partial<Trial> = {
    output: BAIT,
    id: `"><script>window.__ran=1</script>`,
    score: { recall: 0, found: [false], decoy: BAIT },
    error: { code: "timeout", message: BAIT },
    model: HOSTILE,
  };
  const plain = madeInput(60, [HOSTILE]);
  const manifest = madeManifest([HOSTILE]);
  const trials = [madeTrial(0, change), ...plain.trials];
  return {
    record: summarise(trials),
    manifest: {
      ...manifest,
      command: `midspan run "${BAIT}"`,
      plan: { ...manifest.plan, haystack: `/tmp/${BAIT}.txt`, needles: BAIT },
      versions: { [BAIT]: BAIT },
    },
    findings: plain.findings.map((finding) => ({
      ...finding,
      cautions: [...finding.cautions, BAIT],
      rows: finding.rows.map((row) => (row.sentence === undefined ? row : { ...row, sentence: BAIT })),
    })),
    trials,
    excerpts: plain.excerpts.map((excerpt) => ({
      ...excerpt,
      gold: BAIT,
      before: BAIT,
      question: BAIT,
      answers: [BAIT],
    })),
  };
}

interface Visit {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

describe.skipIf(noBrowser !== undefined)(
  `the report in Chromium${noBrowser === undefined ? "" : ` (${noBrowser})`}`,
  () => {
    let browser: Browser;
    let folder = "";
    let usual = "";
    let hostile = "";
    let interactive = "";

    beforeAll(async () => {
      browser = await openBrowser();
      folder = mkdtempSync(join(tmpdir(), "midspan-page-"));
      [usual, hostile] = [join(folder, "usual"), join(folder, `<img src=x onerror=alert(1)>`)];
      await writeReport(usual, madeInput(660, [...MODELS, "simulated:u"]));
      await writeReport(hostile, hostileInput());
      interactive = join(folder, "interactive");
      await writeReport(interactive, madeInput(66), { interactive: true });
      await writeReport(`${hostile}-interactive`, hostileInput(), { interactive: true });
    }, 300_000);

    afterAll(async () => {
      await browser?.close();
      if (folder !== "") rmSync(folder, { recursive: true });
    });

    async function visit(run: string, options: BrowserContextOptions = {}): Promise<Visit> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("dialog", (dialog) => complaints.push(dialog.message()));
      await page.goto(pathToFileURL(join(run, "index.html")).href);
      return { page, requests, complaints };
    }

    const widths = (page: Page): Promise<number[]> =>
      page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]");

    it("asks for nothing but itself and complains of nothing", async () => {
      const { page, requests, complaints } = await visit(usual);
      expect(requests).toHaveLength(1);
      expect(complaints).toEqual([]);
      expect(await page.locator("figure.chart svg").count()).toBe(19);
      expect(await page.locator("figure.chart table").count()).toBeGreaterThanOrEqual(5);
      await page.context().close();
    });

    it("asks for nothing and complains of nothing where it is a page about a look into a model", async () => {
      const study = join(folder, "study");
      await writeStudy(study, {
        question: `Is it ${BAIT}?`,
        about: BAIT,
        findings: hostileInput().findings,
        methods: [[BAIT, BAIT]],
        command: BAIT,
        settings: [[BAIT, BAIT]],
      });
      const { page, requests, complaints } = await visit(study);
      expect(requests).toHaveLength(1);
      expect(complaints).toEqual([]);
      expect(await page.evaluate("window.__ran")).toBeUndefined();
    });

    it("runs nothing that a model, a name or a file plants", async () => {
      const { page, requests, complaints } = await visit(hostile);
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      expect(await page.evaluate("window.__ran")).toBeUndefined();
      expect(await page.locator("script, img, iframe, object, embed, [onerror], [onload]").count()).toBe(0);
      expect(requests).toHaveLength(1);
      expect(complaints).toEqual([]);
      expect(
        await page.locator("pre", { hasText: "<script>window.__ran=1</script>" }).count(),
      ).toBeGreaterThan(0);
      await page.context().close();
    });

    it("would not run a script even if one slipped in", async () => {
      const { page } = await visit(usual);
      await page.evaluate(
        `document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.__ran=1">');
       const s = document.createElement("script"); s.textContent = "window.__ran=1"; document.body.append(s);
       new Promise((done) => setTimeout(done, 200))`,
      );
      expect(await page.evaluate("window.__ran")).toBeUndefined();
      await page.context().close();
    });

    it("works without JavaScript: verdict, samples, filter", async () => {
      const { page } = await visit(usual, { javaScriptEnabled: false });
      expect(await page.locator(".verdict").first().isVisible()).toBe(true);
      expect(await page.locator(".verdict").allTextContents()).toContain(
        "flat at 256 tokens; lost in the middle from 512 to 4,096 tokens",
      );
      const seen = (kind: string): Promise<number> => page.locator(`.samples li.${kind}:visible`).count();
      expect(await seen("miss")).toBeGreaterThan(0);
      await page.locator('input[value="hit"]').check();
      expect([await seen("miss"), await seen("unscored")]).toEqual([0, 0]);
      expect(await seen("hit")).toBe(20);
      await page.locator(".samples li.hit summary").first().click();
      expect(await page.locator(".samples mark:visible").first().textContent()).toContain("access word");
      await page.context().close();
    });

    it("filters trials by length and depth without JavaScript", async () => {
      const { page } = await visit(usual, { javaScriptEnabled: false });
      const seen = (): Promise<number> => page.locator(".samples li:visible").count();
      const all = await seen();
      await page.locator('input[name="length"][value="512"]').check();
      const short = await seen();
      expect(short).toBeGreaterThan(0);
      expect(short).toBeLessThan(all);
      expect(await page.locator(".samples li:visible", { hasNotText: "512 tokens" }).count()).toBe(0);
      await page.locator('input[name="depth"][value="5"]').check();
      expect(await page.locator(".samples li:visible", { hasNotText: "depth 50 %" }).count()).toBe(0);
      await page.context().close();
    });

    it("is worked by keyboard alone: choices, trials, and what a trial holds", async () => {
      const { page } = await visit(interactive);
      const seen = (): Promise<number> => page.locator(".samples li:visible").count();
      const all = await seen();
      await page.locator('input[name="show"][value="all"]').focus();
      await page.keyboard.press("ArrowLeft");
      expect(await page.locator('input[name="show"][value="hit"]').isChecked()).toBe(true);
      expect(await seen()).toBeLessThan(all);
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      expect(await page.locator('input[name="length"]:checked').getAttribute("value")).toBe("256");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowRight");
      expect(await page.locator('input[name="depth"]:checked').getAttribute("value")).not.toBe("all");
      await page.keyboard.press("ArrowLeft");
      expect(await page.locator('input[name="depth"][value="all"]').isChecked()).toBe(true);
      await page.locator(".samples li:visible summary").first().focus();
      await page.keyboard.press("Enter");
      expect(await page.locator(".samples li:visible details[open]").count()).toBe(1);
      await page.context().close();
    });

    it("searches, hints and steps through marks where it is asked to be interactive, and loads nothing", async () => {
      const { page, requests, complaints } = await visit(interactive);
      await page.getByRole("searchbox").fill("access word");
      expect(await page.locator(".samples output").textContent()).toMatch(/^\d+ found$/);
      await page.getByRole("searchbox").fill("no trial says this");
      expect(await page.locator(".samples li:visible").count()).toBe(0);
      const first = page.locator("#chart-recall-by-depth svg [tabindex='0']:has(> title)").first();
      await first.focus();
      const label = await page.locator(".tip").textContent();
      expect(label).toContain("floor of embedded:reference");
      await page.keyboard.press("ArrowRight");
      expect(await page.locator(".tip").textContent()).not.toBe(label);
      const key = page.locator("#chart-recall-by-depth text.key").first();
      await key.press("Enter");
      expect(await key.getAttribute("aria-pressed")).toBe("true");
      expect(await page.locator("#chart-recall-by-depth .off").count()).toBeGreaterThan(0);
      expect(requests).toHaveLength(1);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it("runs nothing that is planted where it is interactive either", async () => {
      const { page, complaints } = await visit(`${hostile}-interactive`);
      await page.getByRole("searchbox").fill("script");
      await page.locator("#chart-heat-map svg [tabindex='0']:has(> title)").first().focus();
      expect(await page.evaluate("window.__ran")).toBeUndefined();
      expect(await page.locator("img, iframe, [onerror], [onload]").count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    it("does not scroll sideways on a phone, a tablet or a laptop, all details open", async () => {
      for (const run of [usual, hostile]) {
        const { page } = await visit(run);
        await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
        for (const width of [390, 768, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          const [content = 0, window = 0] = await widths(page);
          expect(content).toBeLessThanOrEqual(window);
        }
        await page.context().close();
      }
    });

    it("tells a screen reader each mark of a chart", async () => {
      const { page } = await visit(usual);
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      const names = nodes
        .filter((node) => !node.ignored && node.role?.value === "graphics-symbol")
        .map((node) => node.name?.value);
      const label =
        "embedded:reference+sinks:256+256, length 2,048, depth 50 %: recall 3 % (1 of 40, 95 %: 0.4 % to 13 %)";
      expect(names.filter((name) => name === label)).toHaveLength(2);
      await page.context().close();
    });

    it("fits A4 and keeps its charts readable in the dark", async () => {
      const { page } = await visit(usual, { colorScheme: "dark" });
      const ground = (selector: string): Promise<string> =>
        page.evaluate(
          `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`,
        );
      expect(await ground(".chart > .scroll")).toBe("rgb(22, 27, 34)");
      expect(await ground("body")).toBe("rgb(13, 17, 23)");
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.toString("latin1")).toContain("/MediaBox [0 0 594.95996 841.91998]");
      await page.context().close();
    });
  },
);
