import type { Precision } from '../../models/catalog';

/**
 * |Δ| relative to the size of an output (`worstDifference`) of a shipped network. Half floats keep eleven bits and add up in them:
 * 6e-4 was measured on a processor, which adds more exactly than a GPU does. Integers are compared with answers of their own file:
 * a value that lies between two steps may be rounded to either, here and in every layer after it; 1.5e-2 was measured.
 */
export const NETWORK_TOLERANCE: Readonly<Record<Precision, number>> = { float32: 2e-3, float16: 1e-2, uint8: 4e-2 };
