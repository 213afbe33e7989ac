/** Bundler imports used in this room. */
declare module '*?url' {
  const url: string;
  export default url;
}
