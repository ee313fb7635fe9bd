// The image's health check: whether the cabinet can serve, asked at its network door. Plain node, so that it costs
// little every time.
import { get } from 'node:http'

const { HOST: host = '', PORT: port } = process.env
const everywhere = ['', '0.0.0.0', '::']
/** Below the image's own patience, so that the reason is seen. */
const patience = 4000

const asked = get(
  { host: everywhere.includes(host) ? '127.0.0.1' : host, port, path: '/health/ready', timeout: patience },
  async (answer) => {
    process.exitCode = answer.statusCode === 200 ? 0 : 1
    for await (const part of answer) process.stdout.write(part)
  },
)
asked.once('timeout', () => asked.destroy(new Error('no answer in time')))
asked.once('error', (error) => {
  process.stdout.write(`the cabinet does not answer: ${error.message}`)
  process.exitCode = 1
})
