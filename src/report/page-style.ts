/** The page's style sheet. System fonts; laptop, phone, print; light and dark: charts change their ink, not their data colours (print stays light). */
export const pageStyle = `
:root{color-scheme:light dark;--ink:#1f2328;--faint:#57606a;--ground:#fff;--card:#f6f8fa;--line:#d0d7de;--accent:#0550ae;--mark:#fff3b0}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9da7b3;--ground:#0d1117;--card:#161b22;--line:#30363d;--accent:#79c0ff;--mark:#5a4a00}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 4rem;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.25rem;margin:0;color:var(--faint);font-weight:600}
h2{font-size:1.35rem;margin:2.75rem 0 .75rem;line-height:1.25}
h3{font-size:1.05rem;margin:1.25rem 0 .4rem}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.meta{margin:.25rem 0 1.25rem;color:var(--faint)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}
.card{background:var(--card);border:1px solid var(--line);border-left:.4rem solid #8c959f;border-radius:.5rem;padding:1rem 1.1rem}
.card h2{margin:0;font-size:.95rem;font-weight:600;color:var(--faint)}
.card p{margin:.4rem 0 0}
.verdict{font-size:1.45rem;font-weight:700;line-height:1.25}
.floors{margin-top:1rem}
.card+.card{margin-top:1rem}
.cards>.card+.card{margin-top:0}
.floors th[scope=row],.ranking th[scope=row]{text-align:left;font-weight:400;white-space:normal;overflow-wrap:anywhere}
nav ul{list-style:none;padding:0;margin:0 0 1rem;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.v-flat{border-left-color:#009e73}
.v-lost-in-the-middle{border-left-color:#d55e00}
.v-primacy-only,.v-recency-only,.v-inverted{border-left-color:#e69f00}
.caution,.simulated{border:1px solid #bf8700;background:#bf87001f;border-radius:.5rem;padding:.6rem 1rem;margin:1rem 0}
.caution h3{margin:0}
ul,ol{padding-left:1.4rem}
.chart{margin:1.25rem 0 2rem}
.scroll{overflow-x:auto;max-width:100%}
.chart>.scroll{background:#fff;border:1px solid var(--line);border-radius:.5rem;padding:.25rem}
.chart svg{display:block;margin:0 auto;max-width:100%;min-width:34rem;height:auto}
.chart text,.chart [aria-hidden]{pointer-events:none}
.chart path:hover,.chart circle:hover{filter:brightness(.85)}
@media screen and (prefers-color-scheme:dark){.chart>.scroll{background:var(--card)}
.chart svg>rect[fill=white]{fill:none}
.chart svg [fill="#1f2328"]{fill:var(--ink)}
.chart svg [stroke="#1f2328"]{stroke:var(--ink)}
.chart svg [fill="#57606a"]{fill:var(--faint)}
.chart svg [stroke="#57606a"]{stroke:var(--faint)}
.chart svg [stroke="#e6e8eb"]{stroke:#2b313a}
.chart svg [fill="#0072b2"]{fill:#4aa3df}
.chart svg [stroke="#0072b2"]{stroke:#4aa3df}
.chart svg [fill="#000000"]{fill:#fff}
.chart svg [stroke="#000000"]{stroke:#fff}
.chart svg [fill="#e4e4e4"]{fill:#2b313a}}
figcaption{font-size:.9rem;margin:.4rem 0;color:var(--faint)}
figcaption a{margin-right:.75rem}
summary{cursor:pointer;padding:.2rem 0}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;margin:.75rem 0;overflow-wrap:normal}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{border:1px solid var(--line);padding:.2rem .5rem;text-align:right;vertical-align:top;white-space:nowrap}
td small{display:block;color:var(--faint);line-height:1.3}
th{background:var(--card);font-weight:600}
.facts{table-layout:auto;width:100%}
.facts th,.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere}
.facts th{width:14rem}
dt{font-weight:600;margin-top:.5rem}
dd{margin:0 0 .25rem}
pre{margin:0;white-space:pre-wrap;font:.9rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre.command{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem}
mark{background:var(--mark);color:inherit;padding:0 .1em}
.prompt{color:var(--faint)}
.prompt mark{color:var(--ink)}
fieldset{border:0;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.35rem 1.1rem}
legend{float:left;margin-right:1rem;padding:0}
.samples ol{max-height:40rem;overflow-y:auto;margin:.5rem 0;border:1px solid var(--line);border-radius:.5rem;padding-top:.4rem;padding-bottom:.4rem;padding-right:.8rem;padding-left:3rem}
.samples li{margin:.15rem 0}
.samples b{display:inline-block;min-width:5.2rem}
.samples .miss b{color:#c2410c}
@media (prefers-color-scheme:dark){.samples .miss b{color:#ff9a62}}
.samples:has([value=miss]:checked) li:not(.miss),.samples:has([value=unscored]:checked) li:not(.unscored),.samples:has([value=hit]:checked) li:not(.hit){display:none}
.samples dl{border-left:3px solid var(--line);margin:.3rem 0 1rem;padding-left:1rem}
@media (max-width:32rem){body{padding:1rem .9rem 3rem}.samples b{min-width:0;margin-right:.4rem}.samples ol{padding-left:2.2rem}.verdict{font-size:1.25rem}.facts th{width:8rem}}
@media print{:root{--ink:#000;--faint:#444;--ground:#fff;--card:#f6f8fa;--line:#bbb}
@page{size:A4;margin:14mm}
body{max-width:none;padding:0;font-size:10pt}
.card,.caution,tr,.samples li{break-inside:avoid}
h2,h3,caption{break-after:avoid}
.chart>.scroll{break-inside:avoid}
.chart svg{min-width:0;max-height:165mm}
.verdict{font-size:12pt}
.cards{grid-template-columns:1fr 1fr;gap:.5rem}
.card{padding:.5rem .7rem}
details::details-content{content-visibility:visible;height:auto}
.samples details::details-content,.card details::details-content{content-visibility:hidden;height:0}
table{font-size:7pt}
th,td{padding:.1rem .2rem;white-space:normal}
.scroll{overflow:visible}
.samples ol{max-height:none;overflow:visible;border:0}
.samples li:nth-child(n+21),figcaption,fieldset{display:none}
a{color:inherit;text-decoration:none}}
`;
