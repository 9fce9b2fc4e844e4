/** Rows under their headings, for a terminal. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const ofLine = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return lines.map((line) => ofLine(line).trimEnd()).join('\n')
}

/** A time to the minute, in UTC. Empty: never. */
export const minute = (time: string | null) => time?.slice(0, 16).replace('T', ' ') ?? ''

/** Text of people in one line of a terminal, where control characters could do something. */
export const plain = (text: string) => text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '·')
