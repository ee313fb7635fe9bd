import type { Access } from './access.ts'
import type { AnyOperation } from './contract/operation.ts'
import type { Principal } from './principal.ts'
import type { ProblemCode } from './problems/problem-code.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; known from the gate on. */
    principal: Principal | undefined
    /** Why it was refused, for its line in the log. */
    refused: ProblemCode | undefined
  }

  interface FastifyContextConfig {
    /** Who may ask. A route without it is open to nobody. */
    readonly access?: Access
    readonly operation?: AnyOperation
  }
}
