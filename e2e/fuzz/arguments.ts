import { parseArgs } from 'node:util'

export type Arguments = {
  inputs: number
  seed: number
  only: string | null
  report: string | null
  help: boolean
}

export const usage = `npm run fuzz -- [options]
  --inputs <n>    how many inputs are tried (default 10000)
  --seed <n>      the same seed draws the same inputs (default: by chance)
  --only <text>   what has this in its name, such as 'messages.send', 'websocket' or 'raw frames'
  --report <file> writes the figures as JSON`

/** @throws Error that tells the person who typed the command what is wrong */
export function readArguments(given: string[]): Arguments {
  const { values } = parseArgs({
    args: given,
    options: {
      inputs: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      only: { type: 'string' },
      report: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const wholeNumber = (name: string, text: string) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`--${name} ${text} is no whole number above 0`)
    return value
  }
  return {
    inputs: wholeNumber('inputs', values.inputs),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) + 1 : wholeNumber('seed', values.seed),
    only: values.only ?? null,
    report: values.report ?? null,
    help: values.help,
  }
}
