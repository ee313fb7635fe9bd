import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers'

/** A container engine that can build our image, or why there is none. */
export type Engine =
  | { readonly kind: 'found'; readonly client: ContainerRuntimeClient }
  | { readonly kind: 'none'; readonly reason: string }

const baseImage = 'debian:bookworm-slim'
/** An image that takes longer to come is not waited for. */
const pullLimitMilliseconds = 60_000

const pulled = async (client: ContainerRuntimeClient, image: ImageName): Promise<boolean> => {
  const limit = AbortSignal.timeout(pullLimitMilliseconds)
  const late = new Promise<false>((resolve) => {
    limit.addEventListener('abort', () => resolve(false), { once: true })
  })
  const there = () => client.image.exists(image)
  const pulling = client.image.pull(image).then(there)
  return Promise.race([pulling.catch(() => false), late])
}

const found = async (): Promise<Engine> => {
  const client = await getContainerRuntimeClient().catch(() => null)
  if (client === null) return { kind: 'none', reason: 'no container engine answers' }
  const base = ImageName.fromString(baseImage)
  const isThere = await client.image.exists(base).catch(() => false)
  return isThere || (await pulled(client, base))
    ? { kind: 'found', client }
    : { kind: 'none', reason: `the image ${baseImage} is not here and could not be pulled` }
}

/** Looks for an engine. With `CONTAINER_ENGINE=required`, as `.ci/run` sets it, the lack of one is an error. */
export const findEngine = async (environment: NodeJS.ProcessEnv): Promise<Engine> => {
  // The reaper is an image of its own, which cannot be had everywhere; we stop what we start.
  environment['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'
  const engine = await found()
  if (engine.kind === 'none' && environment['CONTAINER_ENGINE'] === 'required') throw new Error(engine.reason)
  return engine
}
