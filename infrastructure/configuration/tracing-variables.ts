import { z } from 'zod'
import type { TracingSettings } from '../telemetry/tracing-settings.ts'
import type { FaultCode } from './configuration-fault.ts'

const because = (code: FaultCode): { readonly error: FaultCode } => ({ error: code })

const collector = z
  .string()
  .refine(
    (text) => URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol),
    because('notACollector'),
  )

const samplers = [
  ...['always_on', 'always_off', 'traceidratio'],
  ...['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
] as const

/** OpenTelemetry's own variables, as far as they mean something here (`docs/adr/0011`). */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.optional(),
  OTEL_SERVICE_NAME: z.string().default('multifon-cabinet'),
  OTEL_TRACES_SAMPLER: z.enum(samplers, because('notASampler')).default('always_on'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0|1|0?\.\d{1,9}|1\.0)$/, because('notARatio'))
    .transform(Number)
    .default(1),
  OTEL_SDK_DISABLED: z.string().default('false'),
} as const

const read = z.object(tracingVariables)

/** The general endpoint is a base, the one of traces the whole URL, as OpenTelemetry has them. */
const endpointOf = (variables: z.infer<typeof read>): string | null => {
  const base = variables.OTEL_EXPORTER_OTLP_ENDPOINT
  const whole = variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
  if (whole !== undefined) return whole
  return base === undefined ? null : `${base.replace(/\/$/, '')}/v1/traces`
}

const ratioOf = (variables: z.infer<typeof read>): number => {
  const sampler = variables.OTEL_TRACES_SAMPLER
  if (sampler.endsWith('always_off')) return 0
  return sampler.endsWith('traceidratio') ? variables.OTEL_TRACES_SAMPLER_ARG : 1
}

/** Nothing where no collector is named, where it is switched off, and where no trace would be told. */
export const tracingOf = (variables: z.infer<typeof read>): { readonly tracing?: TracingSettings } => {
  const endpoint = endpointOf(variables)
  const ratio = ratioOf(variables)
  return endpoint === null || ratio === 0 || variables.OTEL_SDK_DISABLED.toLowerCase() === 'true'
    ? {}
    : { tracing: { endpoint, ratio, serviceName: variables.OTEL_SERVICE_NAME } }
}
