import type { Composer } from './composer.ts'
import type { Press } from './terminal.ts'

export type Action =
  | 'quit'
  | 'endOfInput'
  | 'submit'
  | 'complete'
  | 'escape'
  | 'next'
  | 'previous'
  | 'pageUp'
  | 'pageDown'
  | 'lineUp'
  | 'lineDown'
  | 'latest'
  | 'redraw'

const actions: Record<string, Action> = {
  'ctrl-c': 'quit',
  'ctrl-d': 'endOfInput',
  return: 'submit',
  tab: 'complete',
  escape: 'escape',
  // Node takes the key for the start of Alt and something.
  'meta-escape': 'escape',
  'ctrl-n': 'next',
  'meta-down': 'next',
  'ctrl-p': 'previous',
  'meta-up': 'previous',
  pageup: 'pageUp',
  pagedown: 'pageDown',
  'ctrl-up': 'lineUp',
  'ctrl-down': 'lineDown',
  'meta-end': 'latest',
  'ctrl-l': 'redraw',
}

const edits: Record<string, (composer: Composer) => void> = {
  // Alt-Enter, and Ctrl-J for terminals that keep Alt-Enter for themselves.
  'meta-return': (composer) => composer.insert('\n'),
  enter: (composer) => composer.insert('\n'),
  left: (composer) => composer.left(),
  right: (composer) => composer.right(),
  'meta-b': (composer) => composer.wordLeft(),
  'ctrl-left': (composer) => composer.wordLeft(),
  'meta-left': (composer) => composer.wordLeft(),
  'meta-f': (composer) => composer.wordRight(),
  'ctrl-right': (composer) => composer.wordRight(),
  'meta-right': (composer) => composer.wordRight(),
  home: (composer) => composer.home(),
  'ctrl-a': (composer) => composer.home(),
  end: (composer) => composer.end(),
  'ctrl-e': (composer) => composer.end(),
  up: (composer) => composer.up(),
  down: (composer) => composer.down(),
  backspace: (composer) => composer.backspace(),
  delete: (composer) => composer.delete(),
  'ctrl-w': (composer) => composer.deleteWord(),
  'meta-backspace': (composer) => composer.deleteWord(),
  'ctrl-u': (composer) => composer.deleteToStart(),
  'ctrl-k': (composer) => composer.deleteToEnd(),
}

const nameOf = ({ name, ctrl, meta }: Press): string => `${ctrl ? 'ctrl-' : ''}${meta ? 'meta-' : ''}${name}`

export const actionOf = (press: Press): Action | null => actions[nameOf(press)] ?? null

/** @returns whether the key was meant for the text */
export function edit(composer: Composer, press: Press): boolean {
  const change = edits[nameOf(press)]
  if (change) change(composer)
  else if (press.text) composer.insert(press.text)
  return change !== undefined || press.text !== ''
}

/** For `/help`. */
export const keyHelp: readonly [keys: string, about: string][] = [
  ['Enter', 'send; Alt-Enter or Ctrl-J begins a new line'],
  ['Ctrl-N  Ctrl-P', 'the next, the previous channel (also Alt-↓, Alt-↑)'],
  ['PgUp  PgDn', 'older and newer messages; Esc goes to the newest'],
  ['Tab', 'complete @name, #channel or /command'],
  ['↑  ↓', 'what you wrote before'],
  ['Esc', 'close the thread, the help, or what is being edited'],
  ['Ctrl-L', 'draw everything again'],
  ['Ctrl-C', 'empty the line; when it is empty, quit'],
]
