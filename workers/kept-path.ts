/** The frame path in use, kept alive: on a GPU that fails it is opened anew, and handed to whoever uses it. */
import { messageOf } from './fault';
import type { FramePath } from './frame-path';
import type { GpuVerdict } from './gpu-history';
import { GpuWatch } from './gpu-watch';
import type { OpenGpu } from './gpu/open-gpu';
import { openPath, type OpenPathOptions } from './open-path';
import type { EngineInfo, FromWorker } from './protocol';
import type { NetworkTrust } from './trusted-network';

export interface KeptPathOptions extends Omit<OpenPathOptions, 'onVerdict' | 'onRefused'> {
  readonly send: (message: FromWorker) => void;
  /** Goes on with this path at once; the former one is disposed of afterwards. */
  readonly onReplaced: (path: FramePath) => void;
}

export interface KeptPath {
  /** The first one; `onReplaced` brings others. */
  readonly path: FramePath;
  /** What the user is told about it. */
  readonly info: EngineInfo;
  /** Of networks on the GPU; undefined beside WASM. */
  readonly trust: NetworkTrust | undefined;
  /** The GPU was lost and nothing can be drawn at the moment. */
  readonly isDown: () => boolean;
  /** The path is taken down on purpose. */
  readonly stop: () => void;
}

/** @throws FaultError as `openPath`. */
export async function keepPath(options: KeptPathOptions): Promise<KeptPath> {
  const { send, onReplaced, history } = options;
  let gpu: OpenGpu | undefined;
  let verdict: GpuVerdict | undefined;
  const onVerdict = (news: GpuVerdict): void => send({ type: 'gpu-verdict', verdict: news });

  const use = (opened: OpenGpu): void => {
    gpu = opened;
    const { hung, rebuildLimitMs } = opened;
    watch.watch({ lost: opened.path.lost, hung, rebuildLimitMs });
  };
  const watch = new GpuWatch(
    {
      send,
      onGivenUp: (refusal) => verdict && onVerdict({ ...verdict, refusal }),
      rebuild: async () => {
        const former = gpu;
        if (!former) throw new Error('there was none');
        try {
          use(await former.reopen());
        } catch (error) {
          if (error instanceof Error && error.name === 'OtherAdapterError') return 'elsewhere';
          throw error;
        }
        if (gpu && gpu !== former) onReplaced(gpu.path);
        // It is lost anyway; what it says in leaving is only of use to whoever debugs it.
        void former.path.dispose().catch((error: unknown) => console.warn('the lost GPU:', messageOf(error)));
        return 'rebuilt';
      },
    },
    history.troublesMs,
  );

  const opened = await openPath({ ...options, onVerdict, onRefused: (error) => watch.refused(error) });
  verdict = opened.verdict;
  if (opened.gpu) use(opened.gpu);
  const { adapter } = opened;
  const info = {
    ...opened.path.engine,
    ...(adapter === undefined ? {} : { adapter: adapter || 'A graphics processor' }),
  };
  const trust: NetworkTrust | undefined = opened.gpu && {
    known: (key) => verdict?.networks[key],
    onTried: (key, right) => {
      if (!verdict) return;
      verdict = { ...verdict, networks: { ...verdict.networks, [key]: right } };
      onVerdict(verdict);
    },
    onWrong: (reason) => watch.distrust(reason),
  };
  return { path: opened.path, info, trust, isDown: () => gpu?.path.isLost ?? false, stop: () => watch.stop() };
}
