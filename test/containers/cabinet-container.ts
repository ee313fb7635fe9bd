import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  type ContainerRuntimeClient,
  GenericContainer,
  type StartedTestContainer,
  Wait,
  type WaitStrategy,
} from 'testcontainers'
import { onTestFinished } from 'vitest'

export const projectRoot = join(import.meta.dirname, '../..')
export const imageName = 'multifon-cabinet:under-test'
const port = 3000

/** Builds the product's image; what has not changed comes from the engine's cache. */
export const buildImage = async (): Promise<void> => {
  await GenericContainer.fromDockerfile(projectRoot, 'docker/Dockerfile').build(imageName, {
    deleteOnExit: false,
  })
}

/**
 * As `docker/compose.yaml` runs it: nothing to write but volumes, no rights, one port, open only where the tests come
 * from: loopback, or the engine's own network where the tests themselves run in a container.
 */
class HardenedContainer extends GenericContainer {
  readonly #openTo: string

  constructor(engineHost: string) {
    super(imageName)
    this.#openTo = isIP(engineHost) === 0 ? '127.0.0.1' : engineHost
    this.hostConfig.ReadonlyRootfs = true
    this.withDroppedCapabilities('ALL').withSecurityOpt('no-new-privileges:true').withExposedPorts(port)
  }

  protected override async beforeContainerCreated(): Promise<void> {
    this.hostConfig.PortBindings = { [`${port}/tcp`]: [{ HostIp: this.#openTo, HostPort: '0' }] }
  }
}

type Environment = Readonly<Record<string, string>>
const publicUrl = { PUBLIC_URL: 'http://127.0.0.1:3000' }

export interface Ended {
  readonly code: number
  readonly out: string
}

/** What `docker run` is given. */
interface Wanted {
  /** Volumes or directories, each as `what:where` or `what:where:ro`. */
  readonly mounts: readonly string[]
  readonly environment?: Environment
}

/** A running cabinet. */
export interface RunningCabinet {
  readonly url: () => string
  readonly container: StartedTestContainer
  /** `docker exec`; throws when the command fails. */
  readonly exec: (...command: readonly string[]) => Promise<string>
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => Promise<void>
  /** Resolves with the exit code when it has ended. */
  readonly ended: () => Promise<number>
  readonly startAgain: () => Promise<void>
  /** Resolves when its log has a line with these words. */
  readonly logged: (words: string) => Promise<void>
}

/** Notes what has to be done when a test, or all of them, have ended. */
export type AtEnd = (end: () => Promise<void>) => void

/** Containers and volumes of the running test; they go when it ends, however it ends. */
export const containers = (client: ContainerRuntimeClient) => {
  const { dockerode } = client.container

  /** An empty volume, under a name that the engine gives it. */
  const volume = async (atEnd: AtEnd = onTestFinished): Promise<string> => {
    const made = await dockerode.createVolume()
    atEnd(async () => void (await made.remove({ force: true })))
    return made.name
  }

  /** Runs the image to its end. */
  const run = async (command: readonly string[], { mounts, environment = {} }: Wanted): Promise<Ended> => {
    const container = await dockerode.createContainer({
      Image: imageName,
      Cmd: [...command],
      Env: Object.entries({ ...publicUrl, ...environment }).map(([name, value]) => `${name}=${value}`),
      HostConfig: { ReadonlyRootfs: true, CapDrop: ['ALL'], Binds: [...mounts] },
      // One stream with both outputs, as they are.
      Tty: true,
    })
    try {
      await container.start()
      const { StatusCode: code } = await container.wait()
      const out = await container.logs({ stdout: true, stderr: true, follow: false })
      return { code, out: out.toString('utf8') }
    } finally {
      await container.remove({ force: true, v: true })
    }
  }

  /** A volume with a master key, made as an operator makes it, and where it belongs. */
  const masterKey = async (atEnd?: AtEnd): Promise<string> => {
    const keys = await volume(atEnd)
    const made = await run(['keys', 'create'], { mounts: [`${keys}:/keys`] })
    if (made.code !== 0) throw new Error(made.out)
    return `${keys}:/keys`
  }

  const start = async (
    { mounts, environment = {} }: Wanted,
    until: WaitStrategy = Wait.forHttp('/health/ready', port),
  ): Promise<RunningCabinet> => {
    const container = await new HardenedContainer(client.info.containerRuntime.host)
      .withEnvironment({ ...publicUrl, ...environment })
      .withBindMounts(
        mounts.map((mount) => {
          const [source = '', target = ''] = mount.split(':')
          return { source, target }
        }),
      )
      .withWaitStrategy(until)
      .withStartupTimeout(60_000)
      .start()
    const handle = dockerode.getContainer(container.getId())
    onTestFinished(() => handle.remove({ force: true, v: true }))
    return {
      url: () => `http://${container.getHost()}:${container.getMappedPort(port)}`,
      container,
      exec: async (...command) => {
        const { exitCode, stdout, output } = await container.exec([...command])
        if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${output}`)
        return stdout
      },
      signal: (signal) => handle.kill({ signal }),
      ended: async () => {
        const { StatusCode: code } = await handle.wait()
        return code
      },
      startAgain: () => container.restart(),
      logged: async (words) => {
        for await (const line of await container.logs()) if (String(line).includes(words)) return
        throw new Error(`it ended and never logged: ${words}`)
      },
    }
  }

  return { volume, masterKey, run, start }
}

export type Containers = ReturnType<typeof containers>
