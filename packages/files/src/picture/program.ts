// The program of a picture process: decodes one picture at a time, and ends itself before it costs too much.
import { setPriority } from 'node:os'
import { readEmoji, readPicture, readSquare } from './decode.ts'
import type { ProcessLimits } from './process.ts'
import { type Answer, type Request, type Results, UnreadableImage } from './results.ts'

const watchEveryMs = 25
/** What people wait for, such as messages, goes before pictures. */
const niceness = 10

setPriority(niceness)
const limits = JSON.parse(process.argv[2] ?? '') as ProcessLimits // written by `process.ts`
process.on('message', (request: Request) => void answer(request))
// The node has ended, maybe by `kill -9`.
process.on('disconnect', die)

async function answer({ kind, side, length }: Request): Promise<void> {
  const bytes = await readInput(length)
  const stopWatching = watch()
  const answer: Answer = await make(kind, side, bytes).then(
    (made) => ({ made }),
    (error: unknown) => {
      if (error instanceof UnreadableImage) return { unreadable: error.message }
      throw error
    },
  )
  stopWatching()
  process.send?.(answer)
}

function make(kind: Request['kind'], side: number, bytes: Buffer): Promise<Results[typeof kind]> {
  if (kind === 'square') return readSquare(bytes, side, limits)
  if (kind === 'emoji') return readEmoji(bytes, side, limits)
  return readPicture(bytes, limits)
}

/** The bytes come on their own way, because a message of that size would hold the node's event loop. */
async function readInput(length: number): Promise<Buffer> {
  const input = Buffer.allocUnsafe(length)
  let at = 0
  while (at < length) {
    const piece = process.stdin.read() as Buffer | null // no encoding is set
    if (piece === null) await new Promise<void>((resolve) => process.stdin.once('readable', () => resolve()))
    else at += piece.copy(input, at)
  }
  return input
}

/** Decoding runs on other threads, so this one is free to look at what it costs. */
function watch(): () => void {
  const before = process.cpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before)
    if (process.memoryUsage.rss() > limits.memoryBytes) endBecause('it took too much memory')
    else if ((user + system) / 1_000 > limits.cpuMs) endBecause('it took too much CPU time')
  }, watchEveryMs)
  return () => clearInterval(timer)
}

function endBecause(ends: string): void {
  process.send?.({ ends } satisfies Answer, die)
}

/** An ordinary end would wait until the picture is decoded. */
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
