/** A network of ours tried on the GPU with a stored input: once per adapter, version and file, before its first frame. */
import type { RawOutputs } from '../../models/contract';
import { worstDifference, type StoredAnswers } from '../../models/golden/compare';
import { madeUpPicture } from '../../models/golden/networks';
import type { GpuGraph, OrtGpu } from '../engines/ort-gpu';

/** @returns the largest difference from the stored answers (`worstDifference`). @throws FaultError `model-run`. */
export async function differenceOf(runtime: OrtGpu, graph: GpuGraph, stored: StoredAnswers): Promise<number> {
  const { device } = runtime;
  for (const { buffer, bytes } of graph.inputs.values())
    device.queue.writeBuffer(buffer, 0, madeUpPicture(bytes / Float32Array.BYTES_PER_ELEMENT).buffer as ArrayBuffer);
  await runtime.run(graph);
  const wanted = [...graph.outputs].filter(([name]) => name in stored);
  const size = wanted.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const copy = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder({ label: 'network check' });
    let end = 0;
    const parts = wanted.map(([name, { buffer, bytes, dims }]) => {
      encoder.copyBufferToBuffer(buffer, 0, copy, end, bytes);
      end += bytes;
      return { name, dims, at: end - bytes, length: bytes / Float32Array.BYTES_PER_ELEMENT };
    });
    device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    const memory = copy.getMappedRange();
    const answers: RawOutputs = Object.fromEntries(
      parts.map(({ name, dims, at, length }) => [name, { dims, data: new Float32Array(memory, at, length) }]),
    );
    return worstDifference(answers, stored);
  } finally {
    copy.destroy();
  }
}
