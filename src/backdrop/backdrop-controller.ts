/** The user's own backgrounds: opens, keeps and forgets them, and has the chosen one brought to the worker. */
import type { BackgroundEffect } from '../../workers/protocol';
import type { Clip } from '../camera/clip-player';
import type { FileFault, Result } from '../camera/opened-file';
import { forgetFile, keepFile, keptFile } from '../storage/backdrop-store';
import {
  KEPT_VIDEO_BYTES,
  readBackdropPicture,
  readBackdropVideo,
  type BackdropFault,
  type BackdropKind,
} from './backdrop-file';
import { BackdropFeed, type BackdropSink } from './backdrop-feed';

/** What the controls show of one own background. */
export interface OwnBackdrop {
  readonly name: string;
  /** `blob:` address of the picture, or of the video. */
  readonly url: string;
  /** Whether the next visit has it too. */
  readonly kept: boolean;
}

export type OwnBackdrops = Readonly<Partial<Record<BackdropKind, OwnBackdrop>>>;

export interface BackdropHost {
  readonly send: BackdropSink;
  readonly onChange: () => void;
}

const KINDS: readonly BackdropKind[] = ['picture', 'video'];

export class BackdropController {
  own: OwnBackdrops = {};
  /** A file is being read. */
  opening = false;

  readonly #host: BackdropHost;
  readonly #feed: BackdropFeed;
  readonly #files = new Map<BackdropKind, Blob>();
  #clip: Clip | undefined;
  #shown: BackdropKind | undefined;
  #wanted: BackdropKind | undefined;
  #paused = false;
  /** Each choice takes a number; one that was overtaken lets go of what it opened. */
  #turn = 0;

  constructor(host: BackdropHost) {
    this.#host = host;
    this.#feed = new BackdropFeed(host.send);
  }

  /** Finds what former visits kept. */
  async restore(): Promise<void> {
    for (const kind of KINDS) {
      const file = await keptFile(kind);
      if (file && !this.own[kind]) this.#remember(kind, file, file.name, true);
    }
    await this.#show();
  }

  /** Opens, checks and keeps a file. Where it fails, everything stays as it is. */
  async choose(kind: BackdropKind, file: File): Promise<BackdropFault | undefined> {
    const turn = (this.#turn += 1);
    this.#setOpening(true);
    try {
      const result = kind === 'picture' ? await this.#readPicture(file) : await this.#readVideo(file);
      if (!result.ok) return result.fault;
      if (turn !== this.#turn) return undefined;
      const kept = result.value.keep ? await keepFile(kind, result.value.content, file.name) : false;
      // A video too large to keep takes the place of the one kept, in the next visit too.
      if (!kept) await forgetFile(kind);
      this.#remember(kind, result.value.content, file.name, kept);
      if (this.#shown === kind) this.#shown = undefined;
      await this.#show();
      return undefined;
    } finally {
      if (turn === this.#turn) this.#setOpening(false);
    }
  }

  async forget(kind: BackdropKind): Promise<void> {
    const former = this.own[kind];
    if (former) URL.revokeObjectURL(former.url);
    this.own = { ...this.own, [kind]: undefined };
    this.#files.delete(kind);
    await forgetFile(kind);
    await this.#show();
    this.#host.onChange();
  }

  /** The effect in use; own backgrounds are only sent while one of theirs is. */
  use(effect: BackgroundEffect, on: boolean): void {
    const wanted = on && (effect.kind === 'picture' || effect.kind === 'video') ? effect.kind : undefined;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#attempt(this.#show());
  }

  /** The worker is new and knows nothing. */
  resend(): void {
    this.#shown = undefined;
    this.#attempt(this.#show());
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#clip?.video.pause();
    else void this.#clip?.video.play().catch(() => undefined);
  }

  dispose(): void {
    this.#turn += 1;
    this.#closeClip();
    for (const kind of KINDS) if (this.own[kind]) URL.revokeObjectURL(this.own[kind].url);
    this.own = {};
  }

  async #show(): Promise<void> {
    const wanted = this.#wanted && this.#files.has(this.#wanted) ? this.#wanted : undefined;
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#closeClip();
    const file = wanted && this.#files.get(wanted);
    if (!wanted || !file) {
      await this.#feed.clear();
    } else if (wanted === 'picture') {
      const bitmap = await createImageBitmap(file);
      if (this.#shown === 'picture') await this.#feed.showPicture(bitmap);
      else bitmap.close();
    } else {
      await this.#play(file);
    }
  }

  async #play(file: Blob): Promise<void> {
    const result = await readBackdropVideo(new File([file], this.own.video?.name ?? 'video', { type: file.type }));
    if (!result.ok) return;
    if (this.#shown !== 'video' || this.#clip) {
      result.value.close();
      return;
    }
    this.#clip = result.value;
    if (this.#paused) this.#clip.video.pause();
    this.#feed.showVideo(this.#clip.video);
  }

  async #readPicture(file: File): Promise<Result<{ content: Blob; keep: boolean }, BackdropFault>> {
    const read = await readBackdropPicture(file);
    if (!read.ok) return read;
    read.value.bitmap.close();
    return { ok: true, value: { content: read.value.copy, keep: true } };
  }

  async #readVideo(file: File): Promise<Result<{ content: Blob; keep: boolean }, BackdropFault | FileFault>> {
    const read = await readBackdropVideo(file);
    if (!read.ok) return read;
    read.value.close();
    return { ok: true, value: { content: file, keep: file.size <= KEPT_VIDEO_BYTES } };
  }

  #remember(kind: BackdropKind, content: Blob, name: string, kept: boolean): void {
    const former = this.own[kind];
    if (former) URL.revokeObjectURL(former.url);
    this.#files.set(kind, content);
    this.own = { ...this.own, [kind]: { name, url: URL.createObjectURL(content), kept } };
    this.#host.onChange();
  }

  #closeClip(): void {
    this.#feed.stop();
    this.#clip?.close();
    this.#clip = undefined;
  }

  #setOpening(opening: boolean): void {
    this.opening = opening;
    this.#host.onChange();
  }

  /** A background that did not arrive is black; the worker's own failures are shown by whoever owns the worker. */
  #attempt(showing: Promise<void>): void {
    showing.catch(() => (this.#shown = undefined));
  }
}
