/** One stage against two, for people who have never heard of either. The names are those of the step bars. */
import { STEP_WORDS } from './compare-words';

export interface LessonStep {
  readonly step: 'preprocess' | 'infer' | 'propose' | 'second-stage' | 'decode';
  readonly name: string;
  readonly text: string;
}

export const LESSON = {
  title: 'One stage or two?',
  intro:
    'Both kinds of detector start alike: the picture is made small and square, and a network turns it into a coarse map of features. They differ in what happens then. The coloured bars above show what each step costs.',
  oneTitle: 'One stage (the YOLO family)',
  one: [
    {
      step: 'preprocess',
      name: STEP_WORDS.preprocess,
      text: 'The picture is scaled to the network’s size, e.g. 320 × 320.',
    },
    {
      step: 'infer',
      name: STEP_WORDS.infer,
      text: 'In one go, every cell of a grid says: is something here, what, and how far are its four sides?',
    },
    { step: 'decode', name: STEP_WORDS.decode, text: 'Weak answers are dropped, doubles removed.' },
  ],
  twoTitle: 'Two stages (the R-CNN family)',
  two: [
    {
      step: 'infer',
      name: STEP_WORDS.infer,
      text: 'The first stage says only: something may be here. It does not say what.',
    },
    {
      step: 'propose',
      name: STEP_WORDS.propose,
      text: 'Its best guesses become proposals: boxes worth a second look. Of boxes that overlap, the surest stays; K remain.',
    },
    {
      step: 'second-stage',
      name: STEP_WORDS['second-stage'],
      text: 'RoIAlign cuts each proposal out of the feature map, always to the same small size, reading between the cells so that no edge is rounded away. A second network names each cut-out and moves its sides. K proposals cost K times as much.',
    },
    { step: 'decode', name: STEP_WORDS.decode, text: 'Doubles are removed once more, now per kind of thing.' },
  ],
  nms: 'Removing doubles is called non-maximum suppression (NMS): the surest box stays, those of the same kind that overlap it too much go, then the same with the next.',
  caution:
    'In the literature two stages are slower and more accurate. Whether that holds for these weights on this device is what this page measures; training matters as much as the number of stages.',
} as const satisfies Readonly<Record<string, string | readonly LessonStep[]>>;
