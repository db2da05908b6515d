import { createSimulation, type EpochResult, type Simulation } from '../../simulation/index.ts'

/**
 * Tutorial 5: the engine in a page, without a server and without a drawing library.
 *
 * The page owns the loop: one epoch an animation frame. The slider moves a lever of the running society, and a bar for
 * each policy shows what its agents have earned on average. The entry `patchwork-ecs` needs nothing of Node.
 *
 * Look at it: npx vite examples/in-a-page
 */
const WIDTH = 600
const ROW = 34
const LABEL = 150

/** One bar a policy: mean total payoff, negative ones in red. */
export function barsOf({ byType }: EpochResult): string {
  const entries = Object.entries(byType)
  const most = Math.max(1e-9, ...entries.map(([, { meanTotalPayoff }]) => Math.abs(meanTotalPayoff)))
  const bars = entries.map(([name, { meanTotalPayoff }], index) => {
    const y = index * ROW
    const length = ((WIDTH - LABEL - 80) * Math.abs(meanTotalPayoff)) / most
    const colour = meanTotalPayoff < 0 ? '#b3423a' : '#2f7d6b'
    return (
      `<text x="0" y="${y + 20}">${name}</text>` +
      `<rect x="${LABEL}" y="${y + 4}" width="${length.toFixed(1)}" height="22" fill="${colour}"/>` +
      `<text x="${(LABEL + length + 8).toFixed(1)}" y="${y + 20}">${meanTotalPayoff.toFixed(1)}</text>`
    )
  })
  const height = Math.max(1, entries.length) * ROW
  return `<svg viewBox="0 0 ${WIDTH} ${height}" font-size="14" role="img">${bars.join('')}</svg>`
}

/** The society of the page: small enough that an epoch fits into a frame. */
export function createTown(): Promise<Simulation> {
  return createSimulation({
    id: 'a town in a page',
    agents: [
      { type: 'honest', count: 300 },
      { type: 'opportunistic', count: 100 },
      { type: 'deceptive', count: 60 },
      { type: 'adversarial', count: 40 },
    ],
    parameters: { 'governance.audit_enabled': true, 'governance.audit_probability': 0 },
    epochs: 200,
  })
}

/** Runs the society inside an element and resolves when its epochs are over. */
export async function main(root: ParentNode = document, epochs = 200): Promise<{ digest: string }> {
  const bars = root.querySelector('#bars')
  const caption = root.querySelector('#caption')
  const audits = root.querySelector<HTMLInputElement>('#audits')
  const town = await createTown()
  const follow = () => town.set('governance.audit_probability', audits?.valueAsNumber ?? 0)
  audits?.addEventListener('input', follow)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const result = town.runEpoch()
    if (bars) bars.innerHTML = barsOf(result)
    if (caption) {
      caption.textContent = `epoch ${result.epoch}, toxicity ${result.metrics['toxicityRate']?.toFixed(3) ?? 'none'}`
    }
    await new Promise(requestAnimationFrame)
  }
  // Given back, so that the next town finds memory and loops ready.
  audits?.removeEventListener('input', follow)
  const digest = town.digest()
  town.dispose()
  return { digest }
}

if (typeof document !== 'undefined' && document.querySelector('#bars')) await main()
