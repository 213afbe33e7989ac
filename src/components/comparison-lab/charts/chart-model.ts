/** What a chart shows, as data: drawn by `lab-chart.ts`, and read as a table by whoever does not see it. */

export interface ChartSeries {
  readonly name: string;
  /** Its place in the run: colour, dash and letter; undefined for a line that is nobody's own. */
  readonly contender: number | undefined;
  /** One entry for each of the model's `x`; null where there is nothing. */
  readonly y: readonly (number | null)[];
  readonly draw: 'steps' | 'line' | 'points';
}

/** How far a value may be off by chance, as lines through a point. */
export interface Uncertainty {
  readonly contender: number;
  readonly x: number;
  readonly y: number;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
}

export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ChartModel {
  /** Also the name of its PNG. */
  readonly id: string;
  readonly heading: string;
  /** One sentence: how to read it. */
  readonly note: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ascending. */
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly uncertainties?: readonly Uncertainty[];
  /** The y axis begins at 0 and ends here at least. */
  readonly leastTop?: number;
  readonly table: ChartTable;
}
