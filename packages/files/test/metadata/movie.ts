/** A box of an ISO media file. */
export function box(type: string, ...parts: (Buffer | string | number[])[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** A number of four bytes. */
export const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** What no cleaned file may say. */
export const secrets = ['+52.5200+013.4050', 'Pocket Phone 7', 'Ann Author', '52.52,13.40']

type Track = { handler: string; samples: string[]; name?: string }

/**
 * A film as cameras write them: with a box of user data, QuickTime's metadata, XMP, and tracks. It is no film that could be
 * played, but every box is where such a film has it.
 *
 * @returns where the samples of each track are
 */
export function movie(tracks: Track[], { brand = 'isom', long = false } = {}): { bytes: Buffer; samples: Buffer[] } {
  const head = box('ftyp', brand, int(0), brand)
  // Each track has two chunks; the second one holds all samples but the first.
  const data = tracks.flatMap(({ samples }) => samples.map((sample) => Buffer.from(sample, 'latin1')))
  const content = box('mdat', ...data)
  const starts: number[][] = []
  let at = head.length + 8
  for (const { samples } of tracks) {
    starts.push(
      samples.map((sample) => {
        at += sample.length
        return at - sample.length
      }),
    )
  }
  const boxes = tracks.map((track, i) => trackBox(track, starts[i] ?? [], long))
  const created = int(3_800_000_000)
  const moov = box(
    'moov',
    box('mvhd', int(0), created, created, int(1_000), int(2_000), Buffer.alloc(80)),
    ...boxes,
    box('udta', box('\u00a9xyz', [0, 17, 21, 199], secrets[0] ?? ''), box('\u00a9mod', secrets[1] ?? '')),
    box('meta', box('hdlr', int(0), int(0), 'mdta', Buffer.alloc(12)), box('ilst', secrets[2] ?? '')),
  )
  const xmp = box('uuid', Buffer.alloc(16, 7), secrets[3] ?? '')
  return { bytes: Buffer.concat([head, content, moov, xmp]), samples: data }
}

function trackBox({ handler, samples, name = secrets[1] ?? '' }: Track, starts: number[], long: boolean): Buffer {
  const time = int(3_800_000_000)
  const second = samples.length > 1
  const offset = (value = 0) => (long ? Buffer.concat([int(0), int(value)]) : int(value))
  const video = box('vp09', Buffer.alloc(12), 'Pock', Buffer.alloc(26), name.padEnd(32), [0, 24, 255, 255])
  const table = box(
    'stbl',
    box('stsd', int(0), int(1), handler === 'vide' ? video : box('some', Buffer.alloc(20))),
    box('stsz', int(0), int(0), int(samples.length), ...samples.map(({ length }) => int(length))),
    box(
      'stsc',
      int(0),
      int(second ? 2 : 1),
      int(1),
      int(1),
      int(1),
      ...(second ? [int(2), int(samples.length - 1), int(1)] : []),
    ),
    box(long ? 'co64' : 'stco', int(0), int(second ? 2 : 1), offset(starts[0]), ...(second ? [offset(starts[1])] : [])),
  )
  return box(
    'trak',
    box('tkhd', int(0), time, time, int(1), Buffer.alloc(68)),
    box('udta', box('name', name)),
    box(
      'mdia',
      box('mdhd', int(0), time, time, int(1_000), int(2_000), int(0)),
      box('hdlr', int(0), int(0), handler, Buffer.alloc(12), `${name}\0`),
      box('minf', box('vmhd', Buffer.alloc(12)), table),
    ),
  )
}
