import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { mechanisms } from '../../mechanisms/index.ts'
import { runReport } from '../../outputs/json.ts'
import { manifestText } from '../../outputs/manifest.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { Connection, Push } from '../../viewer/protocol/host.ts'
import {
  buffersIn,
  connectWorker,
  type PortLike,
  serveHost,
  type WorkerLike,
} from '../../viewer/protocol/port.ts'
import { HostProblem } from '../../viewer/protocol/problem.ts'
import { connectLocal, hostSession } from '../../viewer/worker/hosting.ts'
import { openOrderOf } from '../../viewer/worker/recorded-run.ts'
import { straightDigest, TOWN } from './a-session.ts'

/** A session behind a real port, as in a worker: everything is cloned or handed over on its way. */
function connectPort(): { connection: Connection; wire: WorkerLike; end(): void } {
  const { port1, port2 } = new MessageChannel()
  serveHost(port2 as unknown as PortLike, (push) =>
    hostSession(push, { framesPerSecond: Number.POSITIVE_INFINITY }),
  )
  const wire = port1 as unknown as WorkerLike
  return { connection: connectWorker(wire), wire, end: () => port1.close() }
}

async function visit(connection: Connection): Promise<void> {
  const pushes: Push[] = []
  connection.onPush((push) => {
    pushes.push(push)
    if (push.push !== 'frame') return
    expect(push.frames[0]?.policies.length).toBe(100)
    connection.giveBack(push.buffer)
  })
  const society = await connection.call('open', { name: 'town', scenario: TOWN })
  expect(society.agentCount).toBe(100)
  await connection.call('watch', { paths: ['Standing.reputation'], flowsMost: 50 })
  await connection.call('play', { ticksPerFrame: 5 })
  while (!pushes.some((push) => push.push === 'playing' && push.ended)) {
    await new Promise((resume) => setTimeout(resume, 5))
  }
  expect(await connection.call('digest', { side: 'a' })).toBe(await straightDigest(TOWN, 30))
  expect((await connection.call('find', { side: 'a', text: 'deceptive' })).length).toBe(12)
  const refused = connection.call('find', { side: 'a', text: 'reputatoin > 1' })
  await expect(refused).rejects.toBeInstanceOf(HostProblem)
  await expect(refused).rejects.toMatchObject({ column: 1, hint: 'did you mean reputation?' })
  await expect(connection.call('constructor' as 'digest', { side: 'a' })).rejects.toThrow(
    'is no call of a host',
  )
  const history = await connection.call('history', {
    side: 'a',
    agent: 1,
    paths: ['Stake.resources'],
    most: 9,
  })
  expect(history.values['Stake.resources']?.length).toBe(history.ticks.length)
  const waiting = connection.call('seek', { tick: 3 })
  connection.close()
  await Promise.allSettled([waiting])
  await expect(connection.call('digest', { side: 'a' })).rejects.toThrow('has been closed')
  connection.close()
}

describe('a connection', () => {
  it('through a port answers, refuses, pushes and hands buffers to and fro', async () => {
    const { connection, end } = connectPort()
    await visit(connection)
    end()
  })

  it('on one thread does the same', async () => {
    await visit(connectLocal({ framesPerSecond: Number.POSITIVE_INFINITY }))
  })

  it('keeps what is pushed until somebody listens', async () => {
    const connection = connectLocal()
    await connection.call('open', { name: 'town', scenario: TOWN })
    await connection.call('step', { ticks: 1 })
    const pushes: Push[] = []
    connection.onPush((push) => pushes.push(push))
    expect(pushes.some((push) => push.push === 'frame')).toBe(true)
    connection.close()
  })

  it('refuses a page of another version', async () => {
    const { connection, wire, end } = connectPort()
    const answers: unknown[] = []
    wire.onmessage = ({ data }) => answers.push(data)
    wire.postMessage({ to: 'call', version: '0.0.0/0', id: 7, method: 'digest', order: { side: 'a' } }, [])
    while (answers.length === 0) await new Promise((resume) => setTimeout(resume, 5))
    expect(answers[0]).toMatchObject({ to: 'refusal', id: 7, problem: { hint: 'load the page again' } })
    connection.close()
    end()
  })

  it('ends when the worker fails', async () => {
    const worker: WorkerLike = { postMessage() {}, onmessage: null }
    const connection = connectWorker(worker)
    const pushes: Push[] = []
    connection.onPush((push) => pushes.push(push))
    const call = connection.call('digest', { side: 'a' })
    worker.onerror?.({ message: 'no such file' } as ErrorEvent)
    await expect(call).rejects.toThrow('the worker has failed: no such file')
    expect(pushes).toEqual([{ push: 'problem', problem: { message: 'the worker has failed: no such file' } }])
  })

  it('hands over every array of an answer once', () => {
    const buffer = new ArrayBuffer(16)
    const answer = {
      a: new Uint8Array(buffer, 0, 4),
      b: { c: new Float64Array(buffer, 8, 1) },
      d: [1],
      e: null,
    }
    expect(buffersIn(answer)).toEqual([buffer])
    expect(buffersIn(Uint32Array.of(1)).length).toBe(1)
    expect(buffersIn('text')).toEqual([])
  })
})

describe('a recorded run', () => {
  async function recorded(): Promise<{ text: string; digest: string }> {
    const simulation = await createSimulation(TOWN, { plugins: mechanisms })
    await simulation.run()
    const text = manifestText(simulation, runReport(simulation), {})
    const digest = simulation.digest()
    simulation.dispose()
    return { text, digest }
  }

  it('is its manifest, run again', async () => {
    const { text, digest } = await recorded()
    const run = openOrderOf(text)
    expect(run).toMatchObject({ digest, ticks: 30, warnings: [], order: { name: 'town' } })
    const connection = connectLocal()
    await connection.call('open', run.order)
    await connection.call('seek', { tick: run.ticks })
    expect(await connection.call('digest', { side: 'a' })).toBe(digest)
    const society = await connection.call('open', { name: 'manifest.json', text, tick: 30 })
    expect(society.warnings).toEqual([])
    connection.close()
  })

  it('says when it is of another version, and refuses what is no manifest', async () => {
    const { text } = await recorded()
    const older = text.replace(/"version": "[^"]+"/, '"version": "0.0.1"')
    expect(openOrderOf(older).warnings[0]).toContain('recorded with version 0.0.1')
    const connection = connectLocal()
    const society = await connection.call('open', { name: 'old.json', text: older })
    expect(society.warnings.join()).toContain('recorded with version 0.0.1')
    connection.close()
    expect(() => openOrderOf('{"format": "other"}', 'x.json')).toThrow('x.json is not the manifest of a run')
    expect(() => openOrderOf('agents:')).toThrow('no JSON')
    expect(() => openOrderOf(text.replace(/"scenario": \{/, '"scenari": {'))).toThrow('holds no scenario')
  })
})
