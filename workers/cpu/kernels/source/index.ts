/**
 * The inner loops of the frame's path through ordinary memory, in AssemblyScript (https://www.assemblyscript.org): four floats at a
 * time. Every parameter but counts and numbers is an address in the memory of `Workbench`; callers see to it that arrays fit.
 * After a change: `npm run kernels`.
 */
export { sampleRgbaRow, sampleYuvRow } from './sample';
export { boxMeanColumns, boxMeanRows, discMean } from './box-mean';
export { edgeMoments, fitEdges, knowColours, personMoments, sureCells } from './edge-fit';
export { blendLines, drawRow, flipRow, personRow, shrinkRow, stretchesOf, toBytes } from './picture';
export { root, square, unweigh, weigh } from './weight';
export { leanOn, meanChange, movement, onlyNumbers } from './steady';
