import { keyHelp } from './keys.ts'
import { dim, paint, rule, toWidth, truncate } from './paint.ts'
import { slashes } from './slash.ts'

export function helpLines(width: number): string[] {
  const command = ({ name, usage }: { name: string; usage: string }) => `/${name} ${usage}`.trimEnd()
  const left = Math.max(...slashes.map((slash) => command(slash).length), ...keyHelp.map(([keys]) => keys.length)) + 2
  return [
    rule('keys', width),
    ...keyHelp.map(([keys, about]) => `${paint('bold', toWidth(keys, left))}${about}`),
    rule('commands', width),
    ...slashes.map((slash) => `${paint('bold', toWidth(command(slash), left))}${slash.about}`),
    dim('Without a number, a command means the last message. A line that begins with // is sent with one /.'),
  ].map((line) => truncate(line, width))
}
