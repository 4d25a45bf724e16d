import { brokenAt, NAME_BREAKS, PANEL_HEADER } from "./forest.ts";
import { type ChartStyle, sized } from "./style.ts";

export interface Panels {
  readonly field: string;
  readonly names: readonly string[];
  /** Where a long name breaks, as a pattern, when room is dear. */
  readonly breaks?: string;
}

/** Panels one below the other; on a slide, which is wide and low, side by side. */
export function panelFacet({ field, names, breaks = NAME_BREAKS }: Panels, style: ChartStyle): object {
  const facet = { field, type: "nominal", sort: names, title: null };
  const columns = panelColumns(names.length, style);
  return columns === 1
    ? { facet: { row: { ...facet, header: panelHeader(breaks, style) } } }
    : { columns, facet: { ...facet, header: broken(breaks, style) } };
}

/** How many panels stand beside each other. */
export function panelColumns(panels: number, { look }: ChartStyle): number {
  if (look.name !== "slide") return 1;
  return panels <= 3 ? panels : Math.min(look.columns, Math.ceil(Math.sqrt(panels)));
}

/** Above a panel: its name, which in a narrow picture breaks before its cache, its mark, and what `breaks` adds. */
export function panelHeader(breaks: string, style: ChartStyle): object {
  return style.look.name === "paper" && breaks !== NAME_BREAKS
    ? { ...PANEL_HEADER, ...broken(breaks, style) }
    : PANEL_HEADER;
}

function broken(breaks: string, style: ChartStyle): object {
  return { labelExpr: brokenAt(breaks), labelLineHeight: sized(14, style) };
}
