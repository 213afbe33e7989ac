/** Plain words for files that cannot be shown. */
import type { FileFault, FileFaultKind } from '../camera/opened-file';
import { STILL_MAX_PIXELS } from '../camera/opened-file';
import type { Notice } from './notice';

const OPEN_ANOTHER = { id: 'open-file', label: 'Open another file' } as const;
const format = new Intl.NumberFormat('en');

const TITLES: Readonly<Record<FileFaultKind, string>> = {
  'not-media': 'That is not a photo or a video',
  'photo-unreadable': 'This picture cannot be read',
  'photo-heic': 'This browser cannot read HEIC photos',
  'photo-too-large': 'This picture is too large',
  'photo-empty': 'This file is empty',
  'video-unreadable': 'This video cannot be played',
};

const TEXTS: Readonly<Record<FileFaultKind, (fault: FileFault) => string>> = {
  'not-media': ({ fileName }) =>
    `“${fileName}” is something else. Open a JPEG, PNG or WebP picture, or an MP4 or WebM video.`,
  'photo-unreadable': ({ fileName }) =>
    `“${fileName}” is damaged or not a picture. Open another, or save it anew as JPEG or PNG.`,
  'photo-heic': ({ fileName }) =>
    `Save “${fileName}” as JPEG and open that. On an iPhone, Settings › Camera › Formats › Most Compatible takes JPEG from now on.`,
  'photo-too-large': ({ fileName, size }) =>
    `“${fileName}” has ${size ? `${format.format(size.width)} × ${format.format(size.height)} pixels` : 'very many pixels'}; ` +
    `up to ${STILL_MAX_PIXELS / 1e6} megapixels can be opened. Make a smaller copy and open that.`,
  'photo-empty': ({ fileName }) => `“${fileName}” has no content. Copy it again from where it came from.`,
  'video-unreadable': ({ fileName }) =>
    `“${fileName}” is damaged, or made with a codec this browser lacks. Convert it to MP4 (H.264) or WebM and open that.`,
};

export function fileNotice(fault: FileFault): Notice {
  return {
    kind: fault.kind,
    tone: 'error',
    title: TITLES[fault.kind],
    text: TEXTS[fault.kind](fault),
    action: OPEN_ANOTHER,
    details: fault.message,
  };
}

export const DEMO_MISSING_NOTICE: Notice = {
  kind: 'demo-missing',
  tone: 'error',
  title: 'The demo clip could not be played',
  text: 'It is not on this server, or this browser lacks its codec. Start the camera or open a video of your own.',
  action: { id: 'open-file', label: 'Open a photo or video' },
};
