import { connect } from 'node:net'

/** Whether somebody answers at a Unix socket; the file alone may be what a killed process left behind. */
export const isListening = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(socketPath)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
