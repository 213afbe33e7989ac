/** Logits → the best labels with their softmax probabilities. */
import type { ClassifierModel, ModelSpec } from '../contract';
import { softmax } from '../math/softmax';
import { outputOf } from '../math/tensor';
import { topK } from '../math/top-k';
import { LOGITS, resnetSpec } from './spec';

/** A classifier with one logit per class. @param classes number of logits; labels may be fewer. */
export function classifier(spec: ModelSpec, output: string, classes: number): ClassifierModel {
  return {
    task: 'classify',
    spec,
    decode(raw, count) {
      const probabilities = softmax(outputOf(raw, output, [1, classes]));
      return topK(probabilities, count).map((classId) => ({
        classId,
        label: spec.labels[classId] ?? `class ${classId}`,
        score: probabilities[classId] as number,
      }));
    },
  };
}

export const resnet: ClassifierModel = classifier(resnetSpec, LOGITS, resnetSpec.labels.length);
