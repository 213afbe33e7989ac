/** The one bundler feature this room uses; typed here so that no DOM types come in with `vite/client`. */
interface ImportMeta {
  glob<T>(pattern: string, options: { query: string; import: string; eager: true }): Record<string, T>;
}
