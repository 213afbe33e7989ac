/** Computes the golden network's answers anew, on the processor, and prints models/golden/answers.ts: `tsx models/tools/golden-answers.ts`. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { goldenNetwork, madeUpPicture } from '../golden/networks';

env.wasm.numThreads = 1;
const { bytes, inputDims, outputs } = goldenNetwork();
const session = await InferenceSession.create(bytes, {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'disabled',
});
const length = inputDims.reduce((a, b) => a * b, 1);
const results = await session.run({ image: new Tensor('float32', madeUpPicture(length), inputDims) });
for (const name of outputs) {
  const values = Array.from(results[name]?.data as Float32Array, (value) => Number(value.toFixed(6)));
  console.log(`${name}: [${values.join(', ')}]`);
}
console.log(`${bytes.length} bytes`);
