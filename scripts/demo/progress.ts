/** Shows progress: in a terminal one line that changes in place, elsewhere a new line from time to time. */
export type Progress = {
  /** Begins a task of `total` steps. */
  task(text: string, total: number): void
  step(): void
  /** Shows why there is no progress right now. It disappears with the next step. */
  note(text: string): void
  /** Ends the line. */
  done(): void
}

const redrawMs = 80
/** Outside a terminal, a line is printed after each such part of a task, and notes are at least this far apart. */
const plainShare = 0.25
const notesApartMs = 5_000

export function showProgress(out: NodeJS.WriteStream): Progress {
  let text = ''
  let total = 0
  let steps = 0
  let drawnAt = 0
  let said = 0
  let passing = ''
  let notedAt = 0
  const line = () => {
    const percent = total === 0 ? 100 : Math.floor((steps / total) * 100)
    return `${text} ${percent} %${passing && `  (${passing})`}`
  }
  const draw = (now: boolean) => {
    if (out.isTTY) {
      if (!now && Date.now() - drawnAt < redrawMs) return
      drawnAt = Date.now()
      out.write(`\r\u001b[K${line()}`)
    } else if (now || steps === total || steps >= total * (said + plainShare)) {
      said = total === 0 ? 1 : steps / total
      out.write(`${line()}\n`)
    }
  }
  return {
    task(nextText, nextTotal) {
      ;[text, total, steps, said, passing] = [nextText, nextTotal, 0, 0, '']
      if (out.isTTY) draw(true)
    },
    step() {
      steps++
      passing = ''
      draw(out.isTTY && steps === total)
    },
    note(nextPassing) {
      passing = nextPassing
      if (!out.isTTY && Date.now() - notedAt < notesApartMs) return
      notedAt = Date.now()
      draw(true)
    },
    done() {
      if (out.isTTY) out.write('\r\u001b[K')
    },
  }
}

export const silentProgress: Progress = { task() {}, step() {}, note() {}, done() {} }
