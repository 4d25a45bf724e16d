import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakable } from "../../src/report/breakable.ts";
import { cut } from "../../src/report/cut.ts";
import { escapeHtml, html, trusted } from "../../src/report/markup.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;",
    "`onload=`",
    "\u001b]8;;x\u0007",
  ),
);

/** What a browser makes of character references. */
const readReferences = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe("escapeHtml", () => {
  it("leaves nothing that ends a text or an attribute, and loses nothing that can be seen", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = escapeHtml(text);
        expect(safe).not.toMatch(/[<>"'`]/);
        expect(safe).not.toMatch(/&(?!#\d+;)/);
        const seen = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/gu, "");
        const kept = readReferences(safe).replace(/\\u\{[0-9a-f]+\}/g, "");
        expect(kept.replace(/[\p{Cc}\p{Cf}]/gu, "").length).toBeGreaterThanOrEqual(
          seen.replace(/\\u\{[0-9a-f]+\}/g, "").length,
        );
      }),
      { seed: 21, numRuns: 400 },
    );
  });
});

describe("html", () => {
  it("escapes every value but Markup", () => {
    const name = '<b onclick="x">';
    expect(
      html`<p title="${name}">${name}${html`<i>${1}</i>`}${undefined}${[trusted("<hr>"), html`&`]}</p>`
        .markup,
    ).toBe('<p title="&#60;b onclick=&#34;x&#34;&#62;">&#60;b onclick=&#34;x&#34;&#62;<i>1</i><hr>&</p>');
  });

  it("adds break opportunities and nothing else", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(breakable(text).markup.replaceAll("<wbr>", "")).toBe(escapeHtml(text));
      }),
      { seed: 22 },
    );
    expect(breakable("a:b+c, d").markup).toBe("a:<wbr>b+<wbr>c, d");
  });
});

describe("cut", () => {
  it("says how much it left out, and never splits a character", () => {
    expect(cut("\ud83d\ude00".repeat(1500), 2)).toBe(
      "\ud83d\ude00\ud83d\ude00 \u2026 (1,498 more characters)",
    );
    expect(cut("short", 5)).toBe("short");
  });
});
