/** From the first graph of a two-stage detector to the second: the same steps whoever runs the graphs. */
import type { Proposals, RawOutputs, RawTensor, SecondStage } from '../contract';
import { outputOf } from './tensor';

/** The proposals as tensors among the second stage's outputs, for `decode`: corners [1,K,4] and objectness [1,K]. */
export const PROPOSAL_BOXES = 'proposal-boxes';
export const PROPOSAL_SCORES = 'proposal-scores';

/** How many proposals a user may ask for, and how many there are until they do. */
export const PROPOSAL_COUNTS = { least: 16, most: 300, usual: 64 } as const;

/** Fills the graph's box input: what is beyond the last proposal repeats the first, so that the runtime sees no odd values. */
export function fillRois(rois: Float32Array, { corners, count }: Proposals, from: number): void {
  const room = rois.length / 4;
  for (let i = 0; i < room; i++) {
    const proposal = from + i < count ? from + i : 0;
    for (let k = 0; k < 4; k++) rois[4 * i + k] = corners[4 * proposal + k] ?? 0;
  }
}

/** @returns number of runs that `count` proposals take. */
export function runsFor({ roisPerRun }: SecondStage, count: number): number {
  return Math.ceil(count / roisPerRun);
}

/**
 * @param run runs the second graph on the features given before and these boxes `[roisPerRun · 4]`; calls do not overlap.
 * @returns the proposals and the graph's outputs with one row for each of them, as one.
 * @throws RangeError where an output has another number of rows.
 */
export async function runSecondStage(
  stage: SecondStage,
  proposals: Proposals,
  run: (fill: (rois: Float32Array) => void) => Promise<RawOutputs>,
): Promise<RawOutputs> {
  const { count } = proposals;
  const collected = new Map<string, { data: Float32Array; row: readonly number[] }>();
  for (let from = 0; from < count; from += stage.roisPerRun) {
    const raw = await run((rois) => fillRois(rois, proposals, from));
    for (const name of stage.graph.outputs) {
      const row = raw[name]?.dims.slice(2) ?? [];
      const values = outputOf(raw, name, [1, stage.roisPerRun, ...row]);
      const length = values.length / stage.roisPerRun;
      let whole = collected.get(name);
      if (!whole) collected.set(name, (whole = { data: new Float32Array(count * length), row }));
      whole.data.set(values.subarray(0, Math.min(stage.roisPerRun, count - from) * length), from * length);
    }
  }
  const outputs: Record<string, RawTensor> = {
    [PROPOSAL_BOXES]: { data: proposals.corners, dims: [1, count, 4] },
    [PROPOSAL_SCORES]: { data: proposals.scores, dims: [1, count] },
  };
  for (const [name, { data, row }] of collected) outputs[name] = { data, dims: [1, count, ...row] };
  return outputs;
}
