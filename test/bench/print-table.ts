/** What a cell of a table shows; nothing for undefined. */
export type Cell = string | number | undefined;

/** Prints a table as Markdown. */
export function printTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [headings, headings.map(() => '---'), ...rows];
  const text = lines.map((cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`);
  process.stdout.write(`\n${text.join('\n')}\n`);
}
