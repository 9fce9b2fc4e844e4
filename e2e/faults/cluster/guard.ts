import { spawn } from 'node:child_process'

/**
 * Kills processes when this one is gone, however it ended: a shell reads from a pipe to us, which the operating system then
 * closes. Frozen processes get a SIGCONT too. Afterwards the folder is removed.
 */
export type Guard = {
  watch(pid: number): void
  /** It has ended: another process may soon have its number. */
  forget(pid: number): void
  /** Ends the guard; it kills nothing. */
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
  // The pipe is a socket, which Node's type does not say. Without `unref` it would keep this process from ending.
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
