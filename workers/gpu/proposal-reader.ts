/**
 * The places a two-stage detector looked at, brought back from GPU memory. Only where somebody wants to see them: in normal running
 * nothing but the answers comes back. Its buffers (70 kB) are made when it is.
 */
import { PROPOSAL_COUNTS } from '../../models/math/stages';
import type { BoxLayer } from '../protocol';
import { consideredBytes, foundBytes, readFound, type SelectBoxesPass } from './passes/select-boxes';
import { ReadbackRing, type Tally } from './readback-ring';
import type { ResourceScope } from './resource-scope';

export interface ProposalReaderParts {
  readonly scope: ResourceScope;
  readonly tally: Tally;
  readonly proposing: SelectBoxesPass;
  /** So many boxes take part in the suppression at most, where so many proposals are wanted. */
  readonly considered: (count: number) => number;
}

export interface ReadProposals {
  /** Corners in model pixels, best first. */
  readonly kept: Float32Array;
  /** Empty unless the layer was `all`. */
  readonly considered: Float32Array;
}

export class ProposalReader {
  readonly #parts: ProposalReaderParts;
  readonly #ring: ReadbackRing;

  constructor(parts: ProposalReaderParts) {
    this.#parts = parts;
    const { most } = PROPOSAL_COUNTS;
    this.#ring = new ReadbackRing(parts.scope, foundBytes(most) + consideredBytes(parts.considered(most)), parts.tally);
  }

  /** See `ReadbackRing`. */
  ready(): Promise<void> {
    return this.#ring.ready();
  }

  /**
   * Copies what the last `propose` of `count` places left, when the encoder is submitted.
   * @returns to be called after that, once.
   */
  encode(encoder: GPUCommandEncoder, layer: Exclude<BoxLayer, 'final'>, count: number): () => Promise<ReadProposals> {
    const { proposing, considered } = this.#parts;
    const room = layer === 'all' ? considered(count) : 0;
    const keptBytes = foundBytes(count);
    const pending = this.#ring.encode(encoder, [
      { buffer: proposing.found, bytes: keptBytes },
      ...(room > 0 ? [{ buffer: proposing.considered, bytes: consideredBytes(room) }] : []),
    ]);
    return async () => {
      const bytes = await pending.read();
      const { corners, total } = readFound(bytes.slice(0, keptBytes));
      const sorted = new Float32Array(bytes, keptBytes);
      return { kept: corners, considered: sorted.subarray(0, 4 * Math.min(total, room)) };
    };
  }
}
