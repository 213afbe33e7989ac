/** Plain words for what concerns the page itself. */
import type { Notice } from './notice';

export const UPDATE_NOTICE: Notice = {
  kind: 'update',
  tone: 'info',
  title: 'A new version is ready',
  text: 'It takes a moment; your settings stay.',
  action: { id: 'update', label: 'Update now' },
};

export const pictureInPictureNotice = (details: string): Notice => ({
  kind: 'pip',
  tone: 'warning',
  title: 'The small window could not be opened',
  text: 'The browser refused it. Press the button once more; if it stays away, close other small windows first.',
  details,
});

export const ADDRESS_NOTICE = (unknown: readonly string[]): Notice => ({
  kind: 'address',
  tone: 'info',
  title: 'Part of the address means nothing here',
  text: `${unknown.join(', ')} was left aside. Everything else works as usual.`,
});
