/** The table of files at the end of a network's CARD.md. */
import type { FileFacts } from '../catalog';

const HEADING = '## Files';
const HEAD = ['file', 'bytes', 'SHA-256'] as const;

/**
 * @param card the text of a CARD.md; its last section lists the files.
 * @param files by name, as they are to be listed.
 * @returns the card with the table anew, padded as the formatter wants it. @throws Error where it has no such section.
 */
export function withFiles(card: string, files: readonly (readonly [name: string, facts: FileFacts])[]): string {
  const at = card.indexOf(`\n${HEADING}\n`);
  if (at < 0) throw new Error(`no section '${HEADING}'`);
  const rows = files.map(([name, { bytes, sha256 }]) => [`\`${name}\``, bytes.toLocaleString('en'), `\`${sha256}\``]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [card.slice(0, at + 1) + HEADING, '', line(HEAD), line([], '-'), ...rows.map((row) => line(row)), ''].join(
    '\n',
  );
}
