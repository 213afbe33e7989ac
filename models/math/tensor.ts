/** Reading raw outputs with a clear error instead of undefined numbers. */
import type { RawOutputs } from '../contract';

/**
 * @param dims expected shape; -1 stands for any length.
 * @returns the values of output `name`.
 * @throws RangeError where the output is missing or has another shape.
 */
export function outputOf(raw: RawOutputs, name: string, dims: readonly number[]): Float32Array {
  const tensor = raw[name];
  if (!tensor)
    throw new RangeError(`output '${name}' is missing; the network gave: ${Object.keys(raw).join(', ') || 'nothing'}`);
  const fits = tensor.dims.length === dims.length && dims.every((d, i) => d === -1 || d === tensor.dims[i]);
  const length = tensor.dims.reduce((product, d) => product * d, 1);
  if (!fits || tensor.data.length !== length) {
    throw new RangeError(
      `output '${name}' is [${tensor.dims.join(', ')}] with ${tensor.data.length} values; expected [${dims.join(', ')}]: are these the weights of this model?`,
    );
  }
  return tensor.data;
}
