import { Readable } from 'node:stream'
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type FileStore, mustBeKey, StoreError } from './store.ts'

export type S3Options = {
  bucket: string
  /** By default that of AWS. */
  endpoint?: string | undefined
  region: string
  /** By default what the AWS SDK finds in the environment, such as a role of the machine. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined
  /** Uses URLs of the form `<endpoint>/<bucket>/<key>` instead of a host name for each bucket. */
  forcePathStyle?: boolean | undefined
}

const connectWithinMs = 5_000
const answerWithinMs = 30_000
const socketsMax = 500
/** How many objects one call of S3 lists or deletes at most. */
const page = 1_000

/** Keeps files in a bucket of S3 or a compatible server (MinIO, R2, Ceph …). S3 writes an object completely or not at all. */
export function createS3Store({ bucket, ...options }: S3Options): FileStore {
  const s3 = new S3Client({
    ...options,
    // Many compatible servers do not understand the checksums that the SDK would send otherwise.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectWithinMs,
      requestTimeout: answerWithinMs,
      // Each slow reader holds a socket.
      httpAgent: { maxSockets: socketsMax },
      httpsAgent: { maxSockets: socketsMax },
    },
  })
  const at = (key: string) => {
    mustBeKey(key)
    return { Bucket: bucket, Key: key }
  }

  async function* objectsIn(folder: string) {
    mustBeKey(folder)
    let next: string | undefined
    do {
      const found = await s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: `${folder}/`, ContinuationToken: next, MaxKeys: page }),
      )
      for (const { Key, Size } of found.Contents ?? []) if (Key !== undefined) yield { key: Key, size: Size ?? 0 }
      next = found.NextContinuationToken
    } while (next !== undefined)
  }

  return {
    put: (key, bytes) =>
      withStoreError(async () => {
        await s3.send(new PutObjectCommand({ ...at(key), Body: bytes, ContentLength: bytes.byteLength }))
      }),
    open: (key, range) =>
      withStoreError(async () => {
        const Range = range && `bytes=${range.start}-${range.end}`
        const found = await s3.send(new GetObjectCommand({ ...at(key), Range })).catch((error: unknown) => {
          if (error instanceof NoSuchKey) return null
          throw error
        })
        // In Node.js the SDK gives a stream of Node.js; its types also include those of browsers.
        return found?.Body instanceof Readable ? found.Body : null
      }),
    list: (folder, max) =>
      withStoreError(async () => {
        const found = []
        for await (const { key, size } of objectsIn(folder)) {
          if (found.length === max) break
          found.push({ name: key.slice(folder.length + 1), size })
        }
        return found
      }),
    erase: (folder) =>
      withStoreError(async () => {
        let keys: string[] = []
        const eraseKeys = async () => {
          if (keys.length === 0) return
          const Objects = keys.map((Key) => ({ Key }))
          const { Errors } = await s3.send(
            new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
          )
          if (Errors?.[0]) throw new Error(`not erased: ${Errors[0].Key} (${Errors[0].Code})`)
          keys = []
        }
        for await (const { key } of objectsIn(folder)) {
          keys.push(key)
          if (keys.length === page) await eraseKeys()
        }
        await eraseKeys()
      }),
    room: async () => null,
    tidy: async () => {},
    close: () => s3.destroy(),
  }
}

async function withStoreError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    // MinIO answers with this when its disks are full.
    throw new StoreError(name === 'XMinioStorageFull' ? 'full' : 'away', error)
  }
}
