const operators = [
  ['"on the way"', 'these words in this order'],
  ['deploy*', 'words that begin so'],
  ['from:ann', 'written by somebody'],
  ['in:general', 'in one channel'],
  ['before:2026-01-31', 'up to a day; also after:'],
  ['has:file', 'with a file; also image, link, poll, thread'],
  ['is:pinned', 'only what is pinned'],
] as const

/** Explains the operators of the search. It is shown while nothing is searched for. */
export function SearchHelp() {
  return (
    <div className="p-4">
      <h3 className="font-medium text-ink-muted text-xs">Words, and also</h3>
      <dl className="mt-2 flex flex-col gap-2.5">
        {operators.map(([operator, meaning]) => (
          <div key={operator} className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
            <dt>
              <code className="rounded bg-active px-1.5 py-0.5 text-ink text-xs">{operator}</code>
            </dt>
            <dd className="text-ink-muted text-sm">{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
