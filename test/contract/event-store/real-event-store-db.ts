import {
  GenericContainer,
  getContainerRuntimeClient,
  ImageName,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'

/** A real EventStoreDB to run against, or why there is none. */
export type RealServer =
  | {
      readonly kind: 'found'
      readonly name: string
      readonly url: string
      readonly stop: () => Promise<void>
    }
  | { readonly kind: 'none'; readonly reason: string }

const defaultImage = 'eventstore/eventstore:23.10.8-bookworm-slim'
/** An image that takes longer to come is not waited for. */
const pullLimitMs = 20_000
const startLimitMs = 90_000
const port = 2113

const none = (reason: string): RealServer => ({ kind: 'none', reason })

const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T | 'too late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'too late'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'too late')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const start = (image: string): Promise<StartedTestContainer> =>
  new GenericContainer(image)
    .withEnvironment({
      EVENTSTORE_INSECURE: 'true',
      EVENTSTORE_CLUSTER_SIZE: '1',
      EVENTSTORE_RUN_PROJECTIONS: 'None',
    })
    .withExposedPorts(port)
    .withWaitStrategy(
      Wait.forHttp('/health/live', port).forStatusCodeMatching((status) => status >= 200 && status < 300),
    )
    .withStartupTimeout(startLimitMs)
    .start()

/** Pulls the image if it is not there. Says why when it cannot be had. */
const imageProblem = async (image: string): Promise<string | null> => {
  const client = await getContainerRuntimeClient().catch(() => null)
  if (client === null) return 'no container engine answers, and EVENTSTORE_URL is not set'
  const name = ImageName.fromString(image)
  const isThere = () => client.image.exists(name).catch(() => false)
  if (await isThere()) return null
  const pulled = await within(
    pullLimitMs,
    client.image.pull(name).then(isThere, () => false),
  )
  if (pulled === true) return null
  const seconds = pullLimitMs / 1000
  return pulled === 'too late'
    ? `the image ${image} was not pulled within ${seconds} s`
    : `the image ${image} is not here and could not be pulled`
}

/**
 * The server that `EVENTSTORE_URL` names, else a container of `EVENTSTORE_IMAGE`. An engine or an image that is not
 * to be had is a reason to skip; an image that is there and does not start is an error.
 */
export const findRealServer = async (environment: NodeJS.ProcessEnv): Promise<RealServer> => {
  const url = environment['EVENTSTORE_URL']
  if (url !== undefined && url !== '')
    return { kind: 'found', name: 'EventStoreDB at EVENTSTORE_URL', url, stop: async () => {} }
  // The reaper is an image of its own, which cannot be had everywhere; we stop what we start.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  const image = environment['EVENTSTORE_IMAGE'] ?? defaultImage
  const problem = await imageProblem(image)
  if (problem !== null) return none(problem)
  const container = await start(image)
  return {
    kind: 'found',
    name: `EventStoreDB in a container of ${image}`,
    url: `esdb://${container.getHost()}:${container.getMappedPort(port)}?tls=false`,
    stop: async () => {
      await container.stop()
    },
  }
}
