/** Makes a rig do what the quality keeper wants, and tells the page. */
import type { FrameReport, TaskId } from '../../models/contract';
import type { ModelId } from '../../models/registry';
import { faultOf } from '../fault';
import type { FromWorker, Settings } from '../protocol';
import type { Rig } from '../rig';
import { isUnseen } from './presented';
import { watchPressure } from './pressure';
import { QualityKeeper } from './quality-keeper';

export interface QualityHold {
  /** To be called with new settings before the rig loads what they ask for. */
  use(settings: Settings): void;
  /** A frame of a camera or clip was shown. */
  shown(report: FrameReport): void;
  refuse(id: ModelId): void;
}

export function holdQuality(rig: Rig, send: (message: FromWorker) => void): QualityHold {
  const keeper = new QualityKeeper(rig.settings, apply);
  let told = '[]';
  prepare();
  watchPressure((pressure) => {
    keeper.pressure = pressure;
  });

  function prepare(): void {
    rig.inferEvery = keeper.inferEvery;
    rig.coarseness = keeper.coarseness;
    rig.standIns = keeper.standIns;
    const { cuts } = keeper;
    if (JSON.stringify(cuts) === told) return;
    told = JSON.stringify(cuts);
    send({ type: 'quality', cuts });
  }

  function apply(): void {
    prepare();
    // The former network runs until the next is ready.
    rig.load(rig.settings).catch((error: unknown) => send({ type: 'fault', fault: faultOf(error, 'internal', true) }));
  }

  return {
    use(settings) {
      keeper.use(settings);
      prepare();
    },
    shown(report) {
      const networks: Partial<Record<TaskId, ModelId>> = {};
      for (const [task, { id }] of rig.active()) networks[task] = id;
      const { kind, coarseSteps = 0, drawMs = 0 } = rig.path;
      keeper.hidden = isUnseen();
      keeper.shown(report, { networks, shared: kind === 'gpu', coarseSteps, drawMs }, performance.now());
    },
    refuse(id) {
      keeper.refuse(id);
    },
  };
}
