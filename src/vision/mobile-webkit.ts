/**
 * iPhones and iPads, where every browser is WebKit: no second runtime finds memory there, and none is given back (emscripten
 * #19374, onnxruntime #21673).
 */
export interface DeviceFacts {
  readonly userAgent: string;
  readonly maxTouchPoints: number;
}

/** An iPad calls itself a Mac, but no Mac has a touch screen. */
export function isMobileWebKit({ userAgent, maxTouchPoints }: DeviceFacts): boolean {
  return /\b(iPhone|iPad|iPod)\b/.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && maxTouchPoints > 1);
}
