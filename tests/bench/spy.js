// @ts-check
/**
 * Runs in the page before its own scripts. Listens to what the vision worker reports, asks it to measure, and fixes the canvas
 * to the size of the frame, so that the figures do not depend on the window. Plain JavaScript: it is sent to the browser as is.
 * The address says what is wanted: `#canvas=640x480&showing=aligned`.
 */
(() => {
  /** @type {{ reports: unknown[], presented: unknown[], firstMs: Record<string, number>, canvas: { width: number, height: number } | undefined, models: Record<string, string>, engine: unknown }} */
  const bench = { reports: [], presented: [], firstMs: {}, canvas: undefined, models: {}, engine: undefined };
  const wanted = new URLSearchParams(location.hash.slice(1));
  const size = wanted.get('canvas')?.split('x').map(Number);
  if (size?.[0] && size[1]) bench.canvas = { width: size[0], height: size[1] };
  Object.assign(window, { sightlineBench: bench });

  const note = (/** @type {string} */ name) => (bench.firstMs[name] ??= performance.now());
  window.Worker = class extends Worker {
    constructor(/** @type {string | URL} */ url, /** @type {WorkerOptions | undefined} */ options) {
      super(url, options);
      note('workerStarted');
      this.addEventListener('message', ({ data }) => {
        if (data?.type === 'engine') {
          note('engineReady');
          bench.engine = data.engine;
        }
        if (data?.type === 'presented') bench.presented.push(data);
        if (data?.type !== 'report') return;
        note('firstPicture');
        if (Object.keys(data.report.inferMs).length > 0) note('firstResult');
        if (data.report.detections.length > 0) note('firstBoxes');
        bench.reports.push({ ...data.report, atMs: performance.now() });
      });
    }
    /** @override */
    postMessage(/** @type {any} */ message, /** @type {any} */ transfer) {
      if (message?.type === 'init') {
        message.measure = true;
        message.showing = wanted.get('showing') ?? undefined;
        if (bench.canvas) Object.assign(message.canvas, bench.canvas);
      }
      if (message?.settings) {
        bench.models = message.settings.models;
        // A governor that lowers the quality half-way would make two figures one.
        if (wanted.has('showing')) message.settings.automaticQuality = false;
      }
      if (message?.type === 'resize' && bench.canvas) message.size = bench.canvas;
      super.postMessage(message, transfer);
    }
  };
})();
