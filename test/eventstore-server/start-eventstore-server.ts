import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js'
import { answerAppends } from './append-answers.ts'
import { appendCall } from './append-call.ts'
import { type AppendFault, createAppendFaults } from './append-faults.ts'
import { batchAppendCall } from './batch-append-call.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { openFaultyNetwork } from './faulty-network.ts'
import { readCall } from './read-call.ts'
import type { HandedOver } from './subscription.ts'

/**
 * A server of EventStoreDB's protocol inside the test's process. It behaves as EventStoreDB was measured to, and it
 * is not EventStoreDB: no run on it may be reported as one.
 */
export interface EventStoreServer {
  /** The connection string, the same for the server's whole life. */
  readonly url: string
  /** One that makes a client find the server as the leader of a cluster, by gossip. */
  readonly clusterUrl: string
  readonly log: EventLog
  /** Connections are reset and refused until `comeBack`; the log stays. */
  readonly goAway: () => Promise<void>
  readonly comeBack: () => Promise<void>
  /** Takes connections and requests and answers none; `unfreeze` works them off. */
  readonly freeze: () => void
  readonly unfreeze: () => void
  readonly failNextAppend: (fault: AppendFault) => void
  /** How many events reads (not subscriptions) were handed so far. */
  readonly eventsRead: () => number
  /** Resolves when subscriptions are handed nothing more, with the number of events handed over so far. */
  readonly stalled: () => Promise<number>
  readonly close: () => Promise<void>
}

/** So many turns of the event loop without a further event are taken for a standstill. */
const turnsOfStandstill = 200

const standstill = async (watch: HandedOver): Promise<number> => {
  let before = -1
  let turns = 0
  while (turns < turnsOfStandstill) {
    turns = watch.subscribed === before ? turns + 1 : 0
    before = watch.subscribed
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return watch.subscribed
}

const supportedMethods: handleUnaryCall<Empty, SupportedMethods> = (_call, reply) => {
  const methods = ['append', 'batchappend', 'read'].map((name) =>
    new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name),
  )
  reply(null, new features.SupportedMethods().setEventStoreServerVersion('23.10.8').setMethodsList(methods))
}

/** A cluster of this one node, which leads it. */
const gossipOf =
  (port: () => number): handleUnaryCall<Empty, ClusterInfo> =>
  (_call, reply) => {
    const member = new gossip.MemberInfo()
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setTimeStamp('0')
      .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port()))
    reply(null, new gossip.ClusterInfo().setMembersList([member]))
  }

const unimplemented: handleUnaryCall<unknown, never> = (_call, reply) => {
  reply({ code: status.UNIMPLEMENTED, details: 'the cabinet never deletes a stream' })
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    )
  })

/** Starts one on a free port of the loopback interface, its log empty. */
export const startEventStoreServer = async (): Promise<EventStoreServer> => {
  const log = createEventLog()
  const faults = createAppendFaults()
  const watch: HandedOver = { subscribed: 0, read: 0 }
  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 })
  const answer = answerAppends(log, faults, () => network)
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods })
  server.addService(GossipService, { read: gossipOf(() => network.port) })
  server.addService(StreamsService, {
    read: readCall(log, watch),
    append: appendCall(answer),
    batchAppend: batchAppendCall(answer),
    delete: unimplemented,
    tombstone: unimplemented,
  })
  const network = await openFaultyNetwork({ host: '127.0.0.1', port: await listen(server) })

  return {
    url: `esdb://127.0.0.1:${network.port}?tls=false`,
    clusterUrl: `esdb://127.0.0.1:${network.port},127.0.0.1:${network.port}?tls=false&maxDiscoverAttempts=1&discoveryInterval=1`,
    log,
    goAway: network.goAway,
    comeBack: network.comeBack,
    freeze: network.freeze,
    unfreeze: network.unfreeze,
    failNextAppend: faults.add,
    eventsRead: () => watch.read,
    stalled: () => standstill(watch),
    close: async () => {
      await network.close()
      server.forceShutdown()
    },
  }
}
