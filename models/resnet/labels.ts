/** Written by the classifier's training; empty until its weights ship. */
export const LABELS: readonly string[] = [];
