/** Which pictures the user chose, and the source made of them. */
import { Camera } from '../../camera/camera';
import { fileTypeOf } from '../../camera/opened-file';
import { cameraNotice } from '../../i18n/camera-words';
import { COMPARE_WORDS } from '../../i18n/compare-words';
import { cameraSource } from '../../lab/compare/sources/camera';
import type { PathFile } from '../../lab/compare/sources/archive';
import { labelledSource } from '../../lab/compare/sources/labelled';
import { pictureSource } from '../../lab/compare/sources/pictures';
import { demoSource, videoSource } from '../../lab/compare/sources/clip';
import { SourceError, type LabSource } from '../../lab/compare/source';

export type SourceChoice =
  | { readonly kind: 'demo' }
  | { readonly kind: 'camera' }
  | { readonly kind: 'file'; readonly files: readonly PathFile[] }
  | { readonly kind: 'labelled'; readonly files: readonly PathFile[] };

/** Only a source that says so has an owner besides itself. */
export interface OpenedSource {
  readonly source: LabSource;
  readonly close: () => void;
}

export function choiceText(choice: SourceChoice): string {
  if (choice.kind === 'demo' || choice.kind === 'camera') return '';
  const [first] = choice.files;
  if (!first) return '';
  const more = choice.files.length - 1;
  const folder = first.path.includes('/') ? (first.path.split('/')[0] ?? '') : '';
  return COMPARE_WORDS.chosen(folder || (more > 0 ? `${first.file.name} and ${more} more` : first.file.name));
}

/**
 * @throws SourceError in words for the user.
 */
export async function openSource(choice: SourceChoice): Promise<OpenedSource> {
  switch (choice.kind) {
    case 'demo':
      return owned(await demoSource());
    case 'camera':
      return openCamera();
    case 'file':
      return owned(await fileSource(choice.files));
    case 'labelled':
      return owned(await labelledSource(choice.files));
  }
}

function owned(source: LabSource): OpenedSource {
  return { source, close: () => source.close() };
}

async function openCamera(): Promise<OpenedSource> {
  const ignore = (): void => undefined;
  const camera = new Camera({ onLost: ignore, onBack: ignore, onDevices: ignore, onEffects: ignore });
  const opened = await camera.open({ facing: 'environment', deviceId: '' });
  if (!opened.ok) {
    camera.dispose();
    const { title, text } = cameraNotice(opened.fault);
    throw new SourceError(`${title}. ${text}`);
  }
  try {
    const source = await cameraSource(opened.camera.track);
    return {
      source,
      close: (): void => {
        source.close();
        camera.dispose();
      },
    };
  } catch (error) {
    camera.dispose();
    throw error;
  }
}

async function fileSource(files: readonly PathFile[]): Promise<LabSource> {
  const clip = files.find(({ file }) => fileTypeOf(file) === 'video');
  if (clip) {
    if (files.length > 1) throw new SourceError('Choose one clip, or pictures, not both.');
    return videoSource(clip.file);
  }
  return pictureSource(files.map(({ file }) => file));
}
