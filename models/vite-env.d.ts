/** The one bundler feature this room uses; typed here so that no DOM types come in with `vite/client`. */
interface ImportMeta {
  glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>;
  /** Not eager: each is fetched when it is called for. */
  glob<T>(pattern: string, options: { import: string }): Record<string, () => Promise<T>>;
}
