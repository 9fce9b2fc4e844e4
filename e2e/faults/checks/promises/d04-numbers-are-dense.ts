import type { HistoryIndex } from '../history-index.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** D4. Also checks what the channel's row says of its messages: how many there are, and up to which revision. */
export function numbersAreDense(history: HistoryIndex): Verdict {
  const findings = new Findings('D4', "a channel's numbers are exactly firstNumber..lastNumber", history.entries, [
    'channels',
  ])
  for (const { row, place } of history.tables.values()) {
    const { channelId, firstNumber, lastNumber, revision, counted, messages } = row
    findings.fact('channels')
    const say = (what: string) =>
      findings.violation(`channel ${channelId} (${firstNumber}..${lastNumber}): ${what}`, place)
    const numbers = messages.map(({ number }) => number).sort((a, b) => a - b)
    let expected = firstNumber
    for (const number of numbers) {
      if (number === expected - 1 && expected > firstNumber) say(`number ${number} is there twice`)
      else if (number < expected) say(`number ${number} is before the first`)
      else {
        if (number > expected)
          say(
            number === expected + 1
              ? `number ${expected} is missing`
              : `numbers ${expected} to ${number - 1} are missing`,
          )
        expected = number + 1
      }
    }
    if (expected !== lastNumber + 1) say(`its messages end at ${expected - 1}`)
    const late = messages.find((message) => message.revision > revision)
    if (late !== undefined) say(`#${late.number} has revision ${late.revision}, the channel only ${revision}`)
    const users = messages.filter(({ kind }) => kind === 'user').length
    if (firstNumber === 1 && counted !== users) say(`it counts ${counted} messages of users, and has ${users}`)
  }
  return findings.verdict()
}
