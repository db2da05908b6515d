import { afterEach, expect, it, vi } from 'vitest'
import type { Connection, Push } from '../../../viewer/protocol/host.ts'
import { connectWorker } from '../../../viewer/protocol/port.ts'
import { connectLocal } from '../../../viewer/worker/hosting.ts'

const YAML = `# Does it run in a worker?
scenario_id: small
agents:
  - { type: honest, count: 300 }
  - { type: deceptive, count: 100 }
simulation: { n_epochs: 4, steps_per_epoch: 5 }
governance: { audit_enabled: true, audit_probability: 0.2 }
`

const open: Connection[] = []
afterEach(() => {
  for (const connection of open.splice(0)) connection.close()
})

async function playOut(
  connection: Connection,
): Promise<{ digest: string; frames: number; policies: number }> {
  open.push(connection)
  let frames = 0
  let policies = 0
  const over = new Promise<void>((resolve) => {
    connection.onPush((push: Push) => {
      if (push.push === 'playing' && push.ended) resolve()
      if (push.push !== 'frame') return
      frames++
      policies = push.frames[0]?.policies.length ?? 0
      expect(push.frames[0]?.values['Standing.reputation']?.length ?? policies).toBe(policies)
      connection.giveBack(push.buffer)
    })
  })
  await connection.call('open', { name: 'small.yaml', text: YAML })
  await connection.call('watch', { paths: ['Standing.reputation'], flowsMost: 100 })
  await connection.call('step', { ticks: 5 })
  await connection.call('branch', {})
  await connection.call('play', { ticksPerFrame: 2 })
  await over
  await connection.call('merge', { keep: 'b' })
  return { digest: await connection.call('digest', { side: 'a' }), frames, policies }
}

it('a society in a worker runs, branches and ends as one beside the page does', async () => {
  const complaints = vi.spyOn(console, 'error')
  const worker = new Worker(new URL('../../../viewer/worker/viewer.worker.ts', import.meta.url), {
    type: 'module',
  })
  const far = await playOut(connectWorker(worker))
  const near = await playOut(connectLocal())
  expect(far.digest).toBe(near.digest)
  expect(far.frames).toBeGreaterThan(4)
  expect(far.policies).toBe(400)
  expect(complaints).not.toHaveBeenCalled()
  complaints.mockRestore()
})

it('a broken file is refused through the worker with its place', async () => {
  const worker = new Worker(new URL('../../../viewer/worker/viewer.worker.ts', import.meta.url), {
    type: 'module',
  })
  const connection = connectWorker(worker)
  open.push(connection)
  const refused = connection.call('open', {
    name: 'b.yaml',
    text: YAML.replace('type: deceptive', 'type: deceptiv'),
  })
  await expect(refused).rejects.toMatchObject({ line: 5, column: 13, hint: 'did you mean deceptive?' })
})
