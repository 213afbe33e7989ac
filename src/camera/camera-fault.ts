/** Why there is no camera picture, as a value. The words for people are in `i18n/fault-words.ts`. */

export type CameraFaultKind =
  'no-camera' | 'refused' | 'busy' | 'insecure-origin' | 'ended' | 'interrupted' | 'unsupported' | 'overconstrained';

export interface CameraFault {
  readonly kind: CameraFaultKind;
  /** What the browser said, for the details line. */
  readonly message: string;
}

/** The error names of getUserMedia (W3C Media Capture and Streams §10.2), with the older names some browsers still use. */
const KIND_BY_NAME: Readonly<Record<string, CameraFaultKind>> = {
  NotFoundError: 'no-camera',
  DevicesNotFoundError: 'no-camera',
  NotAllowedError: 'refused',
  PermissionDeniedError: 'refused',
  SecurityError: 'refused',
  NotReadableError: 'busy',
  TrackStartError: 'busy',
  AbortError: 'busy',
  OverconstrainedError: 'overconstrained',
  ConstraintNotSatisfiedError: 'overconstrained',
  TypeError: 'unsupported',
  NotSupportedError: 'unsupported',
};

export function cameraFaultOf(error: unknown): CameraFault {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: KIND_BY_NAME[name] ?? 'busy', message };
}
