import { Smile } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { me } from '../fixtures/users.ts'
import {
  Avatar,
  Badge,
  Button,
  ChimeRoot,
  Composer,
  Dialog,
  IconButton,
  Menu,
  MenuItem,
  TextField,
  themeVariables,
} from '../ui.ts'

/** What the variables of a theme change, and roots with themes of their own beside each other. */
export const themingScenes: Record<string, () => ReactNode> = {
  theming: () => <Theming />,
}

const themes = {
  Chime: {},
  Harbour: {
    '--chime-accent': 'light-dark(#1d4ed8, #8ab4ff)',
    '--chime-on-accent': 'light-dark(#fff, #06122e)',
    '--chime-canvas': 'light-dark(#fbfcff, #0e1422)',
    '--chime-radius': '0',
    '--chime-font': 'ui-monospace, monospace',
  },
  Orchard: {
    '--chime-accent': 'light-dark(#a3361f, #ffab8f)',
    '--chime-on-accent': 'light-dark(#fff, #3a0d02)',
    '--chime-canvas': 'light-dark(#fffaf3, #211713)',
    '--chime-raised': 'light-dark(#fffdf9, #2c201b)',
    '--chime-sunken': 'light-dark(#f7ecdd, #1a110e)',
    '--chime-ink': 'light-dark(#3b2a20, #f4e6da)',
    '--chime-radius': '1rem',
    '--chime-font': 'Georgia, serif',
  },
}

function Theming() {
  return (
    <main className="flex flex-col gap-8 p-6">
      <h1 className="font-semibold text-2xl">Theming</h1>
      <div className="grid gap-4 lg:grid-cols-3">
        {Object.entries(themes).flatMap(([name, style]) =>
          (['light', 'dark'] as const).map((theme) => (
            // `as`: React's type of a style knows no custom properties.
            <ChimeRoot key={name + theme} theme={theme} style={style as Record<string, string>}>
              <Sample name={`${name}, ${theme}`} />
            </ChimeRoot>
          )),
        )}
      </div>
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold text-lg">Variables</h2>
        <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2 lg:grid-cols-3">
          {themeVariables.map((name) => (
            <li key={name} className="flex items-center gap-3">
              <span
                aria-hidden
                className="size-6 shrink-0 rounded border border-line-soft"
                style={{ background: `var(${name})` }}
              />
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </section>
    </main>
  )
}

function Sample({ name }: { name: string }) {
  const [open, setOpen] = useState(false)
  return (
    <section aria-label={name} className="flex flex-col gap-3 rounded-lg border border-line bg-canvas p-4">
      <div className="flex items-center gap-3">
        <Avatar user={me} presence="online" />
        <h2 className="min-w-0 flex-1 truncate font-semibold">{name}</h2>
        <Badge variant="accent">3</Badge>
        <Menu trigger={<IconButton label={`Menu of ${name}`} icon={<Smile />} />}>
          <MenuItem onSelect={() => {}}>An item</MenuItem>
        </Menu>
      </div>
      <TextField label="Label" placeholder="Placeholder" hint="A hint" />
      <div className="flex gap-2">
        <Button variant="primary" onClick={() => setOpen(true)}>
          Open a dialog
        </Button>
        <Button>Secondary</Button>
      </div>
      <Composer channelId={name} placeholder={`Message ${name}`} onSend={async () => {}} />
      <Dialog title={`Dialog of ${name}`} open={open} onOpenChange={setOpen} footer={<Button>Close it</Button>}>
        It looks as the root that opened it.
      </Dialog>
    </section>
  )
}
