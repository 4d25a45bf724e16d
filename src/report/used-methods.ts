import { span } from "../charts/wording.ts";
import type { Estimate, Finding } from "../findings.ts";
import { grouped } from "../number-words.ts";

/** A method by what its name holds, and where it comes from. */
const SOURCES: readonly (readonly [RegExp, string])[] = [
  [
    /^Wilson/,
    "Wilson 1927, JASA 22: 209\u2013212; Brown, Cai and DasGupta 2001, Statistical Science 16: 101\u2013133",
  ],
  [/effective n/, "Korn and Graubard 1998, Survey Methodology 24: 193\u2013201"],
  [/^Newcombe/, "Newcombe 1998, Statistics in Medicine 17: 2635\u20132650"],
  [/bootstrap [^,]*BCa/, "Efron 1987, JASA 82: 171\u2013185"],
  [
    /bootstrap percentile/,
    "Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13, expanded after Hesterberg 2015, The American Statistician 69: 371\u2013386",
  ],
  [/McNemar/, "McNemar 1947, Psychometrika 12: 153\u2013157, exact"],
  [/sign flips/, "Fisher 1935, The Design of Experiments, section 21"],
  [/Holm/, "Holm 1979, Scandinavian Journal of Statistics 6: 65\u201370"],
  [/Sidak/, "Sidak 1967, JASA 62: 626\u2013633"],
  [
    /^least squares/,
    "two lines: Simonsohn 2018, Advances in Methods and Practices in Psychological Science 1: 538\u2013555",
  ],
  [
    /clustered by document/,
    "Liang and Zeger 1986, Biometrika 73: 13\u201322; Cameron and Miller 2015, Journal of Human Resources 50: 317\u2013372",
  ],
  [
    /two one-sided/,
    "Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15: 657\u2013680; both ends: Berger 1982, Technometrics 24: 295\u2013300",
  ],
  [/confidence sequence/, "Waudby-Smith and Ramdas 2024, JRSS-B 86: 1\u201327"],
  [
    /permutation/,
    "Westfall and Young 1993, Resampling-Based Multiple Testing; Phipson and Smyth 2010, SAGMB 9: 39",
  ],
  [
    /longest length/,
    "RULER: Hsieh et al. 2024, arXiv:2404.06654; NoLiMa: Modarressi et al. 2025, arXiv:2502.05167",
  ],
];

/** The methods behind the numbers of a run: how many numbers of what n each gave, and its source. */
export function usedMethods(findings: readonly Finding[]): readonly string[] {
  const estimates = findings.flatMap(({ rows }) => rows.flatMap(({ estimate }) => estimate ?? []));
  return SOURCES.flatMap(([pattern, source]) => {
    const used = estimates.filter(({ method }) => pattern.test(method));
    return used.length === 0
      ? []
      : [
          `${nameOf(used, pattern)}: ${grouped(used.length)} numbers, n = ${span(used.map(({ n }) => n))}. ${source}.`,
        ];
  });
}

/** "Wilson 95 %", or the word by which the method was known; with the draws where it resamples. */
function nameOf([first]: readonly Estimate[], pattern: RegExp): string {
  const parts = (first?.method ?? "").split(/[,;] /);
  const part = parts.find((text) => pattern.test(text)) ?? parts[0] ?? "";
  const draws = parts.find((text) => / draws$/.test(text) || / draws /.test(text));
  return /bootstrap/.test(part) && draws !== undefined ? `${part}, ${draws}` : part;
}
