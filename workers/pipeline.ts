/**
 * THE FRAME'S PATH, top to bottom: networks asked where none is at work → picture drawn with what is known → report.
 * It calls, it does not compute. Drawing never waits for networks that are slower than the camera (`pace/frame-pace.ts`).
 */
import type { Box, Detection, FrameReport, StepTimings, TaskId } from '../models/contract';
import { stayThreshold } from '../models/math/track';
import { UNSURE_CLASS, type FramePath, type PersonMask, type Scene } from './frame-path';
import { viewOf, type FrameImage, type FrameView } from './frame-view';
import { beginInference, type Answers, type Inference } from './inference';
import { Latest, type Findings } from './latest';
import { nextTask } from './next-task';
import type { FramePace } from './pace/frame-pace';
import { startTimer } from './pace/frame-timer';
import { layerBoxes } from './proposal-layers';
import type { Fault } from './protocol';
import type { Rig } from './rig';
import { Turns } from './turns';

export interface PipelineHost {
  /** Told of a network that failed on a frame; the frame is drawn without it. */
  readonly onFault: (fault: Fault) => void;
  /** Resolves when the picture just drawn is on its way to the screen: no other is drawn before. */
  readonly presented: () => Promise<void>;
}

/** What the networks said since the picture before. */
interface Answered {
  readonly timingsMs: StepTimings;
  readonly inferMs: Readonly<Partial<Record<TaskId, number>>>;
}

export class Pipeline {
  readonly #rig: Rig;
  readonly #host: PipelineHost;
  readonly #pace: FramePace;
  readonly #latest = new Latest();
  readonly #turns = new Turns();
  #seq = 0;
  /** At most one inference is under way on a path; what a former path has not finished counts for nothing. */
  #underWay: FramePath | undefined;
  #answered: Answered | undefined;
  #framesToNext = 0;
  #drawMs = 0;
  #shown: Promise<void> = Promise.resolve();
  /** Counts sources: an answer about a former one says nothing about the present. */
  #source = 0;

  constructor(rig: Rig, pace: FramePace, host: PipelineHost) {
    this.#rig = rig;
    this.#pace = pace;
    this.#host = host;
  }

  /** One frame of a camera or clip. Closes the image, whatever happens. @throws FaultError `frame` where it cannot be read or drawn. */
  frame(image: FrameImage, dropped = 0): Promise<FrameReport> {
    return this.#turns.take(() => this.#frame(image, dropped));
  }

  /** A picture that stays: drawn once, with its own answers. The image stays open. */
  still(image: FrameImage): Promise<FrameReport> {
    return this.#turns.take(() => this.#still(image));
  }

  /** Runs `then` when no picture is in work. */
  afterwards(then: () => void): void {
    void this.#turns.take(async () => Promise.resolve(then()));
  }

  /** What was said of the former source is forgotten. */
  sourceChanged(): void {
    this.#source++;
    this.#latest.forget();
    this.#answered = undefined;
    this.#framesToNext = 0;
    this.#pace.sourceChanged();
    this.#forget();
  }

