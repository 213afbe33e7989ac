/** What the lab's charts and tables are called, and how to read them. */
export const CHART_WORDS = {
  distribution: 'How the times are spread',
  distributionNote:
    'The further left, the faster; the narrower, the steadier. A second hump is a second kind of picture, or another program at work.',
  msAPicture: 'ms a picture',
  shareOfPictures: '% of pictures',
  distributionHead: ['Contender', 'p50', 'p90', 'p95', 'p99', 'slowest'],
  overTime: 'Does the pace hold?',
  overTimeNote: 'Medians of slices of the run. A line that climbs tells of a device that gets hot.',
  seconds: 'seconds',
  minutes: 'minutes',
  accuracy: 'Accuracy against time',
  accuracyNote:
    'Up is more accurate, left is faster. The dotted line joins those whom nobody beats in both; whoever lies below it is beaten. Lines through a point: where the median lies with 95 % confidence.',
  front: 'best choices',
  medianMs: 'ms a picture, median',
  ap: 'AP50–95, %',
  accuracyHead: ['Contender', 'median time', 'AP50–95', 'choice'],
  onFront: 'nobody is better in both',
  beaten: 'beaten in both',
} as const;
