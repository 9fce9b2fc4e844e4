import type { S3Options } from '@chime/files/s3'
import { startFauxqs } from 'fauxqs'

/** A server that speaks S3, in this process. It does not check signatures. */
export async function startTestS3(): Promise<{ options: S3Options; stop(): Promise<void> }> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  const bucket = 'chime-files'
  server.createBucket(bucket)
  const options = {
    bucket,
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  }
  return { options, stop: () => server.stop() }
}
