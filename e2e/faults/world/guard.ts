import { spawn } from 'node:child_process'

/**
 * Ends processes when this one is gone, however it went: a shell waits for the end of our side of a pipe, which the
 * system closes. Frozen ones are woken first, or they would never end. Then the folder goes.
 */
export type Guard = {
  watch(pid: number): void
  /** It has ended: its number may soon be somebody else's. */
  forget(pid: number): void
  /** Nothing is to be done any more. */
  release(): void
}

const script = `
pids=' '
while read -r word pid; do
  case $word in
    watch) pids="$pids$pid " ;;
    forget) pids=$(printf '%s' "$pids" | sed "s/ $pid / /") ;;
    release) exit 0 ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; kill -CONT "$pid" 2>/dev/null; done
sleep 1
rm -rf "$1"
`

export function startGuard(folder: string): Guard {
  const shell = spawn('/bin/sh', ['-c', script, 'guard', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.unref()
  shell.stdin.on('error', () => {})
  // Node's type of a pipe hides that it is a socket, and so can be kept from holding the process open.
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  const say = (line: string) => void shell.stdin.write(`${line}\n`)
  return {
    watch: (pid) => say(`watch ${pid}`),
    forget: (pid) => say(`forget ${pid}`),
    release() {
      say('release 0')
      shell.stdin.end()
    },
  }
}
