/**
 * The second half of a two-stage detector on the GPU: proposals chosen, written into the second graph's boxes, looked at, decided.
 * Between the graphs nothing comes back to JavaScript; of the answer only the boxes that survive do.
 */
import type { DetectOptions, ModelSpec, SecondStage, StepTimings } from '../../models/contract';
import { PROPOSAL_COUNTS, runsFor } from '../../models/math/stages';
import type { GpuGraph, GpuRun, OrtGpu } from '../engines/ort-gpu';
import { FaultError } from '../fault';
import { ProposalReader } from './proposal-reader';
import { FillRoisPass, fillRoisPipeline } from './passes/fill-rois';
import { SelectBoxesPass, selectPipelines } from './passes/select-boxes';
import type { Tally } from './readback-ring';
import type { ResourceScope } from './resource-scope';

export interface TwoStageParts {
  /** Owns what is made here. */
  readonly scope: ResourceScope;
  readonly runtime: OrtGpu;
  readonly spec: ModelSpec;
  readonly stage: SecondStage;
  readonly first: GpuGraph;
  readonly second: GpuGraph;
  /** Counts what comes back of the proposals, where they are to be seen. */
  readonly tally: Tally;
  /** Room for final boxes. */
  readonly maxKept: number;
}

export interface SecondLook {
  /** Both graphs, from the first's start; the passes between them are in it. */
  readonly run: GpuRun;
  readonly between: Promise<StepTimings>;
  /** Proposals that were asked for, as they were counted. */
  readonly count: number;
  /** Dispatches of our own. */
  readonly dispatches: number;
}

export class TwoStageRunner {
  readonly second: GpuGraph;
  /** Decides on the final boxes when it is encoded after a look. */
  readonly deciding: SelectBoxesPass;
  readonly #scope: ResourceScope;
  readonly #tally: Tally;
  readonly #runtime: OrtGpu;
  readonly #stage: SecondStage;
  readonly #proposing: SelectBoxesPass;
  readonly #fill: FillRoisPass;
  #reader: ProposalReader | undefined;
  /** The second graph's outputs of all runs, end to end. */
  readonly #joined: ReadonlyMap<string, GPUBuffer>;

  /** Compiles the passes. @throws FaultError `model-corrupt` where the graphs do not fit each other. */
  static async open(parts: TwoStageParts): Promise<TwoStageRunner> {
    const { device } = parts.scope;
    const { stage } = parts;
    return new TwoStageRunner(
      parts,
      await Promise.all([
        selectPipelines(device, stage.proposals.head.kind),
        selectPipelines(device, stage.head),
        fillRoisPipeline(device, stage.roisPerRun),
      ]),
    );
  }

  private constructor(
    { scope, runtime, spec, stage, first, second, tally, maxKept }: TwoStageParts,
    [proposing, deciding, filling]: readonly [
      Awaited<ReturnType<typeof selectPipelines>>,
      Awaited<ReturnType<typeof selectPipelines>>,
      Awaited<ReturnType<typeof fillRoisPipeline>>,
    ],
  ) {
    this.second = second;
    this.#scope = scope;
    this.#tally = tally;
    this.#runtime = runtime;
    this.#stage = stage;
    const { input } = spec;
    const runs = runsFor(stage, PROPOSAL_COUNTS.most);
    const outputs = new Map([...first.outputs].map(([name, { buffer }]) => [name, buffer]));
    const room = { head: stage.proposals.head, input, classes: 1, outputs, maxKept: PROPOSAL_COUNTS.most, clip: true };
    this.#proposing = new SelectBoxesPass(scope, proposing, room);
    const rois = second.inputs.get(stage.rois)?.buffer;
    if (!rois) throw new FaultError('model-corrupt', `${stage.graph.id} has no input '${stage.rois}'`);
    this.#fill = new FillRoisPass(scope, filling, { proposals: this.#proposing, rois, runs });
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    this.#joined = new Map(
      [...second.outputs].map(([name, { bytes }]) => [
        name,
        scope.buffer({ label: `${name} of all runs`, size: bytes * runs, usage }),
      ]),
    );
    this.deciding = new SelectBoxesPass(scope, deciding, {
      head: { ...stage.head, from: this.#proposing },
      input,
      classes: spec.labels.length,
      outputs: this.#joined,
      maxKept,
    });
  }

  /** Brings back the places looked at. Made at the first use. */
  get reader(): ProposalReader {
    const { considered } = this.#stage.proposals;
    const parts = { scope: this.#scope, tally: this.#tally, proposing: this.#proposing, considered };
    return (this.#reader ??= new ProposalReader(parts));
  }

  /** Runs the second graph on what the first, already run, left. @throws FaultError `model-run`. */
  async look({ startedAt, runMs }: GpuRun, { proposals = PROPOSAL_COUNTS.usual }: DetectOptions): Promise<SecondLook> {
    const count = Math.min(PROPOSAL_COUNTS.most, Math.max(1, Math.round(proposals)));
    const runs = runsFor(this.#stage, count);
    let proposed: Promise<number> | undefined;
    let last: GpuRun | undefined;
    for (let run = 0; run < runs; run++) {
      this.#submit((pass) => {
        if (run === 0) this.#propose(pass, count);
        this.#fill.encode(pass, run);
      });
      proposed ??= this.#done();
      last = await this.#runtime.run(this.second);
      this.#keep(run);
    }
    const [afterFirst, afterProposing, end] = [
      runMs.then((ms) => startedAt + ms),
      proposed ?? this.#done(),
      last ? last.runMs.then((ms) => (last?.startedAt ?? 0) + ms) : this.#done(),
    ];
    const between = Promise.all([afterFirst, afterProposing, end]).then(([a, b, c]) => ({
      propose: Math.max(0, b - a),
      'second-stage': Math.max(0, c - b),
    }));
    return { run: { startedAt, runMs: end.then((at) => at - startedAt) }, between, count, dispatches: 2 + runs };
  }

  #propose(pass: GPUComputePassEncoder, count: number): void {
    const { iouThreshold, considered } = this.#stage.proposals;
    this.#proposing.encode(pass, { scoreThreshold: 0, iouThreshold, maxKept: count, maxCandidates: considered(count) });
  }

  /** The next run writes over its outputs: they are copied to their place among all. */
  #keep(run: number): void {
    const encoder = this.#runtime.device.createCommandEncoder({ label: 'keep answers' });
    for (const [name, { buffer, bytes }] of this.second.outputs) {
      const joined = this.#joined.get(name);
      if (joined) encoder.copyBufferToBuffer(buffer, 0, joined, run * bytes, bytes);
    }
    this.#runtime.device.queue.submit([encoder.finish()]);
  }

  #submit(encode: (pass: GPUComputePassEncoder) => void): void {
    const encoder = this.#runtime.device.createCommandEncoder({ label: 'propose' });
    const pass = encoder.beginComputePass({ label: 'propose' });
    encode(pass);
    pass.end();
    this.#runtime.device.queue.submit([encoder.finish()]);
  }

  /** When the GPU has done what was submitted so far, `performance.now()`. Rejects only on a lost device. */
  #done(): Promise<number> {
    const now = (): number => performance.now();
    return this.#runtime.device.queue.onSubmittedWorkDone().then(now, now);
  }
}
