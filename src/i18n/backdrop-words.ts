/** Plain words for background files that cannot be used, and for effects. Whatever happens, the background in use stays. */
import { MAX_BYTES, type BackdropFault, type BackdropKind } from '../backdrop/backdrop-file';
import { fileNotice } from './file-words';
import type { Notice } from './notice';

const STAYS = 'Your background stays as it is.';
const MEGABYTE = 1e6;

const NEXT = {
  picture: { id: 'choose-picture', label: 'Choose another picture' },
  video: { id: 'choose-video', label: 'Choose another video' },
} as const;

export function backdropNotice(fault: BackdropFault, kind: BackdropKind): Notice {
  const { title, text } = wordsOf(fault, kind);
  return {
    kind: `backdrop-${fault.kind}`,
    tone: 'warning',
    title,
    text: `${text} ${STAYS}`,
    action: NEXT[kind],
    details: fault.message,
  };
}

function wordsOf(fault: BackdropFault, kind: BackdropKind): { readonly title: string; readonly text: string } {
  const { kind: what, fileName } = fault;
  switch (what) {
    case 'not-a-picture':
      return {
        title: 'That is not a picture',
        text: `“${fileName}” is something else. Choose a JPEG, PNG or WebP picture.`,
      };
    case 'not-a-video':
      return { title: 'That is not a video', text: `“${fileName}” is something else. Choose an MP4 or WebM video.` };
    case 'too-many-bytes':
      return {
        title: `This ${kind} is too large`,
        text:
          `“${fileName}” has ${Math.round((fault.bytes ?? 0) / MEGABYTE)} MB; up to ${MAX_BYTES[kind] / MEGABYTE} MB can be used. ` +
          (kind === 'picture'
            ? 'Make a smaller copy and choose that.'
            : 'Cut it shorter or make a smaller copy and choose that.'),
      };
    default:
      return fileNotice({ ...fault, kind: what });
  }
}

export const BACKDROP_GONE_NOTICE = (kind: BackdropKind): Notice => ({
  kind: 'backdrop-gone',
  tone: 'info',
  title: `Your background ${kind} is no longer here`,
  text:
    kind === 'video'
      ? 'Large videos are kept for one visit only. The background is blurred until you choose one.'
      : 'The browser has cleared its storage. The background is blurred until you choose one.',
  action: { id: `choose-${kind}`, label: `Choose a ${kind}` },
});
