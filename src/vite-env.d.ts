/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Of the app and of the runtimes it was built with; absent outside a build. */
  readonly VERSIONS?: { readonly app: string; readonly onnxruntime: string; readonly mediapipe: string };
}
