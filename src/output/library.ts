/** What `npm run build:lib` makes a module of. */
export { createPortraitTrack, type PortraitTrack } from './track';
export { PortraitProcessor, type ProcessorOptions } from './livekit';
export type { PortraitOptions, PortraitStartOptions, PortraitStats } from './portrait-options';
