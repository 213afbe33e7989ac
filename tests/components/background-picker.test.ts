import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import { describe, expect, it } from 'vitest';
import '../../src/components/background-picker/background-picker';
import type { OwnBackdrops } from '../../src/backdrop/backdrop-controller';
import type { BackgroundPicker } from '../../src/components/background-picker/background-picker';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES } from './mount';

const PICTURE: OwnBackdrops = {
  picture: { name: 'beach.jpg', url: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', kept: true },
};

const radio = (picker: BackgroundPicker, id: string): HTMLInputElement =>
  find<HTMLInputElement>(picker, `input[value=${id}]`);
const text = (picker: BackgroundPicker): string => inside(picker).textContent?.replace(/\s+/g, ' ') ?? '';

describe('background picker', () => {
  it.each(THEMES)('is accessible in %s, with each effect', async (theme) => {
    for (const effect of [
      { kind: 'blur', shape: 'disc' },
      { kind: 'color', color: '#123456' },
      { kind: 'picture' },
      { kind: 'transparent' },
    ] as const) {
      const picker = await mount('sightline-background-picker', { effect, own: PICTURE }, theme);
      await customElements.whenDefined('wa-slider');
      await expectAccessible(picker);
      picker.remove();
    }
  });

  it('is one group of radio buttons with names, the effect in use chosen', async () => {
    const picker = await mount('sightline-background-picker', { effect: { kind: 'spotlight' } });
    const radios = [...inside(picker).querySelectorAll<HTMLInputElement>('input[type=radio]')];
    expect(radios.map(({ labels }) => labels?.[0]?.textContent?.trim())).toEqual([
      'Soft blur',
      'Lens blur',
      'Spotlight',
      'Picture',
      'Video',
      'Colour',
      'Black',
      'Cut-out',
    ]);
    expect(new Set(radios.map(({ name }) => name)).size).toBe(1);
    expect(radios.filter(({ checked }) => checked).map(({ value }) => value)).toEqual(['spotlight']);
    expect(find(picker, 'legend').textContent).toBe('Background');
  });

  it('asks for the effect that was chosen', async () => {
    const picker = await mount('sightline-background-picker');
    const events = collect(picker, 'sightline-preferences');
    for (const id of ['bokeh', 'black', 'color', 'transparent']) radio(picker, id).click();
    expect(events.map(({ detail }) => detail.background)).toEqual([
      { kind: 'blur', shape: 'disc' },
      { kind: 'black' },
      { kind: 'color', color: '#2f6f5e' },
      { kind: 'transparent' },
    ]);
  });

  it('changes nothing by passing over Picture before there is one, and says so', async () => {
    const picker = await mount('sightline-background-picker');
    const changes = collect(picker, 'sightline-preferences');
    radio(picker, 'picture').click();
    await picker.updateComplete;
    expect(changes).toEqual([]);
    expect(text(picker)).toContain('Your background stays as it is until you choose a picture.');
    // It has come: now the tile that was chosen counts.
    picker.own = PICTURE;
    await picker.updateComplete;
    expect(changes.map(({ detail }) => detail.background)).toEqual([{ kind: 'picture' }]);
  });

  it('shows the picture that is there, by name, and lets it be taken away', async () => {
    const picker = await mount('sightline-background-picker', { effect: { kind: 'picture' }, own: PICTURE });
    const events = collect(picker, 'sightline-backdrop');
    expect(text(picker)).toContain('beach.jpg');
    expect(find(picker, 'image').getAttribute('href')).toBe(PICTURE.picture?.url);
    find(picker, '[data-action=forget-picture]').click();
    expect(events.map(({ detail }) => detail)).toEqual([{ kind: 'picture', file: undefined }]);
  });

  it('says of a video that is not kept that it is for this visit only', async () => {
    const own: OwnBackdrops = { video: { name: 'sea.mp4', url: 'blob:x', kept: false } };
    const picker = await mount('sightline-background-picker', { effect: { kind: 'video' }, own });
    expect(text(picker)).toContain('Kept for this visit only.');
  });

  it('offers the strength for blurs only, and the light where a background can shine', async () => {
    const picker = await mount('sightline-background-picker', { strength: 0.25 });
    const events = collect(picker, 'sightline-preferences');
    const slider = find<WaSlider>(picker, 'wa-slider');
    expect(slider.value).toBe(25);
    slider.value = 80;
    slider.dispatchEvent(new InputEvent('input'));
    expect(events[0]?.detail).toEqual({ blurStrength: 0.8 });
    expect(inside(picker).querySelector('wa-switch')).toBeNull();
    picker.effect = { kind: 'color', color: '#000000' };
    await picker.updateComplete;
    expect(inside(picker).querySelector('wa-slider')).toBeNull();
    const light = find<HTMLElement & { updateComplete: Promise<unknown> }>(picker, 'wa-switch');
    await light.updateComplete;
    light.click();
    await light.updateComplete;
    expect(events.at(-1)?.detail).toEqual({ lightWrap: true });
  });

  it('passes a colour on while it is being chosen', async () => {
    const picker = await mount('sightline-background-picker', { effect: { kind: 'color', color: '#101010' } });
    const events = collect(picker, 'sightline-preferences');
    const field = find<HTMLInputElement>(picker, 'input[type=color]');
    expect([field.value, field.labels?.[0]?.textContent?.trim()]).toEqual(['#101010', 'Background colour']);
    field.value = '#ff8800';
    field.dispatchEvent(new InputEvent('input'));
    expect(events[0]?.detail).toEqual({ background: { kind: 'color', color: '#ff8800' } });
  });
});
