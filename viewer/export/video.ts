import { UserError } from '../../engine/errors.ts'

/** Pictures a second of the film, however long each took to make. */
const PICTURES_PER_SECOND = 30
const CODECS = ['vp9', 'vp8', 'av1'] as const

interface Pictures {
  add(timestamp: number, duration: number): Promise<void>
}

/** Films a canvas picture by picture as WebM (WebCodecs); the encoder is loaded when it is first asked for. */
export class Film {
  readonly #source: Pictures
  readonly #finish: () => Promise<Blob>
  #pictures = 0
  #pending: Promise<void> = Promise.resolve()

  private constructor(source: Pictures, finish: () => Promise<Blob>) {
    this.#source = source
    this.#finish = finish
  }

  /** @throws UserError where the browser encodes no format of WebM */
  static async start(canvas: HTMLCanvasElement): Promise<Film> {
    const {
      BufferTarget,
      CanvasSource,
      getFirstEncodableVideoCodec,
      Output,
      QUALITY_HIGH,
      WebMOutputFormat,
    } = await import('mediabunny')
    const size = { width: canvas.width, height: canvas.height }
    const codec = await getFirstEncodableVideoCodec([...CODECS], size)
    if (codec === null) throw new UserError('video', 'this browser encodes none of VP9, VP8 and AV1')
    const target = new BufferTarget()
    const output = new Output({ format: new WebMOutputFormat(), target })
    const source = new CanvasSource(canvas, { codec, quality: QUALITY_HIGH })
    output.addVideoTrack(source, { frameRate: PICTURES_PER_SECOND })
    await output.start()
    return new Film(source, async () => {
      await output.finalize()
      return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: 'video/webm' })
    })
  }

  /** Takes the canvas as it is now for the next picture; call it right after drawing. */
  take(): Promise<void> {
    const time = this.#pictures / PICTURES_PER_SECOND
    this.#pictures++
    // The encoder sets the pace: pictures wait for one another rather than being lost.
    const shot = this.#source.add(time, 1 / PICTURES_PER_SECOND)
    this.#pending = Promise.all([this.#pending, shot]).then(() => {})
    return this.#pending
  }

  get pictures(): number {
    return this.#pictures
  }

  /** Ends the film. */
  async finish(): Promise<Blob> {
    await this.#pending
    return this.#finish()
  }
}
