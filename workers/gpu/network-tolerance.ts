/**
 * |Δ| relative to the size of an output (`worstDifference`) of a shipped network. Half floats keep eleven bits and add up in them:
 * 6e-4 was measured on a processor, which adds more exactly than a GPU does.
 */
export const NETWORK_TOLERANCE = { float32: 2e-3, float16: 1e-2 } as const;
