import { describe, expect, it } from 'vitest';
import { areSizesOfOne, relativeCost, sizesFrom } from '../../../models/sizes';

const all = (): boolean => true;
const HD = { width: 1280, height: 720 };

describe('sizes of a network', () => {
  it('go down from the chosen one, never up', () => {
    expect(sizesFrom('yolo-416', HD, all)).toEqual(['yolo-416', 'yolo-320', 'yolo-256']);
    expect(sizesFrom('yolo-320', HD, all)).toEqual(['yolo-320', 'yolo-256']);
    expect(sizesFrom('yolo-256', HD, all)).toEqual(['yolo-256']);
  });

  it('of a network by itself are that network', () => {
    expect(sizesFrom('nanodet-m', HD, all)).toEqual(['nanodet-m']);
    expect(sizesFrom('resnet', HD, all)).toEqual(['resnet']);
  });

  it('leave out what is not there', () => {
    expect(sizesFrom('yolo-416', HD, (id) => id !== 'yolo-320')).toEqual(['yolo-416', 'yolo-256']);
  });

  it('fit the frame: a wide network is for wide pictures', () => {
    expect(sizesFrom('unet-portrait', { width: 640, height: 480 }, all)).toEqual([
      'unet-portrait',
      'unet-portrait-wide',
    ]);
    expect(sizesFrom('unet-portrait', HD, all)).toEqual(['unet-portrait-wide']);
    expect(sizesFrom('unet-portrait', HD, (id) => id !== 'unet-portrait-wide')).toEqual(['unet-portrait']);
    expect(sizesFrom('unet-portrait', { width: 720, height: 1280 }, all)).toEqual(['unet-portrait']);
    expect(sizesFrom('unet-portrait', undefined, all)).toEqual(['unet-portrait']);
  });

  it('cost what their pixels do', () => {
    expect(relativeCost('yolo-416', 'yolo-416')).toBe(1);
    expect(relativeCost('yolo-320', 'yolo-416')).toBeCloseTo(0.592, 3);
    expect(relativeCost('unet-portrait-wide', 'unet-portrait')).toBe(0.5625);
  });

  it('are of one kind, or not', () => {
    expect(areSizesOfOne('yolo-256', 'yolo-416')).toBe(true);
    expect(areSizesOfOne('yolo-256', 'unet-portrait')).toBe(false);
    expect(areSizesOfOne('selfie', 'selfie')).toBe(true);
    expect(areSizesOfOne('selfie', 'unet-portrait')).toBe(false);
  });
});
