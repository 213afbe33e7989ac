import { userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import '../../src/components/action-bar/action-bar';
import '../../src/components/start-card/start-card';
import '../../src/components/task-bar/task-bar';
import { expectAccessible } from './axe';
import { collect, find, inside, mount, THEMES } from './mount';

describe('task bar', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    await expectAccessible(
      await mount('sightline-task-bar', { tasks: { detect: true, portrait: false, classify: true } }, theme),
    );
  });

  it('says which tasks are on, and asks for a change without making it', async () => {
    const bar = await mount('sightline-task-bar', { tasks: { detect: true, portrait: false, classify: false } });
    const events = collect(bar, 'sightline-task');
    const pressed = (): (string | null)[] =>
      [...inside(bar).querySelectorAll('button')].map((button) => button.ariaPressed);
    expect(pressed()).toEqual(['true', 'false', 'false']);
    find(bar, '[data-task=portrait]').click();
    find(bar, '[data-task=detect]').click();
    expect(events.map(({ detail }) => detail)).toEqual([
      { task: 'portrait', on: true },
      { task: 'detect', on: false },
    ]);
    await bar.updateComplete;
    expect(pressed()).toEqual(['true', 'false', 'false']);
  });

  it('works with the keyboard', async () => {
    const bar = await mount('sightline-task-bar');
    const events = collect(bar, 'sightline-task');
    await userEvent.keyboard('{Tab}{Tab}');
    await userEvent.keyboard(' ');
    expect(events.map(({ detail }) => detail.task)).toEqual(['portrait']);
  });

  it('keeps its size when a task goes on', async () => {
    const bar = await mount('sightline-task-bar');
    const before = [...inside(bar).querySelectorAll('button')].map(
      (button) => button.getBoundingClientRect().toJSON() as unknown,
    );
    bar.tasks = { detect: true, portrait: true, classify: true };
    await bar.updateComplete;
    expect(
      [...inside(bar).querySelectorAll('button')].map((button) => button.getBoundingClientRect().toJSON() as unknown),
    ).toEqual(before);
  });
});

describe('action bar', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    await expectAccessible(await mount('sightline-action-bar', { live: true, canFlip: true }, theme));
  });

  it('names every button and lets only those be pressed that can do something', async () => {
    const bar = await mount('sightline-action-bar');
    const all = [...inside(bar).querySelectorAll('button')];
    expect(all.every((button) => (button.ariaLabel ?? '').length > 3)).toBe(true);
    expect(all.filter((button) => !button.disabled).map((button) => button.dataset['action'])).toEqual([
      'fullscreen',
      'settings',
    ]);
    bar.live = true;
    bar.paused = true;
    await bar.updateComplete;
    expect(find(bar, '[data-action=pause]').ariaLabel).toBe('Continue');
    const events = collect(bar, 'sightline-action');
    find(bar, '[data-action=snapshot]').click();
    expect(events[0]?.detail).toEqual({ action: 'snapshot' });
  });

  it('has targets for fingers', async () => {
    const bar = await mount('sightline-action-bar');
    for (const button of inside(bar).querySelectorAll('button')) {
      const { width, height } = button.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  });
});

describe('start card', () => {
  it.each(THEMES)('is accessible in %s', async (theme) => {
    await expectAccessible(await mount('sightline-start-card', {}, theme));
  });

  it('says that no picture leaves the device, and offers three ways', async () => {
    const card = await mount('sightline-start-card');
    expect(inside(card).textContent).toContain('No picture ever leaves it');
    const events = collect(card, 'sightline-start');
    for (const choice of ['camera', 'demo', 'file']) find(card, `[data-choice=${choice}]`).click();
    expect(events.map(({ detail }) => detail.choice)).toEqual(['camera', 'demo', 'file']);
  });
});
