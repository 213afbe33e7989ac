/** Who takes an examination: our networks, and every reference model that is present. */
import { join } from 'node:path';
import { CATALOG } from '../../catalog';
import type { Model, TaskId } from '../../contract';
import { selfieSquare } from '../../reference-only/selfie-square';
import { modelOf } from '../../registry';
import { MODELS_DIR, PUBLIC_MODELS_DIR } from '../files';
import { exists } from '../folders';

export interface Examinee {
  readonly name: string;
  readonly own: boolean;
  readonly model: Model;
  readonly weights: string;
  /** The second graph of a two-stage detector. */
  readonly secondWeights?: string;
}

/** Files for measuring that no user is offered. */
const FOR_MEASURING: readonly { readonly model: Model; readonly file: string }[] = [
  { model: selfieSquare, file: 'selfie_segmenter_square.f32.onnx' },
];

/**
 * @param references folder of reference models besides `public/models`.
 * @returns own networks first; the names of those whose weights are absent in `absent`.
 */
export async function examinees(
  task: TaskId,
  references: string | undefined,
): Promise<{ present: Examinee[]; absent: string[] }> {
  const present: Examinee[] = [];
  const absent: string[] = [];
  const add = async (model: Model, own: boolean, paths: readonly string[], name = model.spec.id, second?: string) => {
    if (model.task !== task) return;
    for (const weights of paths) {
      if (!(await exists(weights)) || (second !== undefined && !(await exists(second)))) continue;
      present.push({ name, own, model, weights, ...(second === undefined ? {} : { secondWeights: second }) });
      return;
    }
    absent.push(name);
  };
  const elsewhere = (name: string) => (references === undefined ? [] : [join(references, name)]);
  for (const { id, source } of CATALOG) {
    if (source.kind === 'built-in') {
      const second = source.second && join(MODELS_DIR, source.second.file);
      await add(modelOf(id), true, [join(MODELS_DIR, source.file)], id, second);
      for (const [variant, { file }] of Object.entries(source.variants)) {
        await add(modelOf(id), true, [join(MODELS_DIR, file)], `${id}.${variant}`, second);
      }
    } else await add(modelOf(id), false, [join(PUBLIC_MODELS_DIR, source.file), ...elsewhere(source.localName)]);
  }
  for (const { model, file } of FOR_MEASURING)
    await add(model, false, [join(PUBLIC_MODELS_DIR, file), ...elsewhere(file)]);
  return { present, absent };
}
