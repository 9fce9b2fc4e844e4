import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DecodeLimits } from './measure.ts'
import { type Answer, type Kind, type Request, type Results, UnreadableImage } from './results.ts'

export type ProcessLimits = DecodeLimits & {
  /** Native memory of the process. */
  memoryBytes: number
  /** CPU time for one picture. */
  cpuMs: number
  /** For one picture, the start of the process included. */
  wallMs: number
}

/** The process ended before it answered: it took too much memory or time, or something else has killed it. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded'
}

const program = fileURLToPath(new URL('program.ts', import.meta.url))
const shell = '/bin/sh'
/** When memory runs out, Linux is to kill this process and none of the others. `ulimit -d` takes KiB. */
const limited = '{ echo 1000 >/proc/self/oom_score_adj; ulimit -d "$1"; } 2>/dev/null; shift; exec "$@"'
/** V8 reserves this for machine code. Linux counts it as data, although nearly all of it is never used. */
const reservedBytes = (process.arch === 'arm64' ? 128 : 512) * 1024 * 1024
const keptOutputChars = 1_000

/**
 * What the C library of most Linuxes is told: that memory is given back as soon as it is free. Otherwise it keeps some for each
 * thread, and the second large picture takes 200 MB more than the first. Of the node's environment the process has nothing.
 */
const env = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' }

/**
 * A process that decodes pictures, one at a time: their decoders are native code that reads what strangers sent. On Linux the
 * kernel refuses it more memory than `memoryBytes` (RLIMIT_DATA); there, and everywhere else, it also watches itself.
 */
export class PictureProcess {
  readonly #child: ChildProcess
  readonly #wallMs: number
  readonly #ended = Promise.withResolvers<void>()
  #answer: ((answer: Answer) => void) | null = null
  #output = ''
  #why = ''
  #pictures = 0

  constructor(limits: ProcessLimits) {
    this.#wallMs = limits.wallMs
    const isLimited = process.platform === 'linux' && existsSync(shell)
    const dataKiB = Math.ceil((limits.memoryBytes + reservedBytes) / 1024)
    this.#child = fork(program, [JSON.stringify(limits)], {
      ...(isLimited
        ? { execPath: shell, execArgv: ['-c', limited, shell, String(dataKiB), process.execPath] }
        : { execArgv: [] }),
      env,
      serialization: 'advanced',
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.on('message', (answer: Answer) => {
      if ('ends' in answer) this.#why = answer.ends
      else this.#answer?.(answer)
    })
    this.#child.on('exit', (code, signal) => this.#end(`${signal ?? `code ${code}`}`))
    this.#child.on('error', (error) => this.#end(error.message))
    // A process that has ended does not read; `exit` tells so.
    this.#child.stdin?.on('error', () => {})
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-keptOutputChars)
    })
  }

  /** Resolves when the process has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** How many it was asked for so far. */
  get pictures(): number {
    return this.#pictures
  }

  /**
   * Makes something of a picture. Wait for it before you call it again.
   *
   * @throws UnreadableImage
   * @throws ProcessEnded
   */
  async make<K extends Kind>(kind: K, bytes: Buffer, side: number): Promise<Results[K]> {
    this.#pictures++
    const answered = new Promise<Answer>((resolve) => {
      this.#answer = resolve
    })
    const late = setTimeout(() => this.kill('it took too long'), this.#wallMs)
    void this.#ended.promise.then(() => this.#answer?.({ ends: this.#why }))
    const request: Request = { kind, side, length: bytes.byteLength }
    this.#child.send(request, () => {})
    this.#child.stdin?.write(bytes)
    const answer = await answered
    clearTimeout(late)
    this.#answer = null
    if ('unreadable' in answer) throw new UnreadableImage(answer.unreadable)
    if ('ends' in answer) throw new ProcessEnded([answer.ends, this.#output].join('\n').trim())
    return answer.made as Results[K] // the program makes what it is asked for
  }

  kill(why: string): void {
    this.#why ||= why
    this.#child.kill('SIGKILL')
  }

  #end(how: string): void {
    this.#why ||= how
    this.#ended.resolve()
  }
}
