/** The report in a few plain lines. */
import type { NetworkResult } from '../../../workers/self-test-report';
import type { SelfTestReport } from '../../self-test/run-self-test';

export function summaryOf(report: SelfTestReport): (readonly [name: string, value: string])[] {
  const { adapter, selfCheck, wasm, page, networks, sources } = report;
  const pace = selfCheck?.paceMs;
  return [
    ['Graphics processor', adapter ? `${adapter.name || 'unnamed'}${adapter.software ? ' (emulated)' : ''}` : 'none'],
    ['Trust in it', selfCheck ? selfCheck.refusal || 'computes and shows rightly' : 'not tested'],
    ...(pace ? [['Its pace', `${pace.webgpu.toFixed(1)} ms, main processor ${pace.wasm.toFixed(1)} ms`] as const] : []),
    ['Half floats', adapter ? (adapter.features.includes('shader-f16') ? 'yes' : 'no') : '–'],
    ['Runtime', `${wasm.build}, ${wasm.threads} ${wasm.threads === 1 ? 'thread' : 'threads'}`],
    ['Page isolated', page.crossOriginIsolated ? 'yes' : 'no: one thread only'],
    ['Frames by', sources.trackProcessor ? 'track processor' : sources.videoFrame ? 'video frames' : 'bitmaps'],
    ['Networks', networksText(networks)],
  ];
}

function networksText(networks: readonly NetworkResult[]): string {
  const runs = networks.flatMap(({ file, wasm, webgpu }) => [
    { name: `${file} on WASM`, run: wasm },
    ...(webgpu ? [{ name: `${file} on WebGPU`, run: webgpu }] : []),
  ]);
  const wrong = runs.filter(({ run }) => 'error' in run || !run.right).map(({ name }) => name);
  return wrong.length === 0 ? `all ${runs.length} runs right` : `wrong: ${wrong.join(', ')}`;
}