  /** After whatever is under way: its masks are still of the former source. */
  #forget(): void {
    void this.#rig.exclusive(() => Promise.resolve(this.#rig.path.forget()));
  }

  async #frame(image: FrameImage, dropped: number): Promise<FrameReport> {
    const timer = startTimer();
    const atMs = performance.now();
    try {
      const view = viewOf(image, this.#rig.settings.rotate);
      this.#latest.fit(view);
      const inference = this.#begin(view, atMs);
      let fresh = false;
      if (inference) {
        await inference.prepared;
      }
      // Without networks the canvas takes the frame as it is.
      if (this.#rig.active().length > 0) await this.#stage(view, inference);
      if (inference && this.#pace.showing === 'aligned') fresh = await this.#inTime(inference);
      await this.#shown;
      timer.skip();
      const scene = this.#scene(view, atMs, fresh);
      this.#rig.path.draw(scene);
      this.#rig.output?.drawn(image);
      this.#shown = Promise.all([this.#host.presented(), this.#rig.path.caughtUp?.()]).then(() => undefined);
      this.#drawMs = timer.mark('draw');
      return this.#report({ scene, atMs, fresh, dropped, ...timer.end() });
    } finally {
      image.close(); // Here and nowhere else.
    }
  }

  async #still(image: FrameImage): Promise<FrameReport> {
    const timer = startTimer();
    const { settings, path } = this.#rig;
    const view = viewOf(image, settings.rotate);
    const { scoreThreshold } = settings;
    this.#forget();
    const inference = beginInference({ view, scoreThreshold, follows: false, onFault: this.#host.onFault }, this.#rig);
    await inference.prepared;
    const found = await inference.done;
    try {
      timer.skip();
      const proposals = layerBoxes(found?.proposals, settings.twoStage?.show);
      const scene = this.#sceneOf(view, found?.detections ?? [], { ...found, proposals });
      path.draw(scene);
      this.#rig.output?.drawn(image);
      timer.mark('draw');
      const answered = found && Object.keys(found.inferMs).length > 0 ? found : undefined;
      const { timingsMs, totalMs } = timer.end();
      return {
        ...this.#shownIn(scene),
        fresh: true,
        answered: answered !== undefined,
        ageMs: answered && totalMs,
        dropped: 0,
        intervalMs: undefined,
        timingsMs: { ...found?.timingsMs, ...timingsMs },
        inferMs: found?.inferMs ?? {},
        totalMs,
      };
    } finally {
      found?.mask?.release();
    }
  }

  /** Asks the networks about this frame, unless they are at work, are being exchanged, or have seen enough. */
  #begin(view: FrameView, atMs: number): Inference | undefined {
    const rig = this.#rig;
    this.#framesToNext--;
    if (this.#underWay === rig.path || rig.isBusy || this.#framesToNext > 0 || rig.active().length === 0)
      return undefined;
    this.#framesToNext = rig.inferEvery;
    const { path, settings } = rig;
    const source = this.#source;
    const scoreThreshold = stayThreshold(settings.scoreThreshold);
    const begun = beginInference({ view, scoreThreshold, follows: true, onFault: this.#host.onFault }, rig);
    const done = begun.done.then((answers) => {
      if (this.#underWay === path) this.#underWay = undefined;
      if (!answers) return undefined;
      this.#pace.answered(answers.leadMs + this.#drawMs);
      // Of another source, or by a path that is gone: it fits nothing that will be shown.
      const stale = source !== this.#source || path !== rig.path;
      if (stale) answers.mask?.release();
      else this.#take(answers, { view, path, atMs, appear: settings.scoreThreshold });
      return stale ? undefined : answers;
    });
    this.#underWay = path;
    return { prepared: begun.prepared, done };
  }

  /** Only once the network is at work: what it waits for leaves this thread with the end of the present task. */
  async #stage(view: FrameView, inference: Inference | undefined): Promise<void> {
    const { path } = this.#rig;
    if (!path.stage) return;
    if (inference) await nextTask();
    await path.stage(view);
  }

  #take(
    answers: Answers,
    { view, path, atMs, appear }: { view: FrameView; path: FramePath; atMs: number; appear: number },
  ): void {
    this.#latest.take(answers, { view, path, seenMs: atMs, nowMs: performance.now(), appear });
    if (Object.keys(answers.inferMs).length > 0) this.#answered = answers;
  }

  /** @returns whether this frame's answers came before patience ended. */
  async #inTime({ done }: Inference): Promise<boolean> {
    const { patienceMs } = this.#pace;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      if (patienceMs < Infinity) timer = setTimeout(() => resolve('late'), patienceMs);
    });
    const outcome = await Promise.race([done, late]);
    clearTimeout(timer);
    if (outcome === 'late') this.#pace.late();
    return outcome !== 'late' && outcome !== undefined && Object.keys(outcome.inferMs).length > 0;
  }

  #scene(view: FrameView, atMs: number, fresh: boolean): Scene {
    const { path, settings } = this.#rig;
    const moving = !settings.calm;
    const options = { atMs, frame: view.upright, moving, eased: moving && !fresh };
    const detections = settings.tasks.detect ? this.#latest.detections(options) : [];
    const mask = this.#latest.mask(atMs, path);
    const proposals = settings.tasks.detect ? this.#latest.proposals(atMs, settings.twoStage?.show) : [];
    return this.#sceneOf(view, detections, { mask, classifications: this.#latest.classifications(atMs), proposals });
  }

  #sceneOf(
    view: FrameView,
    detections: readonly Detection[],
    found: Partial<Pick<Findings, 'mask' | 'classifications'>> & { readonly proposals: readonly Box[] },
  ): Scene {
    const { settings, backdrop } = this.#rig;
    const { tasks, background, lightWrap, blurStrength, mirror, unsure } = settings;
    const mask: PersonMask | undefined = found.mask;
    const named = found.classifications ?? [];
    const doubt = found.classifications?.length === 0 && unsure !== undefined;
    const look = {
      effect: background,
      backdrop: backdrop.current,
      lightWrap,
      strength: blurStrength,
      coarseness: this.#rig.coarseness,
    };
    return {
      view,
      mirror,
      portrait: tasks.portrait ? { mask, ...look } : undefined,
      detections,
      proposals: found.proposals,
      classifications: !tasks.classify
        ? undefined
        : doubt
          ? [{ label: unsure, classId: UNSURE_CLASS, score: 0 }]
          : named,
    };
  }

  #report({
    scene,
    atMs,
    fresh,
    dropped,
    timingsMs,
    totalMs,
  }: {
    readonly scene: Scene;
    readonly atMs: number;
    readonly fresh: boolean;
    readonly dropped: number;
    readonly timingsMs: StepTimings;
    readonly totalMs: number;
  }): FrameReport {
    const answered = this.#answered;
    this.#answered = undefined;
    const seenMs = this.#latest.seenMs(atMs);
    return {
      ...this.#shownIn(scene),
      fresh,
      answered: answered !== undefined,
      ageMs: seenMs === undefined ? undefined : atMs + totalMs - seenMs,
      dropped: dropped + this.#pace.lost,
      intervalMs: this.#pace.intervalMs,
      timingsMs: { ...answered?.timingsMs, ...timingsMs },
      inferMs: answered?.inferMs ?? {},
      totalMs,
    };
  }

  #shownIn({
    view,
    portrait,
    detections,
    classifications,
  }: Scene): Pick<FrameReport, 'seq' | 'frame' | 'detections' | 'classifications' | 'masked'> {
    return {
      seq: this.#seq++,
      frame: view.upright,
      detections,
      classifications: (classifications ?? []).filter(({ classId }) => classId !== UNSURE_CLASS),
      masked: portrait?.mask !== undefined,
    };
  }
}
