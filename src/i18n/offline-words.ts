/** Plain words for what is kept on the device, and for every way that can fail. */
import type { StoreFault, StoreFaultKind } from '../storage/store-fault';

const MEGABYTE = 1e6;

/** “17.3 MB”; small things are never “0.0 MB”. */
export function megabytes(bytes: number): string {
  return `${Math.max(0.1, bytes / MEGABYTE).toFixed(1)} MB`;
}

export const OFFLINE_WORDS = {
  title: 'Offline',
  absent: (bytes: number): string =>
    `Keeps the engine, the models and the demo clip on this device, so that everything works without a network. ${megabytes(bytes)}.`,
  partial: (bytes: number): string => `Not all of this version is on this device yet: ${megabytes(bytes)} are missing.`,
  stored: (bytes: number): string => `Available offline. ${megabytes(bytes)} are kept on this device.`,
  evictable: 'The browser may remove it when the device runs short of room.',
  unsupported: 'This page cannot keep anything on the device: it needs https:// and a window that is not private.',
  unlisted: 'This copy of the app does not say what belongs to it, so it cannot be kept as a whole.',
  store: 'Make available offline',
  resume: 'Get the rest',
  remove: 'Remove from this device',
  cancel: 'Stop',
  storing: 'Storing for offline use',
  progress: (loaded: number, total: number): string => `${megabytes(loaded)} of ${megabytes(total)}`,
};

export const DOWNLOAD_WORDS = {
  title: 'More models',
  intro: 'Made by others, kept on this device when downloaded.',
  download: (title: string): string => `Download ${title}`,
  remove: (title: string): string => `Remove ${title}`,
  cancel: (title: string): string => `Stop downloading ${title}`,
  stored: 'On this device',
};

const FAULTS: Readonly<Record<Exclude<StoreFaultKind, 'cancelled'>, string>> = {
  unsupported: OFFLINE_WORDS.unsupported,
  network: 'The server was not reached. Check the connection and try again; what has arrived is kept.',
  missing: 'The server does not have it. Reload the page to get its current version, then try again.',
  corrupt: 'It arrived damaged and was thrown away. Try again.',
  quota: 'There is not enough room on this device. Free some, or remove models here, then try again.',
};

export function storeFaultText({ kind }: StoreFault): string {
  return kind === 'cancelled' ? '' : FAULTS[kind];
}

/** A model is missing for another reason than a part of the app: whoever serves the app did not add it. */
export function modelFaultText(fault: StoreFault): string {
  if (fault.kind !== 'missing') return storeFaultText(fault);
  return 'This server does not offer it. Whoever runs the server adds it with “npm run models”.';
}
