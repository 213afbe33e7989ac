import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSlider from '@awesome.me/webawesome/dist/components/slider/slider.js';
import type WaSwitch from '@awesome.me/webawesome/dist/components/switch/switch.js';
import { describe, expect, it } from 'vitest';
import '../../src/components/control-panel/control-panel';
import { DEFAULT_PREFERENCES } from '../../src/storage/settings';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES } from './mount';

const settled = async (panel: Element): Promise<void> => {
  const parts = [...inside(panel).querySelectorAll('*')].filter((part) => part.localName.startsWith('wa-'));
  await Promise.all(parts.map((part) => customElements.whenDefined(part.localName)));
  await Promise.all(parts.map((part) => (part as WaSwitch).updateComplete));
};

describe('control panel', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    const panel = await mount('sightline-control-panel', { preferences: DEFAULT_PREFERENCES }, theme);
    await settled(panel);
    await expectAccessible(panel);
  });

  it('asks for nothing outside this origin', async () => {
    const panel = await mount('sightline-control-panel');
    await settled(panel);
    const foreign = performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).origin !== location.origin && !name.startsWith('data:'));
    expect(foreign.map(({ name }) => name)).toEqual([]);
  });

  it('says what the networks run on, why, and what would be faster', async () => {
    const panel = await mount('sightline-control-panel', {
      engine: { provider: 'wasm', build: 'wasm', threads: 1, note: 'this browser offers no WebGPU' },
    });
    const text = inside(panel).textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain('WebAssembly, 1 thread');
    expect(text).toContain('This browser offers no WebGPU.');
    expect(text).toContain('with WebGPU is faster');
  });

  it('says what is given up for speed, and why', async () => {
    const panel = await mount('sightline-control-panel', {
      engine: { provider: 'wasm', build: 'wasm', threads: 4, note: '' },
      cuts: [
        { part: 'network', task: 'detect', model: 'yolo-256', why: 'answer' },
        { part: 'rate', every: 2, why: 'eco' },
        { part: 'blur', why: 'frame' },
      ],
    });
    const text = inside(panel).textContent?.replace(/\s+/g, ' ') ?? '';
    expect(text).toContain('Detect uses a smaller network (Sightline detector, small): answers came too late');
    expect(text).toContain('every second picture: Eco spares battery and heat.');
    expect(text).toContain('The blur is coarser: a picture took longer');
  });

  it('asks for automatic quality and Eco by themselves', async () => {
    const panel = await mount('sightline-control-panel');
    await settled(panel);
    const events = collect(panel, 'sightline-preferences');
    const switches = [...inside(panel).querySelectorAll<WaSwitch>('wa-switch')];
    for (const name of ['Automatic quality', 'Eco']) {
      const one = switches.find(({ textContent }) => textContent?.trim() === name);
      one?.click();
      await one?.updateComplete;
    }
    expect(events.map(({ detail }) => detail)).toEqual([{ automaticQuality: false }, { eco: true }]);
  });

  it('changes the mirror of the camera in use only', async () => {
    const panel = await mount('sightline-control-panel', { facing: 'environment' });
    await settled(panel);
    const events = collect(panel, 'sightline-preferences');
    const mirror = find<WaSwitch>(panel, 'wa-switch');
    mirror.click();
    await mirror.updateComplete;
    expect(events[0]?.detail).toEqual({ mirrorRear: true });
  });

  it('gives slider values from 0 to 1', async () => {
    const panel = await mount('sightline-control-panel');
    await settled(panel);
    const events = collect(panel, 'sightline-preferences');
    const slider = find<WaSlider>(panel, 'wa-slider');
    expect(slider.value).toBe(DEFAULT_PREFERENCES.scoreThreshold * 100);
    slider.value = 65;
    slider.dispatchEvent(new InputEvent('input'));
    expect(events[0]?.detail).toEqual({ scoreThreshold: 0.65 });
  });

  it('shows the backgrounds while Portrait is on, and says how to get to them while it is off', async () => {
    const panel = await mount('sightline-control-panel');
    expect(inside(panel).querySelector('sightline-background-picker')).toBeNull();
    expect(inside(panel).textContent).toContain('Switch Portrait on to choose the background.');
    panel.preferences = {
      ...DEFAULT_PREFERENCES,
      tasks: { detect: false, portrait: true, classify: false },
      background: { kind: 'black' },
      lightWrap: true,
    };
    await panel.updateComplete;
    const picker = find<HTMLElementTagNameMap['sightline-background-picker']>(panel, 'sightline-background-picker');
    expect([picker.effect, picker.strength, picker.lightWrap]).toEqual([{ kind: 'black' }, 0.6, true]);
    await settled(panel);
    await expectAccessible(panel);
  });

  it('says that the system blurs already, and offers to switch off what can be switched off here', async () => {
    const preferences = { ...DEFAULT_PREFERENCES, tasks: { detect: false, portrait: true, classify: false } };
    const panel = await mount('sightline-control-panel', { preferences, systemBlur: 'on' });
    const events = collect(panel, 'sightline-notice');
    expect(inside(panel).textContent).toContain('Your system already blurs this camera’s background.');
    find(panel, '[data-action=system-blur-off]').click();
    find(panel, '[data-action=portrait-off]').click();
    expect(events.map(({ detail }) => detail.action)).toEqual(['system-blur-off', 'portrait-off']);
    panel.systemBlur = 'fixed';
    await panel.updateComplete;
    expect(inside(panel).querySelector('[data-action=system-blur-off]')).toBeNull();
    expect(inside(panel).querySelector('[data-action=portrait-off]')).not.toBeNull();
  });

  it('keeps the models of the other tasks when one is chosen', async () => {
    const panel = await mount('sightline-control-panel');
    await settled(panel);
    const events = collect(panel, 'sightline-preferences');
    const select = find<WaSelect>(panel, '[data-model=detect]');
    select.value = 'yolox-nano';
    select.dispatchEvent(new Event('change'));
    expect(events[0]?.detail.models).toEqual({ ...DEFAULT_PREFERENCES.models, detect: 'yolox-nano' });
  });

  it('offers what a two-stage detector has, only while one is in use, and tells what it costs', async () => {
    const panel = await mount('sightline-control-panel');
    expect(inside(panel).querySelector('[data-control=proposals]')).toBeNull();
    panel.preferences = { ...DEFAULT_PREFERENCES, models: { ...DEFAULT_PREFERENCES.models, detect: 'rcnn' } };
    await panel.updateComplete;
    await settled(panel);
    const cost = (): string => find(panel, '[data-cost]').textContent;
    expect(cost()).toContain('while a picture runs');
    panel.secondStageMs = 96;
    await panel.updateComplete;
    expect(cost()).toBe('They cost 96 ms an answer now, 1.5 ms a place.');
    // Answers may be further apart than the figures look back.
    panel.secondStageMs = undefined;
    await panel.updateComplete;
    expect(cost()).toContain('96 ms');
    const events = collect(panel, 'sightline-preferences');
    const slider = find<WaSlider>(panel, '[data-control=proposals]');
    slider.value = 5;
    slider.dispatchEvent(new InputEvent('input'));
    const select = find<WaSelect>(panel, '[data-control=layer]');
    select.value = 'all';
    select.dispatchEvent(new Event('change'));
    expect(events.map(({ detail }) => detail)).toEqual([{ proposals: 300 }, { boxLayer: 'all' }]);
    panel.preferences = { ...panel.preferences, proposals: 300 };
    await panel.updateComplete;
    expect(cost()).toContain('while a picture runs');
    await expectAccessible(panel);
  });

  it('leads to the labs', async () => {
    const panel = await mount('sightline-control-panel');
    const links = [...inside(panel).querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['?lab=compare', '?lab=portrait', '?selftest']);
  });

  it('lists cameras by name and the choice of none', async () => {
    const panel = await mount('sightline-control-panel', {
      devices: [
        { deviceId: 'a', label: 'Front' },
        { deviceId: 'b', label: '' },
      ],
    });
    await settled(panel);
    const options = [...find(panel, 'wa-select').querySelectorAll('wa-option')].map((option) =>
      option.textContent?.trim(),
    );
    expect(options).toEqual(['Whichever faces me', 'Front']);
    const events = collect(panel, 'sightline-preferences');
    const select = find<WaSelect>(panel, 'wa-select');
    select.value = 'a';
    select.dispatchEvent(new Event('change'));
    expect(events[0]?.detail).toEqual({ deviceId: 'a' });
  });
});
