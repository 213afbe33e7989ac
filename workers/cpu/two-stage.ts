/** A two-stage detector on an engine: first graph, proposals, second graph as often as it takes. Each step is timed. */
import type { Proposals, RawOutputs, SecondStage, StepTimings } from '../../models/contract';
import { runSecondStage } from '../../models/math/stages';
import type { Engine, LoadedModel } from '../engines/engine';
import { FaultError } from '../fault';

/** The second graph, loaded. */
export interface LoadedStage {
  readonly stage: SecondStage;
  readonly loaded: LoadedModel;
}

export interface TwoStageResult {
  /** What the model's `decode` reads. */
  readonly raw: RawOutputs;
  readonly proposals: Proposals;
  /** The runtime's own calls of both graphs, milliseconds. */
  readonly runMs: number;
  readonly between: StepTimings;
}

/** @param count proposals wanted. @throws FaultError `model-run`. */
export async function runTwoStages(
  engine: Engine,
  first: LoadedModel,
  { stage, loaded }: LoadedStage,
  count: number,
): Promise<TwoStageResult> {
  const { raw: firstRaw, runMs: firstMs } = await engine.run(first);
  const start = performance.now();
  const proposals = stage.propose(firstRaw, count);
  // Anew for each run: a run may bring other arrays.
  const inputOf = (name: string): Float32Array | undefined =>
    [loaded.input, ...(loaded.moreInputs ?? [])][stage.graph.inputs.findIndex((input) => input.name === name)];
  const features = inputOf(stage.features);
  const seen = firstRaw[stage.features];
  if (!features || seen?.data.length !== features.length) {
    throw new FaultError('model-run', `${stage.graph.id}: the first stage's ${stage.features} do not fit`);
  }
  features.set(seen.data);
  const proposed = performance.now();
  let runMs = firstMs;
  const raw = await runSecondStage(stage, proposals, async (fill) => {
    const rois = inputOf(stage.rois);
    if (!rois) throw new FaultError('model-run', `${stage.graph.id}: no input ${stage.rois}`);
    fill(rois);
    const result = await engine.run(loaded);
    runMs += result.runMs;
    return result.raw;
  });
  const between = { propose: proposed - start, 'second-stage': performance.now() - proposed };
  return { raw, proposals, runMs, between };
}
