/** What a picture is for, and so how large its type and its plots are. */
export interface Look {
  readonly name: "web" | "paper" | "slide";
  /** Factor of type sizes, line widths and symbols; 1 = labels of 12 px. */
  readonly type: number;
  /** Factors of the plots' widths and heights. */
  readonly wide: number;
  readonly high: number;
  /** Panels side by side at most. */
  readonly columns: number;
  /** What the finished picture must measure; absent = as large as it gets. */
  readonly page?: PageSize;
  /** Pixels of the PNG to one of the SVG. */
  readonly zoom: number;
  /** Whether room is dear: no title on an axis that the picture's own title names, names within the plots. */
  readonly dense: boolean;
  /** Depths named on an axis. */
  readonly ticks: readonly number[];
}

export interface PageSize {
  /** CSS pixels, 96 an inch. */
  readonly width: number;
  /** Present where the picture keeps its shape whatever it shows. */
  readonly height?: number;
  readonly unit: "mm" | "px";
}

export const MM = 96 / 25.4;

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

export const WEB: Look = {
  name: "web",
  type: 1,
  wide: 1,
  high: 1,
  columns: 3,
  zoom: 2,
  dense: false,
  ticks: QUARTERS,
};

/** A column of a journal: 85 mm. Labels are 6.75 pt, which is what print still carries; 300 dots an inch. */
export const PAPER: Look = {
  name: "paper",
  type: 0.75,
  wide: 0.4,
  high: 0.55,
  columns: 2,
  page: { width: 85 * MM, unit: "mm" },
  zoom: 300 / 96,
  dense: true,
  ticks: [0, 0.5, 1],
};

/** 16:9, to be read from the last row: labels are a thirty-sixth of the height. */
export const SLIDE: Look = {
  name: "slide",
  type: 5 / 3,
  wide: 1.6,
  high: 1.2,
  columns: 4,
  page: { width: 1280, height: 720, unit: "px" },
  zoom: 1.5,
  dense: true,
  ticks: [0, 0.5, 1],
};

export const LOOKS: readonly Look[] = [WEB, PAPER, SLIDE];
