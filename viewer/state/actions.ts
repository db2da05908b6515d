import type { ParameterValue } from '../../engine/config.ts'
import type { Side } from '../protocol/host.ts'
import type { ChartChoice, ColourBy, LayoutChoice, Sheet } from './store.ts'

/** Everything that a person can do. Panels, keys and links call these; the controller carries them out. */
export interface Actions {
  play(): void
  pause(): void
  /** Plays or pauses. */
  toggle(): void
  step(ticks: number): void
  setPace(pace: number | 'max'): void
  seek(tick: number): void
  restart(): void
  /** Opens a scenario of the shelf by name. */
  openShelf(name: string): void
  /** Opens the text of a file that was dropped or chosen. */
  openFile(name: string, text: string): void
  setSeed(seed: string): void
  moveLever(path: string, value: ParameterValue): void
  branch(): void
  /** Ends the comparison, keeping one side. */
  merge(keep: Side): void
  showSide(side: Side): void
  colourBy(what: ColourBy): void
  layOut(choice: LayoutChoice): void
  showFlows(shown: boolean): void
  chooseChart(place: number, chart: ChartChoice): void
  /** Mutes a policy, or shows it again. */
  mute(policy: number): void
  /** Shows one policy alone, or all again. */
  solo(policy: number): void
  select(agent: number | undefined): void
  watch(agent: number): void
  unwatch(agent: number): void
  /** Finds agents by number, type or expression, and makes them the group. */
  find(text: string): void
  clearGroup(): void
  nameGroup(name: string): void
  recallGroup(name: string): void
  /** Moves the camera to an agent. */
  focus(agent: number): void
  zoom(factor: number): void
  /** Moves the camera by CSS pixels. */
  pan(x: number, y: number): void
  fit(): void
  setTheme(theme: 'dark' | 'light'): void
  setCursor(tick: number | undefined): void
  openSheet(sheet: Sheet | undefined): void
  openDrawer(drawer: 'left' | 'right' | undefined): void
  dismissProblem(): void
  /** Address that shows what is seen now. */
  link(): string
  copyLink(): Promise<void>
  savePicture(): Promise<void>
  /** Records the coming ticks, from play to pause, as WebM. */
  recordVideo(): Promise<void>
  saveTable(what: 'agents' | 'ticks' | 'epochs' | 'events'): Promise<void>
  /** The page with this society in one file that opens by double-click. */
  savePage(): Promise<void>
}
