import { flatAvif } from '@chime/testing/pictures'
import { type Answers, type Attack, countAnswers, type Target } from './attack.ts'

type Token = { token: string }

/** Announces a file and sends its bytes. @returns the status of the last answer */
export async function uploadFile(url: string, { token }: Token, bytes: Buffer, channelId?: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const input = JSON.stringify({ name: 'a file', size: bytes.byteLength, channelId })
  const announced = await fetch(`${url}/trpc/attachments.create`, {
    method: 'POST',
    body: input,
    headers: { ...headers, 'content-type': 'application/json' },
  })
  const answer = (await announced.json()) as { result?: { data: { uploadUrl: string } } } // as `contract` says
  if (!answer.result) return announced.status
  const { uploadUrl } = answer.result.data
  const response = await fetch(`${url}${uploadUrl}`, { method: 'PUT', body: Uint8Array.from(bytes), headers })
  await response.text()
  return response.status
}

/** Uploads a picture so many times at once. */
async function uploadMany({ url, attackers, channelId }: Target, times: number, bytes: Buffer): Promise<Answers> {
  const [attacker] = attackers
  if (!attacker) throw new Error('nobody attacks')
  const uploads = Array.from({ length: times }, () => uploadFile(url, attacker, bytes, channelId))
  return countAnswers(await Promise.all(uploads))
}

export const fileAttacks: Attack[] = [
  {
    name: 'pictures of 64 million pixels',
    sends: '8 AVIFs of 1.4 KB, each 8,000 by 8,000 pixels, uploaded at once',
    run: async (target) => uploadMany(target, 8, await flatAvif(8_000)),
  },
  {
    name: 'pictures of 23 million pixels',
    sends: '12 AVIFs of 0.8 KB, each 4,800 by 4,800 pixels, uploaded at once',
    run: async (target) => uploadMany(target, 12, await flatAvif(4_800)),
  },
]
