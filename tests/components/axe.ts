/** Accessibility rules of WCAG 2.2 A and AA on what is mounted. */
import axe from 'axe-core';
import { expect } from 'vitest';

/** @param root an element in the document; its shadow trees are read too */
export async function expectAccessible(root: Element): Promise<void> {
  const { violations } = await axe.run(root, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    // One element is no page: it has no landmarks or first heading of its own.
    rules: {
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
      'landmark-one-main': { enabled: false },
    },
  });
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ''}`),
  );
  expect(found).toEqual([]);
}
